"""Calls of NumPy with their arguments bound; those of a loop once for each step of time, written as one.

``for function, arguments in calls: function(*arguments)`` is the fastest loop there is in Python: a quarter of a
microsecond a call, of which NumPy takes most.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import chain, repeat
from typing import Any

Call = tuple[Callable[..., Any], tuple[Any, ...]]


class Column:
    """What differs from step to step: an array or a bound method for each."""

    __slots__ = ("items",)

    def __init__(self, items: Sequence[Any]) -> None:
        self.items = items


def each(array: Any, function: Callable[[Any], Any]) -> Any:
    """A function of an array, or of that of every step."""
    return Column(list(map(function, array.items))) if isinstance(array, Column) else function(array)


def example(array: Any) -> Any:
    """An array, or that of the first step: all have the same shape and strides."""
    return array.items[0] if isinstance(array, Column) else array


def unrolled(body: Sequence[tuple[Any, tuple[Any, ...]]], steps: int, *, backwards: bool) -> list[Call]:
    """The calls of all steps, in order of time or against it."""

    def column(part: Any) -> Iterator[Any]:
        return iter(part.items) if isinstance(part, Column) else repeat(part, steps)

    columns = []
    for function, arguments in body:
        if any(isinstance(argument, Column) for argument in arguments):
            columns.append(zip(column(function), zip(*map(column, arguments), strict=True), strict=True))
        else:
            columns.append(zip(column(function), repeat(arguments, steps), strict=True))
    each_step = list(zip(*columns, strict=True))
    return list(chain.from_iterable(reversed(each_step) if backwards else each_step))
