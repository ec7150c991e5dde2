"""Reading an array at places, such as ``h[t-1]``, ``z[u+r-1]`` or ``a[2H+h]``, and the gradient of that.

A place is a start, counted from 0, and letters with whole factors. Outside of an axis is zero. The gradient of reading
at ``u+r-1`` is found by solving for a letter: ``u = i-r+1``, read there, and summed over r.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np

from tutor.solve.calls.gathering import scattered
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Axis, Node, NotPlannedError, coefficient


class Place(NamedTuple):
    """``start + sum(factor * letter)``; letters count from 0."""

    start: int
    terms: tuple[tuple[str, int], ...]

    @property
    def letter(self) -> str:
        """The letter where it is just one, taken once; otherwise ''."""
        return self.terms[0][0] if len(self.terms) == 1 and self.terms[0][1] == 1 else ""

    def ends(self, ranges: Mapping[str, int]) -> tuple[int, int]:
        """The first and the last entry that is looked at."""
        reach = [factor * (ranges[letter] - 1) for letter, factor in self.terms]
        return self.start + sum(min(0, far) for far in reach), self.start + sum(max(0, far) for far in reach)

    def covers(self, size: int, ranges: Mapping[str, int]) -> bool:
        """Whether it is a letter that runs over a whole axis."""
        return bool(self.letter) and self.start == 0 and ranges[self.letter] == size


class Span(NamedTuple):
    """Every ``step``-th entry from start to stop of an axis; ``letter`` is what the part calls it, '' for one entry."""

    start: int
    stop: int
    step: int
    letter: str


class Region(NamedTuple):
    """Where a part of an array lies, by the axes of the whole."""

    spans: tuple[Span, ...]

    @property
    def slices(self) -> tuple[slice, ...]:
        """As NumPy takes it."""
        return tuple([slice(*span[:3]) for span in self.spans])


def read(graph: Graph, base: Node, places: Sequence[Place], ranges: Mapping[str, int], outside: Any = None) -> Node:
    """The entries of an array at a place for each of its axes; ``outside`` is what stands before the first."""
    letters = dict.fromkeys(letter for place in places for letter, _ in place.terms)
    axes = tuple([Axis(letter, ranges[letter]) for letter in letters])
    if base.op == "read" and len(base.args) == 1 and base not in graph.kept and outside is None:
        through = _composed(base, places, ranges)
        if through is not None:
            return read(graph, base.args[0], through, ranges)
    whole = all(place.covers(axis.size, ranges) for place, axis in zip(places, base.axes, strict=True))
    if whole and len(letters) == len(base.axes):
        return base if axes == base.axes else graph.make("relabel", (base,), None, axes)
    if outside is None:
        return graph.make("read", (base,), tuple(places), axes)
    if any(not place.covers(axis.size, ranges) for place, axis in zip(places[1:], base.axes[1:], strict=True)):
        raise NotPlannedError("what stands before the first entry is read at more than its own places")
    if not places[0].letter:
        raise NotPlannedError("what stands before the first entry is read at no shift")
    return graph.make("read", (base, outside), tuple(places), axes)


def _composed(base: Node, places: Sequence[Place], ranges: Mapping[str, int]) -> list[Place] | None:
    """Where a read of a read looks at the array itself; None where the first hides what is there by a zero."""
    own = dict(zip(base.letters, places, strict=True))
    for (letter, place), size in zip(own.items(), [axis.size for axis in base.axes], strict=True):
        first, last = place.ends(ranges)
        at = [one for one in base.attrs if letter in [term for term, _ in one.terms]]
        if (first < 0 or last >= size) and [one.start for one in at] != [0]:
            return None
    found = []
    for place in base.attrs:
        start, terms = place.start, dict[str, int]()
        for letter, factor in place.terms:
            start += factor * own[letter].start
            for inner, count in own[letter].terms:
                terms[inner] = terms.get(inner, 0) + factor * count
        found.append(Place(start, tuple(terms.items())))
    return found


def renamed(graph: Graph, node: Node, names: Mapping[str, str]) -> Node:
    """The same array with other letters."""
    axes = tuple([Axis(names.get(axis.letter, axis.letter), axis.size) for axis in node.axes])
    if axes == node.axes:
        return node
    if node.op == "relabel":
        base = node.args[0]
        return base if base.axes == axes else graph.make("relabel", (base,), None, axes)
    if node.op == "read" and len(node.args) == 1:
        places = [
            Place(place.start, tuple([(names.get(letter, letter), factor) for letter, factor in place.terms]))
            for place in node.attrs
        ]
        return graph.make("read", node.args, tuple(places), axes)
    return graph.make("relabel", (node,), None, axes)


def gradient_of_read(graph: Graph, node: Node, upstream: Node) -> Node:
    """What arrives at the array that ``node`` reads, when ``upstream`` arrives at what was read."""
    base, places = node.args[0], node.attrs
    ranges = {axis.letter: axis.size for axis in node.axes}
    uses = [letter for place in places for letter, _ in place.terms]
    if len(set(uses)) < len(uses):
        return _scattered(graph, node, upstream)
    summed: dict[str, int] = {}
    spans: list[Span] = []
    names: dict[str, str] = {}
    found = upstream
    for axis, place in zip(base.axes, places, strict=True):
        first, last = place.ends(ranges)
        inside = first >= 0 and last < axis.size
        if len(place.terms) < 2 and inside and all(factor > 0 for _, factor in place.terms):
            letter, step = place.terms[0] if place.terms else ("", 1)
            spans.append(Span(first, last + 1, step, letter))
            continue
        solved = max(
            (term for term in place.terms if abs(term[1]) == 1), key=lambda term: ranges[term[0]], default=None
        )
        if solved is None:
            return _scattered(graph, node, upstream)
        letter, sign = solved
        others = [term for term in place.terms if term != solved]
        taken = {*found.letters, *uses} - {letter}
        new = f"{axis.letter}*" if axis.letter in taken else axis.letter
        terms = ((new, sign), *((other, -sign * factor) for other, factor in others))
        summed |= {other: ranges[other] for other, _ in others}
        found = _moved(
            graph,
            found,
            Axis(letter, ranges[letter]),
            Place(-sign * place.start, terms),
            {**ranges, new: axis.size},
        )
        ranges[new] = axis.size
        spans.append(Span(0, axis.size, 1, new))
    found = graph.sum(found, summed)
    full = all(
        span.step == 1 and span.stop - span.start == axis.size for span, axis in zip(spans, base.axes, strict=True)
    )
    if full:
        names = {span.letter: axis.letter for span, axis in zip(spans, base.axes, strict=True)}
        if all(name == letter for name, letter in names.items()):
            return found
        return _each_renamed(graph, found, names)
    return graph.make("assemble", (found,), (Region(tuple(spans)),), base.axes)


def _scattered(graph: Graph, node: Node, upstream: Node) -> Node:
    """Every entry that arrives is added to where it was read, as no letter can be solved for."""
    ranges = {axis.letter: axis.size for axis in node.axes}
    places = []
    for place in node.attrs:
        axes = tuple([Axis(letter, ranges[letter]) for letter, _ in place.terms])
        grids = np.ogrid[tuple([slice(axis.size) for axis in axes])]
        numbers = [factor * grid for (_, factor), grid in zip(place.terms, grids, strict=True)]
        places.append(
            graph.table(sum(numbers, np.intp(place.start + 1)), axes) if axes else graph.const(place.start + 1)
        )
    return scattered(graph, node, upstream, places)


def gradient_of_outside(graph: Graph, node: Node, upstream: Node) -> Node:
    """What arrives at the array before the first entry."""
    place, letter = node.attrs[0], node.attrs[0].letter
    at = -1 - place.start
    axis = next(one for one in node.axes if one.letter == letter)
    if not 0 <= at < axis.size:
        return graph.const(0.0)
    return _moved(graph, upstream, axis, Place(at, ()), {one.letter: one.size for one in node.axes})


def _each_renamed(graph: Graph, node: Node, names: Mapping[str, str]) -> Node:
    """Letters changed in the factors of a product, where those are what is read elsewhere too."""
    if not set(names) & set(node.letters):
        return node
    if node.op == "scale":
        return graph.scale(node.attrs, _each_renamed(graph, node.args[0], names))
    if node.op == "mul":
        return graph.mul(*(_each_renamed(graph, arg, names) for arg in node.args))
    if node.op == "contract" and not node.attrs & set(names.values()):
        args = [_each_renamed(graph, arg, names) for arg in node.args]
        sizes = {axis.letter: axis.size for axis in node.args[0].axes}
        return graph.sum_product(args, {letter: sizes[letter] for letter in node.attrs})
    return renamed(graph, node, names)


def _moved(graph: Graph, node: Node, axis: Axis, place: Place, ranges: Mapping[str, int]) -> Node:
    """A node read at a place for one of its letters, zero outside."""
    factor, rest = coefficient(node)
    if rest is not None and factor != 1 and node not in graph.kept:
        return graph.scale(factor, _moved(graph, rest, axis, place, ranges))
    if axis not in node.axes:
        node = graph.spread(node, (axis, *node.axes))
    beside = place.letter == axis.letter and place.start
    if (node.op == "contract" or (node.op == "mul" and not beside)) and node not in graph.kept:
        inner = node.attrs or frozenset()
        if not inner & {letter for letter, _ in place.terms}:
            args = [_read_at(graph, arg, axis, place, ranges) if axis in arg.axes else arg for arg in node.args]
            if node.op == "mul":
                return graph.mul(*args)
            return graph.sum_product(args, {one.letter: one.size for one in node.args[0].axes if one.letter in inner})
    return _read_at(graph, node, axis, place, ranges)


def _read_at(graph: Graph, node: Node, axis: Axis, place: Place, ranges: Mapping[str, int]) -> Node:
    own = {**ranges, **{one.letter: one.size for one in node.axes}}
    places = [place if one == axis else Place(0, ((one.letter, 1),)) for one in node.axes]
    shared = {letter for letter, _ in place.terms} & {one.letter for one in node.axes if one != axis}
    if not shared:
        return read(graph, node, places, own)
    letters = dict.fromkeys(letter for one in places for letter, _ in one.terms)
    return graph.make("read", (node,), tuple(places), tuple([Axis(letter, own[letter]) for letter in letters]))


def is_block(node: Node) -> bool:
    """Whether every axis is read whole or from somewhere to somewhere, under a letter of its own."""
    letters = [place.letter for place in node.attrs]
    return all(letters) and len(set(letters)) == len(letters)


def apart(one: Node, other: Node) -> bool:
    """Whether two blocks of one array have no entry in common."""
    sizes, others = ({axis.letter: axis.size for axis in node.axes} for node in (one, other))
    return any(
        first.start + sizes[first.letter] <= second.start or second.start + others[second.letter] <= first.start
        for first, second in zip(one.attrs, other.attrs, strict=True)
    )
