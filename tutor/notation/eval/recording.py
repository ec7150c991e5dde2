"""Recorded NumPy operations: what formulas do with arrays, done again with other arrays of the same shapes.

A walk over a tree takes most of its time to find out which axes meet. Where the same formulas are evaluated at one
instance after another, that is found out once: the operations themselves take a tenth of the time.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from tutor.notation.lower.value import Array

_ABOUT_SHAPES = frozenset({np.shape, np.ndim, np.size, np.iscomplexobj, np.isrealobj, np.result_type})
"""What is the same for all arrays of one shape and kind."""
_OPERATION_BYTES = 200
"""Of one operation with the places of its arrays, nearly."""


class NotRecordedError(Exception):
    """What is done with an array depends on its numbers, or is not done by NumPy."""


class Tape:
    """Operations in their order; an operation takes its arguments from places and leaves its result at one."""

    def __init__(self) -> None:
        self._start: list[Any] = []
        self._operations: list[tuple[Callable[..., Any], tuple[int, ...], int]] = []
        self._roots: list[int] = []
        self._inputs: dict[str, int] = {}
        self._constants: dict[Any, tuple[int, Any]] = {}
        self._views: dict[Any, RecordedArray] = {}
        self._outputs: list[int] = []

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly."""
        constants = sum(one.nbytes for one in self._start if isinstance(one, np.ndarray))
        return _OPERATION_BYTES * len(self._operations) + 8 * len(self._start) + constants

    def replay(self, arrays: Mapping[str, Array]) -> list[Array]:
        """What was recorded, with these arrays: of the names, shapes and kinds of those that were recorded with."""
        places = self._start.copy()
        for name, place in self._inputs.items():
            places[place] = arrays[name]
        for function, arguments, place in self._operations:
            places[place] = function(*[places[argument] for argument in arguments])
        return [places[place] for place in self._outputs]

    # -- while it is recorded ----------------------------------------------------------------------------------------

    def given(self, name: str, array: Array) -> RecordedArray:
        """An array that is another one at each replay."""
        self._inputs[name] = place = self._place(None)
        return RecordedArray(array, place, self)

    def do(self, function: Callable[..., Any], arguments: Sequence[Any]) -> RecordedArray:
        """Carry out an operation on arrays and constants, and note it."""
        places = tuple(map(self._argument, arguments))
        known = self._views.get((function, places))
        if known is not None:
            return known
        result = function(*map(_number, arguments))
        if not isinstance(result, np.ndarray):
            raise NotRecordedError(f"{function} gives no array")
        place = self._place(None)
        array = RecordedArray(result, place, self)
        for argument in arguments:
            if isinstance(argument, RecordedArray) and np.may_share_memory(result, argument.array):
                self._roots[place] = self._roots[argument.place]  # what is filled in one is seen in the other
                self._views[function, places] = array
        self._operations.append((function, places, place))
        return array

    def put(self, target: RecordedArray, key: Any, value: Any) -> None:
        """Note that part of an array is filled."""
        target.array[key] = _number(value)
        places = (target.place, self._argument(key), self._argument(value))
        self._operations.append((operator.setitem, places, self._place(None)))

    def finish(self, outputs: Sequence[Any]) -> None:
        """Keep what these arrays are made from, and nothing else."""
        self._outputs = [self._argument(output) for output in outputs]
        needed = {self._roots[place] for place in self._outputs}
        kept = []
        for function, arguments, place in reversed(self._operations):
            filled = arguments[0] if function is operator.setitem else place
            if self._roots[filled] in needed:
                needed.update(self._roots[argument] for argument in arguments)
                kept.append((function, arguments, place))
        self._renumber(kept[::-1])

    def _renumber(self, operations: list[tuple[Callable[..., Any], tuple[int, ...], int]]) -> None:
        """Forget the places that nothing is read from."""
        used = {argument for _, arguments, _ in operations for argument in arguments} | set(self._outputs)
        used.update(self._inputs.values())
        places = {old: new for new, old in enumerate(sorted(used))}
        last = len(places)  # where results go that nobody reads
        self._start = [self._start[old] for old in sorted(used)] + [None]
        self._operations = [
            (function, tuple(places[one] for one in arguments), places.get(place, last))
            for function, arguments, place in operations
        ]
        self._outputs = [places[old] for old in self._outputs]
        self._inputs = {name: places[old] for name, old in self._inputs.items()}
        self._roots, self._constants, self._views = [], {}, {}

    def _place(self, value: Any) -> int:
        self._start.append(value)
        self._roots.append(len(self._roots))
        return len(self._start) - 1

    def _argument(self, value: Any) -> int:
        if isinstance(value, RecordedArray):
            if value.tape is not self:
                raise NotRecordedError("an array of another recording")
            return value.place
        key = _key(value)
        known = self._constants.get(key)
        if known is None:
            known = self._constants[key] = self._place(value), value  # held, so that no other gets its id
        return known[0]


def _key(value: Any) -> Any:
    """What tells constants apart: those that say which part of an array is meant by value, others by identity."""
    if isinstance(value, tuple):
        return tuple, tuple(map(_key, value))
    if isinstance(value, slice):
        return slice, value.start, value.stop, value.step
    return (type(value), value) if isinstance(value, int | str | None) else (id, id(value))


def recorded(function: Callable[[Mapping[str, Any]], Sequence[Any]], arrays: Mapping[str, Array]) -> Tape:
    """How ``function`` makes arrays from those in ``arrays``.

    Raises NotRecordedError where that depends on their numbers, and whatever ``function`` raises.
    """
    tape = Tape()
    tape.finish(function({name: tape.given(name, array) for name, array in arrays.items()}))
    return tape


def _number(value: Any) -> Any:
    """An argument with the numbers that it has while recording."""
    if isinstance(value, RecordedArray):
        return value.array
    if isinstance(value, tuple | list) and any(isinstance(one, RecordedArray) for one in value):
        return type(value)(map(_number, value))
    return value


class RecordedArray(NDArrayOperatorsMixin):
    """An array whose operations are noted: it has the numbers of one evaluation, but shows only its shape and kind."""

    __slots__ = ("array", "place", "tape")

    def __init__(self, array: Array, place: int, tape: Tape) -> None:
        self.array = array
        self.place = place
        self.tape = tape

    @property
    def shape(self) -> tuple[int, ...]:
        """NumPy's, as are all that follow."""
        return self.array.shape

    @property
    def ndim(self) -> int:
        return self.array.ndim

    @property
    def size(self) -> int:
        return self.array.size

    @property
    def dtype(self) -> Any:
        return self.array.dtype

    def __len__(self) -> int:
        return len(self.array)

    def __bool__(self) -> bool:
        raise NotRecordedError("a decision depends on numbers")

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        raise NotRecordedError(f"{name} is asked of an array")

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise NotRecordedError("an array leaves NumPy")

    def __iter__(self) -> Any:
        raise NotRecordedError("an array is gone through entry by entry")

    def __getitem__(self, key: Any) -> RecordedArray:
        if _recorded_in((key,)):
            raise NotRecordedError("a shape depends on numbers")
        return self.tape.do(operator.getitem, (self, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        self.tape.put(self, key, value)

    def __pow__(self, other: Any) -> RecordedArray:
        return self.tape.do(operator.pow, (self, other))

    def transpose(self, order: Sequence[int]) -> RecordedArray:
        return self.tape.do(np.ndarray.transpose, (self, order))

    def reshape(self, *shape: Any) -> RecordedArray:
        return self.tape.do(np.ndarray.reshape, (self, *shape))

    def squeeze(self, axis: Any = None) -> RecordedArray:
        return self.tape.do(np.ndarray.squeeze, (self, axis))

    def take(self, places: Any, axis: int) -> RecordedArray:
        return self.tape.do(np.ndarray.take, (self, places, axis))

    def copy(self) -> RecordedArray:
        return self.tape.do(np.ndarray.copy, (self,))

    def astype(self, kind: Any) -> RecordedArray:
        return self.tape.do(partial(_converted, kind), (self,))

    def sum(self, **how: Any) -> RecordedArray:
        return self.tape.do(partial(np.ndarray.sum, **how), (self,))

    def max(self, **how: Any) -> RecordedArray:
        return self.tape.do(partial(np.ndarray.max, **how), (self,))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **how: Any) -> Any:
        if "out" in how:
            raise NotRecordedError("a result is written over an array")
        function = getattr(ufunc, method) if method != "__call__" else ufunc
        return self.tape.do(partial(function, **how) if how else function, inputs)

    def __array_function__(self, function: Any, types: Any, arguments: Any, how: Any) -> Any:
        if function in _ABOUT_SHAPES:
            return function(*map(_number, arguments), **how)
        if not _recorded_in(arguments):  # np.zeros(shape, like=...): new at each replay
            return self.tape.do(partial(function, *arguments, **how), ())
        if isinstance(arguments[0], tuple | list):  # arrays put together
            arrays, rest = arguments[0], arguments[1:]
            return self.tape.do(partial(_together, function, rest, how), arrays)
        return self.tape.do(partial(function, **how) if how else function, arguments)


def _recorded_in(arguments: Sequence[Any]) -> bool:
    """Whether there is a recorded array among some arguments, or in a sequence among them."""
    return any(
        isinstance(one, RecordedArray) or (isinstance(one, tuple | list) and _recorded_in(one)) for one in arguments
    )


def _converted(kind: Any, array: Any) -> Any:
    return array.astype(kind)


def _together(function: Any, rest: Any, how: Any, *arrays: Any) -> Any:
    return function(arrays, *rest, **how)
