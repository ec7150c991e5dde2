"""Which part of the figure a question is about, and which curves a network has to show."""

from __future__ import annotations

import pytest

from tests.problems.other_letters import OTHER, USUAL, Grid, Letters, Lookalikes, recurrent
from tests.problems.toys import Layer, Line
from tutor import Figure
from tutor.app.graph.graph_view import graph_of
from tutor.app.graph.plot_data import STEPS, plots_of
from tutor.graph.drawing import UNLIT

LIT = [
    ("h", "h", {"a", "h"}),
    ("d{L}/da", "a", {"a", "h", "{L}"}),
    ("d{L}/dh_{T}", "h", {"h", "{L}"}),
    ("dh_({t}+1)/dh_{t}", "h", {"h"}),
    ("d{L}/dW", "W", {"W", "a", "h", "{L}"}),
    ("W_new", "W", {"W", "a", "h", "{L}"}),
    ("d{L}/dh0", "", set()),
    ("two-index", "", set()),
]


@pytest.mark.parametrize("letters", [USUAL, OTHER])
@pytest.mark.parametrize(("step", "target", "nodes"), LIT)
def test_the_path_from_what_is_asked_to_the_loss_is_lit(
    letters: Letters, step: str, target: str, nodes: set[str]
) -> None:
    graph = graph_of(recurrent(letters), letters.write(step))
    assert graph is not None
    assert graph.target == target
    assert graph.path.nodes == {letters.write(node) for node in nodes}


def test_an_array_is_a_parameter_if_its_update_is_asked_for() -> None:
    graph = graph_of(recurrent(OTHER))
    assert graph is not None
    assert graph.parameters == {"W"}


class Drawn(Lookalikes):
    figure = Figure(
        nodes=("dx", "x", "W", "W_new", "z", "z_new", "J"),
        edges=(("dx", "x"), ("x", "z"), ("W", "z"), ("x", "z_new"), ("W_new", "z_new"), ("z", "J"), ("z_new", "J")),
    )


def test_names_that_look_like_ids_are_nodes() -> None:
    graph = graph_of(Drawn(), "z_new")
    assert graph is not None
    assert (graph.target, graph.path.nodes, graph.parameters) == ("z_new", {"x", "W_new", "z_new"}, {"W_new"})
    moved = graph_of(Drawn(), "dJ/ddx")
    assert moved is not None
    assert (moved.target, moved.path.nodes) == ("dx", {"dx", "x", "z", "z_new", "J"})


def test_a_problem_without_a_figure_has_no_graph() -> None:
    assert graph_of(Line(), "dL/dw") is None
    graph = graph_of(Layer(), "nothing")
    assert graph is not None
    assert graph.path == UNLIT


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
