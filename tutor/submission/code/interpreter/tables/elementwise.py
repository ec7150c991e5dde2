"""Functions of arrays entry by entry, with broadcasting."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.budget import CodeError, NotKnownError
from tutor.submission.code.runtime.values import Unknown


def _sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-np.asarray(x, float)))


def _relu(x: Any) -> Any:
    return np.maximum(x, 0)


def _softplus(x: Any) -> Any:
    return np.logaddexp(0, x)


def _gelu(x: Any) -> Any:
    x = np.asarray(x, float)
    return x * 0.5 * (1 + np.vectorize(math.erf, otypes=[float])(x / math.sqrt(2)))


def _erf(x: Any) -> Any:
    return np.vectorize(math.erf, otypes=[float])(np.asarray(x, float))


def _leaky(x: Any, slope: Any = 0.01) -> Any:
    return np.where(np.asarray(x) > 0, x, slope * np.asarray(x))


_PLAIN: dict[str, Callable[..., Any]] = {
    name: getattr(np, name)
    for name in (
        "exp", "exp2", "expm1", "log", "log2", "log10", "log1p", "sqrt", "cbrt", "square", "sin", "cos",
        "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh", "sign",
        "floor", "ceil", "rint", "trunc", "reciprocal", "negative", "positive", "abs", "absolute", "fabs",
        "isnan", "isinf", "isfinite", "logical_not", "invert", "add", "subtract", "multiply", "divide",
        "true_divide", "floor_divide", "mod", "remainder", "fmod", "power", "float_power", "maximum",
        "minimum", "fmax", "fmin", "logaddexp", "hypot", "arctan2", "greater", "greater_equal", "less",
        "less_equal", "equal", "not_equal", "logical_and", "logical_or", "logical_xor", "heaviside",
        "nan_to_num", "isclose", "sinc", "deg2rad",
    )
}  # fmt: skip
_PLAIN |= {
    "sigmoid": _sigmoid,
    "expit": _sigmoid,
    "relu": _relu,
    "softplus": _softplus,
    "gelu": _gelu,
    "erf": _erf,
    "silu": lambda x: np.asarray(x) * _sigmoid(x),
    "leaky_relu": _leaky,
    "rsqrt": lambda x: 1 / np.sqrt(x),
    "sub": np.subtract,
    "mul": np.multiply,
    "div": np.divide,
    "pow": np.power,
    "neg": np.negative,
    "eq": np.equal,
    "ne": np.not_equal,
    "gt": np.greater,
    "ge": np.greater_equal,
    "lt": np.less,
    "le": np.less_equal,
    "acos": np.arccos,
    "asin": np.arcsin,
    "atan": np.arctan,
}
_HANDLED_MOST = 3
"""Arrays that such a function takes; a further one is the place for what comes out."""


def _of(function: Callable[..., Any]) -> Callable[..., Any]:
    def found(
        state: State, *values: Any, out: Any = None, inplace: bool = False, dtype: Any = None, **more: Any
    ) -> Any:
        if "where" in more or inplace or len(values) > _HANDLED_MOST:
            raise NotKnownError("entries that are chosen by `where`, or changed in place")
        arrays = [operators.as_array(value, state.budget) for value in values]
        shape = state.budget.result(*(np.shape(array) for array in arrays))
        state.budget.work(4 * math.prod(shape))
        if function is np.power and all(isinstance(one, int) for one in values):
            arrays = [float(one) for one in values]
        if len(arrays) == 3 and function in _BINARY:
            *arrays, out = arrays
        return into(state, function(*arrays, **more), out)

    return found


_BINARY = {one for one in _PLAIN.values() if isinstance(one, np.ufunc) and one.nin == 2}


def into(state: State, found: Any, out: Any) -> Any:
    """A result, put into the array ``out`` where there is one."""
    if out is None:
        return found
    if not isinstance(out, np.ndarray) or np.shape(found) != out.shape:
        raise CodeError("what comes out does not fit into `out`")
    out[...] = found
    return out


def _where(state: State, test: Any, *values: Any) -> Any:
    arrays = [operators.as_array(value, state.budget) for value in (test, *values)]
    state.budget.result(*(np.shape(array) for array in arrays))
    state.budget.make(np.size(test) * max(np.ndim(test), 1))
    return np.where(*arrays)


def clip(state: State, value: Any, low: Any = None, high: Any = None, out: Any = None, **more: Any) -> Any:
    """Entries held between two bounds, under the names that NumPy and torch have for these."""
    low = more.pop("min", more.pop("a_min", low))
    high = more.pop("max", more.pop("a_max", high))
    if more:
        raise NotKnownError(f"clip is not known with {next(iter(more))}")
    value = operators.as_array(value, state.budget)
    state.budget.result(*(np.shape(one) for one in (value, low, high) if one is not None))
    if low is None and high is None:
        raise CodeError("clip without a bound")
    return into(state, np.clip(value, low, high), out)


def _add_at(sign: int) -> Callable[..., Any]:
    def function(state: State, target: Any, places: Any, values: Any) -> None:
        from tutor.submission.code.interpreter.indexing import checked_index

        if not isinstance(target, np.ndarray) or target.dtype.kind != "f":
            raise CodeError("entries are added to an array of numbers alone")
        index = checked_index(target, places, state.budget)
        values = operators.as_array(values, state.budget)
        np.add.at(target, index, sign * np.asarray(values))

    return function


def _cast(kind: type) -> Callable[..., Any]:
    def function(state: State, value: Any, *_: Any) -> Any:
        state.budget.shape(np.shape(value))
        return np.asarray(value).astype(kind)[()]

    return function


def as_type(state: State, value: Any, kind: Any = float, *_: Any, **__: Any) -> Any:
    """An array of another type of number: in double precision, whatever the width that is asked for."""
    state.budget.shape(np.shape(value))
    name = getattr(kind, "name", kind) if not isinstance(kind, Unknown) else "float"
    words = str(name).lower()
    if "bool" in words:
        return np.asarray(value).astype(bool)
    if "int" in words or "long" in words:
        return np.asarray(value).astype(int)
    return np.asarray(value).astype(float)


ELEMENTWISE: dict[str, Callable[..., Any]] = {name: _of(function) for name, function in _PLAIN.items()}
ELEMENTWISE |= {
    "where": _where,
    "clip": clip,
    "clamp": clip,
    "add.at": _add_at(1),
    "subtract.at": _add_at(-1),
    "round": lambda state, value, digits=0, **_: np.round(value, int(digits)),
    "around": lambda state, value, digits=0, **_: np.round(value, int(digits)),
}
CASTS: dict[str, Callable[..., Any]] = {
    **dict.fromkeys(("float64", "float32", "float16", "double", "float_", "FloatTensor"), _cast(float)),
    **dict.fromkeys(("int64", "int32", "int8", "uint8", "int_", "long", "intp", "LongTensor"), _cast(int)),
    **dict.fromkeys(("bool_", "bool"), _cast(bool)),
}
