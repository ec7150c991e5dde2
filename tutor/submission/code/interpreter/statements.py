"""Statements of handed-in code, run one after the other: what fails makes its names unknown, and the next goes on."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from typing import Any

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.assignment import assign, augment, entries_of, keep_added, keep_returned, poison
from tutor.submission.code.interpreter.calls import ReturnError
from tutor.submission.code.interpreter.expressions import evaluate, function_of
from tutor.submission.code.interpreter.imports import import_
from tutor.submission.code.interpreter.loops import BreakError, ContinueError, for_, while_
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.budget import CodeError, NotKnownError
from tutor.submission.code.runtime.values import Class, Scope, Unknown
from tutor.submission.code.syntax.program import check_depth, written

_DECORATORS = ("staticmethod", "classmethod", "property")
_HARMLESS_DECORATORS = ("jit", "njit", "no_grad", "override", "typechecked", "lru_cache", "cache")
_HARMLESS_CALLS = ("print", "plt", "logging", "logger", "log", "display", "sns", "ax", "fig", "time", "pprint",
                   "warnings", "sys", "os", "input")  # fmt: skip
"""What is called for what it shows, first word of its name: its arguments stay as they are."""


def run_body(nodes: Sequence[ast.stmt], state: State) -> None:
    """Run statements in their order."""
    for node in nodes:
        run_statement(node, state)


def run_statement(node: ast.stmt, state: State) -> None:
    """Run one statement. What fails is recorded, and its names are unknown from here on."""
    state.budget.step()
    if state.watch is not None and node is state.watch.node:
        state.watch.reached(state)
    state.nodes.append(node)
    try:
        rule = _RULES.get(type(node))
        if rule is None:
            raise NotKnownError(f"{type(node).__name__} has no rule here")
        rule(node, state)
    except (CodeError, RecursionError) as error:
        unknown = state.fail(node, error)
        poison([node], unknown, state)
        asked = not unknown.failed and state.random is not None  # what is read or loaded is asked for
        for target in node.targets if isinstance(node, ast.Assign) else ():
            put_in = isinstance(target, ast.Name | ast.Attribute) and state.is_put_in(node, written(target))
            if put_in or (asked and isinstance(target, ast.Name)):
                assign(target, unknown, node, state)
    finally:
        state.nodes.pop()


def _assign(node: ast.Assign, state: State) -> None:
    check_depth(node.value)
    value = evaluate(node.value, state)
    entries_of(node.value, value, node.targets[0], state)
    for target in node.targets:
        assign(target, value, node, state)


def _annotated(node: ast.AnnAssign, state: State) -> None:
    if node.value is not None:
        check_depth(node.value)
        assign(node.target, evaluate(node.value, state), node, state)


def _augment(node: ast.AugAssign, state: State) -> None:
    check_depth(node.value)
    augment(node, evaluate(node.value, state), state)


def _expression(node: ast.Expr, state: State) -> None:
    if not isinstance(node.value, ast.Call | ast.NamedExpr | ast.Yield | ast.YieldFrom):
        return
    check_depth(node.value)
    if isinstance(node.value, ast.Call) and _first_word(node.value.func) in _HARMLESS_CALLS:
        return
    found = evaluate(node.value, state)
    if isinstance(node.value, ast.Call) and isinstance(node.value.func, ast.Attribute) and node.value.func.attr == "at":
        keep_added(node, state)
    if isinstance(found, Unknown) and isinstance(node.value, ast.Call):
        # It may have changed what it was handed.
        targets = [one for one in node.value.args if isinstance(one, ast.Name | ast.Attribute | ast.Subscript)]
        poison(targets, found, state)


def _first_word(node: ast.expr) -> str:
    while isinstance(node, ast.Attribute | ast.Call | ast.Subscript):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _if(node: ast.If, state: State) -> None:
    if _is_main(node.test):
        run_body(node.body, state)
        return
    check_depth(node.test)
    test = operators.truth(evaluate(node.test, state))
    if isinstance(test, Unknown) and state.random is not None:
        run_body(node.body, state)  # either way will do where the page is its own measure
    elif isinstance(test, Unknown):
        poison([*node.body, *node.orelse], test, state)
    else:
        run_body(node.body if test else node.orelse, state)


def _is_main(node: ast.expr) -> bool:
    """Whether it is what stands before the part of a file that is run as a program."""
    return isinstance(node, ast.Compare) and isinstance(node.left, ast.Name) and node.left.id == "__name__"


def _return(node: ast.Return, state: State) -> None:
    value: Any = None
    if node.value is not None:
        try:
            check_depth(node.value)
            value = evaluate(node.value, state)
            keep_returned(node.value, value, state)
        except CodeError as error:
            value = state.fail(node, error)
    raise ReturnError(value)


def _raise(node: ast.Raise, state: State) -> None:
    if state.scope.outer is not None:
        raise ReturnError(Unknown("it raises an error", state.line))


def _break(node: ast.Break, state: State) -> None:
    raise BreakError


def _continue(node: ast.Continue, state: State) -> None:
    raise ContinueError


def _function(node: ast.FunctionDef, state: State) -> None:
    words = [_last_word(one) for one in node.decorator_list]
    strange = [word for word in words if word not in (*_DECORATORS, *_HARMLESS_DECORATORS)]
    if strange:
        raise NotKnownError(f"a function changed by @{strange[0]}")
    function = function_of(node.name, node, state)
    function.kind = next((word for word in words if word in _DECORATORS), "")
    state.scope.names[node.name] = function
    state.functions[node.name] = None


def _last_word(node: ast.expr) -> str:
    node = node.func if isinstance(node, ast.Call) else node
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def _class(node: ast.ClassDef, state: State) -> None:
    if node.decorator_list or node.keywords:
        raise NotKnownError("a class that is changed by something else")
    found = [state.scope.find(one.id) for one in node.bases if isinstance(one, ast.Name)]
    values = [scope.names[one.id] for one, scope in zip(node.bases, found, strict=False) if scope]  # type: ignore[attr-defined]
    outer = state.scope
    state.scope = Scope(outer, node.name)
    try:
        run_body(node.body, state)
    finally:
        members, state.scope = state.scope.names, outer
    state.scope.names[node.name] = Class(node.name, members, [one for one in values if isinstance(one, Class)])


def _try(node: ast.Try, state: State) -> None:
    run_body([*node.body, *node.orelse, *node.finalbody], state)


def _with(node: ast.With, state: State) -> None:
    for one in node.items:
        if one.optional_vars is not None:
            poison([one.optional_vars], Unknown("what is opened is not known here", state.line), state)
    run_body(node.body, state)


def _delete(node: ast.Delete, state: State) -> None:
    for one in node.targets:
        if isinstance(one, ast.Name):
            state.scope.names.pop(one.id, None)


def _global(node: ast.Global, state: State) -> None:
    for name in node.names:
        state.scope.shared[name] = state.scope.top


def _nonlocal(node: ast.Nonlocal, state: State) -> None:
    for name in node.names:
        scope = state.scope.outer.find(name) if state.scope.outer else None
        if scope is not None:
            state.scope.shared[name] = scope


def _nothing(node: ast.stmt, state: State) -> None:
    return None


_RULES: dict[type, Callable[[Any, State], None]] = {
    ast.Assign: _assign,
    ast.AnnAssign: _annotated,
    ast.AugAssign: _augment,
    ast.Expr: _expression,
    ast.If: _if,
    ast.For: for_,
    ast.While: while_,
    ast.Return: _return,
    ast.Raise: _raise,
    ast.Break: _break,
    ast.Continue: _continue,
    ast.FunctionDef: _function,
    ast.ClassDef: _class,
    ast.Try: _try,
    ast.With: _with,
    ast.Delete: _delete,
    ast.Global: _global,
    ast.Nonlocal: _nonlocal,
    ast.Import: import_,
    ast.ImportFrom: import_,
    ast.Pass: _nothing,
    ast.Assert: _nothing,
}
