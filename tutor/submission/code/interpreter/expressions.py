"""Expressions of handed-in code, evaluated node by node by a table; what has no rule is not known."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import Any

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.attributes import attribute
from tutor.submission.code.interpreter.calls import call
from tutor.submission.code.interpreter.comprehensions import dict_comprehension, iterated, list_comprehension
from tutor.submission.code.interpreter.indexing import item
from tutor.submission.code.interpreter.state import UNSET, State, Wanted
from tutor.submission.code.interpreter.tables.array_methods import ARRAY_METHODS
from tutor.submission.code.interpreter.tables.builtin_functions import BUILTINS
from tutor.submission.code.runtime.budget import UNBOUND, CodeError, NotKnownError
from tutor.submission.code.runtime.values import Class, Function, Native, Object, Super, Unknown
from tutor.submission.code.syntax.program import written

_CHARACTERS = 10_000


def evaluate(node: ast.expr, state: State) -> Any:
    """The value of an expression. Raises CodeError where it fails or is not known."""
    state.budget.step()
    rule = _RULES.get(type(node))
    if rule is None:
        raise NotKnownError(f"{type(node).__name__} has no rule here")
    return rule(node, state)


def look_up(name: str, state: State) -> Any:
    """What a name stands for: of the page, of Python, of a library imported whole, or of what is handed in."""
    scope = state.scope.find(name)
    if scope is not None:
        return scope.names[name]
    if state.nodes and state.scope.own.get(name, 0) >= state.nodes[-1].lineno:
        raise CodeError(f"{name} {UNBOUND}")
    if name in BUILTINS:
        return Native(name, BUILTINS[name])
    for module in state.star:
        found = attribute(module, name, state)
        if not isinstance(found, Unknown):
            return found
    found = state.resolve(Wanted(name, Unknown(f"{name} is not defined", state.line), function=state.scope.function))
    if not isinstance(found, Unknown):
        state.scope.top.names[name] = found
    return found


def _constant(node: ast.Constant, state: State) -> Any:
    value = node.value
    if isinstance(value, bool | float) or value is None or value is Ellipsis:
        return value
    if isinstance(value, int):
        return value if value.bit_length() < 256 else float(min(value, 10**300))
    if isinstance(value, str):
        return value[:_CHARACTERS]
    raise NotKnownError(f"a {type(value).__name__} has no rule here")


def _name(node: ast.Name, state: State) -> Any:
    return look_up(node.id, state)


def _attribute(node: ast.Attribute, state: State) -> Any:
    owner = evaluate(node.value, state)
    found = attribute(owner, node.attr, state)
    # What an object lacks, or something unknown that has a name: not a part of a library that is not known.
    own = isinstance(owner, Object) or (isinstance(owner, Unknown) and isinstance(node.value, ast.Name))
    if found is None and own and state.random is not None:
        given = _asked(node, Unknown(UNSET, state.line), state)
        return None if isinstance(given, Unknown) else given
    return _asked(node, found, state) if own else found


def _subscript(node: ast.Subscript, state: State) -> Any:
    value, key = evaluate(node.value, state), evaluate(node.slice, state)
    if isinstance(key, str) and (isinstance(value, Unknown) or (isinstance(value, dict) and key not in value)):
        found = value if isinstance(value, Unknown) else Unknown(f"there is no key {key!r}", state.line)
        found = _asked(node, found, state, f"{written(node.value)}[{key!r}]")
        if isinstance(value, dict) and isinstance(found, Unknown):
            raise CodeError(f"there is no key {key!r}")
        return found
    return item(value, key, state.budget)


def _asked(node: ast.expr, found: Any, state: State, name: str = "") -> Any:
    """What is not known and has a name of its own: ``self.W``, ``params["W1"]``."""
    if not isinstance(found, Unknown) or found.failed:
        return found
    name = name or written(node)
    return state.resolve(Wanted(name, found, parameter=True, function=state.scope.function))


def _slice(node: ast.Slice, state: State) -> Any:
    parts = [None if part is None else evaluate(part, state) for part in (node.lower, node.upper, node.step)]
    unknown = operators.first_unknown(*parts)
    return slice(*parts) if unknown is None else unknown


def _tuple(node: ast.Tuple, state: State) -> Any:
    found = tuple(_items(node.elts, state))
    unknown = operators.first_unknown(*found)
    is_key = any(isinstance(one, ast.Slice) for one in node.elts)
    return unknown if is_key and unknown is not None else found


def _list(node: ast.List, state: State) -> Any:
    return list(_items(node.elts, state))


def _items(nodes: list[ast.expr], state: State) -> Iterator[Any]:
    for node in nodes:
        if isinstance(node, ast.Starred):
            items = iterated(evaluate(node.value, state), state)
            if items is None:
                raise NotKnownError("a list of items that are not known")
            yield from items
        else:
            yield evaluate(node, state)


def _dict(node: ast.Dict, state: State) -> Any:
    found: dict[Any, Any] = {}
    for key, value in zip(node.keys, node.values, strict=True):
        if key is None:
            other = evaluate(value, state)
            if not isinstance(other, dict):
                raise NotKnownError("a dict made from something that is not known")
            state.budget.items(len(other))
            found.update(other)
        else:
            found[operators.key_of(evaluate(key, state))] = evaluate(value, state)
    return found


def _binary(node: ast.BinOp, state: State) -> Any:
    return operators.binary(type(node.op), evaluate(node.left, state), evaluate(node.right, state), state.budget)


def _unary(node: ast.UnaryOp, state: State) -> Any:
    value = evaluate(node.operand, state)
    if isinstance(node.op, ast.Not):
        found = operators.truth(value)
        return found if isinstance(found, Unknown) else not found
    return operators.unary(type(node.op), value, state.budget)


def _bool(node: ast.BoolOp, state: State) -> Any:
    value: Any = None
    for part in node.values:
        value = evaluate(part, state)
        true = operators.truth(value)
        if isinstance(true, Unknown) or true is isinstance(node.op, ast.Or):
            return value
    return value


def _compare(node: ast.Compare, state: State) -> Any:
    left = evaluate(node.left, state)
    found: Any = True
    for place, (op, right_node) in enumerate(zip(node.ops, node.comparators, strict=True)):
        right = evaluate(right_node, state)
        found = operators.compare(type(op), left, right, state.budget)
        if place + 1 < len(node.ops):
            true = operators.truth(found)
            if true is not True:
                return found
        left = right
    return found


def _if(node: ast.IfExp, state: State) -> Any:
    test = operators.truth(evaluate(node.test, state))
    return test if isinstance(test, Unknown) else evaluate(node.body if test else node.orelse, state)


def _lambda(node: ast.Lambda, state: State) -> Any:
    return function_of("lambda", node, state)


def function_of(name: str, node: ast.FunctionDef | ast.Lambda, state: State) -> Function:
    """A function that the page defines, with its defaults as they are now."""
    defaults = [evaluate(one, state) for one in node.args.defaults]
    keywords = {
        one.arg: evaluate(value, state)
        for one, value in zip(node.args.kwonlyargs, node.args.kw_defaults, strict=True)
        if value is not None
    }
    return Function(name, node, state.scope, defaults, keywords, cell=state.cell)


def _callee(node: ast.expr, state: State) -> Any:
    """What is called; ``size`` is a method in torch and a number in NumPy."""
    if isinstance(node, ast.Attribute) and node.attr == "size":
        owner = evaluate(node.value, state)
        return (
            Native("size", ARRAY_METHODS["size"], (owner,))
            if operators.is_numeric(owner)
            else attribute(owner, "size", state)
        )
    return evaluate(node, state)


def _call(node: ast.Call, state: State) -> Any:
    function = _callee(node.func, state)
    if isinstance(node.func, ast.Name) and node.func.id == "super" and isinstance(function, Native):
        scope = state.scope.find("self")
        owner = scope.names["self"] if scope else None
        return Super(owner) if isinstance(owner, Object) else Unknown("super() outside of a class", state.line)
    if isinstance(function, Native) and function.name == "print":
        return None
    arguments = list(_items(node.args, state))
    keywords: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluate(keyword.value, state)
        if keyword.arg is not None:
            keywords[keyword.arg] = value
        elif isinstance(value, dict) and all(isinstance(key, str) for key in value):
            keywords |= value
        else:
            raise NotKnownError("arguments that are not known")
    if isinstance(function, Unknown):
        return Unknown(f"{written(node.func)[:60]} is not known here: {function.reason}"[:200], state.line)
    if not isinstance(function, Function | Class | Native | Object):
        raise CodeError(f"{operators.kind_of(function)} cannot be called")
    return call(function, arguments, keywords, state)


def _named(node: ast.NamedExpr, state: State) -> Any:
    value = state.keep(node, node.target.id, evaluate(node.value, state))
    state.scope.names[node.target.id] = value
    return value


def _yield(node: ast.Yield, state: State) -> Any:
    """A generator is run to its end at once: what it hands out is a list."""
    handed_out = state.scope.yielded
    handed_out.append(None if node.value is None else evaluate(node.value, state))
    state.budget.items(len(handed_out))


def _yield_from(node: ast.YieldFrom, state: State) -> Any:
    items = iterated(evaluate(node.value, state), state)
    if items is None:
        raise NotKnownError("items that are not known are handed out")
    state.scope.yielded.extend(items)
    state.budget.items(len(state.scope.yielded))


def _text(node: ast.JoinedStr, state: State) -> Any:
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            value = evaluate(part.value, state)
            if not isinstance(value, str | int) or part.format_spec is not None:
                raise NotKnownError("a text made from values")
            parts.append(str(value))
    text = "".join(parts)
    state.budget.items(len(text))
    return text


_RULES: dict[type, Callable[[Any, State], Any]] = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.Subscript: _subscript,
    ast.Slice: _slice,
    ast.Tuple: _tuple,
    ast.List: _list,
    ast.Dict: _dict,
    ast.BinOp: _binary,
    ast.UnaryOp: _unary,
    ast.BoolOp: _bool,
    ast.Compare: _compare,
    ast.IfExp: _if,
    ast.Lambda: _lambda,
    ast.Call: _call,
    ast.ListComp: list_comprehension,
    ast.GeneratorExp: list_comprehension,
    ast.DictComp: dict_comprehension,
    ast.NamedExpr: _named,
    ast.Yield: _yield,
    ast.YieldFrom: _yield_from,
    ast.JoinedStr: _text,
}
