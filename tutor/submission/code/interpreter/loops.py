"""The loops of handed-in code: what they go through, how many turns of them are run, and what a cut one leaves."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.assignment import poison
from tutor.submission.code.interpreter.comprehensions import bind, iterated
from tutor.submission.code.interpreter.expressions import evaluate
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.budget import PASSES
from tutor.submission.code.runtime.record_of_run import Loop
from tutor.submission.code.runtime.values import Unknown
from tutor.submission.code.syntax.program import check_depth


class BreakError(Exception):
    """The innermost loop ends."""


class ContinueError(Exception):
    """The innermost loop goes on with its next item."""


def for_(node: ast.For, state: State) -> None:
    """Run a loop over items."""
    check_depth(node.iter)
    items = iterated(evaluate(node.iter, state), state)
    name = next((one.id for one in ast.walk(node.target) if isinstance(one, ast.Name)), "")

    def turns() -> Iterator[Any]:
        for turn, item in enumerate([Unknown("an item that is not known", state.line)] if items is None else items):
            bind(node.target, item, state)
            found = _number(node.target, state)
            yield Loop(name if found is None else found[0], turn if found is None else found[1], turn)

    cut = items is None or len(items) > PASSES
    _loop(node, turns(), cut, state)


def _number(target: ast.expr, state: State) -> tuple[str, int] | None:
    """The first variable of a loop that is a whole number."""
    for one in ast.walk(target):
        if isinstance(one, ast.Name):
            value = state.scope.names.get(one.id)
            if isinstance(value, int | np.integer) and not isinstance(value, bool):
                return one.id, int(value)
    return None


def while_(node: ast.While, state: State) -> None:
    """Run a loop as long as its test holds."""
    unknown = False
    check_depth(node.test)
    names = [one.id for one in ast.walk(node.test) if isinstance(one, ast.Name)]

    def turns() -> Iterator[Any]:
        nonlocal unknown
        turn = 0
        while True:
            test = operators.truth(evaluate(node.test, state))
            unknown = isinstance(test, Unknown)
            if not test or (unknown and turn):
                return
            values = [(name, state.scope.names.get(name)) for name in names]
            name, value = next(
                ((name, int(one)) for name, one in values if isinstance(one, int | np.integer)), ("", turn)
            )
            yield Loop(name, value, turn)
            turn += 1
            if unknown:
                return

    _loop(node, turns(), False, state)
    if unknown:
        poison(node.body, Unknown("a loop that ends nobody knows when", state.line), state)


def _loop(node: ast.For | ast.While, turns: Iterator[Any], cut: bool, state: State) -> None:
    """Run the body of a loop for each of its turns. What a loop that is cut short leaves behind is unknown."""
    ended = True
    for loop in turns:
        state.budget.step()
        if loop.turn >= PASSES:
            cut = True
            break
        state.loops.append(loop)
        try:
            state.run_body(node.body, state)
        except ContinueError:
            continue
        except BreakError:
            ended, cut = False, cut and loop.turn > 0
            break
        finally:
            state.loops.pop()
    if cut:
        poison(node.body, Unknown(f"a loop of which not more than {PASSES} turns are run", state.line), state)
    elif ended:
        state.run_body(node.orelse, state)
