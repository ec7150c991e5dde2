"""NumPy's arrays of one kind of numbers, with what alignment asks of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any

import numpy as np

from tutor.notation.errors import NotationError
from tutor.notation.eval import contraction, matrix_power
from tutor.notation.eval.exponents import MAX_EXPONENT, check_bounds, whole_exponent
from tutor.notation.eval.recorded_shapes import together
from tutor.notation.eval.recorded_sizes import exceeds, like, zeros
from tutor.notation.eval.shifts import slid_axis
from tutor.notation.functions import Function
from tutor.notation.lower.align import aligned
from tutor.notation.lower.array_operations import ArrayOperations, IndexedAxis, Limit, Place
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value
from tutor.notation.read.grammar import function_formulas
from tutor.notation.tree import Index
from tutor.notation.tree_walks import names
from tutor.record import Record

Unary = Callable[[Any], Any]
RELATIONS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": np.equal,
    "!=": np.not_equal,
    "<": np.less,
    "<=": np.less_equal,
    ">": np.greater,
    ">=": np.greater_equal,
}


def entry_by_entry(function: Unary) -> Unary:
    """A function of one number as one of whole arrays of objects."""
    lifted = np.frompyfunc(function, 1, 1)
    return lambda array: np.asarray(lifted(array), dtype=object)


class Field(Record, ArrayOperations):
    """A kind of numbers: ``number`` reads a literal, ``functions`` and ``slopes`` act on whole arrays.

    A slope that is not there is worked out by its formula in the table of functions.
    """

    name: str
    number: Callable[[str], Any]
    functions: Mapping[str, Unary]
    constants: Mapping[str, Any]
    dtype: Any
    slopes: Mapping[str, Unary] = {}
    costs: Mapping[str, float] = {}

    __hash__ = ArrayOperations.__hash__

    @property
    def sums_products(self) -> bool:
        return self.dtype is not object

    def exceeds(self, entries: int, most: int) -> bool:
        return exceeds(entries, most)

    # -- arrays without a name ---------------------------------------------------------------------------------

    def literal(self, text: str) -> Array:
        return np.array([self.number(text)], dtype=self.dtype)

    def constant(self, name: str) -> Array:
        return np.array([self.constants[name]], dtype=self.dtype)

    def size(self, size_class: str, count: int) -> Array:
        recorded = like(count)
        return self.literal(str(count)) if recorded is None else np.array([count], dtype=self.dtype, like=recorded)

    def eye(self, size_class: str, count: int) -> Array:
        whole: Array = np.eye(count, like=like(count))[None]
        return whole if self.dtype is float else whole.astype(int).astype(self.dtype)

    # -- entry by entry ------------------------------------------------------------------------------------------

    def apply(self, function: Function, primes: int, array: Array) -> Array:
        known = (self.slopes if primes else self.functions).get(function.alias or function.name)
        if known is not None:
            found: Array = known(array)
            return found
        formula = function.slope if primes else function.formula
        arrays = {"z": array}
        if "s" in names(function_formulas.read(formula)):
            arrays["s"] = self.apply(function, 0, array)
        return self.by_formula(formula, arrays)

    def by_formula(self, formula: str, arrays: Mapping[str, Array]) -> Array:
        """A value or a slope by its formula in the table of functions, at every entry of ``z`` and ``s``."""
        shape = next(iter(arrays.values())).shape
        flat = {name: array.reshape(-1) for name, array in arrays.items()}
        found = aligned(function_formulas.read(formula), Env(function_formulas.SCOPE, flat, {}, self)).array
        whole = (prod(shape),)
        return (found if found.shape == whole else np.broadcast_to(found, whole)).reshape(shape)

    def power(self, base: Array, exponent: Array, column: int) -> Array:
        count = whole_exponent(exponent)
        if count is not None:
            if abs(count) > MAX_EXPONENT:
                raise NotationError(f"too large a number at column {column}", column)
            raised: Array = base**count if count >= 0 else 1.0 / base ** (-count)
            return raised
        if base.dtype == object or exponent.dtype == object:
            check_bounds(base, exponent, column)
        found: Array = np.power(base, exponent)
        return found

    def compared(self, relation: str, left: Array, right: Array) -> Array:
        holds = RELATIONS[relation](np.real(left), np.real(right))
        found: Array = np.where(holds, self.number("1"), self.number("0"))
        return found

    def larger(self, left: Array, right: Array) -> Array:
        return np.where(np.real(left) >= np.real(right), left, right)

    def chosen(self, condition: Array, array: Array, otherwise: Array) -> Array:
        return np.where(np.real(condition) != 0, array, otherwise)

    def spread(self, array: Array, other: Array) -> Array:
        return np.broadcast_to(array, np.broadcast_shapes(array.shape, other.shape))

    def has_zero(self, array: Array) -> bool:
        return not np.all(array != 0)

    def overflows(self, array: Array) -> bool:
        return array.dtype == float and bool(np.isinf(array).any())

    # -- parts of arrays -----------------------------------------------------------------------------------------

    def at_index(self, array: Array, axis: IndexedAxis, place: Place) -> Array:
        position, _, index, spans, outside = axis
        size, sizes = array.shape[position], place.scope.axes.sizes
        start = index.const + (size if index.last else 0) - 1
        start += sum(count * place.sizes[letter.lower()] for letter, count in index.terms if letter in sizes)
        counts = [count for letter, count in index.terms if letter not in sizes]
        if counts == [1]:
            return slid_axis(array, start, axis, place)
        if not counts and outside and start == -1:
            return place.arrays[outside]
        before, after = array.shape[:position], array.shape[position + 1 :]
        if not counts:
            at: Any = (*(slice(None),) * position, start)
            entry: Array = array[at] if 0 <= start < size else zeros((*before, *after), array, array.dtype)
            return entry
        grid: Any = None
        lowest, highest = start, start
        for count, (first, stop) in zip(counts, spans, strict=True):
            recorded = next((one for one in map(like, (first, stop, start)) if one is not None), None)
            along = np.arange(first + 1, stop + 1, like=recorded) * count
            grid = along + start if grid is None else grid[..., None] + along
            ends = (count * (first + 1), count * stop)
            lowest, highest = lowest + min(ends), highest + max(ends)
        place.spend_if_large(prod((*before, *after, *grid.shape)))
        if lowest >= 0 and highest < size:
            taken: Array = array.take(grid, axis=position)
            return taken
        inside = (grid >= 0) & (grid < size)
        padded = np.concatenate((array, zeros((*before, 1, *after), array, array.dtype)), axis=position)
        filled: Array = padded.take(np.where(inside, grid, size), axis=position)  # outside is the entry that was added
        if outside and grid.ndim == 1 and lowest <= -1 <= highest:
            filled[:, grid == -1] = place.arrays[outside][:, None]
        return filled

    def counter(self, index: Index, spans: Sequence[tuple[int, int]], place: Place) -> Array:
        sizes = place.scope.axes.sizes
        start = index.const + sum(count * place.sizes[one.lower()] for one, count in index.terms if one in sizes)
        grid: Any = np.array(start)
        counts = [count for letter, count in index.terms if letter not in sizes]
        for count, (first, stop) in zip(counts, spans, strict=True):
            grid = grid[..., None] + np.arange(first + 1, stop + 1) * count
        return np.asarray(grid, dtype=float)[None]

    def place_of(self, label: Array, const: int) -> Array:
        number: Array = np.rint(np.real(label).astype(float)) + const
        return number

    def picked(self, value: Value, letter: str, label: Value) -> tuple[Array, tuple[str, ...]]:
        dims = tuple(dict.fromkeys((*(own for own in value.dims if own != letter), *label.dims)))
        array = arranged(value.array, value.dims, (*dims, letter))
        at = arranged(label.array, label.dims, (*dims, letter))
        size = array.shape[-1]
        inside = (at >= 1) & (at <= size)
        found = np.take_along_axis(array, np.where(inside, at - 1, 0).astype(int), axis=-1)
        return np.where(inside, found, self.number("0"))[..., 0], dims

    def diagonal(self, array: Array, first: int, second: int) -> Array:
        return np.moveaxis(np.diagonal(array, axis1=first, axis2=second), -1, first)

    def flip(self, array: Array, positions: Sequence[int], classes: Sequence[str]) -> Array:
        return np.flip(array, axis=tuple(positions))

    def windows(self, array: Array, positions: Sequence[int], extent: Sequence[int]) -> Array:
        return np.lib.stride_tricks.sliding_window_view(array, tuple(extent), axis=tuple(positions))

    def flat(self, array: Array, positions: Sequence[int], classes: Sequence[str]) -> Array:
        array = np.moveaxis(array, tuple(positions), (1, 2))
        return array.reshape(array.shape[0], array.shape[1] * array.shape[2], *array.shape[3:])

    def split(self, array: Array, position: int, counts: Sequence[int], classes: Sequence[str]) -> Array:
        return array.reshape(*array.shape[:position], *counts, *array.shape[position + 1 :])

    # -- arrays from arrays --------------------------------------------------------------------------------------

    def repeated(self, array: Array, count: int) -> Array:
        return np.broadcast_to(array[:, None], (len(array), count, *array.shape[1:]))

    def stacked(self, arrays: Sequence[Array]) -> Array:
        shape = together([array.shape for array in arrays])
        spread = [a if a.shape == shape else np.broadcast_to(a, shape) for a in arrays]
        return np.concatenate([a[:, None] for a in spread], axis=1)  # as np.stack, in half of its time

    def joined(self, arrays: Sequence[Array], position: int, classes: Sequence[str]) -> Array:
        shape = together([(*a.shape[:position], 1, *a.shape[position + 1 :]) for a in arrays])
        wanted = [(*shape[:position], a.shape[position], *shape[position + 1 :]) for a in arrays]
        spread = [a if a.shape == own else np.broadcast_to(a, own) for a, own in zip(arrays, wanted, strict=True)]
        return np.concatenate(spread, axis=position)

    # -- sums ----------------------------------------------------------------------------------------------------

    def reduced(self, kind: str, value: Value, letters: tuple[str, ...]) -> Array:
        array = value.array
        positions = tuple([value.dims.index(letter) + 1 for letter in letters])
        if kind == "prod":
            product: Array = np.multiply.reduce(array, axis=positions)
            return product
        if kind in _BY_ORDER:
            found: Array = getattr(self, _BY_ORDER[kind])(_together(array, positions))
            return found
        total: Array = np.add.reduce(array, axis=positions)
        if kind == "mean":
            count = prod([array.shape[position] for position in positions])
            total = total / (self.number(str(count)) if like(count) is None else count)
        return total

    def largest(self, array: Array) -> Array:
        """The first of the largest entries along the last axis, which is lost; of complex ones by their real parts."""
        found: Array = np.take_along_axis(array, np.argmax(np.real(array), axis=-1, keepdims=True), axis=-1)
        return found[..., 0]

    def smallest(self, array: Array) -> Array:
        """The first of the smallest entries along the last axis."""
        return -self.largest(-array)

    def log_sum_exp(self, array: Array) -> Array:
        """The logarithm of the sum of the exponentials along the last axis, without overflow where floats have one."""
        top = np.real(self.largest(array))[..., None]
        total = self.functions["exp"](array - top).sum(axis=-1)
        found: Array = self.functions["log"](total) + top[..., 0]
        return found

    def first_largest(self, value: Value, letter: str) -> Array:
        axis = value.dims.index(letter) + 1
        first = np.argmax(np.real(value.array), axis=axis, keepdims=True)
        counter = np.arange(value.array.shape[axis]).reshape(-1, *(1,) * (value.array.ndim - axis - 1))
        return self.compared("=", counter, first)

    def limited(self, value: Value, letter: str, limits: Sequence[Limit], neutral: str) -> Array:
        array, position = value.array, value.dims.index(letter) + 1
        size = array.shape[position]

        def along(axis: int, places: Any) -> Array:
            found: Array = places.reshape([-1 if at == axis else 1 for at in range(array.ndim)])
            return found

        inside = np.ones((1,) * array.ndim, dtype=bool)
        for limit in limits:
            end: Any = limit.bound.const + (size if limit.bound.last else 0)
            if limit.other is not None:
                start, stop = limit.span
                end = along(limit.other, np.arange(start + 1, stop + 1, like=like(stop)) + limit.bound.const)
            counter = along(position, np.arange(1, size + 1, like=like(size)))
            inside = inside & (counter <= end if limit.upper else counter >= end)
        return np.where(inside, array, self.number(neutral))

    summed_product = staticmethod(contraction.summed_product)

    def softmax(self, value: Value, letter: str) -> Array:
        array, axis = value.array, value.dims.index(letter) + 1
        if array.dtype == float:
            array = array - array.max(axis=axis, keepdims=True)
        exponentials = self.functions["exp"](array)
        shares: Array = exponentials / exponentials.sum(axis=axis, keepdims=True)
        return shares

    def matrix_power(self, value: Value, exponent: Array) -> Array:
        return matrix_power.raised(value.array, value.positions(), exponent)


def _together(array: Array, positions: tuple[int, ...]) -> Array:
    """The axes at these positions as one behind all others."""
    rest = [axis for axis in range(array.ndim) if axis not in positions]
    shape = [array.shape[axis] for axis in rest]
    return array.transpose((*rest, *positions)).reshape(*shape, -1)


_BY_ORDER = {"max": "largest", "min": "smallest", "logsumexp": "log_sum_exp"}
