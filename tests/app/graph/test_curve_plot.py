"""Plots as they are drawn on the screen."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from tests.app.app_screen import screen_text, settled
from tutor.app.graph.curve_plot import drawable
from tutor.app.graph.plot_page import Plots
from tutor.app.shell.app import TutorApp
from tutor.problems.contract.plot import Curve, Plot

AppMaker = Callable[..., TutorApp]

STEPS = tuple(map(float, range(31)))
MEMORY = (
    Curve("LSTM", STEPS, tuple(0.98**step for step in STEPS)),
    Curve("RNN", STEPS, tuple(0.9**step for step in STEPS)),
)


async def drawn(app: TutorApp, *curves: Curve, size: tuple[int, int] = (80, 24)) -> list[str]:
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        await app.push_screen(Plots("t", (Plot("title", "about", "across", curves),)))
        await settled(pilot)
        return screen_text(app).splitlines()


async def test_in_ascii_each_curve_has_a_mark_of_its_own_and_its_name_at_its_end(make_app: AppMaker) -> None:
    lines = await drawn(make_app(TUTOR_ASCII="1"), *MEMORY)
    text = "\n".join(lines)
    assert text.isascii()
    (first,) = (line for line in lines if "LSTM" in line)
    (second,) = (line for line in lines if "RNN" in line)
    assert lines.index(first) < lines.index(second)
    plotted = [line.partition("|")[2] for line in lines if "|" in line]
    assert sum(line.count("o") for line in plotted) > 10
    assert sum(line.count("x") for line in plotted) > 10


async def test_labels_that_would_meet_stand_one_below_the_other(make_app: AppMaker) -> None:
    names = ("first", "second", "third")
    lines = await drawn(make_app(), *(Curve(name, (0.0, 1.0), (0.0, 1.0)) for name in names))
    assert sum(any(name in line for name in names) for line in lines) == 3


POINTS = (
    ((), ()),
    ((0.0,), (1.0,)),
    ((0.0, 1.0), (2.0, 2.0)),
    ((0.0, 0.0), (0.0, 0.0)),
    ((0.0, 1.0, 2.0), (1.0, math.nan, math.inf)),
    ((0.0, 1.0), (-1e149, 1e149)),
    ((0.0, 1.0), (5e-324, 1e-320)),
    ((1e149, 1e149), (3.0, 4.0)),
)


@pytest.mark.parametrize("ascii_only", ["0", "1"])
@pytest.mark.parametrize("size", [(80, 24), (12, 5)])
async def test_any_points_can_be_drawn(make_app: AppMaker, size: tuple[int, int], ascii_only: str) -> None:
    plots = tuple(Plot("title", "about", "across", (Curve("c", xs, ys),)) for xs, ys in POINTS)
    app = make_app(TUTOR_ASCII=ascii_only)
    async with app.run_test(size=size) as pilot:
        for plot in plots:
            await app.push_screen(Plots("t", (plot,)))
            await settled(pilot, rounds=1)
            assert isinstance(app.screen, Plots), plot
            assert screen_text(app), plot
            await app.pop_screen()


def test_points_that_are_not_finite_or_too_large_are_left_out() -> None:
    curve = Curve("c", (0.0, 1.0, 2.0, 3.0), (1.0, math.nan, 1e200, -2.0))
    assert drawable(curve) == [(0.0, 1.0), (3.0, -2.0)]
