"""Arrays whose operations are recorded: NumPy is told of them as of its own."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import prod
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from tutor.notation.eval import recorded_shapes as shapes
from tutor.notation.eval.recorded_program import Together
from tutor.notation.eval.recorded_sizes import NotRecordedError, Recorder, has_sizes
from tutor.notation.lower.value import Array

_ABOUT_SHAPES = frozenset({np.shape, np.ndim, np.size, np.iscomplexobj, np.isrealobj, np.result_type})
"""What is the same for all arrays of one shape and kind."""


class RecordedArray(NDArrayOperatorsMixin):
    """An array whose operations are noted: it has the numbers of one evaluation, but shows only its shape and kind."""

    __slots__ = ("array", "place", "shape", "tape")

    def __init__(self, array: Array, place: int, tape: Recorder, shape: shapes.Shape) -> None:
        self.array = array
        self.place = place
        self.tape = tape
        self.shape = shape

    @property
    def ndim(self) -> int:
        """NumPy's, as are all that follow."""
        return self.array.ndim

    @property
    def size(self) -> Any:
        return prod(self.shape)

    @property
    def dtype(self) -> Any:
        return self.array.dtype

    def __len__(self) -> int:
        return int(self.shape[0])

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

    def _done(
        self, function: Callable[..., Any], arguments: Sequence[Any], shape: shapes.Shape | None
    ) -> RecordedArray:
        """What an operation gives."""
        array: RecordedArray = self.tape.do(function, arguments, shape)
        return array

    def __getitem__(self, key: Any) -> RecordedArray:
        if recorded_in((key,)):
            raise NotRecordedError("a shape depends on numbers")
        return self._done(operator.getitem, (self, key), shapes.taken(self.shape, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        self.tape.put(self, key, value)

    def __pow__(self, other: Any) -> RecordedArray:
        return self._done(operator.pow, (self, other), shapes.combined((self, other)))

    def transpose(self, order: Sequence[int]) -> RecordedArray:
        return self._done(np.ndarray.transpose, (self, order), shapes.transposed(self.shape, order))

    def reshape(self, *shape: Any) -> RecordedArray:
        return self._done(np.ndarray.reshape, (self, *shape), shapes.reshaped(self.shape, shape))

    def squeeze(self, axis: Any = None) -> RecordedArray:
        return self._done(np.ndarray.squeeze, (self, axis), shapes.squeezed(self.shape, axis))

    def take(self, places: Any, axis: int) -> RecordedArray:
        return self._done(np.ndarray.take, (self, places, axis), shapes.looked_up(self.shape, places, axis))

    def copy(self) -> RecordedArray:
        return self._done(np.ndarray.copy, (self,), self.shape)

    def astype(self, kind: Any) -> RecordedArray:
        return self._done(partial(_converted, kind), (self,), self.shape)

    def sum(self, axis: Any = None, keepdims: bool = False) -> RecordedArray:
        function = partial(np.ndarray.sum, axis=axis, keepdims=keepdims)
        return self._done(function, (self,), shapes.reduced(self.shape, axis, keepdims))

    def max(self, axis: Any = None, keepdims: bool = False) -> RecordedArray:
        function = partial(np.ndarray.max, axis=axis, keepdims=keepdims)
        return self._done(function, (self,), shapes.reduced(self.shape, axis, keepdims))

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **how: Any) -> Any:
        if "out" in how:
            raise NotRecordedError("a result is written over an array")
        function = getattr(ufunc, method) if method != "__call__" else ufunc
        shape: shapes.Shape | None = None
        if method == "__call__" and ufunc is np.matmul:
            shape = shapes.multiplied(*(one.shape for one in inputs))
        elif method == "__call__" and ufunc.signature is None:
            shape = shapes.combined(inputs)
        elif method == "reduce":
            shape = shapes.reduced(inputs[0].shape, how.get("axis", 0), how.get("keepdims", False))
        return self._done(partial(function, **how) if how else function, inputs, shape)

    def __array_function__(self, function: Any, types: Any, arguments: Any, how: Any) -> Any:
        if function in _ABOUT_SHAPES:
            return _about_shape(function, arguments, how)
        if not recorded_in(arguments):  # np.zeros(shape, like=...): new at each replay
            return self.tape.made(function, arguments, how)
        if has_sizes(tuple(how.values())):
            raise NotRecordedError("a size is told by name")
        shape = ruled(function, arguments, how)
        if isinstance(arguments[0], tuple | list):  # arrays put together
            arrays, rest = arguments[0], arguments[1:]
            return self._done(Together(function, rest, how), arrays, shape)
        return self._done(partial(function, **how) if how else function, arguments, shape)


def _about_shape(function: Any, arguments: Any, how: Any) -> Any:
    """What depends on no numbers."""
    if function in (np.shape, np.size):
        return arguments[0].shape if function is np.shape else arguments[0].size
    return function(*map(_number, arguments), **how)


def _number(value: Any) -> Any:
    """An argument with the numbers that it has while recording."""
    if isinstance(value, RecordedArray):
        return value.array
    return type(value)(map(_number, value)) if isinstance(value, tuple | list) else value


def recorded_in(arguments: Sequence[Any]) -> bool:
    """Whether there is a recorded array among some arguments, or in a sequence among them."""
    for one in arguments:
        if one.__class__ is RecordedArray or (isinstance(one, tuple | list) and recorded_in(one)):
            return True
    return False


def _converted(kind: Any, array: Any) -> Any:
    return array.astype(kind)


def ruled(function: Callable[..., Any], arguments: Sequence[Any], how: Mapping[str, Any]) -> shapes.Shape | None:
    """The shape of what a function of NumPy's gives, if that is told."""
    rule = shapes.RULES.get(function)
    return None if rule is None else rule(*arguments, **{k: v for k, v in how.items() if k != "dtype"})
