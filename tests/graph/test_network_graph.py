"""The nodes and edges of a problem's graph are those of its formulas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from tests.bundled import AUTHORED
from tests.problems.other_letters import OTHER, recurrent
from tutor import host
from tutor.derivation.differentiation.pre_activations import with_pre_activations
from tutor.graph.network_graph import NetworkGraph, Node, drawn_times, network_graph
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import environment, evaluated, lift, parsed

GALLERY = ("residual-block", "gru-cell", "gru-through-time", "batch-norm", "lora", "variational-autoencoder")


def graph_of(problem: Problem, **sizes: int) -> NetworkGraph:
    return network_graph(problem, problem.instance(seed=1, sizes=sizes).sizes)


def named_edges(graph: NetworkGraph) -> set[tuple[str, str]]:
    return {(graph.nodes[start].typed, graph.nodes[end].typed) for start, end in graph.edges}


def felt(problem: Problem, graph: NetworkGraph, sizes: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """The pairs of nodes of which the value of the second moves with the first alone, all else held still."""
    rng = np.random.default_rng(5)
    shapes = {node.name: node for node in graph.nodes}
    arrays = {name: np.asarray(np.abs(rng.normal(1, 0.3, _shape(node, graph)))) for name, node in shapes.items()}
    formulas = parsed(problem)
    rest = {one.name: problem.instance(seed=1).given[one.name] for one in problem.given if one.name not in arrays}

    def values(changed: Mapping[str, Any]) -> dict[str, Any]:
        env = environment(problem, lift({**rest, **arrays, **changed}), sizes)
        return {
            name: evaluated(formulas[name].tree, formulas[name].axes, env)[0] for name in shapes if name in formulas
        }

    before = values({})
    for start, node in enumerate(graph.nodes):
        moved = arrays[node.name].copy()
        moved[_place(node, moved)] += 0.37 * rng.normal(1, 0.1, moved[_place(node, moved)].shape)
        after = values({node.name: moved})
        for end, other in enumerate(graph.nodes):
            if other.name in after and end != start:
                change = after[other.name] - before[other.name]
                if np.abs(change[_place(other, change)]).max(initial=0) > 1e-9:
                    yield start, end


def _shape(node: Node, graph: NetworkGraph) -> tuple[int, ...]:
    if node.along is None:
        return node.sizes
    return (*node.sizes[: node.along], graph.steps, *node.sizes[node.along :])


def _place(node: Node, array: Any) -> tuple[Any, ...]:
    return tuple(node.time - 1 if axis == node.along else slice(None) for axis in range(array.ndim))


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
def test_there_is_an_edge_where_a_value_is_computed_with_another_and_nowhere_else(name: str) -> None:
    problem = host.problem(name)
    named = problem if problem.declares("steps") else with_pre_activations(problem)
    sizes = problem.instance().sizes
    graph = network_graph(problem, sizes)
    assert set(felt(named, graph, sizes)) == set(graph.edges)


def test_a_state_leads_from_each_time_to_the_next_and_begins_with_what_is_given() -> None:
    graph = graph_of(host.problem("gru-through-time"), T=3)
    edges = named_edges(graph)
    assert {("h_1", "a_z_2"), ("h_2", "a_z_3"), ("h0", "a_z_1"), ("h_1", "L"), ("h_3", "L")} <= edges
    assert ("h_1", "a_z_1") not in edges
    assert ("h0", "a_z_2") not in edges


@pytest.mark.parametrize(("steps", "times"), [(1, (1,)), (4, (1, 2, 3, 4)), (5, (1, 4, 5)), (60, (1, 59, 60))])
def test_of_more_than_four_times_the_first_and_the_last_two_are_drawn(steps: int, times: tuple[int, ...]) -> None:
    assert drawn_times(steps) == times


def test_a_line_from_times_that_are_not_drawn_comes_from_the_last_that_is() -> None:
    graph = graph_of(host.problem("rnn-bptt"), T=9)
    assert graph.times == (1, 8, 9)
    edges = named_edges(graph)
    assert {("H_1", "a_8"), ("H_8", "a_9")} <= edges
    assert sum(end == "L" for _, end in edges) == sum(node.name in ("Y", "y") for node in graph.nodes)


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
def test_nodes_stand_after_what_they_are_computed_from(name: str) -> None:
    graph = graph_of(host.problem(name))
    assert all(start < end for start, end in graph.edges)
    assert len({node.typed for node in graph.nodes}) == len(graph.nodes)


def test_what_no_formula_names_has_no_node() -> None:
    assert "alpha" not in {node.typed for node in graph_of(host.problem("lstm-cell")).nodes}


def test_the_loss_has_the_name_that_it_was_given() -> None:
    graph = network_graph(recurrent(OTHER), recurrent(OTHER).instance().sizes)
    assert graph.gradient_by("hₛ") == "∂J/∂hₛ"
    assert graph.gradient_by("h", ascii_only=True) == "dJ/dh"
    assert (graph.partial(), graph.partial(ascii_only=True)) == ("∂", "dJ")
