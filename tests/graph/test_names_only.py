"""The graph of a problem by names alone: what stands beside a list of problems, and below a network in the editor."""

from __future__ import annotations

import tutor
from tests.problems.other_letters import OTHER, recurrent
from tests.problems.toys import Layer
from tutor import host
from tutor.graph.names_only import name_graph

TEXT = "title One\ninput x[i]\nweights w[i]\nu = w^T x\nL = u^2 + w^T w\n"


def test_an_array_is_a_weight_if_its_update_is_asked_for() -> None:
    assert name_graph(recurrent(OTHER)).weights == {"W"}


def test_the_figure_of_an_author_is_taken_as_it_is() -> None:
    problem = Layer()
    assert problem.figure is not None
    graph = name_graph(problem)
    assert tuple(graph.labels) == tuple(problem.figure.nodes)
    assert graph.edges == tuple(problem.figure.edges)


def test_a_problem_without_a_figure_has_that_of_its_formulas() -> None:
    graph = name_graph(tutor.network(TEXT))
    assert set(graph.edges) == {("x", "u"), ("w", "u"), ("u", "L"), ("w", "L")}
    assert graph.weights == {"w"}


def test_labels_that_say_which_rows_are_taken_are_part_of_it() -> None:
    assert ("w", "X") in name_graph(host.problem("embedding")).edges


def test_a_state_does_not_lead_to_itself_but_begins_with_what_is_given() -> None:
    edges = name_graph(host.problem("gru-through-time")).edges
    assert ("h0", "a_z") in edges
    assert not {("h", "h"), ("h", "a_z"), ("h", "q")} & set(edges)
