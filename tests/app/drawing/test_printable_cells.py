"""Whoever wrote a text, the app draws it visibly, as text, and lets nothing through that a terminal would obey."""

from __future__ import annotations

import asyncio
from functools import partial
from pathlib import Path

import pytest
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.widgets import Input

from tests.app.app_screen import screen_text, settled
from tests.conftest import PluginMaker
from tutor.app.drawing.cell_text import fit, styled, width, wrap
from tutor.app.drawing.printable_cells import PrintableCells
from tutor.app.quiz.page import Quiz
from tutor.app.shell.app import TutorApp

HOSTILE = "\x1b]0;owned\x07\x9b31m\u202e\u200b\ud800[red]x[/red]"
SHOWN = r"\x1b]0;owned\x07\x9b31m\u202e\u200b\ud800[red]x[/red]"


def test_text_is_made_visible_before_it_is_measured() -> None:
    assert width(HOSTILE) == len(SHOWN)
    assert fit(HOSTILE, len(SHOWN) + 2) == SHOWN + "  "
    assert wrap(HOSTILE, 200) == [SHOWN]
    assert styled(HOSTILE, (HOSTILE, "bold")).plain == SHOWN * 2


def test_what_is_drawn_all_the_same_loses_what_could_steer_and_keeps_its_width() -> None:
    text = "a\x1b[31m\u202eb\ue000\u00a0\u3000σ\ud800C\u0303"
    style = Style(bold=True)
    (segment,) = PrintableCells().apply([Segment(text, style)], Color(0, 0, 0))
    assert segment.text == "a[31mb\ufffd   σ\ufffdC\u0303"
    assert cell_len(segment.text) == cell_len(text)
    assert segment.style is style


def safe(text: str) -> bool:
    return all(char.isprintable() or char == "\n" for char in text)


PLUGIN = f"""
    import tutor

    BAD = {HOSTILE!a}

    class Evil(tutor.Problem):
        id = "evil"
        title = "T" + BAD
        summary = "S" + BAD
        statement = ("y = x" + BAD, BAD)
        given = (tutor.Quantity("x", meaning="m" + BAD),)
        values = (tutor.Quantity("y", formula="2*x"), tutor.Quantity("L", formula="y^2"))
        steps = (
            tutor.Step("dL/dy", formula="2*y", ask="A" + BAD, rule="R" + BAD, why="W" + BAD, hints=("H" + BAD,)),
            tutor.Step("dL/dx", formula="2*dL/dy", ask="A" + BAD, rule="R" + BAD, why="W" + BAD, hints=("H" + BAD,)),
        )

    @tutor.hookimpl
    def tutor_problems():
        return [Evil()]
"""


async def test_no_page_lets_the_text_of_a_plugin_steer_the_terminal(
    make_plugin: PluginMaker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    make_plugin("evil", PLUGIN)
    make_plugin("worse", f"raise RuntimeError('why' + {HOSTILE!a})\n")
    app = TutorApp(environ={})
    drawn = []
    async with app.run_test(size=(120, 40), notifications=True) as pilot:

        async def look() -> None:
            for _ in range(600):
                await settled(pilot, 1)
                if app.loaded and not app.navigation.busy:
                    break
                await asyncio.sleep(0.05)
            drawn.append(screen_text(app))

        await look()
        rows = app.home.list
        rows.highlighted = rows.get_option_index("problem:evil")  # the line below the list tells of this row
        await look()
        for make in (
            partial(app.navigation.open, "progress"),
            partial(app.navigation.open, "plugins"),
            partial(app.navigation.open, "plots", "evil"),
            partial(app.navigation.open, "walkthrough", partial(app.services.asked_for, "evil")),
            app.action_palette,
            app.home.action_help,
            partial(app.navigation.open, "quiz", partial(app.services.begin, "evil", "learn")),
        ):
            app.navigation.go_home()
            make()
            await look()
        assert isinstance(app.screen, Quiz), drawn[-1]
        app.screen.query_one(Input).value = f"x{HOSTILE}"
        await look()
        await pilot.press("enter")
        await look()
        app.notify(f"N{HOSTILE}", title=f"t{HOSTILE}")
        await look()
    assert all(map(safe, drawn))
    whole = "\n".join(drawn)
    for part in ("T", "S", "A", "N", "t"):
        assert part + r"\x1b]0;owned" in whole
    assert "[red]x[/red]" in whole
