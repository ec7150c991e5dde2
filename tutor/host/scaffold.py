"""Writing a new plugin: a package that installs, passes the conformance kit and can be practised as it is."""

from __future__ import annotations

import keyword
import re
from pathlib import Path
from string import Template

from tutor.errors import TutorError

_TEMPLATE = Path(__file__).with_name("template")
_NAME = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


def scaffold(name: str, into: Path, *, steps: bool = False) -> list[Path]:
    """Write the package `tutor-NAME` as a folder in `into`, and return the files written.

    Its problem has formulas alone, from which its steps are derived; with `steps` they are written out, with their
    words. Raises TutorError for a name that cannot be a plugin's and for a folder that is there already.
    """
    if not _NAME.fullmatch(name) or keyword.iskeyword(name):
        raise TutorError(
            f"`{name}` cannot be a plugin's name: small letters, digits and hyphens, such as gru-net",
            title="Not a name",
        )
    if name.startswith("tutor-"):
        raise TutorError(
            f"tutor- is put before the name anyway: `tutor plugins new {name.removeprefix('tutor-')}` writes {name}",
            title="Not a name",
        )
    folder = into / f"tutor-{name}"
    words = name.split("-")
    values = {
        "name": name,
        "distribution": f"tutor-{name}",
        "module": "tutor_" + "_".join(words),
        "classname": "".join(word.capitalize() for word in words) + "Problem",
        "title": " ".join(words).capitalize(),
    }
    files = {
        folder / _target(source.relative_to(part), values["module"]): Template(
            source.read_text(encoding="utf-8")
        ).substitute(values)
        for part in (_TEMPLATE / "package", _TEMPLATE / ("with_steps" if steps else "derived"))
        for source in sorted(part.rglob("*.template"))
    }
    try:
        folder.mkdir(parents=True)
        for path, text in files.items():
            path.parent.mkdir(exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except FileExistsError as error:
        raise TutorError(f"`{folder}` is there already", title="Not overwritten") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TutorError(f"`{folder}` cannot be written: {reason}", title="Cannot write") from error
    return list(files)


def _target(source: Path, module: str) -> Path:
    parts = [module if part == "module" else part for part in source.parts]
    return Path(*parts).with_name(source.name.removesuffix(".template"))
