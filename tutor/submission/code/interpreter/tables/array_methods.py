"""What stands after the dot of an array: its fields and methods, as NumPy and torch have them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables import joins, shapes
from tutor.submission.code.interpreter.tables.elementwise import CASTS, ELEMENTWISE, as_type, clip
from tutor.submission.code.interpreter.tables.products import PRODUCTS
from tutor.submission.code.interpreter.tables.reductions import REDUCTIONS, is_torch, softmax
from tutor.submission.code.runtime.budget import CodeError, NotKnownError
from tutor.submission.code.runtime.values import Native


def _turned(value: Any) -> Any:
    return np.swapaxes(value, -1, -2) if np.ndim(value) > 1 else value


def _item(state: State, value: Any, *place: Any) -> Any:
    if place:
        return (
            value[tuple(int(one) for one in place)] if len(place) == np.ndim(value) else np.ravel(value)[int(place[0])]
        )
    if np.size(value) != 1:
        raise CodeError("one number asked of several")
    return np.reshape(value, (1,))[0]


def _size(state: State, value: Any, axis: Any = None) -> Any:
    return tuple(np.shape(value)) if axis is None else np.shape(value)[int(axis)]


def _transpose(state: State, value: Any, *axes: Any, **more: Any) -> Any:
    """Two axes to be swapped in torch; in NumPy the order of all."""
    if len(axes) == 2 and not more and not isinstance(axes[0], list | tuple):
        wanted = tuple(int(axis) for axis in axes)
        if np.ndim(value) != 2 or "torch" in state.libraries or wanted != (0, 1):
            if is_torch(state, {}):
                return shapes.swap(state, value, *wanted)
        elif not state.libraries:
            raise NotKnownError("NumPy and torch mean different things by it")
    return shapes.transpose(state, value, *axes, **more)


def _repeat(state: State, value: Any, *times: Any, **more: Any) -> Any:
    """Every entry several times in NumPy; in torch the whole array."""
    if is_torch(state, more):
        return shapes.tile(state, value, *times)
    return shapes.repeat(state, value, *times, **more)


def _split(state: State, value: Any, size: Any, dim: Any = 0) -> Any:
    return joins.torch_split(state, value, size, dim)


def _fill(state: State, value: Any, number: Any = 0) -> Any:
    if not isinstance(value, np.ndarray):
        raise CodeError("a number cannot be filled")
    value[...] = number
    return value


def _in_place(name: str) -> Callable[..., Any]:
    """torch's methods that end with an underscore: the array itself is changed."""

    def function(state: State, value: Any, *others: Any, **more: Any) -> Any:
        found = ELEMENTWISE[name](state, value, *others, **more)
        if not isinstance(value, np.ndarray) or np.shape(found) != value.shape:
            raise CodeError(f"{name}_ does not fit into the array")
        value[...] = found
        return value

    return function


def _same(state: State, value: Any, *_: Any, **__: Any) -> Any:
    return value


def _index_select(state: State, value: Any, dim: Any, index: Any) -> Any:
    state.budget.make(np.size(value) * max(np.size(index), 1))
    return np.take(value, index, int(dim))


def _take(state: State, value: Any, index: Any, axis: Any = None) -> Any:
    state.budget.make(np.size(value) * max(np.size(index), 1))
    return np.take(value, index, axis)


def _to(state: State, value: Any, *kind: Any, **more: Any) -> Any:
    """torch's change of type or device; the device makes no difference."""
    kinds = [one for one in (*kind, more.get("dtype")) if isinstance(one, Native)]
    return as_type(state, value, kinds[0]) if kinds else value


ARRAY_FIELDS: dict[str, Callable[[Any], Any]] = {
    "T": lambda value: np.transpose(value),
    "mT": _turned,
    "shape": lambda value: tuple(np.shape(value)),
    "size": lambda value: int(np.size(value)),
    "ndim": lambda value: int(np.ndim(value)),
    "dtype": lambda value: Native(np.asarray(value).dtype.name, CASTS["float64"]),
    "data": lambda value: value,
    "real": lambda value: value,
    "requires_grad": lambda value: False,
    "device": lambda value: "cpu",
    "flat": lambda value: np.ravel(value),
}
_SHARED = ("sum", "mean", "prod", "max", "min", "argmax", "argmin", "any", "all", "cumsum", "cumprod", "var",
           "std", "norm", "logsumexp", "log_softmax")  # fmt: skip
_TORCH = (
    "exp", "log", "log1p", "log2", "sqrt", "rsqrt", "square", "sin", "cos", "tanh", "sigmoid", "relu",
    "abs", "sign", "neg", "reciprocal", "add", "sub", "mul", "div", "pow", "eq", "ne", "gt", "ge", "lt",
    "le", "floor", "ceil", "maximum", "minimum", "round", "expm1",
)  # fmt: skip
ARRAY_METHODS: dict[str, Callable[..., Any]] = {
    **{name: REDUCTIONS[name] for name in _SHARED},
    **{name: ELEMENTWISE[name] for name in _TORCH},
    **{f"{name}_": _in_place(name) for name in ("add", "sub", "mul", "div", "pow", "clamp", "exp", "relu", "neg")},
    **{name: PRODUCTS[name] for name in ("dot", "mm", "mv", "bmm", "matmul", "outer", "ger", "inverse")},
    **{name: shapes.SHAPES[name] for name in ("tile", "flip", "roll", "diag", "diagonal", "trace", "tril",
                                              "triu", "nonzero", "argsort", "numel", "unique", "swapaxes")},
    "chunk": joins.JOINS["chunk"],
    **{name: CASTS[name] for name in ("double", "long", "bool")},
    "float": CASTS["float64"],
    "half": CASTS["float64"],
    "int": CASTS["int64"],
    "item": _item,
    "tolist": lambda state, value: value.tolist() if np.size(value) <= 1000 else [],
    "size": _size,
    "dim": lambda state, value: int(np.ndim(value)),
    "reshape": shapes.reshape,
    "view": shapes.reshape,
    "view_as": shapes.view_as,
    "reshape_as": shapes.view_as,
    "transpose": _transpose,
    "permute": shapes.transpose,
    "t": lambda state, value: np.transpose(value),
    "unsqueeze": shapes.expand,
    "squeeze": shapes.squeeze,
    "flatten": shapes.flatten,
    "ravel": shapes.ravel,
    "expand": shapes.broadcast,
    "expand_as": lambda state, value, other: shapes.broadcast(state, value, np.shape(other)),
    "repeat": _repeat,
    "split": _split,
    "gather": shapes.gather,
    "take": _take,
    "index_select": _index_select,
    "copy": shapes.copy,
    "clone": shapes.copy,
    "astype": as_type,
    "type": as_type,
    "to": _to,
    "clip": clip,
    "clamp": clip,
    "softmax": softmax,
    "fill": _fill,
    "fill_": _fill,
    "zero_": lambda state, value: _fill(state, value),
    "masked_fill": lambda state, value, mask, number: ELEMENTWISE["where"](state, mask, number, value),
    **dict.fromkeys(("detach", "numpy", "cpu", "cuda", "contiguous", "requires_grad_", "type_as", "conj"), _same),
}  # fmt: skip
