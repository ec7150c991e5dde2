"""Which curves a network has to show."""

from __future__ import annotations

import pytest

from tests.bundled import authored
from tests.problems.other_letters import OTHER, USUAL, Grid, Letters, Lookalikes, recurrent
from tutor.app.graph.plot_data import STEPS, has_plots, plots_of


@pytest.mark.parametrize("letters", [USUAL, OTHER])
def test_the_norms_of_gradients_are_drawn_against_time(letters: Letters) -> None:
    (plot,) = plots_of(recurrent(letters))
    assert (plot.title, plot.across) == ("gradient norm against time", letters.time)
    assert [curve.label for curve in plot.curves] == [f"‖∂{letters.loss}/∂{name}‖" for name in "ah"]
    assert all(len(curve.ys) == STEPS for curve in plot.curves)


def test_each_axis_of_time_has_a_plot() -> None:
    assert [(plot.title, plot.across) for plot in plots_of(Grid())] == [
        ("gradient norm against rows", "r"),
        ("gradient norm against columns", "s"),
    ]


def test_a_problem_without_time_has_no_such_plot() -> None:
    assert plots_of(Lookalikes()) == ()


def test_whether_there_are_plots_is_told_before_any_is_made() -> None:
    for problem in (*authored(), recurrent(OTHER), Grid(), Lookalikes()):
        assert has_plots(problem) == bool(plots_of(problem)), problem.id
