"""What may be imported before the first key is taken."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("numpy", "sympy", "mpmath", "pluggy", "sqlite3", "textual_plot", "fsrs", "tutor.marking", "tutor.study")

PROBE = f"""
import asyncio, sys
from tutor.app.shell.app import TutorApp

class Probed(TutorApp):
    def on_ready(self):
        print([name for name in {HEAVY!r} if name in sys.modules])

async def run():
    async with Probed(environ={{}}).run_test() as pilot:
        await pilot.pause()

asyncio.run(run())
"""


def test_nothing_heavy_is_imported_before_the_first_paint() -> None:
    done = subprocess.run([sys.executable, "-c", PROBE], capture_output=True, text=True, check=True)
    # Whatever was imported later is printed by the app's own start, which follows.
    assert done.stdout.splitlines()[0] == "[]"


def test_textual_is_not_imported_by_naming_the_app() -> None:
    code = "import sys, tutor.app; print('textual' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


@pytest.mark.parametrize(
    ("environ", "system", "theme"),
    [
        ({}, "truecolor", "tutor-dark"),
        ({}, "256", "tutor-dark"),
        ({}, "standard", "tutor-ansi"),
        ({"TUTOR_THEME": "tutor-light"}, "standard", "tutor-light"),
        ({"TUTOR_THEME": "no-such"}, "truecolor", "tutor-dark"),
        ({"COLORFGBG": "0;15"}, "truecolor", "tutor-light"),
        ({"COLORFGBG": "0;default;15"}, "256", "tutor-light"),
        ({"COLORFGBG": "0;7"}, "standard", "tutor-ansi"),
        ({"COLORFGBG": "15;0"}, "truecolor", "tutor-dark"),
        ({"COLORFGBG": "0;15", "TUTOR_THEME": "tutor-dark"}, "256", "tutor-dark"),
    ],
)
def test_the_theme_goes_with_the_ground_and_sixteen_colours_take_the_terminals_own(
    environ: dict[str, str], system: str, theme: str
) -> None:
    from tutor.app.shell.app import TutorApp, _first_theme

    assert _first_theme(environ, system, TutorApp(environ={}).available_themes) == theme


def test_a_terminal_that_cannot_place_its_cursor_is_sent_to_the_plain_quiz(monkeypatch: pytest.MonkeyPatch) -> None:
    from tutor.commands.support.open_app import open_app
    from tutor.errors import TutorError

    monkeypatch.setenv("TERM", "dumb")
    monkeypatch.setenv("TEXTUAL_DRIVER", "any")
    with pytest.raises(TutorError, match="--plain"):
        open_app()
