"""From index form to a graph: what is made of whole axes: softmax, the first largest, lists and matrix powers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

import numpy as np

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.lower.index_form.substitution import letters_of, substituted
from tutor.solve.calls.reading import Region, Span
from tutor.solve.graph.conversion import Converter, Ranges
from tutor.solve.graph.from_places import read_at
from tutor.solve.graph.graph import Graph
from tutor.solve.graph.nodes import Axis, Node, NotPlannedError

E = TypeVar("E", bound=Expression)
_MOST_SQUARINGS = 16


def softmax(converter: Converter, one: form.Softmax, ranges: Ranges) -> Node:
    """The shares of exponentials along an axis, at a place of it."""
    graph = converter.graph
    letter, axis, z = _along(converter, one, ranges)
    z = graph.spread(z, (*[other for other in z.axes if other != axis], axis))
    return _at(converter, softmax_along(graph, z, axis), letter, one.place, ranges)


def first_largest(converter: Converter, one: form.ArgMax, ranges: Ranges) -> Node:
    """1 at the first of the largest entries along an axis, else 0, at a place of it."""
    letter, axis, body = _along(converter, one, ranges)
    body = converter.graph.spread(body, (*[other for other in body.axes if other != axis], axis))
    found = converter.graph.make("argmax", (body,), letter, body.axes)
    return _at(converter, found, letter, one.place, ranges)


def _along(converter: Converter, one: form.Softmax | form.ArgMax, ranges: Ranges) -> tuple[str, Axis, Node]:
    """The letter that a body is taken along, its axis, and the body."""
    letter, body = _at_letter(one.letter, one.place, one.body, ranges)
    axis = Axis(letter, converter.size(one.size_class))
    return letter, axis, converter.node(body, {**ranges, letter: axis.size})


def _at_letter(letter: str, place: Affine, body: E, ranges: Ranges) -> tuple[str, E]:
    """A bound letter and where it is bound, renamed to the letter at which the whole is read, where it may be."""
    asked = place.letter
    if not asked or asked in letters_of(body):
        return letter, body
    return asked, substituted(body, {**{one: Affine.of(one) for one in ranges}, letter: place})


def _at(converter: Converter, node: Node, letter: str, place: Affine, ranges: Ranges) -> Node:
    """A node at a place for one of its letters."""
    if letter == place.letter:
        return node
    places = [place if axis.letter == letter else Affine.of(axis.letter) for axis in node.axes]
    return read_at(converter, node, places, ranges)


def softmax_along(graph: Graph, z: Node, axis: Axis) -> Node:
    """Softmax of z along an axis: its parts are nodes, as its logarithm needs them too."""
    others = [one for one in z.axes if one != axis]
    largest = graph.make("max", (z,), axis.letter, others)
    centered = graph.make("sub", (z, largest), None, z.axes)
    shares = graph.make("apply", (centered,), "exp", z.axes)
    total = graph.make("sum", (shares,), frozenset((axis.letter,)), others)
    return graph.make("softmax", (z, shares, total, centered, total), axis.letter, z.axes)


def blocks(converter: Converter, one: form.Blocks, ranges: Ranges) -> Node:
    """Values one after another."""
    letter, bodies = one.letter or "block", one.items
    if one.place.letter and not any(one.place.letter in letters_of(item) for item in one.items):
        bodies = tuple([_at_letter(letter, one.place, item, ranges)[1] for item in one.items])
        letter = one.place.letter
    sizes = [converter.size(size_class) for size_class in one.classes]
    items = [
        converter.node(item, {**ranges, letter: size} if one.letter else ranges)
        for item, size in zip(bodies, sizes, strict=True)
    ]
    others = tuple([axis for axis in _any_size(items) if axis.letter != letter])
    axes = (Axis(letter, sum(sizes)), *others)
    regions, start = [], 0
    for item, size in zip(items, sizes, strict=True):
        there = letter if letter in item.letters else ""
        rest = [Span(0, axis.size, 1, axis.letter if axis in item.axes else "") for axis in others]
        regions.append(Region((Span(start, start + size, 1, there), *rest)))
        start += size
    return _at(converter, converter.graph.make("assemble", items, tuple(regions), axes), letter, one.place, ranges)


def _any_size(nodes: Sequence[Node]) -> tuple[Axis, ...]:
    """The axes of several nodes, of which some may have one letter in several sizes."""
    return tuple({axis.letter: axis for node in nodes for axis in node.axes}.values())


def matrix_power(converter: Converter, one: form.MatrixPower, ranges: Ranges) -> Node:
    """An entry of a whole power of a square matrix."""
    graph, size = converter.graph, converter.size(one.size_class)
    first, second = one.letters
    exponent = converter.node(one.exponent, {})
    if exponent.op != "const" or exponent.attrs != int(exponent.attrs):
        raise NotPlannedError("a power of a matrix whose exponent is no whole number that is written out")
    power = int(exponent.attrs)
    if abs(power).bit_length() > _MOST_SQUARINGS:
        raise NotPlannedError("a large power of a matrix")
    axes = Axis(first, size), Axis(second, size)
    matrix = converter.node(one.body, {**ranges, first: size, second: size})
    matrix = graph.spread(matrix, (*[axis for axis in matrix.axes if axis not in axes], *axes))
    if power < 0:
        others = [axis for axis in matrix.axes if axis not in axes]
        matrix = graph.make("inv", (matrix,), (first, second), (*others, *axes))
    found = _raised(graph, matrix, abs(power), axes)
    places = {first: one.row, second: one.column}
    return read_at(converter, found, [places.get(a.letter, Affine.of(a.letter)) for a in found.axes], ranges)


def _raised(graph: Graph, matrix: Node, power: int, axes: tuple[Axis, Axis]) -> Node:
    if power == 0:
        return graph.table(np.eye(axes[0].size), axes)
    if power == 1:
        return matrix
    half = _raised(graph, matrix, power // 2, axes)
    found = _product(graph, half, half, axes)
    return _product(graph, found, matrix, axes) if power % 2 else found


def _product(graph: Graph, left: Node, right: Node, axes: tuple[Axis, Axis]) -> Node:
    first, second = (axis.letter for axis in axes)
    one = _relabelled(graph, left, {second: "between"})
    other = _relabelled(graph, right, {first: "between"})
    return graph.sum_product((one, other), {"between": axes[0].size})


def _relabelled(graph: Graph, node: Node, changed: Mapping[str, str]) -> Node:
    """A node with some letters changed."""
    axes = tuple([Axis(changed.get(axis.letter, axis.letter), axis.size) for axis in node.axes])
    return graph.make("relabel", (node,), None, axes)
