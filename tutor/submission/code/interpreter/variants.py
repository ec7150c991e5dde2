"""What one statement of a program would assign if it were written otherwise, at the place in a run where it stands."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from typing import Any

import numpy as np

from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.record_of_run import Assigned
from tutor.submission.code.runtime.values import Object, Scope

_DEPTH = 3
"""So many lists and dicts within each other are copied before a statement that may change them."""


class Variants:
    """Other statements in the place of one, each run with what the page has there; ``found`` is what each assigns.

    They are run when that is come to for the first time, and the run ends with them: none may change what the next
    one has.
    """

    def __init__(self, others: Sequence[ast.stmt]) -> None:
        self._others = others
        self.found: list[list[Assigned]] = []

    def run(self, state: State) -> None:
        """Run all of them. Raises StopError at the end, or where the budget does not suffice."""
        for one in self._others:
            scope = Scope(state.scope, state.scope.function)
            for name in _changed(one):
                if (owner := state.scope.find(name)) is not None:
                    scope.names[name] = _copied(owner.names[name], state)
            with state.aside(scope) as made:
                state.run_body([one], state)
            self.found.append(made)
        state.end()


def _changed(statement: ast.stmt) -> set[str]:
    """The names of what a statement may change in place."""
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    return {
        node.id for target in targets if target is not None for node in ast.walk(target) if isinstance(node, ast.Name)
    }


def _copied(value: Any, state: State, depth: int = 0) -> Any:
    """A value that may be changed without the page's own: arrays, those in lists and dicts, and those of an object."""
    if isinstance(value, np.ndarray):
        state.budget.make(value.size)
        return value.copy()
    if depth < _DEPTH and isinstance(value, dict):
        return {key: _copied(one, state, depth + 1) for key, one in value.items()}
    if depth < _DEPTH and isinstance(value, list):
        return [_copied(one, state, depth + 1) for one in value]
    if not depth and isinstance(value, Object):
        made = Object(value.kind)
        made.fields = _copied(value.fields, state, depth + 1)
        return made
    return value
