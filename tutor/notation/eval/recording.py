"""Recorded NumPy operations: what formulas do with arrays, done again with other arrays, of other sizes too.

A walk over a tree takes most of its time to find out which axes meet. Where the same formulas are evaluated at one
instance after another, that is found out once: the operations themselves take a tenth of the time. Sizes are noted as
what they are made from (see recorded_sizes); what was recorded holds for all sizes at which each decision is the same.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np

from tutor.notation.eval import recorded_shapes as shapes
from tutor.notation.eval.recorded_array import RecordedArray, recorded_in, ruled
from tutor.notation.eval.recorded_program import Operation, Program, RowsTogether, needed
from tutor.notation.eval.recorded_sizes import (
    Compare,
    Form,
    NotRecordedError,
    RecordedSize,
    has_sizes,
    mapped,
    size_now,
)
from tutor.notation.eval.repeated_operations import done_once
from tutor.notation.lower.value import Array


class Tape:
    """What is being recorded: operations in their order, and what is at each place before the first of them."""

    def __init__(self) -> None:
        self.assumptions: dict[tuple[Form, Compare], bool] = {}
        self.reckoned: dict[Any, Any] = {}
        self._start: list[Any] = []
        self._roots: list[int] = []
        self._dims: list[int] = []
        self._operations: list[Operation] = []
        self._inputs: dict[str, int] = {}
        self._constants: dict[Any, tuple[int, Any, Any]] = {}
        self._views: dict[Any, RecordedArray] = {}

    def given(self, name: str, array: Array, shape: shapes.Shape) -> RecordedArray:
        """An array that is another one at each replay, of a shape that may be made of sizes."""
        if shapes.sizes_in(shape) != array.shape:
            raise NotRecordedError(f"{name} has another shape than its sizes tell")
        self._inputs[name] = place = self._place(None, array.ndim)
        return RecordedArray(array, place, self, shape)

    def size(self, name: str, value: int) -> RecordedSize:
        """A size that is another one at each replay."""
        return RecordedSize(Form([((name,), 1)]), value, self)

    def made(self, function: Callable[..., Any], arguments: Sequence[Any], how: Mapping[str, Any]) -> RecordedArray:
        """An array that is made of sizes: new at each replay."""
        how = {name: value for name, value in how.items() if name != "like"}
        return self.do(partial(function, **how) if how else function, arguments, ruled(function, arguments, how))

    def do(
        self, function: Callable[..., Any], arguments: Sequence[Any], shape: shapes.Shape | None = None
    ) -> RecordedArray:
        """Carry out an operation on arrays and constants, and note it.

        Where the ``shape`` of the result is not told, it is one for the sizes at hand alone.
        """
        placed = [self._argument(argument) for argument in arguments]
        places = tuple([place for place, _ in placed])
        known = self._views.get((function, places))
        if known is not None:
            return known
        result = function(*[number for _, number in placed])
        if not isinstance(result, np.ndarray):
            raise NotRecordedError(f"{function} gives no array")
        if shape is None:
            _assume_all(arguments)
            shape = result.shape
        elif shapes.sizes_in(shape) != result.shape:
            raise NotRecordedError(f"{function} gives an array of another shape than is known")
        place = self._place(None, result.ndim)
        array = RecordedArray(result, place, self, shape)
        for argument in arguments:
            if isinstance(argument, RecordedArray) and _shares(result, argument.array):
                self._roots[place] = self._roots[argument.place]  # what is filled in one is seen in the other
                self._views[function, places] = array
        self._operations.append(Operation(function, places, place))
        return array

    def put(self, target: RecordedArray, key: Any, value: Any) -> None:
        """Note that part of an array is filled."""
        if recorded_in((key,)):
            raise NotRecordedError("what is filled depends on numbers")
        (at, part), (source, numbers) = self._argument(key), self._argument(value)
        target.array[part] = numbers
        self._operations.append(Operation(operator.setitem, (target.place, at, source), self._place(None)))

    def finished(self, outputs: Sequence[Any]) -> Program:
        """How these arrays are made, and nothing else."""
        places = [self._argument(output)[0] for output in outputs]
        operations, places = done_once(needed(self._operations, self._roots, places), self._roots, places)
        together = RowsTogether(self._start, self._roots, self._dims)
        operations = together.of(operations)
        places = [together.same.get(place, place) for place in places]
        operations = needed(operations, self._roots, places)
        return Program(self._start, operations, self._inputs, places, self.assumptions)

    def forget(self) -> None:
        """Let go of the arrays and sizes that were recorded: each holds the tape, and would stay until a search of all.

        One of a large problem is 50,000 objects, which a search takes 50 ms to find.
        """
        self._views.clear()
        self._constants.clear()
        self.reckoned.clear()

    def _place(self, value: Any, dims: int = 0) -> int:
        self._start.append(value)
        self._roots.append(len(self._roots))
        self._dims.append(dims)
        return len(self._start) - 1

    def _argument(self, value: Any) -> tuple[int, Any]:
        """The place of an argument, and what it is while recording."""
        if value.__class__ is RecordedArray:
            if value.tape is not self:
                raise NotRecordedError("an array of another recording")
            return value.place, value.array
        key = _key(value)
        known = self._constants.get(key)
        if known is None:
            sized = has_sizes(value)
            now = mapped(value, size_now) if sized else value
            place = self._made_of_sizes(value) if sized else self._place(value, getattr(value, "ndim", 0))
            known = self._constants[key] = place, now, value  # held, so that no other gets its id
        return known[0], known[1]

    def _made_of_sizes(self, value: Any) -> int:
        """The place of a size, or of a sequence or a slice with sizes in it."""
        if isinstance(value, RecordedSize):
            return self._place(value.form)
        parts = (value.start, value.stop, value.step) if isinstance(value, slice) else value
        arguments = tuple([self._argument(part)[0] for part in parts])
        place = self._place(None)
        self._operations.append(Operation(slice if isinstance(value, slice) else _in_order, arguments, place))
        return place


def _in_order(*parts: Any) -> tuple[Any, ...]:
    return parts


def _shares(result: Array, array: Array) -> bool:
    """Whether what is filled in one array is seen in another: a new one has no base."""
    return result is array or (result.base is not None and np.may_share_memory(result, array))


_BY_VALUE = frozenset({int, bool, str, type(None)})


def _key(value: Any) -> Any:
    """What tells constants apart: numbers, and what says which part of an array is meant, by value, else identity."""
    kind = value.__class__
    if kind in _BY_VALUE:
        return kind, value
    if isinstance(value, RecordedSize):
        return RecordedSize, value.form
    if isinstance(value, tuple):
        return tuple, tuple(map(_key, value))
    if isinstance(value, slice):
        return slice, _key(value.start), _key(value.stop), _key(value.step)
    if isinstance(value, float):
        return type(value), float.hex(value)  # 0.0 is not -0.0
    if isinstance(value, np.ndarray) and value.size == 1 and value.dtype != object:
        return value.dtype, value.shape, value.tobytes()
    return id, id(value)


def recorded(
    function: Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[Any]],
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int] = {},
    shape_of: Callable[[str, Mapping[str, Any]], shapes.Shape] | None = None,
) -> Program:
    """How ``function`` makes arrays from those in ``arrays`` and from ``sizes``.

    ``shape_of`` is the shape of an array by its name at some sizes; without it all shapes stay what they are.

    Raises NotRecordedError where that depends on their numbers, and whatever ``function`` raises.
    """
    tape = Tape()
    symbolic = {name: tape.size(name, size) for name, size in sizes.items()}
    inputs = {
        name: tape.given(name, array, array.shape if shape_of is None else shape_of(name, symbolic))
        for name, array in arrays.items()
    }
    try:
        return tape.finished(function(inputs, symbolic))
    finally:
        tape.forget()


def _assume_all(arguments: Sequence[Any]) -> None:
    """Assume that the sizes of some arrays are what they are."""
    for one in arguments:
        if isinstance(one, RecordedArray):
            for length in one.shape:
                int(length)
        elif isinstance(one, tuple | list):
            _assume_all(one)
        elif isinstance(one, RecordedSize):
            int(one)
