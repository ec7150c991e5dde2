"""Assignments: to names, entries, fields and several at once; each is recorded with its value."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from functools import partial
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.attributes import attribute, put_attribute
from tutor.submission.code.interpreter.comprehensions import iterated
from tutor.submission.code.interpreter.expressions import evaluate, look_up
from tutor.submission.code.interpreter.indexing import item, put
from tutor.submission.code.interpreter.state import State, Wanted
from tutor.submission.code.runtime.budget import CodeError, NotKnownError
from tutor.submission.code.runtime.record_of_run import ENTRY, RETURNED
from tutor.submission.code.runtime.values import Function, Native, Object, Unknown
from tutor.submission.code.syntax.program import assigned_in, names_and_fields, names_in, written

_MOST_ITEMS = 16
"""Of a list that is made item by item, so many at most are recorded one by one."""
_ALLOCATIONS = ("zeros", "empty", "zeros_like", "empty_like", "ones", "ones_like")


def assign(target: ast.expr, value: Any, node: ast.stmt, state: State) -> None:
    """Give a target its value, with what stands in a list taken apart."""
    if isinstance(target, ast.Tuple | ast.List):
        _several(target.elts, value, node, state)
        return
    if isinstance(target, ast.Starred):
        assign(target.value, value, node, state)
        return
    name, source = written(target), _right_side(node)
    allocation = source is not None and is_allocation(source)
    value = _asked(name, value, source, state)
    uses = names_in(source) if source is not None else ()
    if isinstance(target, ast.Name):
        value = state.keep(node, name, value, allocation=allocation, uses=uses)
        (state.scope.shared.get(name) or state.scope).names[name] = value
        _items_of(source, value, name, node, state)
    elif isinstance(target, ast.Attribute):
        owner = evaluate(target.value, state)
        value = state.keep(node, name, value, allocation=allocation, uses=uses)
        put_attribute(owner, target.attr, value)
        _items_of(source, value, name, node, state)
    elif isinstance(target, ast.Subscript):
        owner, key = evaluate(target.value, state), evaluate(target.slice, state)
        _put(owner, key, value, target, state)
        found = value if isinstance(owner, dict | list) else item(owner, key, state.budget)
        found = value if isinstance(value, Unknown) else found
        more = {"whole": owner, "uses": uses, "key": _plain(key, owner)}
        room = allocation and not isinstance(owner, np.ndarray)  # zeros in a part of an array are a mask
        state.keep(node, name, found, put=partial(_put_back, owner, key, state=state), allocation=room, **more)
    else:
        raise NotKnownError("an assignment to something else than a name")


def _plain(key: Any, owner: Any) -> Any:
    """A key that is a text or a whole number; the place in a list is counted from its beginning."""
    place = int(key) if isinstance(key, np.integer) else key
    if isinstance(owner, list) and isinstance(place, int) and place < 0:
        return place + len(owner)
    return place if isinstance(place, str | int) else None


def _put_back(owner: Any, key: Any, truth: Any, *, state: State) -> None:
    """Put the truth into an entry, or into all of the array where it is that of the whole."""
    if isinstance(owner, np.ndarray) and np.shape(truth) == owner.shape and owner.dtype.kind == "f":
        owner[...] = truth
    else:
        put(owner, key, truth, state.budget)


def _put(owner: Any, key: Any, value: Any, target: ast.Subscript, state: State) -> None:
    if isinstance(owner, Unknown):
        raise NotKnownError(owner.reason)
    put(owner, key, value, state.budget)


def _several(targets: list[ast.expr], value: Any, node: ast.stmt, state: State) -> None:
    items = iterated(value, state)
    if items is None:
        for target in targets:
            assign(target, value, node, state)
        return
    starred = next((place for place, one in enumerate(targets) if isinstance(one, ast.Starred)), None)
    if starred is not None and len(items) >= len(targets) - 1:
        end = len(items) - (len(targets) - starred - 1)
        items = [*items[:starred], items[starred:end], *items[end:]]
    if len(items) != len(targets):
        raise CodeError(f"{len(items)} values for {len(targets)} names")
    for target, one in zip(targets, items, strict=True):
        assign(target, one, node, state)


def _asked(name: str, value: Any, source: ast.expr | None, state: State) -> Any:
    """What is handed in for a name whose value is not known here, or was made from no other array."""
    if isinstance(value, Unknown):
        if value.failed:
            return value
        typed = source is not None and _is_typed_in(source, state)
        return state.resolve(Wanted(name, value, function=state.scope.function, typed=typed))
    number = isinstance(source, ast.Constant) and isinstance(value, float | int)
    if number or (isinstance(value, np.ndarray) and source is not None and _is_typed_in(source, state)):
        return state.resolve(Wanted(name, value, function=state.scope.function, typed=True))
    return value


def _is_typed_in(source: ast.expr, state: State) -> bool:
    """Whether an expression uses no array and no function of the page: data, zeros, numbers in a row."""
    return not any(
        isinstance(value, np.ndarray | Object | Function | dict)
        or (isinstance(value, list | tuple) and not _are_sizes(value))
        for value in _read(source, state)
    )


def _are_sizes(values: Sequence[Any]) -> bool:
    return all(isinstance(one, int) for one in values)


def _read(source: ast.expr, state: State) -> Iterator[Any]:
    """The values of the names and of the fields of objects that an expression reads."""
    for name, field in names_and_fields(source):
        scope = state.scope.find(name)
        value = None if scope is None else scope.names[name]
        yield value.fields.get(field, value) if isinstance(value, Object) else value


def augment(node: ast.AugAssign, right: Any, state: State) -> None:
    """``target += right``: in place on an array, so that all its names and views see it."""
    target, kind = node.target, type(node.op)
    uses = names_in(node.value)
    name = written(target)
    if isinstance(target, ast.Subscript):
        owner, key = evaluate(target.value, state), evaluate(target.slice, state)
        found = _augmented(item(owner, key, state.budget), kind, right, state)
        put(owner, key, found, state.budget)
        if not isinstance(owner, dict | list) and not isinstance(found, Unknown):
            found = item(owner, key, state.budget)
        more = {"whole": owner, "uses": uses, "key": _plain(key, owner)}
        state.keep(node, name, found, put=partial(_put_back, owner, key, state=state), augmented=True, **more)
    elif isinstance(target, ast.Attribute):
        owner = evaluate(target.value, state)
        found = _augmented(attribute(owner, target.attr, state), kind, right, state)
        put_attribute(owner, target.attr, state.keep(node, name, found, augmented=True, uses=uses))
    else:
        found = _augmented(look_up(target.id, state), kind, right, state)
        scope = state.scope.shared.get(target.id) or state.scope
        scope.names[target.id] = state.keep(node, name, found, augmented=True, uses=uses)


def _augmented(old: Any, kind: type, right: Any, state: State) -> Any:
    if isinstance(old, np.ndarray) and old.ndim:
        if isinstance(right, Unknown):
            if old.dtype.kind == "f":
                old[...] = np.nan
            return right
        operators.in_place(kind, old, right, state.budget)
        return old
    if isinstance(old, list) and kind is ast.Add and isinstance(right, list | tuple):
        state.budget.items(len(old) + len(right))
        old.extend(right)
        return old
    return operators.binary(kind, old, right, state.budget)


def entries_of(source: ast.expr, value: Any, target: ast.expr | None, state: State) -> None:
    """Record the entries of a dict that are made where it stands: ``{"dW1": x.T @ dz}``."""
    if not isinstance(value, dict):
        return
    owner = written(target) if target is not None else f"{state.scope.function}()"
    for node, key, entry in _entries(source):
        if key in value and not isinstance(entry, ast.Name | ast.Attribute):
            value[key] = state.keep(node, f"{owner}[{key!r}]", value[key], kind=ENTRY, uses=names_in(entry))


def _items_of(source: ast.expr | None, value: Any, name: str, node: ast.stmt, state: State) -> None:
    """Record the arrays of several shapes that a list is made of: the weights of all layers."""
    if not isinstance(source, ast.ListComp) or not isinstance(value, list) or is_allocation(source):
        return
    shapes = {np.shape(one) if isinstance(one, np.ndarray) else None for one in value}
    if None in shapes or not 1 < len(shapes) <= len(value) <= _MOST_ITEMS:
        return
    uses = names_in(source)
    for place, one in enumerate(value):
        value[place] = state.keep(node, f"{name}[{place}]", one, kind=ENTRY, uses=uses, key=place)


def _entries(source: ast.expr) -> Iterator[tuple[ast.expr, str, ast.expr]]:
    if isinstance(source, ast.Dict):
        for key, value in zip(source.keys, source.values, strict=True):
            if isinstance(key, ast.Constant) and isinstance(key.value, str):
                yield value, key.value, value
    elif isinstance(source, ast.Call) and isinstance(source.func, ast.Name) and source.func.id == "dict":
        for keyword in source.keywords:
            if keyword.arg is not None:
                yield keyword.value, keyword.arg, keyword.value


def keep_returned(node: ast.expr, value: Any, state: State) -> None:
    """Record what a function returns that has no name there: its parts where it returns several."""
    entries_of(node, value, None, state)
    if isinstance(node, ast.Tuple) and isinstance(value, tuple) and len(value) == len(node.elts):
        parts = list(zip(node.elts, value, strict=True))
    else:
        parts = [(node, value)]
    for part, one in parts:
        if not isinstance(part, ast.Name | ast.Dict | ast.Constant):
            state.keep(part, f"{state.scope.function}()", one, kind=RETURNED, uses=names_in(part))


def keep_added(node: ast.Expr, state: State) -> None:
    """Record ``np.add.at(dE, places, d)`` as what it is: an augmented assignment."""
    assert isinstance(node.value, ast.Call)
    if node.value.args:
        target, *others = node.value.args
        uses = tuple(name for one in others for name in names_in(one))
        state.keep(node, written(target), evaluate(target, state), augmented=True, uses=uses)


def poison(nodes: Sequence[ast.stmt | ast.expr], value: Unknown, state: State) -> None:
    """Make unknown all that some statements assign: they were not run, or not to their end."""
    for node in nodes:
        for target in _targets(node):
            while isinstance(target, ast.Subscript | ast.Starred):
                target = target.value
            if isinstance(target, ast.Name):
                scope = state.scope.find(target.id)
                if scope is None or not isinstance(scope.names[target.id], Function | Native | Object):
                    (scope or state.scope).names[target.id] = value
            elif isinstance(target, ast.Attribute) and isinstance(target.value, ast.Name):
                scope = state.scope.find(target.value.id)
                owner = scope.names[target.value.id] if scope else None
                if isinstance(owner, Object):
                    owner.fields[target.attr] = value


def _targets(node: ast.stmt | ast.expr) -> Sequence[ast.expr]:
    if isinstance(node, ast.stmt):
        return assigned_in(node)
    return node.elts if isinstance(node, ast.Tuple | ast.List) else [node]


def _right_side(node: ast.stmt) -> ast.expr | None:
    return node.value if isinstance(node, ast.Assign | ast.AnnAssign) else None


def is_allocation(source: ast.expr) -> bool:
    """Whether an expression makes room that is filled later: zeros and alike, several of them too."""
    if isinstance(source, ast.Tuple | ast.List):
        return bool(source.elts) and all(is_allocation(one) for one in source.elts)
    if isinstance(source, ast.GeneratorExp | ast.ListComp):
        return is_allocation(source.elt)
    if isinstance(source, ast.BinOp) and isinstance(source.op, ast.Mult):
        return isinstance(source.left, ast.List) or is_zero(source.left) or is_zero(source.right)
    if is_zero(source) or (isinstance(source, ast.Dict) and not source.keys):
        return True
    if not isinstance(source, ast.Call):
        return False
    word = source.func.attr if isinstance(source.func, ast.Attribute) else ""
    return (word or (source.func.id if isinstance(source.func, ast.Name) else "")) in _ALLOCATIONS


def is_zero(source: ast.expr) -> bool:
    """Whether an expression is a number that a sum begins with."""
    return isinstance(source, ast.Constant) and (source.value is None or source.value in (0, 1))
