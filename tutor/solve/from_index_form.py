"""From index form to a graph: the entry at letters becomes the array over them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from math import e, pi
from typing import Any, TypeVar

import numpy as np

from tutor.notation.eval.number_types import FLOATS
from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.lower.index_form.places import Affine, Column, Entry, Row, RowMajor, letters_in, place_value
from tutor.notation.lower.index_form.substitution import substituted
from tutor.notation.read import function_formulas
from tutor.solve.graph import Axis, Graph, Node, NotPlannedError, Table, bare, union
from tutor.solve.reading import Place, Region, Span, read
from tutor.solve.widening import letters_of

E = TypeVar("E", bound=Expression)
_MOST_SQUARINGS = 16
Ranges = Mapping[str, int]


class Converter:
    """``array`` gives the node of a name, ``size`` how many entries an axis of a class has."""

    def __init__(self, graph: Graph, array: Callable[[str], Node], size: Callable[[str], int]) -> None:
        self.graph = graph
        self.array = array
        self.size = size
        self._tables: dict[Any, Node] = {}

    def node(self, expression: Expression, ranges: Ranges) -> Node:
        """The array of an expression, whose free letters run over ``ranges``."""
        row = _ROWS.get(type(expression))
        if row is None:
            raise NotPlannedError(f"{type(expression).__name__} in a formula")
        found: Node = row(self, expression, ranges)
        return found

    # -- numbers and names -----------------------------------------------------------------------------------------

    def number(self, one: form.Number, ranges: Ranges) -> Node:
        return self.graph.const(float(one.text))

    def constant(self, one: form.Constant, ranges: Ranges) -> Node:
        return self.graph.const({"e": e, "pi": pi}[one.name])

    def size_of(self, one: form.Size, ranges: Ranges) -> Node:
        return self.graph.const(float(self.size(one.size_class)))

    def ref(self, one: form.Ref, ranges: Ranges) -> Node:
        base = self.array(one.name)
        if not one.classes:
            return base
        if not one.outside:
            return self.read_at(base, one.places, ranges)
        first, last = self._place(one.places[0]).ends(ranges)
        if first > -1 or last < -1:
            return self.read_at(base, one.places, ranges)
        outside = self.read_at(self.array(one.outside), one.places[1:], ranges)
        if not one.places[0].terms:
            return outside
        return read(self.graph, base, [self._place(place) for place in one.places], ranges, outside)

    def read_at(self, base: Node, places: Sequence[Affine], ranges: Ranges) -> Node:
        """An array at one place an axis, parts of flattened places among them."""
        places = list(places)
        for at, place in enumerate(places):
            alone = place.alone
            if isinstance(alone, Row) and at + 1 < len(places):
                other = places[at + 1].alone
                if isinstance(other, Column) and (other.place, other.classes) == (alone.place, alone.classes):
                    pair = base.axes[at : at + 2]
                    if pair[1].size == self.size(alone.classes[1]):
                        axis = Axis(f"({pair[0].letter}{pair[1].letter})", pair[0].size * pair[1].size)
                        flat = self._reshaped(base, (*base.axes[:at], axis, *base.axes[at + 2 :]))
                        return self.read_at(flat, [*places[:at], alone.place, *places[at + 2 :]], ranges)
            if isinstance(alone, RowMajor):
                rows, columns = (self.size(one) for one in alone.classes)
                if rows * columns == base.axes[at].size:
                    letter = base.axes[at].letter
                    axes = (
                        *base.axes[:at],
                        Axis(f"{letter}/", rows),
                        Axis(f"{letter}%", columns),
                        *base.axes[at + 1 :],
                    )
                    whole = self._reshaped(base, axes)
                    return self.read_at(whole, [*places[:at], alone.row, alone.column, *places[at + 1 :]], ranges)
        if all(isinstance(term, str) for place in places for term, _ in place.terms):
            return read(self.graph, base, [self._place(place) for place in places], ranges)
        return self._gathered(base, places, ranges)

    def _reshaped(self, node: Node, axes: tuple[Axis, ...]) -> Node:
        return self.graph.make("reshape", (node,), node.letters, axes)

    def _place(self, place: Affine) -> Place:
        start = place.const + sum(count * self.size(size_class) for size_class, count in place.sizes) - 1
        terms = tuple([(str(letter), count) for letter, count in place.terms])
        return Place(start + sum(count for _, count in terms), terms)

    def _grids(self, places: Sequence[Affine], ranges: Ranges) -> tuple[tuple[Axis, ...], dict[str, Any]]:
        axes = tuple([Axis(letter, ranges[letter]) for letter in sorted(letters_in(places))])
        if any(isinstance(term, Entry) for place in places for term, _ in place.terms):
            raise NotPlannedError("a place that a label says")
        grids = np.ogrid[tuple([slice(1, axis.size + 1) for axis in axes])]
        return axes, {axis.letter: grid for axis, grid in zip(axes, grids, strict=True)}

    def _gathered(self, base: Node, places: Sequence[Affine], ranges: Ranges) -> Node:
        axes, grids = self._grids(places, ranges)
        shape = tuple([axis.size for axis in axes])
        flat: Any = np.zeros(shape, dtype=np.intp)
        inside = np.ones(shape, dtype=bool)
        for place, axis in zip(places, base.axes, strict=True):
            at = place_value(place, grids, self.size) - 1
            inside &= (at >= 0) & (at < axis.size)
            flat = flat * axis.size + at
        return self.graph.make("gather", (base,), Table(np.where(inside, flat, -1)), axes)

    # -- entry by entry --------------------------------------------------------------------------------------------

    def negative(self, one: form.Negative, ranges: Ranges) -> Node:
        return self.graph.scale(-1.0, self.node(one.body, ranges))

    def binary(self, one: form.Binary, ranges: Ranges) -> Node:
        left, right = self.node(one.left, ranges), self.node(one.right, ranges)
        if one.op == "^":
            if isinstance(one.left, form.Constant) and one.left.name == "e":
                return self.function(FUNCTIONS["exp"], right)
            return self.graph.power(left, right)
        graph = self.graph
        made: Node = {"+": graph.add, "-": graph.sub, "*": graph.mul, "/": graph.div}[one.op](left, right)
        return made

    def apply(self, one: form.Apply, ranges: Ranges) -> Node:
        argument = self.node(one.argument, ranges)
        return self.slope(one.function, argument, None) if one.primes else self.function(one.function, argument)

    def function(self, function: Function, argument: Node) -> Node:
        """A function of every entry."""
        name = function.alias or function.name
        if function.formula and not function.alias:
            return self._by_formula(function.formula, argument, None)
        if name == "log":
            shares = bare(argument)
            if shares.op == "softmax":
                _, _, _, centered, total = shares.args
                logs = self.graph.make("apply", (total,), "log", total.axes)
                return self.graph.make("log_softmax", (argument, centered, logs), None, argument.axes)
        return self.graph.make("apply", (argument,), name, argument.axes)

    def slope(self, function: Function, argument: Node, value: Node | None) -> Node:
        """The slope of a function at every entry; ``value`` is that of the function, where it is at hand."""
        if function.alias:
            function = FUNCTIONS[function.alias]
        if not function.slope:
            raise NotPlannedError(f"{function.name} has no slope")
        return self._by_formula(function.slope, argument, value or self.function(function, argument))

    def _by_formula(self, text: str, argument: Node, value: Node | None) -> Node:
        known = {"z": argument, "s": value or argument}
        inner = Converter(self.graph, known.__getitem__, self.size)
        return inner.node(_entry_formula(text), {})

    # -- sums, products, conditions --------------------------------------------------------------------------------

    def fold(self, one: form.Fold, ranges: Ranges) -> Node:
        inner = {**ranges, one.letter: self.size(one.size_class)}
        if one.kind == "sum":
            summed = {one.letter: inner[one.letter]}
            body: Expression = one.body
            while isinstance(body, form.Fold) and body.kind == "sum":
                summed[body.letter] = inner[body.letter] = self.size(body.size_class)
                body = body.body
            if isinstance(body, form.Binary) and body.op == "*":
                return self.graph.sum_product([self.node(factor, inner) for factor in _factors(body)], summed)
            return self.graph.sum(self.node(body, inner), summed)
        if one.kind != "prod":
            raise NotPlannedError(f"a {one.kind} along an axis")
        found = self.node(one.body, inner)
        if one.letter not in found.letters:
            return self.graph.power(found, self.graph.const(float(inner[one.letter])))
        axes = [axis for axis in found.axes if axis.letter != one.letter]
        return self.graph.make("prod", (found,), one.letter, axes)

    def indicator(self, one: form.Indicator, ranges: Ranges) -> Node:
        return self._table((one,), ranges, float)

    def _table(self, conditions: tuple[form.Indicator, ...], ranges: Ranges, kind: Any) -> Node:
        places = [place for one in conditions for place in (one.left, one.right)]
        axes, grids = self._grids(places, ranges)
        key = conditions, axes, kind
        if key not in self._tables:
            found: Any = np.ones(tuple([axis.size for axis in axes]), dtype=bool)
            for one in conditions:
                left, right = (place_value(place, grids, self.size) for place in (one.left, one.right))
                found = found & _RELATIONS[one.relation](left, right)
            if axes:
                self._tables[key] = self.graph.table(found.astype(kind), axes)
            else:
                self._tables[key] = self.graph.const(float(found))
        return self._tables[key]

    def where(self, one: form.Where, ranges: Ranges) -> Node:
        conditions = tuple([one for one in one.conditions if isinstance(one, form.Indicator)])
        if len(conditions) < len(one.conditions) or not isinstance(one.otherwise, form.Number):
            raise NotPlannedError("one of two values")
        body, mask = self.node(one.body, ranges), self._table(conditions, ranges, bool)
        otherwise = float(one.otherwise.text)
        if mask.op == "const":
            return body if mask.attrs else self.graph.const(otherwise)
        return self.graph.make("where", (body, mask), otherwise, union((body, mask)))

    # -- arrays from arrays ----------------------------------------------------------------------------------------

    def softmax(self, one: form.Softmax, ranges: Ranges) -> Node:
        letter, body = self._at_letter(one.letter, one.place, one.body, ranges)
        axis = Axis(letter, self.size(one.size_class))
        z = self.node(body, {**ranges, letter: axis.size})
        z = self.graph.spread(z, (*[a for a in z.axes if a != axis], axis))
        found = softmax_along(self.graph, z, axis)
        return found if letter == one.place.letter else self._at(found, letter, one.place, ranges)

    def _at_letter(self, letter: str, place: Affine, body: E, ranges: Ranges) -> tuple[str, E]:
        """A bound letter and where it is bound, renamed to the letter at which the whole is read, where it may be."""
        asked = place.letter
        if not asked or asked in letters_of(body):
            return letter, body
        return asked, substituted(body, {**{one: Affine.of(one) for one in ranges}, letter: place})

    def _at(self, node: Node, letter: str, place: Affine, ranges: Ranges) -> Node:
        """A node at a place for one of its letters."""
        places = [place if axis.letter == letter else Affine.of(axis.letter) for axis in node.axes]
        return self.read_at(node, places, ranges)

    def blocks(self, one: form.Blocks, ranges: Ranges) -> Node:
        letter, bodies = one.letter or "block", one.items
        if one.place.letter and not any(one.place.letter in letters_of(item) for item in one.items):
            bodies = tuple([self._at_letter(letter, one.place, item, ranges)[1] for item in one.items])
            letter = one.place.letter
        sizes = [self.size(size_class) for size_class in one.classes]
        items = [
            self.node(item, {**ranges, letter: size} if one.letter else ranges)
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
        found = self.graph.make("assemble", items, tuple(regions), axes)
        if letter == one.place.letter:
            return found
        return self._at(found, letter, one.place, ranges)

    def matrix_power(self, one: form.MatrixPower, ranges: Ranges) -> Node:
        size = self.size(one.size_class)
        first, second = one.letters
        exponent = self.node(one.exponent, {})
        if exponent.op != "const" or exponent.attrs != int(exponent.attrs):
            raise NotPlannedError("a power of a matrix whose exponent is no whole number that is written out")
        power = int(exponent.attrs)
        if abs(power).bit_length() > _MOST_SQUARINGS:
            raise NotPlannedError("a large power of a matrix")
        axes = Axis(first, size), Axis(second, size)
        matrix = self.node(one.body, {**ranges, first: size, second: size})
        matrix = self.graph.spread(matrix, (*[axis for axis in matrix.axes if axis not in axes], *axes))
        if power < 0:
            others = [axis for axis in matrix.axes if axis not in axes]
            matrix = self.graph.make("inv", (matrix,), (first, second), (*others, *axes))
        found = self._raised(matrix, abs(power), axes)
        places = {first: one.row, second: one.column}
        return self.read_at(found, [places.get(a.letter, Affine.of(a.letter)) for a in found.axes], ranges)

    def _raised(self, matrix: Node, power: int, axes: tuple[Axis, Axis]) -> Node:
        if power == 0:
            return self.graph.table(np.eye(axes[0].size), axes)
        if power == 1:
            return matrix
        half = self._raised(matrix, power // 2, axes)
        found = self._product(half, half, axes)
        return self._product(found, matrix, axes) if power % 2 else found

    def _product(self, left: Node, right: Node, axes: tuple[Axis, Axis]) -> Node:
        first, second = (axis.letter for axis in axes)
        one = relabelled(self.graph, left, {second: "between"})
        other = relabelled(self.graph, right, {first: "between"})
        return self.graph.sum_product((one, other), {"between": axes[0].size})


@lru_cache(maxsize=256)
def _entry_formula(text: str) -> Expression:
    """A formula of the table of functions, in ``z`` and ``s``."""
    empty = Env(function_formulas.SCOPE, {}, {}, FLOATS)
    return lower(function_formulas.read(text), empty, ()).expression


def relabelled(graph: Graph, node: Node, changed: Mapping[str, str]) -> Node:
    """A node with some letters changed."""
    axes = tuple([Axis(changed.get(axis.letter, axis.letter), axis.size) for axis in node.axes])
    return graph.make("relabel", (node,), None, axes)


def softmax_along(graph: Graph, z: Node, axis: Axis) -> Node:
    """Softmax of z along an axis: its parts are nodes, as its logarithm needs them too."""
    others = [one for one in z.axes if one != axis]
    largest = graph.make("max", (z,), axis.letter, others)
    centered = graph.make("sub", (z, largest), None, z.axes)
    shares = graph.make("apply", (centered,), "exp", z.axes)
    total = graph.make("sum", (shares,), frozenset((axis.letter,)), others)
    return graph.make("softmax", (z, shares, total, centered, total), axis.letter, z.axes)


def _any_size(nodes: Sequence[Node]) -> tuple[Axis, ...]:
    """The axes of several nodes, of which some may have one letter in several sizes."""
    return tuple({axis.letter: axis for node in nodes for axis in node.axes}.values())


def _factors(expression: Expression) -> list[Expression]:
    if isinstance(expression, form.Binary) and expression.op == "*":
        return [*_factors(expression.left), *_factors(expression.right)]
    return [expression]


_RELATIONS: dict[str, Callable[[Any, Any], Any]] = {"=": np.equal, "<=": np.less_equal, ">=": np.greater_equal}
_ROWS: dict[type, Callable[[Converter, Any, Ranges], Node]] = {
    form.Number: Converter.number,
    form.Constant: Converter.constant,
    form.Size: Converter.size_of,
    form.Ref: Converter.ref,
    form.Negative: Converter.negative,
    form.Binary: Converter.binary,
    form.Apply: Converter.apply,
    form.Fold: Converter.fold,
    form.Indicator: Converter.indicator,
    form.Where: Converter.where,
    form.Softmax: Converter.softmax,
    form.Blocks: Converter.blocks,
    form.MatrixPower: Converter.matrix_power,
}
"""How each node of the index form becomes one of the graph."""
