"""A text in the editor that the learner is used to, for a formula that is longer than a line."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from textual.app import App, SuspendNotSupported

from tutor.errors import TutorError

USUAL = ("nano", "vi", "notepad.exe")
FILE = "answer.tex"
LONGEST = 100_000


def edited(app: App[None], text: str, environ: Mapping[str, str]) -> str:
    """The text as it is when the editor is left; the app gives the terminal away meanwhile.

    Raises TutorError where there is no editor, or no terminal to give away.
    """
    command = _command(environ)
    with TemporaryDirectory(prefix="tutor-") as folder:
        file = Path(folder) / FILE
        file.write_text(text + "\n" if text else "", encoding="utf-8")
        try:
            with app.suspend():
                subprocess.run([*command, str(file)], check=True)
        except SuspendNotSupported:
            raise TutorError("An editor cannot be opened from here.", title="Editor") from None
        except (OSError, subprocess.CalledProcessError) as error:
            raise TutorError(f"{command[0]} did not end well: {error}", title="Editor") from None
        with file.open(encoding="utf-8", errors="replace") as written:
            return written.read(LONGEST)


def _command(environ: Mapping[str, str]) -> list[str]:
    """The editor that is asked for, with its options, else one that is there."""
    asked = environ.get("VISUAL") or environ.get("EDITOR") or ""
    command = shlex.split(asked, posix=os.name != "nt")
    found = command or [name for name in USUAL if shutil.which(name)][:1]
    if not found:
        raise TutorError("There is no editor: put the name of one into EDITOR.", title="Editor")
    return found
