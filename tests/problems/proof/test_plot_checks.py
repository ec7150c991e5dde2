"""What a problem gives as its plots is looked at in the proof, before anything tries to draw it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.problems.toys import Line, broken
from tutor import ConformanceError, Curve, Plot, prove

SOUND = Plot("title", "about", "t", (Curve("c", (1.0, 2.0), (3, 4.5)),))


def with_curve(xs: Any, ys: Any) -> Plot:
    return Plot("title", "about", "t", (Curve("c", xs, ys),))


def test_plots_that_can_be_drawn_are_proved() -> None:
    prove(broken(Line, plots=lambda self: (SOUND,)))


@pytest.mark.parametrize(
    ("plots", "said"),
    [
        (None, "`plots` returned None: a tuple of Plot is expected"),
        (SOUND, "a tuple of Plot is expected"),
        (["x"], "`plots` returned 'x' among its plots: a Plot is expected"),
        ([Plot(3, "about", "t", SOUND.curves)], "should be texts"),  # type: ignore[arg-type]
        ([Plot("title", "about", "t", ())], "the plot title has the curves (): a tuple of Curve is expected"),
        ([Plot("title", "about", "t", ((1, 2),))], "the plot title: (1, 2) stands for a Curve with a label"),  # type: ignore[arg-type]
        ([with_curve((1.0,), (1.0, 2.0))], "the plot title: the curve c has 1 xs and 2 ys"),
        (
            [with_curve((1.0,), (float("nan"),))],
            "the ys of the curve c are (nan,): a tuple of finite numbers is expected",
        ),
        ([with_curve((), ())], "the xs of the curve c are (): a tuple of finite numbers is expected"),
    ],
)
def test_what_cannot_be_drawn_is_told(plots: Any, said: str) -> None:
    with pytest.raises(ConformanceError) as raised:
        prove(broken(Line, plots=lambda self: plots))
    assert said in str(raised.value)


def test_what_plots_raises_is_told_with_its_line() -> None:
    with pytest.raises(ConformanceError, match=r"`plots` raised ZeroDivisionError: .*\(test_plot_checks\.py, line"):
        prove(broken(Line, plots=lambda self: 1 / 0))
