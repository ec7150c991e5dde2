"""One product at each step of a recurrence where there are two: ``[h[t-1], x[t], 1] [W, U, b]``.

``W h[t-1] + (U x[t] + b)`` is a product and a sum at each step, ``[W, U, b] [h[t-1], x[t], 1]`` a product alone. The
state is computed where the joined array has it. It is worth what laying weights and inputs side by side takes from a
few steps on: an RNN of 50 steps and 4 units takes 14% less time, LSTMs of 32 and 128 units 6% and 2%.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import NamedTuple

from tutor.solve.calls.reading import Region, Span, renamed
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Axis, Node, coefficient
from tutor.solve.schedule import Loop, is_state, nodes_of, operands, schedule

FEWEST_STEPS = 5
"""Loops of fewer steps are faster with two products."""


class _Term(NamedTuple):
    """``weight * factor`` summed over a letter; a weight alone has the factor 1 and no letter."""

    weight: Node
    factor: Node
    letter: str


def joined(graph: Graph, outputs: Collection[Node]) -> list[Node]:
    """The same outputs, computed with one product for what is added up from several at each step of a loop."""
    if not graph.definitions:
        return list(outputs)
    items = schedule(graph, outputs)
    users: dict[Node, list[Node]] = {}
    for item in items:
        for node in nodes_of(item):
            for one in (graph.definitions[node],) if node in graph.definitions else operands(node):
                users.setdefault(one, []).append(node)
    by: dict[Node, Node] = {}
    for loop in items:
        if isinstance(loop, Loop) and loop.steps >= FEWEST_STEPS:
            for node in loop.nodes:
                terms = _terms(graph, loop, node, users)
                if terms:
                    by |= _replacements(graph, loop, node, terms, users)
    return graph.replaced(outputs, by) if by else list(outputs)


def _replacements(
    graph: Graph, loop: Loop, node: Node, terms: list[_Term], users: Mapping[Node, list[Node]]
) -> dict[Node, Node]:
    """One product for a sum; where a step takes no more than sigma of it, with the minus in ``e^-a`` in the weights.

    That is one call of six at each step forwards.
    """
    inside = set(loop.nodes)
    found = [user for user in users[node] if user in inside]
    if [user.op for user in found] == ["named"]:
        found = [user for user in users[found[0]] if user in inside]
    if not found or any((user.op, user.attrs) != ("apply", "sigma") for user in found):
        return {node: _product(graph, node, terms, 1.0)}
    minus = _product(graph, node, terms, -1.0)
    sigma = graph.make("apply", (minus,), "sigma of minus", found[0].axes)
    return {node: graph.scale(-1.0, minus), **dict.fromkeys(found, sigma)}


def _terms(graph: Graph, loop: Loop, node: Node, users: Mapping[Node, list[Node]]) -> list[_Term]:
    """The products that a sum in a loop is made of, that with the state first; none where there is no such sum."""
    if node.op != "add":
        return []
    inside = set(loop.nodes)
    fed_back = {one for one in inside if one.op == "var"}
    for recurrent, known in (node.args, node.args[::-1]):
        if recurrent not in inside or graph.awaits(known) & fed_back or len(users[recurrent]) > 1:
            continue
        first = _split(graph, recurrent, loop)
        if first is None or not is_state(first.factor, loop) or first.factor.args[0] not in inside:
            continue
        axes = {axis for axis in first.factor.axes if axis.letter != first.letter}
        found = [first]
        for factor, one in _added(known, 1.0):
            term = _split(graph, one, loop)
            if term is None and loop.letter not in one.letters:
                term = _Term(one, graph.const(1.0), "")
            if term is None or not _fits(term, first, axes):
                return []
            found.append(term._replace(weight=graph.scale(factor, term.weight)))
        return found
    return []


def _split(graph: Graph, node: Node, loop: Loop) -> _Term | None:
    """A product as a weight, the same at all steps, and what it is taken with, along one letter."""
    if node.op == "relabel":
        term = _split(graph, node.args[0], loop)
        if term is None:
            return None
        names = dict(zip(node.args[0].letters, node.letters, strict=True)) | {term.letter: f"{term.letter}'"}
        return _Term(renamed(graph, term.weight, names), renamed(graph, term.factor, names), names[term.letter])
    if node.op != "contract" or len(node.attrs) > 1:
        return None
    (letter,) = node.attrs
    for weight, factor in (node.args, node.args[::-1]):
        if loop.letter not in weight.letters and loop.letter in factor.letters:
            return _Term(weight, factor, letter)
    return None


def _added(node: Node, sign: float) -> Iterator[tuple[float, Node]]:
    """The terms of a sum, each with its number."""
    factor, rest = coefficient(node)
    if rest is not None and rest.op == "add":
        for one in rest.args:
            yield from _added(one, sign * factor)
    elif rest is not None:
        yield sign * factor, rest
    else:
        yield 1.0, node


def _fits(term: _Term, first: _Term, axes: set[Axis]) -> bool:
    """Whether a term can be laid beside the first: apart from the letters summed over it has no other axes."""
    rest = {axis for axis in first.weight.axes if axis.letter != first.letter}
    weight = {axis for axis in term.weight.axes if axis.letter != term.letter}
    factor = {axis for axis in term.factor.axes if axis.letter != term.letter}
    return weight <= rest and factor <= axes and not {term.letter, ""} & {axis.letter for axis in (*rest, *axes)}


def _product(graph: Graph, node: Node, terms: list[_Term], sign: float) -> Node:
    first = terms[0]
    letter = "+".join(term.letter for term in terms)
    weights = _side_by_side(graph, first.weight, letter, [(term.weight, term.letter) for term in terms])
    states = _side_by_side(graph, first.factor, letter, [(term.factor, term.letter) for term in terms])
    weights = graph.scale(sign, weights)
    return graph.make("contract", (weights, states), frozenset((letter,)), node.axes)


def _side_by_side(graph: Graph, like: Node, letter: str, parts: list[tuple[Node, str]]) -> Node:
    """Arrays in one, beside each other along the axis that each has under a letter of its own."""
    own = parts[0][1]
    regions, start = [], 0
    for part, along in parts:
        count = next((axis.size for axis in part.axes if axis.letter == along), 1)
        spans = [
            Span(start, start + count, 1, along) if axis.letter == own else Span(0, axis.size, 1, axis.letter)
            for axis in like.axes
        ]
        regions.append(Region(tuple(spans)))
        start += count
    axes = tuple([Axis(letter, start) if axis.letter == own else axis for axis in like.axes])
    return graph.make("beside", [part for part, _ in parts], tuple(regions), axes)
