"""The graph of a problem by names alone, each once: a layer is drawn at one time.

An edge that leads from one time to the next, as from a state to itself, is left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from tutor.graph.network_graph import WEIGHT, network_graph
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.contract.target import update_id


class NameGraph(NamedTuple):
    """Names with how they are shown, edges from operand to result, and which are weights: plain data."""

    labels: Mapping[str, str]
    edges: tuple[tuple[str, str], ...]
    weights: frozenset[str]


def name_graph(problem: Problem) -> NameGraph:
    """The figure of a problem where its author has one, else that of its formulas, for which no step is derived."""
    figure = problem.figure
    if figure is not None:
        weights = {name for name in figure.nodes if problem.roles.get(name) == WEIGHT or update_id(problem, name)}
        labels = {name: problem.display(name) for name in figure.nodes}
        return NameGraph(labels, tuple((start, end) for start, end in figure.edges), frozenset(weights))
    graph = network_graph(problem, all_sizes(problem, problem.sizes))
    nodes = graph.nodes
    names = dict.fromkeys(node.name for node in sorted(nodes, key=lambda node: not node.given))
    edges = dict.fromkeys(
        (nodes[start].name, nodes[end].name)
        for start, end in graph.edges
        if nodes[start].time in (0, nodes[end].time) or not nodes[end].time
    )
    weights = {node.name for node in nodes if node.role == WEIGHT}
    return NameGraph({name: problem.display(name) for name in names}, tuple(edges), frozenset(weights))
