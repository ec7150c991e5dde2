"""What alignment asks of index arrays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from tutor.notation.functions import FUNCTIONS, Function
from tutor.notation.lower.array_operations import ArrayOperations, IndexedAxis, Limit, Place
from tutor.notation.lower.entrywise import combine
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.arrays import IndexArray, Places
from tutor.notation.lower.index_form.expressions import Expression
from tutor.notation.lower.index_form.places import Affine, Entry, RowMajor, row_and_column
from tutor.notation.lower.index_form.substitution import bound_letter
from tutor.notation.lower.value import Value
from tutor.notation.tree import Index
from tutor.record import Record


class _Place(Record):
    """A place, where its number is compared with that of another."""

    place: Affine


_FOLDED = {"mean": "sum"}
"""What a fold is made of that is no node of its own."""


def _related(relation: str, left: Any, right: Any) -> Expression:
    """1 where a relation holds, of places or of numbers."""
    if relation == "!=":
        return form.Binary("-", form.Number("1"), _related("=", left, right))
    if not isinstance(left, _Place) and not isinstance(right, _Place):
        return form.Compare(left, relation, right)
    if relation in ("<", ">"):  # of whole numbers: one less, or one more, at most or at least
        right = _Place(right.place.plus(Affine(const=-1 if relation == "<" else 1)))
        relation += "="
    return form.Indicator(left.place, relation, right.place)


def _start(index: Index, place: Place) -> Affine:
    """An index without its letters: its number and its sizes."""
    start = Affine(const=index.const)
    for letter, count in index.terms:
        if letter in place.scope.axes.sizes:
            start = start.plus(Affine.last(place.scope.axes.class_of(letter.lower())), count)
    return start


def _constant(expression: Expression) -> Any:
    return IndexArray(lambda places: expression)


class IndexOperations(ArrayOperations):
    """Each array is given by how it is read, in terms of how others are."""

    costs: dict[str, float] = {}

    # -- arrays without a name ---------------------------------------------------------------------------------

    def literal(self, text: str) -> Any:
        sign = text.startswith("-")
        number = form.Number(text[sign:])
        return _constant(form.Negative(number) if sign else number)

    def constant(self, name: str) -> Any:
        return _constant(form.Constant(name))

    def size(self, size_class: str, count: int) -> Any:
        return _constant(form.Number(size_class[1:]) if size_class.startswith("#") else form.Size(size_class))

    def eye(self, size_class: str, count: int) -> Any:
        return IndexArray(lambda places: form.Indicator(places[0], "=", places[1]), (1, count, count))

    # -- entry by entry ------------------------------------------------------------------------------------------

    def apply(self, function: Function, primes: int, array: Any) -> Any:
        return IndexArray(lambda places: form.Apply(function, primes, array.at(places)), array.shape)

    def power(self, base: Any, exponent: Any, column: int) -> Any:
        return np.power(base, exponent)

    def compared(self, relation: str, left: Any, right: Any) -> Any:
        shape = np.broadcast_shapes(left.shape, right.shape)
        return IndexArray(lambda places: _related(relation, left.at(places), right.at(places)), shape)

    def larger(self, left: Any, right: Any) -> Any:
        shape = np.broadcast_shapes(left.shape, right.shape)
        return IndexArray(lambda places: form.Binary("max", left.at(places), right.at(places)), shape)

    def chosen(self, condition: Any, array: Any, otherwise: Any) -> Any:
        def read(places: Places) -> Any:
            test, one, other = condition.at(places), array.at(places), otherwise.at(places)
            if isinstance(test, form.Indicator | form.Compare):
                return form.Where((test,), one, other)
            return form.Where((form.Compare(test, "=", form.Number("0")),), other, one)

        return IndexArray(read, array.shape)

    def spread(self, array: Any, other: Any) -> Any:
        return IndexArray(array.at, np.broadcast_shapes(array.shape, other.shape))

    # -- parts of arrays -----------------------------------------------------------------------------------------

    def at_index(self, array: Any, axis: IndexedAxis, place: Place) -> Any:
        at, written = axis.position - 1, axis.written
        counts = [count for letter, count in written.terms if letter not in place.scope.axes.sizes]
        start = _start(written, place)
        if written.last:
            start = start.plus(Affine.last(axis.size_class))
        behind = at + len(counts)

        def read(places: Places) -> Any:
            found = start
            for count, letter in zip(counts, places[at:behind], strict=True):
                found = found.plus(letter, count)
            return array.read([*places[:at], found, *places[behind:]])

        new = tuple(stop - first for first, stop in axis.spans)
        return IndexArray(read, (*array.shape[: at + 1], *new, *array.shape[at + 2 :]))

    def counter(self, index: Index, spans: Sequence[tuple[int, int]], place: Place) -> Any:
        sizes = place.scope.axes.sizes
        counts = [count for letter, count in index.terms if letter not in sizes]
        start = _start(index, place)

        def read(places: Places) -> Any:
            found = start
            for count, letter in zip(counts, places, strict=True):
                found = found.plus(letter, count)
            return _Place(found)

        return IndexArray(read, (1, *(stop - first for first, stop in spans)))

    def place_of(self, label: Any, const: int) -> Any:
        def read(places: Places) -> Any:
            entry = label.at(places)
            return _Place(Affine.of(Entry(entry.name, entry.places, entry.classes)).plus(Affine(const=const)))

        return IndexArray(read, label.shape)

    def picked(self, value: Value, letter: str, label: Value) -> tuple[Any, tuple[str, ...]]:
        array, says = value.array, label.array
        dims = tuple(dict.fromkeys((*(own for own in value.dims if own != letter), *label.dims)))
        sizes = dict(zip((*value.dims, *label.dims), (*array.shape[1:], *says.shape[1:]), strict=True))

        def read(places: Places) -> Any:
            own = dict(zip(dims, places, strict=True))
            own[letter] = says.at([own[one] for one in label.dims]).place  # type: ignore[attr-defined]
            return array.at([own[one] for one in value.dims])  # type: ignore[attr-defined]

        return IndexArray(read, (1, *(sizes[one] for one in dims))), dims

    def diagonal(self, array: Any, first: int, second: int) -> Any:
        shape = array.shape[:second] + array.shape[second + 1 :]
        return IndexArray(lambda at: array.read([*at[: second - 1], at[first - 1], *at[second - 1 :]]), shape)

    def flip(self, array: Any, positions: Sequence[int], classes: Sequence[str]) -> Any:
        def read(places: Places) -> Any:
            turned = list(places)
            for position, size_class in zip(positions, classes, strict=True):
                end = Affine.last(size_class).plus(Affine(const=1))
                turned[position - 1] = end.plus(places[position - 1], -1)
            return array.read(turned)

        return IndexArray(read, array.shape)

    def windows(self, array: Any, positions: Sequence[int], extent: Sequence[int]) -> Any:
        count = len(array.shape) - 1

        def read(places: Places) -> Any:
            own = list(places[:count])
            for position, inner in zip(positions, places[count:], strict=True):
                own[position - 1] = own[position - 1].plus(inner).plus(Affine(const=-1))
            return array.read(own)

        shape = list(array.shape)
        for position, size in zip(positions, extent, strict=True):
            shape[position] -= size - 1
        return IndexArray(read, (*shape, *extent))

    def flat(self, array: Any, positions: Sequence[int], classes: Sequence[str]) -> Any:
        rest = [axis for axis in range(1, len(array.shape)) if axis not in positions]

        def read(places: Places) -> Any:
            parts = row_and_column(places[0], tuple(classes))
            own = dict(zip((*positions, *rest), (*parts, *places[1:]), strict=True))
            return array.read([own[axis] for axis in sorted(own)])

        pair = array.shape[positions[0]] * array.shape[positions[1]]
        return IndexArray(read, (1, pair, *(array.shape[axis] for axis in rest)))

    def split(self, array: Any, position: int, counts: Sequence[int], classes: Sequence[str]) -> Any:
        at = position - 1

        def read(places: Places) -> Any:
            whole = Affine.of(RowMajor(places[at], places[at + 1], tuple(classes)))
            return array.read([*places[:at], whole, *places[at + 2 :]])

        return IndexArray(read, (*array.shape[:position], *counts, *array.shape[position + 1 :]))

    # -- arrays from arrays --------------------------------------------------------------------------------------

    def repeated(self, array: Any, count: int) -> Any:
        return IndexArray(lambda places: array.at(places[1:]), (1, count, *array.shape[1:]))

    def stacked(self, arrays: Sequence[Any]) -> Any:
        def read(places: Places) -> Any:
            if places[0].is_number:
                return arrays[places[0].const - 1].at(places[1:])
            items = tuple(array.at(places[1:]) for array in arrays)
            return form.Blocks(places[0], "", items, ("#1",) * len(items))

        shape = np.broadcast_shapes(*(array.shape for array in arrays))
        return IndexArray(read, (1, len(arrays), *shape[1:]))

    def joined(self, arrays: Sequence[Any], position: int, classes: Sequence[str]) -> Any:
        at = position - 1

        def read(places: Places) -> Any:
            letter = bound_letter("k", places)
            inner = [*places[:at], Affine.of(letter), *places[position:]]
            return form.Blocks(places[at], letter, tuple(array.at(inner) for array in arrays), tuple(classes))

        shape = list(np.broadcast_shapes(*((*a.shape[:position], 1, *a.shape[position + 1 :]) for a in arrays)))
        shape[position] = sum(array.shape[position] for array in arrays)
        return IndexArray(read, tuple(shape))

    # -- sums ----------------------------------------------------------------------------------------------------

    def reduced(self, kind: str, value: Value, letters: tuple[str, ...]) -> Any:
        array: Any = value.array
        classes = [value.class_of(letter) for letter in letters]

        def read(places: Places) -> Any:
            outer = iter(places)
            inner = {letter: next(outer) for letter in value.dims if letter not in letters}
            bound: list[str] = []
            for letter in letters:
                bound.append(bound_letter(letter, list(inner.values())))
                inner[letter] = Affine.of(bound[-1])
            found = array.at([inner[letter] for letter in value.dims])
            for letter, size_class in reversed(list(zip(bound, classes, strict=True))):
                found = form.Fold(_FOLDED.get(kind, kind), letter, size_class, found)
            if kind == "mean":
                for size_class in classes:
                    found = form.Binary("/", found, self.size(size_class, 0).at(()))
            return found

        if kind == "min":  # minus the largest of what has the other sign
            return np.negative(self.reduced("max", value.with_array(np.negative(value.array)), letters))
        if kind == "logsumexp":
            powers = value.with_array(self.apply(FUNCTIONS["exp"], 0, value.array))
            return self.apply(FUNCTIONS["log"], 0, self.reduced("sum", powers, letters))

        shape = [size for size, letter in zip(array.shape[1:], value.dims, strict=True) if letter not in letters]
        return IndexArray(read, (1, *shape))

    def first_largest(self, value: Value, letter: str) -> Any:
        return self._along(form.ArgMax, value, letter)

    def limited(self, value: Value, letter: str, limits: Sequence[Limit], neutral: str) -> Any:
        array: Any = value.array
        at = value.dims.index(letter)

        def read(places: Places) -> Any:
            conditions = []
            for limit in limits:
                end = Affine(const=limit.bound.const)
                if limit.other is not None:
                    end = end.plus(places[limit.other - 1])
                elif limit.bound.last:
                    end = end.plus(Affine.last(value.class_of(letter)))
                conditions.append(form.Indicator(places[at], "<=" if limit.upper else ">=", end))
            return form.Where(tuple(conditions), array.at(places), form.Number(neutral))

        return IndexArray(read, array.shape)

    def summed_product(self, left: Value, right: Value, summed: tuple[str, ...]) -> tuple[Any, tuple[str, ...]]:
        array, dims, classes = combine(np.multiply, left, right)
        return self.reduced("sum", Value(array, dims, classes), summed), tuple(d for d in dims if d not in summed)

    def softmax(self, value: Value, letter: str) -> Any:
        return self._along(form.Softmax, value, letter)

    def _along(self, node: type[form.Softmax | form.ArgMax], value: Value, letter: str) -> Any:
        """What one place along a letter is among all of them."""
        array: Any = value.array
        at = value.dims.index(letter)

        def read(places: Places) -> Any:
            bound = bound_letter(letter, places)
            body = array.at([*places[:at], Affine.of(bound), *places[at + 1 :]])
            return node(places[at], bound, value.class_of(letter), body)

        return IndexArray(read, array.shape)

    def matrix_power(self, value: Value, exponent: Any) -> Any:
        array: Any = value.array
        row, column = (position - 1 for position in value.positions())

        def read(places: Places) -> Any:
            first = bound_letter(value.axes[0], places)
            second = bound_letter(value.axes[1], [*places, Affine.of(first)])
            inner = list(places)
            inner[row], inner[column] = Affine.of(first), Affine.of(second)
            power = exponent.at(())
            size_class = value.axis_classes()[0]
            return form.MatrixPower(places[row], places[column], (first, second), size_class, array.at(inner), power)

        return IndexArray(read, array.shape)
