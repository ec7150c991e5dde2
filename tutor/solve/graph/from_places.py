"""From index form to a graph: names read at places, which may be parts of flattened axes, and labels."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.places import Affine, Column, Entry, Row, RowMajor, letters_in, place_value
from tutor.solve.calls.gathering import gathered
from tutor.solve.calls.reading import Place, read
from tutor.solve.graph.conversion import Converter, Ranges
from tutor.solve.graph.nodes import Axis, Node, NotPlannedError


def ref(converter: Converter, one: form.Ref, ranges: Ranges) -> Node:
    """A name at a place for each of its axes."""
    base = converter.array(one.name)
    if not one.classes:
        return base
    if not one.outside:
        return read_at(converter, base, one.places, ranges)
    first, last = _place(converter, one.places[0]).ends(ranges)
    if first > -1 or last < -1:
        return read_at(converter, base, one.places, ranges)
    outside = read_at(converter, converter.array(one.outside), one.places[1:], ranges)
    if not one.places[0].terms:
        return outside
    return read(converter.graph, base, [_place(converter, place) for place in one.places], ranges, outside)


def read_at(converter: Converter, base: Node, places: Sequence[Affine], ranges: Ranges) -> Node:
    """An array at one place an axis: a view of it where they are sums of letters, else entry by entry."""
    places = list(places)
    for at, place in enumerate(places):
        alone = place.alone
        if isinstance(alone, Row) and at + 1 < len(places):
            flat = _flattened(converter, base, at, alone, places[at + 1].alone)
            if flat is not None:
                return read_at(converter, flat, [*places[:at], alone.place, *places[at + 2 :]], ranges)
        if isinstance(alone, RowMajor):
            whole = _unflattened(converter, base, at, alone)
            if whole is not None:
                return read_at(converter, whole, [*places[:at], alone.row, alone.column, *places[at + 1 :]], ranges)
    if all(isinstance(term, str) for place in places for term, _ in place.terms):
        return read(converter.graph, base, [_place(converter, place) for place in places], ranges)
    return gathered(converter.graph, base, [place_numbers(converter, place, ranges) for place in places])


def has_labels(place: Affine) -> bool:
    """Whether a place depends on the labels of an instance."""
    for term, _ in place.terms:
        if isinstance(term, Entry):
            return True
        if isinstance(term, RowMajor) and (has_labels(term.row) or has_labels(term.column)):
            return True
        if isinstance(term, Row | Column) and has_labels(term.place):
            return True
    return False


def place_numbers(converter: Converter, place: Affine, ranges: Ranges) -> Node:
    """Which place it is, counted from 1, over the letters in it: a table, or an array where labels are in it."""
    graph = converter.graph
    if not has_labels(place):
        axes, letters = grids((place,), ranges)
        value = place_value(place, letters, converter.size)
        return graph.table(np.asarray(value), axes) if axes else graph.const(float(value))
    found = place_numbers(converter, Affine((), place.sizes, place.const), ranges)
    for term, count in place.terms:
        found = graph.add(found, graph.scale(float(count), _term_numbers(converter, term, ranges)))
    return found


def _term_numbers(converter: Converter, term: Any, ranges: Ranges) -> Node:
    graph = converter.graph
    if isinstance(term, Entry):
        return read_at(converter, converter.array(term.name), term.places, ranges)
    if isinstance(term, RowMajor):
        row, column = (place_numbers(converter, one, ranges) for one in (term.row, term.column))
        width = float(converter.size(term.classes[1]))
        return graph.add(graph.scale(width, graph.add(row, graph.const(-1.0))), column)
    if has_labels(Affine.of(term)):
        raise NotPlannedError("a flattened axis that is read at a label")
    return place_numbers(converter, Affine.of(term), ranges)


def grids(places: Iterable[Affine], ranges: Ranges) -> tuple[tuple[Axis, ...], dict[str, Any]]:
    """The axes of all letters in some places, and their numbers from 1 on, each along its own axis."""
    axes = tuple([Axis(letter, ranges[letter]) for letter in sorted(letters_in(places))])
    found = np.ogrid[tuple([slice(1, axis.size + 1) for axis in axes])]
    return axes, {axis.letter: grid for axis, grid in zip(axes, found, strict=True)}


def _place(converter: Converter, place: Affine) -> Place:
    """A sum of letters as a place counted from 0."""
    start = place.const + sum(count * converter.size(size_class) for size_class, count in place.sizes) - 1
    terms = tuple([(str(letter), count) for letter, count in place.terms])
    return Place(start + sum(count for _, count in terms), terms)


def _flattened(converter: Converter, base: Node, at: int, row: Row, column: Any) -> Node | None:
    """An array with two axes as one, where those are read at the row and the column of one place."""
    if not isinstance(column, Column) or (column.place, column.classes) != (row.place, row.classes):
        return None
    pair = base.axes[at : at + 2]
    if pair[1].size != converter.size(row.classes[1]):
        return None
    axis = Axis(f"({pair[0].letter}{pair[1].letter})", pair[0].size * pair[1].size)
    return _reshaped(converter, base, (*base.axes[:at], axis, *base.axes[at + 2 :]))


def _unflattened(converter: Converter, base: Node, at: int, pair: RowMajor) -> Node | None:
    """An array with one axis as two, where that is read at a row and a column."""
    rows, columns = (converter.size(one) for one in pair.classes)
    if rows * columns != base.axes[at].size:
        return None
    letter = base.axes[at].letter
    parts = Axis(f"{letter}/", rows), Axis(f"{letter}%", columns)
    return _reshaped(converter, base, (*base.axes[:at], *parts, *base.axes[at + 1 :]))


def _reshaped(converter: Converter, node: Node, axes: tuple[Axis, ...]) -> Node:
    return converter.graph.make("reshape", (node,), node.letters, axes)
