"""Recorded NumPy operations: what formulas do with arrays, done again with other arrays, of other sizes too.

A walk over a tree takes most of its time to find out which axes meet. Where the same formulas are evaluated at one
instance after another, that is found out once: the operations themselves take a tenth of the time. Sizes are noted as
what they are made from (see recorded_sizes); what was recorded holds for all sizes at which each decision is the same.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from math import prod
from typing import Any

import numpy as np
from numpy.lib.mixins import NDArrayOperatorsMixin

from tutor.notation.eval import recorded_shapes as shapes
from tutor.notation.eval.recorded_sizes import (
    Compare,
    Form,
    NotRecordedError,
    RecordedSize,
    has_sizes,
    mapped,
    size_now,
)
from tutor.notation.lower.value import Array

_ABOUT_SHAPES = frozenset({np.shape, np.ndim, np.size, np.iscomplexobj, np.isrealobj, np.result_type})
"""What is the same for all arrays of one shape and kind."""
_OPERATION_BYTES = 200
"""Of one operation with the places of its arrays, nearly."""


class Tape:
    """Operations in their order; an operation takes its arguments from places and leaves its result at one."""

    def __init__(self) -> None:
        self.assumptions: dict[tuple[Form, Compare], bool] = {}
        self.reckoned: dict[Any, Any] = {}
        self._start: list[Any] = []
        self._sized: list[tuple[int, Any]] = []
        self._operations: list[tuple[Callable[..., Any], tuple[int, ...], int]] = []
        self._program: list[tuple[Callable[..., Any], Callable[[list[Any]], Any], bool, int]] = []
        self._roots: list[int] = []
        self._inputs: dict[str, int] = {}
        self._constants: dict[Any, tuple[int, Any, Any]] = {}
        self._views: dict[Any, RecordedArray] = {}
        self._outputs: list[int] = []

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly."""
        constants = sum(one.nbytes for one in self._start if isinstance(one, np.ndarray))
        notes = len(self._sized) + len(self.assumptions)
        return _OPERATION_BYTES * (len(self._program) + notes) + 8 * len(self._start) + constants

    def holds(self, sizes: Mapping[str, int]) -> bool:
        """Whether all was decided as it is at these sizes."""
        return all(compare(form.at(sizes), 0) == outcome for (form, compare), outcome in self.assumptions.items())

    def replay(self, arrays: Mapping[str, Array], sizes: Mapping[str, int] = {}) -> list[Array]:
        """What was recorded, with these arrays: of the names and kinds of those that were recorded with.

        Their shapes must be the same, or what they are at ``sizes``, for which the recording ``holds``.
        """
        places = self._start.copy()
        for place, value in self._sized:
            places[place] = mapped(value, lambda form: form.at(sizes))
        for name, place in self._inputs.items():
            places[place] = arrays[name]
        for function, arguments, single, place in self._program:
            places[place] = function(arguments(places)) if single else function(*arguments(places))
        return [places[place] for place in self._outputs]

    # -- while it is recorded ----------------------------------------------------------------------------------------

    def given(self, name: str, array: Array, shape: shapes.Shape) -> RecordedArray:
        """An array that is another one at each replay, of a shape that may be made of sizes."""
        if shapes.sizes_in(shape) != array.shape:
            raise NotRecordedError(f"{name} has another shape than its sizes tell")
        self._inputs[name] = place = self._place(None)
        return RecordedArray(array, place, self, shape)

    def size(self, name: str, value: int) -> RecordedSize:
        """A size that is another one at each replay."""
        return RecordedSize(Form([((name,), 1)]), value, self)

    def made(self, function: Callable[..., Any], arguments: Sequence[Any], how: Mapping[str, Any]) -> RecordedArray:
        """An array that is made of sizes: new at each replay."""
        how = {name: value for name, value in how.items() if name != "like"}
        return self.do(partial(function, **how) if how else function, arguments, _ruled(function, arguments, how))

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
        place = self._place(None)
        array = RecordedArray(result, place, self, shape)
        for argument in arguments:
            if isinstance(argument, RecordedArray) and _shares(result, argument.array):
                self._roots[place] = self._roots[argument.place]  # what is filled in one is seen in the other
                self._views[function, places] = array
        self._operations.append((function, places, place))
        return array

    def put(self, target: RecordedArray, key: Any, value: Any) -> None:
        """Note that part of an array is filled."""
        if _recorded_in((key,)):
            raise NotRecordedError("what is filled depends on numbers")
        (at, part), (source, numbers) = self._argument(key), self._argument(value)
        target.array[part] = numbers
        self._operations.append((operator.setitem, (target.place, at, source), self._place(None)))

    def finish(self, outputs: Sequence[Any]) -> None:
        """Keep what these arrays are made from, and nothing else."""
        self._outputs = [self._argument(output)[0] for output in outputs]
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
        self._program = [
            (function, _from_places(*(places[one] for one in arguments)), len(arguments) == 1, places.get(place, last))
            for function, arguments, place in operations
        ]
        self._operations = []
        self._outputs = [places[old] for old in self._outputs]
        self._sized = [(places[old], value) for old, value in self._sized if old in places]
        self._inputs = {name: places[old] for name, old in self._inputs.items()}
        self._roots, self._constants, self._views, self.reckoned = [], {}, {}, {}

    def _place(self, value: Any) -> int:
        self._start.append(value)
        self._roots.append(len(self._roots))
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
            place = self._place(None if sized else value)
            if sized:
                self._sized.append((place, mapped(value, lambda size: size.form)))
            now = mapped(value, size_now) if sized else value
            known = self._constants[key] = place, now, value  # held, so that no other gets its id
        return known[0], known[1]


def _from_places(*places: int) -> Callable[[list[Any]], Any]:
    """What takes the arguments of an operation from their places: one alone, or several in a tuple."""
    return operator.itemgetter(*places) if places else lambda _: ()


def _shares(result: Array, array: Array) -> bool:
    """Whether what is filled in one array is seen in another: a new one has no base."""
    return result is array or (result.base is not None and np.may_share_memory(result, array))


def _key(value: Any) -> Any:
    """What tells constants apart: those that say which part of an array is meant by value, others by identity."""
    if isinstance(value, RecordedSize):
        return RecordedSize, value.form
    if isinstance(value, tuple):
        return tuple, tuple(map(_key, value))
    if isinstance(value, slice):
        ends = (value.start, value.stop, value.step)
        return slice, *(_key(one) if isinstance(one, RecordedSize) else one for one in ends)
    return (type(value), value) if isinstance(value, int | str | None) else (id, id(value))


def recorded(
    function: Callable[[Mapping[str, Any], Mapping[str, Any]], Sequence[Any]],
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int] = {},
    shape_of: Callable[[str, Mapping[str, Any]], shapes.Shape] | None = None,
) -> Tape:
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
    tape.finish(function(inputs, symbolic))
    return tape


def _number(value: Any) -> Any:
    """An argument with the numbers that it has while recording."""
    if isinstance(value, RecordedArray):
        return value.array
    return type(value)(map(_number, value)) if isinstance(value, tuple | list) else value


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


def _ruled(function: Callable[..., Any], arguments: Sequence[Any], how: Mapping[str, Any]) -> shapes.Shape | None:
    """The shape of what a function of NumPy's gives, if that is told."""
    rule = shapes.RULES.get(function)
    return None if rule is None else rule(*arguments, **{k: v for k, v in how.items() if k != "dtype"})


class RecordedArray(NDArrayOperatorsMixin):
    """An array whose operations are noted: it has the numbers of one evaluation, but shows only its shape and kind."""

    __slots__ = ("array", "place", "shape", "tape")

    def __init__(self, array: Array, place: int, tape: Tape, shape: shapes.Shape) -> None:
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

    def __getitem__(self, key: Any) -> RecordedArray:
        if _recorded_in((key,)):
            raise NotRecordedError("a shape depends on numbers")
        return self.tape.do(operator.getitem, (self, key), shapes.taken(self.shape, key))

    def __setitem__(self, key: Any, value: Any) -> None:
        self.tape.put(self, key, value)

    def __pow__(self, other: Any) -> RecordedArray:
        return self.tape.do(operator.pow, (self, other), shapes.combined((self, other)))

    def transpose(self, order: Sequence[int]) -> RecordedArray:
        return self.tape.do(np.ndarray.transpose, (self, order), shapes.transposed(self.shape, order))

    def reshape(self, *shape: Any) -> RecordedArray:
        return self.tape.do(np.ndarray.reshape, (self, *shape), shapes.reshaped(self.shape, shape))

    def squeeze(self, axis: Any = None) -> RecordedArray:
        return self.tape.do(np.ndarray.squeeze, (self, axis), shapes.squeezed(self.shape, axis))

    def take(self, places: Any, axis: int) -> RecordedArray:
        return self.tape.do(np.ndarray.take, (self, places, axis), shapes.looked_up(self.shape, places, axis))

    def copy(self) -> RecordedArray:
        return self.tape.do(np.ndarray.copy, (self,), self.shape)

    def astype(self, kind: Any) -> RecordedArray:
        return self.tape.do(partial(_converted, kind), (self,), self.shape)

    def sum(self, axis: Any = None, keepdims: bool = False) -> RecordedArray:
        function = partial(np.ndarray.sum, axis=axis, keepdims=keepdims)
        return self.tape.do(function, (self,), shapes.reduced(self.shape, axis, keepdims))

    def max(self, axis: Any = None, keepdims: bool = False) -> RecordedArray:
        function = partial(np.ndarray.max, axis=axis, keepdims=keepdims)
        return self.tape.do(function, (self,), shapes.reduced(self.shape, axis, keepdims))

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
        return self.tape.do(partial(function, **how) if how else function, inputs, shape)

    def __array_function__(self, function: Any, types: Any, arguments: Any, how: Any) -> Any:
        if function in _ABOUT_SHAPES:
            return _about_shape(function, arguments, how)
        if not _recorded_in(arguments):  # np.zeros(shape, like=...): new at each replay
            return self.tape.made(function, arguments, how)
        if has_sizes(tuple(how.values())):
            raise NotRecordedError("a size is told by name")
        shape = _ruled(function, arguments, how)
        if isinstance(arguments[0], tuple | list):  # arrays put together
            arrays, rest = arguments[0], arguments[1:]
            return self.tape.do(partial(_together, function, rest, how), arrays, shape)
        return self.tape.do(partial(function, **how) if how else function, arguments, shape)


def _about_shape(function: Any, arguments: Any, how: Any) -> Any:
    """What depends on no numbers."""
    if function in (np.shape, np.size):
        return arguments[0].shape if function is np.shape else arguments[0].size
    return function(*map(_number, arguments), **how)


def _recorded_in(arguments: Sequence[Any]) -> bool:
    """Whether there is a recorded array among some arguments, or in a sequence among them."""
    for one in arguments:
        if one.__class__ is RecordedArray or (isinstance(one, tuple | list) and _recorded_in(one)):
            return True
    return False


def _converted(kind: Any, array: Any) -> Any:
    return array.astype(kind)


def _together(function: Any, rest: Any, how: Any, *arrays: Any) -> Any:
    return function(arrays, *rest, **how)
