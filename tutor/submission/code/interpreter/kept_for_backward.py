"""What a forward pass keeps for the way back: the cache among its results, or torch's ``ctx``."""

from __future__ import annotations

import ast
from functools import lru_cache
from typing import Any

from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.values import Class, Function, Native, Object

CACHES = ("cache", "caches", "memory", "mem", "cached", "tape", "forward_pass", "saved")
"""What people call what the forward pass keeps for the backward pass."""
CONTEXT = "ctx"
_MOST_INPUTS = 16
_FUNCTIONS = 1000
"""So many are kept of those that were looked into: each is called again and again."""


def cache_of(function: Function, value: Any) -> Any:
    """What a function has returned for the way back: what it calls so, else what is packed in it; None for arrays."""
    if isinstance(value, dict):
        return value
    if not isinstance(value, tuple) or not value:
        return None
    for name, one in zip(returned_names(function.node), value, strict=False):
        if name in CACHES:
            return one
    packed = [one for one in value if isinstance(one, tuple | dict | list)]
    return packed[-1] if packed else value if len(value) > 1 else None


@lru_cache(_FUNCTIONS)
def returned_names(function: ast.FunctionDef | ast.Lambda) -> tuple[str, ...]:
    """The names of what a function returns, as its last ``return`` has them; empty for what is no name."""
    found = [one.value for one in ast.walk(function) if isinstance(one, ast.Return)]
    last = found[-1] if found else None
    parts = last.elts if isinstance(last, ast.Tuple) else [last]
    return tuple(getattr(one, "id", "") for one in parts)


def context() -> Object:
    """What ``forward`` and ``backward`` of a function for torch are both handed."""
    made = Object(Class("the context", {}, []))

    def save(state: State, *values: Any) -> None:
        made.fields |= {"saved_tensors": values, "saved_variables": values}

    made.kind.members |= {"save_for_backward": Native("save_for_backward", save)}
    made.fields |= {"needs_input_grad": (True,) * _MOST_INPUTS}
    return made
