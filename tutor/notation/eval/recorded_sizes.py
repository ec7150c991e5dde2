"""Sizes that are other ones at each replay: whole numbers that are reckoned with, and remember how.

A size is a polynomial in the sizes of axes, ``4H``, ``N*T``, ``T-1``. What a decision finds out about one (it is 3, it
is more than another) is noted as an assumption: what was recorded is right wherever all of them hold.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from math import prod
from typing import Any, Protocol

import numpy as np


class Form(tuple[tuple[tuple[str, ...], int], ...]):
    """A polynomial: products of the names of sizes, each with how many times it is added, in a fixed order."""

    __slots__ = ()

    def at(self, sizes: Mapping[str, int]) -> int:
        """What it comes to at some sizes."""
        return sum(count * prod([sizes[name] for name in names]) for names, count in self)

    @property
    def name(self) -> str | None:
        """That of the size that it is, where it is nothing else."""
        (names, count), *more = self
        return names[0] if count == 1 and len(names) == 1 and not more else None


class NotRecordedError(Exception):
    """What is done with an array depends on its numbers, or is not done by NumPy."""


Compare = Callable[[Any, Any], bool]
"""How a polynomial is compared with zero."""


class Recorder(Protocol):
    """What takes note of operations, and of how comparisons with zero came out.

    ``reckoned`` holds what came of sizes: the same ones meet again and again.
    """

    assumptions: dict[tuple[Form, Compare], bool]
    reckoned: dict[Any, Any]

    def made(self, function: Callable[..., Any], arguments: Sequence[Any], how: Mapping[str, Any]) -> Any:
        """An array that is made of sizes."""

    def do(self, function: Callable[..., Any], arguments: Sequence[Any], shape: Any = None) -> Any:
        """Carry out an operation on arrays and constants, and note it."""

    def put(self, target: Any, key: Any, value: Any) -> None:
        """Note that part of an array is filled."""


class RecordedSize:
    """A size with its value at one instance. Where that is asked for as a plain number, it is assumed to be this."""

    __slots__ = ("form", "recorder", "value")

    def __init__(self, form: Form, value: int, recorder: Recorder) -> None:
        self.form = form
        self.value = value
        self.recorder = recorder

    # -- reckoning -------------------------------------------------------------------------------------------------

    def __add__(self, other: Any) -> Any:
        return self._reckoned(operator.add, other)

    def __sub__(self, other: Any) -> Any:
        return self._reckoned(operator.sub, other)

    def __mul__(self, other: Any) -> Any:
        return self._reckoned(operator.mul, other)

    __radd__, __rmul__ = __add__, __mul__

    def __rsub__(self, other: Any) -> Any:
        return other - int(self) if isinstance(other, float) else self * -1 + other

    def __neg__(self) -> Any:
        return self * -1

    def _reckoned(self, operation: Callable[[Any, Any], Any], other: Any) -> Any:
        terms = _terms(other)
        if terms is None:
            return operation(int(self), other) if isinstance(other, float) else NotImplemented
        key = operation, self.form, terms
        known = self.recorder.reckoned.get(key)
        if known is None:
            found = _product(self.form, terms) if operation is operator.mul else _sum(self.form, terms, operation)
            known = self.recorder.reckoned[key] = self._new(found, operation(self.value, size_now(other)))
        return known

    def _new(self, terms: Mapping[tuple[str, ...], int], value: int) -> Any:
        form = Form(sorted((names, count) for names, count in terms.items() if count))
        if all(not names for names, _ in form):
            return value
        return RecordedSize(form, value, self.recorder)

    def __floordiv__(self, other: Any) -> Any:
        """Exact where a product is divided by one of its factors, as where the rest of an array's axes is asked for."""
        terms = _terms(other)
        quotient = None if terms is None or len(terms) != 1 else _divided(self.form, *terms[0])
        if quotient is not None:
            return self._new(quotient, self.value // size_now(other))
        return int(self) // int(other)

    def __rfloordiv__(self, other: Any) -> Any:
        return other // int(self)

    def __truediv__(self, other: Any) -> Any:
        return int(self) / other

    def __rtruediv__(self, other: Any) -> Any:
        return other / int(self)

    # -- decisions -------------------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        return self._compared(other, operator.eq)

    def __ne__(self, other: object) -> bool:
        compared = self._compared(other, operator.eq)
        return compared if compared is NotImplemented else not compared

    def __lt__(self, other: Any) -> bool:
        return self._compared(other, operator.lt)

    def __gt__(self, other: Any) -> bool:
        return self._compared(other, operator.gt)

    def __le__(self, other: Any) -> bool:
        return self._compared(other, operator.le)

    def __ge__(self, other: Any) -> bool:
        return self._compared(other, operator.ge)

    def _compared(self, other: Any, compare: Compare) -> bool:
        terms = _terms(other)
        if terms is None:
            return compare(int(self), other) if isinstance(other, float) else NotImplemented
        if terms == self.form:
            return compare(0, 0)
        key = compare, self.form, terms
        known: bool | None = self.recorder.reckoned.get(key)
        if known is None:
            difference = self - other
            known = self.recorder.reckoned[key] = compare(size_now(difference), 0)
            if isinstance(difference, RecordedSize):
                self.recorder.assumptions[difference.form, compare] = known
        return known

    def __bool__(self) -> bool:
        return self != 0

    def __index__(self) -> int:
        self._compared(self.value, operator.eq)
        return self.value

    __int__ = __index__

    def __float__(self) -> float:
        return float(int(self))

    def __hash__(self) -> int:
        raise NotRecordedError("a size is another one at each replay: nothing is looked up by it")

    def __str__(self) -> str:
        return str(int(self))

    # -- NumPy -----------------------------------------------------------------------------------------------------

    def __array__(self, *_: Any, **__: Any) -> Any:
        return np.array(int(self))

    def __array_function__(self, function: Any, types: Any, arguments: Any, how: Any) -> Any:
        return self.recorder.made(function, arguments, how)


def like(size: int) -> Any:
    """What NumPy is told to make an array like that is made of a size: recorded where the size is."""
    return size if isinstance(size, RecordedSize) else None


def size_now(value: Any) -> Any:
    """A size as a plain number, for what changes no result, such as how many things are worked on at once."""
    return value.value if isinstance(value, RecordedSize) else value


def exceeds(size: Any, most: int) -> bool:
    """Whether a size is more than what tells which of two ways takes less time, both with the same result.

    What is recorded where it is not holds up to twice as many, and what is recorded where it is for any.
    """
    if not isinstance(size, RecordedSize):
        return bool(size > most)
    return size.value > most or not size <= 2 * most


def spelled(shape: tuple[Any, ...]) -> tuple[Any, ...]:
    """A shape to look something up by: sizes that are made in one way are one."""
    return tuple([size.form if isinstance(size, RecordedSize) else size for size in shape])


def zeros(shape: tuple[Any, ...], other: Any, dtype: Any = float) -> Any:
    """An array of zeros of the kind of another: recorded where its shape, or the other, is."""
    size = next((one for one in shape if isinstance(one, RecordedSize)), None)
    if size is None:
        return np.zeros(shape, dtype=dtype, like=other)
    return size.recorder.made(np.zeros, (shape,), {"dtype": dtype})  # np.zeros asks for plain sizes before it looks


def _divided(form: Form, others: tuple[str, ...], times: int) -> dict[tuple[str, ...], int] | None:
    """The terms of a polynomial divided by a product; None where there is a remainder."""
    found = {}
    for names, count in form:
        rest = list(names)
        for name in others:
            if name not in rest:
                return None
            rest.remove(name)
        if not times or count % times:
            return None
        found[tuple(rest)] = count // times
    return found


_Terms = tuple[tuple[tuple[str, ...], int], ...]


def _terms(value: Any) -> _Terms | None:
    if value.__class__ is RecordedSize:
        form: Form = value.form
        return form
    return (((), int(value)),) if isinstance(value, int | np.integer) else None


def _sum(one: _Terms, other: _Terms, operation: Callable[[int, int], int]) -> dict[tuple[str, ...], int]:
    found = dict(one)
    for names, count in other:
        found[names] = operation(found.get(names, 0), count)
    return found


def _product(one: _Terms, other: _Terms) -> dict[tuple[str, ...], int]:
    found: dict[tuple[str, ...], int] = {}
    for names, count in one:
        for others, times in other:
            product = tuple(sorted(names + others))
            found[product] = found.get(product, 0) + count * times
    return found


# -- sizes within other things: the shape of an array, the ends of a slice -----------------------------------


def has_sizes(value: Any) -> bool:
    """Whether there is a recorded size in an argument."""
    if isinstance(value, tuple | list):
        return any(map(has_sizes, value))
    if isinstance(value, slice):
        return any(isinstance(one, RecordedSize) for one in (value.start, value.stop, value.step))
    return isinstance(value, RecordedSize)


def mapped(value: Any, change: Callable[[Any], Any]) -> Any:
    """An argument with something else in the place of each size."""
    if isinstance(value, RecordedSize):
        return change(value)
    if isinstance(value, tuple | list):
        return type(value)(mapped(one, change) for one in value)
    if isinstance(value, slice):
        return slice(*(mapped(one, change) for one in (value.start, value.stop, value.step)))
    return value
