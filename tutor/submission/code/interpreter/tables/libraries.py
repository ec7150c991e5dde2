"""The functions and constants of NumPy, torch, math and the like by their full names."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables import joins, reductions, shapes
from tutor.submission.code.interpreter.tables.array_methods import ARRAY_METHODS
from tutor.submission.code.interpreter.tables.elementwise import CASTS, ELEMENTWISE
from tutor.submission.code.interpreter.tables.new_arrays import NEW_ARRAYS
from tutor.submission.code.interpreter.tables.products import PRODUCTS
from tutor.submission.code.interpreter.tables.reductions import REDUCTIONS
from tutor.submission.code.runtime.budget import NotKnownError
from tutor.submission.code.runtime.values import Module

LIBRARY_CONSTANTS: dict[str, Any] = {
    **{f"{library}.pi": math.pi for library in ("numpy", "torch", "math", "jax.numpy")},
    **{f"{library}.e": math.e for library in ("numpy", "math", "jax.numpy")},
    **{f"{library}.inf": math.inf for library in ("numpy", "torch", "math", "jax.numpy")},
    **{f"{library}.nan": math.nan for library in ("numpy", "torch", "math", "jax.numpy")},
    **{f"{library}.newaxis": None for library in ("numpy", "jax.numpy", "torch")},
}
DEFAULT_NAMES: dict[str, Module] = {
    "np": Module("numpy"),
    "numpy": Module("numpy"),
    "jnp": Module("jax.numpy"),
    "torch": Module("torch"),
    "F": Module("torch.nn.functional"),
    "math": Module("math"),
}
"""What these names stand for where a page does not import them: part of a longer one."""
KNOWN_LIBRARIES = ("numpy", "torch", "math", "jax", "cupy", "scipy", "copy", "autograd", "collections", "tqdm")
_SAME_AS_NUMPY = ("jax.numpy", "cupy", "autograd.numpy", "torch", "torch.nn.functional", "torch.linalg",
                  "numpy.linalg", "jax.nn", "scipy.special", "torch.special", "numpy.add", "numpy.subtract",
                  "numpy.lib.stride_tricks")  # fmt: skip
_TABLE: dict[str, Callable[..., Any]] = {
    **ELEMENTWISE,
    **REDUCTIONS,
    **PRODUCTS,
    **NEW_ARRAYS,
    **shapes.SHAPES,
    **joins.JOINS,
    **CASTS,
}
_TORCH: dict[str, Callable[..., Any]] = {
    "transpose": shapes.swap,
    "swapaxes": shapes.swap,
    "t": ARRAY_METHODS["t"],
    "split": joins.torch_split,
    "pad": joins.torch_pad,
    "index_select": ARRAY_METHODS["index_select"],
    "dot": PRODUCTS["dot"],
    "float": CASTS["float64"],
    "int": CASTS["int64"],
}
_MATH = ("exp", "log", "log2", "log10", "log1p", "sqrt", "sin", "cos", "tan", "tanh", "sinh", "cosh", "floor", "ceil",
         "prod", "fabs", "pow", "erf", "expm1", "isnan", "isfinite", "isinf")  # fmt: skip


def _deep_copy(state: State, value: Any, depth: int = 0) -> Any:
    state.budget.step()
    if isinstance(value, np.ndarray):
        return shapes.copy(state, value)
    if depth > 8:
        raise NotKnownError("lists within each other too deeply")
    if isinstance(value, list):
        return [_deep_copy(state, one, depth + 1) for one in value]
    if isinstance(value, tuple):
        return tuple(_deep_copy(state, one, depth + 1) for one in value)
    if isinstance(value, dict):
        return {key: _deep_copy(state, one, depth + 1) for key, one in value.items()}
    return value


def _shallow_copy(state: State, value: Any) -> Any:
    if isinstance(value, dict | list):
        state.budget.items(len(value))
        return value.copy()
    return _deep_copy(state, value)


def _whole(function: Callable[..., Any]) -> Callable[..., Any]:
    """floor and ceil of math, which give whole numbers."""
    return lambda state, value: int(function(float(value)))


_OTHER: dict[str, Callable[..., Any]] = {
    "copy.deepcopy": _deep_copy,
    "copy.copy": _shallow_copy,
    "collections.OrderedDict": lambda state, *value, **more: dict(*value, **more),
    "tqdm.tqdm": lambda state, value, *_, **__: value,
    "tqdm.trange": lambda state, count, *_, **__: range(int(count)),
    "math.floor": _whole(math.floor),
    "math.ceil": _whole(math.ceil),
    "numpy.logical_and.reduce": REDUCTIONS["all"],
}


def library_function(full: str) -> Callable[..., Any] | None:
    """A function by its full name, ``numpy.exp``; None where there is no rule for it."""
    library, _, name = full.rpartition(".")
    if full in _OTHER:
        return _OTHER[full]
    if full in reductions.OF_LIBRARY:
        return reductions.OF_LIBRARY[full]
    if library == "math":
        return _TABLE[name] if name in _MATH else None
    if library.startswith("torch") and name in _TORCH:
        return _TORCH[name]
    if library in ("numpy.add", "numpy.subtract"):
        return ELEMENTWISE.get(f"{library[6:]}.{name}")
    if library == "numpy" or library in _SAME_AS_NUMPY:
        return _TABLE.get(name)
    return None
