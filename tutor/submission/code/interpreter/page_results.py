"""What functions of a page hand each other: the dicts and lists that one returns for a parameter of that name."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.calls import call
from tutor.submission.code.interpreter.kept_for_backward import returned_names
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.budget import CodeError
from tutor.submission.code.runtime.values import Function, Unknown

_IS_FUNCTION = re.compile(r"_?(?:func|fn|function|method)$")
_IS_LATER = re.compile(r"loss|cost|entropy|back|grad|bprop|bwd", re.IGNORECASE)
"""What is in the names of functions that go on from what a forward pass returned."""
_FUNCTIONS = 1000
"""So many are kept of those that were looked into: each is asked again and again."""


class PageResults:
    """What the functions of a page return under a name, those that set up weights called when they are needed."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._found: dict[str, Any] = {}
        self._tried: set[str] = set()

    def note(self, function: Function, value: Any) -> None:
        """Keep what a function has returned."""
        names = returned_names(function.node)
        values = value if len(names) > 1 and isinstance(value, tuple) else (value,)
        for name, one in zip(names, values, strict=False):
            if name and isinstance(one, dict | list | np.ndarray) and len(one):
                self._found[name] = one

    def given(self, name: str, function: str, functions: Mapping[str, Any]) -> Any:
        """What a parameter of a function is given by the ``functions`` of the page; None where none of them tells.

        Arrays are handed to losses and to the way back alone: other functions may call anything by that name.
        """
        if name not in self._found:
            self._set_up(name, functions)
        found = self._found.get(name)
        if found is not None and (not isinstance(found, np.ndarray) or _IS_LATER.search(function)):
            return found
        called = functions.get(_IS_FUNCTION.sub("", name)) if _IS_FUNCTION.search(name) else None
        return called if isinstance(called, Function) else None

    def _set_up(self, name: str, functions: Mapping[str, Any]) -> None:
        """Call the function that fills a dict of such a name with what it makes of nothing."""
        maker = next((one for one in functions.values() if isinstance(one, Function) and _fills(one.node, name)), None)
        if maker is None or maker.name in self._tried:
            return
        self._tried.add(maker.name)
        try:
            value = call(maker, [], {}, self._state, entry=True)
        except CodeError:
            return
        if isinstance(value, dict) and not any(isinstance(one, Unknown) for one in value.values()):
            self.note(maker, value)


@lru_cache(_FUNCTIONS)
def _fills(function: ast.FunctionDef | ast.Lambda, name: str) -> bool:
    """Whether a function makes a dict of a name, which it is not handed, and returns it alone."""
    if returned_names(function) != (name,) or name in (one.arg for one in function.args.args):
        return False
    made = (one for one in ast.walk(function) if isinstance(one, ast.Assign) and isinstance(one.value, ast.Dict))
    return any(isinstance(target, ast.Name) and target.id == name for one in made for target in one.targets)
