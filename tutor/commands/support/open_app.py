"""Opening the app from a command: the one place where the command line touches it."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING

import click

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.study import Mode

_SIZE = re.compile("[0-9]{1,4}")


def open_app(
    problem: str | None = None,
    seed: int | None = None,
    mode: Mode | None = None,
    sizes: Mapping[str, int] | None = None,
) -> None:
    """Run the app, at a problem's quiz if one is named. Raises TutorError where there is no terminal."""
    # A driver that is named draws elsewhere than on a terminal: in a browser.
    if not (sys.stdin.isatty() and sys.stdout.isatty()) and "TEXTUAL_DRIVER" not in os.environ:
        raise TutorError(
            "the app needs a terminal: `tutor quiz --plain` asks the same questions as lines of text",
            title="No terminal",
        )
    if os.environ.get("TERM") == "dumb":
        raise TutorError(
            "this terminal cannot place its cursor: `tutor quiz --plain` asks the same questions as lines of text",
            title="A plain terminal",
        )
    for name in ("COLUMNS", "LINES"):
        if not _SIZE.fullmatch(os.environ.get(name, "1")):
            del os.environ[name]  # Rich takes whatever looks like digits for a number, and would fail
    _ask_for_ground()
    from tutor.app import run
    from tutor.commands.support.standard_streams import unguarded
    from tutor.study import paths

    if "TUTOR_HOME" in os.environ or "HOME" not in os.environ:
        paths.home()  # what is wrong with it is said here; to ask costs 8 ms, and it is hardly ever wrong

    with unguarded():
        code = run(problem=problem, seed=seed, mode=mode, sizes=sizes)
    if code:
        raise click.exceptions.Exit(code)


def _ask_for_ground() -> None:
    """Say in the environment, as many terminals do, that the ground is light or dark, where nothing has said it."""
    if {"COLORFGBG", "TUTOR_THEME", "NO_COLOR", "TEXTUAL_DRIVER"} & os.environ.keys():
        return
    from tutor.app.shell.processes.terminal_ground import has_light_ground

    light = has_light_ground(sys.stdin.fileno(), sys.stdout.fileno())
    if light is not None:
        os.environ["COLORFGBG"] = "0;15" if light else "15;0"
