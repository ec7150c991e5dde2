"""Bringing plugins into the running environment and taking them out, with pip or, where there is none, uv."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Iterable, Sequence
from importlib.util import find_spec

from tutor.errors import TutorError, did_you_mean
from tutor.host.discovery import BUNDLED, normalise, scan


def install(requirements: Sequence[str], *, upgrade: bool = False, editable: bool = False) -> list[str]:
    """Install packages, by name, path or address, and return the names of the plugins that this adds.

    What the installer prints goes to stderr. Raises TutorError if it fails or there is no installer.
    """
    _refuse_options(requirements)
    before = {entry.name for entry in scan()}
    options = ["--upgrade"] if upgrade else []
    wanted = [part for text in requirements for part in (["--editable", text] if editable else [text])]
    _run(["install", *options, *wanted], f"{' '.join(requirements)} could not be installed")
    return [entry.name for entry in scan() if entry.name not in before]


def uninstall(names: Iterable[str]) -> list[str]:
    """Uninstall the distributions that these plugins came with, and return the distributions' names.

    A distribution may be named as well as a plugin. Raises TutorError for an unknown or a bundled one.
    """
    entries = scan()
    known = {entry.name: entry.distribution for entry in entries}
    known |= {entry.distribution: entry.distribution for entry in entries}
    found: dict[str, None] = {}
    for name in names:
        distribution = known.get(name) or known.get(normalise(name))
        if distribution is None:
            guess = did_you_mean(name, known) or ": `tutor plugins` names all"
            raise TutorError(f"there is no plugin `{name}`{guess}", title="Unknown plugin")
        if distribution == BUNDLED:
            raise TutorError(f"`{name}` came with the tutor and leaves only with it", title="Bundled plugin")
        found[distribution] = None
    _run(["uninstall", *found], f"{' '.join(found)} could not be uninstalled", yes=True)
    return list(found)


def _run(arguments: list[str], trouble: str, *, yes: bool = False) -> None:
    if find_spec("pip"):
        command = [sys.executable, "-m", "pip", *arguments, *(["--yes"] if yes else [])]
    elif uv := shutil.which("uv"):
        command = [uv, "pip", *arguments, "--python", sys.executable]
    else:
        raise TutorError(
            f"{trouble}: neither pip nor uv is here to do it (python -m ensurepip brings pip)",
            title="No installer",
        )
    done = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr)
    if done.returncode:
        raise TutorError(f"{trouble}: the lines above say why", title="The installer failed")


def _refuse_options(requirements: Sequence[str]) -> None:
    for text in requirements:
        if text.startswith("-"):
            raise TutorError(f"`{text}` is not the name, path or address of a package", title="Not a package")
