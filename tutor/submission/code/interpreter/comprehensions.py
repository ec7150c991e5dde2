"""Items of values, the variables of loops, and lists and dicts that are made item by item."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State, Wanted
from tutor.submission.code.runtime.budget import PASSES, CodeError, NotKnownError
from tutor.submission.code.runtime.values import Scope, Unknown


def iterated(value: Any, state: State) -> list[Any] | None:
    """The items of a value, at most so many as a loop is run for; None where they are not known."""
    if isinstance(value, Unknown):
        return None
    if isinstance(value, np.ndarray):
        if not value.ndim:
            raise CodeError("a single number has no items")
        state.budget.step(min(len(value), PASSES))
        return [value[at] for at in range(min(len(value), PASSES + 1))]
    if isinstance(value, dict):
        return list(value)[: PASSES + 1]
    if isinstance(value, list | tuple | range | str):
        return list(value[: PASSES + 1])
    raise CodeError(f"{operators.kind_of(value)} has no items")


def bind(target: ast.expr, value: Any, state: State) -> None:
    """Give the variables of a loop their values; what is not known is asked for."""
    if isinstance(target, ast.Name):
        if isinstance(value, Unknown):
            value = state.resolve(Wanted(target.id, value, function=state.scope.function))
        state.scope.names[target.id] = value
    elif isinstance(target, ast.Tuple | ast.List):
        items = iterated(value, state)
        if items is not None and len(items) != len(target.elts):
            raise CodeError(f"{len(items)} values for {len(target.elts)} names")
        for place, part in enumerate(target.elts):
            bind(part, value if items is None else items[place], state)
    else:
        raise NotKnownError("a loop over something else than names")


def list_comprehension(node: ast.ListComp | ast.GeneratorExp, state: State) -> Any:
    found: list[Any] = []
    _run_generators(node.generators, state, lambda: found.append(state.evaluate(node.elt, state)))
    return found


def dict_comprehension(node: ast.DictComp, state: State) -> Any:
    found: dict[Any, Any] = {}

    def add() -> None:
        found[operators.key_of(state.evaluate(node.key, state))] = state.evaluate(node.value, state)

    _run_generators(node.generators, state, add)
    return found


def _run_generators(generators: list[ast.comprehension], state: State, add: Callable[[], None]) -> None:
    """Run what a comprehension makes for each of its items, with variables of its own."""
    outer = state.scope
    state.scope = Scope(outer, outer.function)
    count = 0

    def run(place: int) -> None:
        nonlocal count
        if place == len(generators):
            count += 1
            state.budget.items(count)
            state.budget.step()
            add()
            return
        one = generators[place]
        items = iterated(state.evaluate(one.iter, state), state)
        if items is None or len(items) > PASSES or one.is_async:
            raise NotKnownError("a list of items that are not known, or too many")
        for value in items:
            state.budget.step()
            bind(one.target, value, state)
            tests = [operators.truth(state.evaluate(test, state)) for test in one.ifs]
            if any(isinstance(test, Unknown) for test in tests):
                raise NotKnownError("a condition that is not known")
            if all(tests):
                run(place + 1)

    try:
        run(0)
    finally:
        state.scope = outer
