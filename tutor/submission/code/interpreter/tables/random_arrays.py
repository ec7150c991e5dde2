"""Random arrays, drawn from the generator of a run: the same in every run of a page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.new_arrays import shape_of
from tutor.submission.code.runtime.values import Module

RANDOM_MODULES = ("numpy.random",)
"""Libraries of random numbers; a generator that a page makes is taken for the library itself."""


def _drawn(state: State, shape: tuple[int, ...], how: str) -> Any:
    assert state.random is not None
    state.budget.shape(shape)
    found = state.random.standard_normal(shape) if how == "normal" else state.random.random(shape)
    return found if shape else float(found)


def _of_sizes(how: str) -> Callable[..., Any]:
    """``randn(2, 3)`` and alike, whose arguments are the sizes."""

    def found(state: State, *sizes: Any, **more: Any) -> Any:
        shape = () if not sizes and "size" not in more else shape_of(sizes, {"size": more["size"]} if more else {})
        return _drawn(state, shape, how)

    return found


def _between(how: str) -> Callable[..., Any]:
    """``normal(0, 1, (2, 3))`` and ``uniform(-1, 1, (2, 3))``."""

    def found(state: State, low: Any = 0.0, high: Any = 1.0, size: Any = (), **more: Any) -> Any:
        low, high = more.get("loc", more.get("low", low)), more.get("scale", more.get("high", high))
        drawn = _drawn(state, shape_of((size,), {}), how)
        return low + (high if how == "normal" else high - low) * drawn

    return found


def _integers(state: State, low: Any, high: Any = None, size: Any = (), **more: Any) -> Any:
    assert state.random is not None
    shape = shape_of((size,), {})
    state.budget.shape(shape)
    found = state.random.integers(*((0, int(low)) if high is None else (int(low), int(high))), size=shape)
    return found if shape else int(found)


def _choice(state: State, values: Any, size: Any = (), *_: Any, **more: Any) -> Any:
    assert state.random is not None
    pool = np.arange(values) if np.ndim(values) == 0 else np.asarray(values)
    shape = shape_of((size,), {})
    state.budget.shape((*shape, *pool.shape[1:]))
    return pool[state.random.integers(len(pool), size=shape)]


def _points(state: State, mean: Any, cov: Any, size: Any = (), **more: Any) -> Any:
    """``multivariate_normal``: points around a mean, without what binds their coordinates."""
    return np.asarray(mean) + _drawn(state, (*shape_of((size,), {}), len(mean)), "normal")


def _permutation(state: State, value: Any) -> Any:
    assert state.random is not None
    pool = np.arange(value) if np.ndim(value) == 0 else np.asarray(value)
    state.budget.make(pool.size)
    return pool[state.random.permutation(len(pool))]


def _seed(state: State, *_: Any, **__: Any) -> None:
    return None


def _generator(state: State, *_: Any, **__: Any) -> Module:
    return Module("numpy.random")


_BY_SIZES = {"randn": "normal", "rand": "uniform", "random": "uniform", "random_sample": "uniform",
             "standard_normal": "normal"}  # fmt: skip
_FUNCTIONS: dict[str, Callable[..., Any]] = {
    **{f"numpy.random.{name}": _of_sizes(how) for name, how in _BY_SIZES.items()},
    **{f"torch.{name}": _of_sizes(_BY_SIZES[name]) for name in ("randn", "rand")},
    "numpy.random.normal": _between("normal"),
    "numpy.random.uniform": _between("uniform"),
    "numpy.random.randint": _integers,
    "numpy.random.integers": _integers,
    "torch.randint": _integers,
    "numpy.random.choice": _choice,
    "numpy.random.multivariate_normal": _points,
    "numpy.random.permutation": _permutation,
    **dict.fromkeys(("numpy.random.seed", "torch.manual_seed"), _seed),
    **dict.fromkeys(("numpy.random.default_rng", "numpy.random.RandomState"), _generator),
}


def random_function(full: str) -> Callable[..., Any] | None:
    """A function of random numbers by its full name; None where it is none, or not known."""
    return _FUNCTIONS.get(full)
