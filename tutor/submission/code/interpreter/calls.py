"""Calls: of functions and classes of the page, and of the functions of the tables with checked arguments."""

from __future__ import annotations

import ast
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State, Wanted
from tutor.submission.code.runtime.budget import CALLS, CodeError, NotKnownError
from tutor.submission.code.runtime.values import Class, Function, Native, Object, Scope, Unknown
from tutor.submission.code.syntax.program import first_assigned, yields

_PAGE_VALUES = frozenset(("append", "extend", "insert", "zip", "enumerate", "list", "tuple", "dict", "reversed", "map",
                          "len", "items", "values", "keys", "get", "update", "setdefault", "pop", "copy", "sorted",
                          "deepcopy", "callable", "save_for_backward"))  # fmt: skip
"""Functions of the tables that may be given anything, as they hand it on or count it."""


class ReturnError(Exception):
    """What a function of the page returns, on its way to the call."""

    def __init__(self, value: Any) -> None:
        super().__init__()
        self.value = value


def call(function: Any, arguments: list[Any], keywords: dict[str, Any], state: State, *, entry: bool = False) -> Any:
    """What a call gives. With ``entry``, what is lacking is asked for."""
    if isinstance(function, Native):
        return _native(function, arguments, keywords, state)
    if isinstance(function, Class):
        made = Object(function)
        start = function.find("__init__")
        if isinstance(start, Function):
            call(start.of(made), arguments, keywords, state, entry=entry)
        return made
    if isinstance(function, Object):
        method = function.kind.find("__call__") or function.kind.find("forward")
        if not isinstance(method, Function):
            raise CodeError(f"an object of {function.kind.name} cannot be called")
        function = method.of(function)
    assert isinstance(function, Function)
    return _of_page(function, arguments, keywords, state, entry=entry)


def _of_page(function: Function, arguments: list[Any], keywords: dict[str, Any], state: State, *, entry: bool) -> Any:
    state.budget.step(3)
    if state.budget.calls >= CALLS:
        raise NotKnownError("functions that call each other too often")
    scope = Scope(function.scope, function.name)
    scope.own = first_assigned(function.node)
    own = [] if function.owner is None else [function.owner]
    _fill(function, [*own, *arguments], keywords, scope, state, entry=entry)
    state.called[function.name] = None
    outer, number, cell, loops = state.scope, state.call, state.cell, len(state.loops)
    state.scope, state.call, state.cell = scope, state.next_call(), function.cell
    state.budget.calls += 1
    try:
        if isinstance(function.node, ast.Lambda):
            return state.evaluate(function.node.body, state)
        state.run_body(function.node.body, state)
        return scope.yielded if yields(function.node) else None
    except ReturnError as signal:
        return scope.yielded if yields(function.node) else signal.value
    finally:
        state.budget.calls -= 1
        state.scope, state.call, state.cell = outer, number, cell
        del state.loops[loops:]


def _fill(
    function: Function, arguments: list[Any], keywords: dict[str, Any], scope: Scope, state: State, *, entry: bool
) -> None:
    """Give the parameters of a function their values."""
    declared = function.node.args
    names = [one.arg for one in (*declared.posonlyargs, *declared.args)]
    given = dict(zip(names, arguments, strict=False))
    if len(arguments) > len(names):
        if declared.vararg is None:
            raise CodeError(f"{function.name}() takes {len(names)} values, {len(arguments)} are given")
        given[declared.vararg.arg] = tuple(arguments[len(names) :])
    elif declared.vararg is not None:
        given[declared.vararg.arg] = ()
    names += [one.arg for one in declared.kwonlyargs]
    rest = {name: value for name, value in keywords.items() if name not in names}
    given |= {name: value for name, value in keywords.items() if name in names}
    if declared.kwarg is not None:
        given[declared.kwarg.arg] = rest
    elif rest:
        raise CodeError(f"{function.name}() has no parameter {next(iter(rest))}")
    positional = names[: len(names) - len(declared.kwonlyargs)]
    late = positional[len(positional) - len(function.defaults) :]
    defaults = dict(zip(late, function.defaults, strict=True)) | function.keywords
    for name in names:
        if name in given:
            scope.names[name] = given[name]
        elif entry and (name not in defaults or defaults[name] is None or _is_off(defaults[name], state)):
            scope.names[name] = state.resolve(Wanted(name, Unknown(f"{name} is not given"), True, function.name))
            if isinstance(scope.names[name], Unknown) and name in defaults:
                scope.names[name] = defaults[name]
        elif name in defaults:
            scope.names[name] = defaults[name]
        else:
            raise CodeError(f"{function.name}() lacks {name}")
    scope.names |= {name: value for name, value in given.items() if name not in names}


def _is_off(default: Any, state: State) -> bool:
    """Whether a default leaves a term out, such as a rate of 0.0, where a page is judged by all of its own terms."""
    return state.random is not None and isinstance(default, float) and default == 0.0


def _native(function: Native, arguments: list[Any], keywords: dict[str, Any], state: State) -> Any:
    """A function of the tables: unknown where an argument is; it is handed numbers, arrays, texts and lists alone."""
    arguments = [*function.bound, *arguments]
    for name in ("dtype", "device", "requires_grad"):
        if isinstance(keywords.get(name), Unknown) or name != "dtype":
            keywords.pop(name, None)
    if function.name not in _PAGE_VALUES:
        for value in (*arguments, *keywords.values()):
            unknown = _checked(value, state, 0)
            if unknown is not None:
                return unknown
    try:
        with np.errstate(all="ignore"):
            return function.function(state, *arguments, **keywords)
    except TypeError as error:
        # A keyword or a kind of value that the table's function does not have: NumPy may.
        raise NotKnownError(f"{function.name} is not known in this form: {_said(error)}") from None
    except (ValueError, IndexError, KeyError, ZeroDivisionError, OverflowError, np.linalg.LinAlgError) as error:
        raise CodeError(f"{function.name}: {_said(error)}") from None


def _checked(value: Any, state: State, depth: int) -> Unknown | None:
    """Whether something unknown is within a value. Raises NotKnownError for what no table's function takes."""
    state.budget.step()
    if isinstance(value, Unknown):
        return value
    if isinstance(value, list | tuple):
        if depth > 8:
            raise NotKnownError("lists within each other too deeply")
        for one in value:
            unknown = _checked(one, state, depth + 1)
            if unknown is not None:
                return unknown
        return None
    if value is None or value is Ellipsis or operators.is_numeric(value):
        return None
    if isinstance(value, str | range | slice | dict | Native | Function):
        return None
    raise NotKnownError(f"{operators.kind_of(value)} is no number")


def _said(error: Exception) -> str:
    return " ".join(str(error).split())[:160]
