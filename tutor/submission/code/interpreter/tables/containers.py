"""The methods of dicts, lists, tuples and texts."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.interpreter.tables.builtin_functions import items
from tutor.submission.code.runtime.budget import LONGEST, CodeError, NotKnownError


def _get(state: State, value: dict[Any, Any], key: Any, default: Any = None) -> Any:
    return value.get(operators.key_of(key), default)


def _setdefault(state: State, value: dict[Any, Any], key: Any, default: Any = None) -> Any:
    return value.setdefault(operators.key_of(key), default)


def _update(state: State, value: dict[Any, Any], other: Any = (), **more: Any) -> None:
    pairs = other.items() if isinstance(other, dict) else [tuple(pair) for pair in items(state, other)]
    state.budget.items(len(value) + len(pairs) + len(more))
    value.update({operators.key_of(key): one for key, one in pairs})
    value.update(more)


def _pop(state: State, value: Any, *key: Any) -> Any:
    if isinstance(value, dict) and 0 < len(key) < 3:
        return value.pop(operators.key_of(key[0]), *key[1:])
    if isinstance(value, list) and value and len(key) < 2:
        return value.pop(*(int(one) for one in key))
    raise CodeError("nothing to take from it")


def _room(state: State, value: Any, more: int) -> None:
    if not isinstance(value, list):
        raise CodeError(f"{operators.kind_of(value)} cannot be added to")
    if len(value) + more > LONGEST:
        raise NotKnownError("a list of too many items")
    state.budget.make(more)


def _append(state: State, value: Any, one: Any) -> None:
    _room(state, value, 1)
    value.append(one)


def _insert(state: State, value: Any, place: Any, one: Any) -> None:
    _room(state, value, 1)
    value.insert(int(place), one)


def _extend(state: State, value: Any, others: Any) -> None:
    found = items(state, others)
    _room(state, value, len(found))
    value.extend(found)


def _copy(state: State, value: Any) -> Any:
    state.budget.items(len(value))
    return value.copy() if isinstance(value, dict | list) else value


def _reverse(state: State, value: list[Any]) -> None:
    if not isinstance(value, list):
        raise CodeError(f"{operators.kind_of(value)} cannot be turned round")
    value.reverse()


def _format(state: State, text: str, *values: Any) -> str:
    """``"W{}".format(1)``, which people name arrays with."""
    parts = text.split("{}")
    if len(parts) != len(values) + 1 or not all(isinstance(one, str | int) for one in values):
        raise NotKnownError("a text made from values")
    found = parts[0] + "".join(str(one) + part for one, part in zip(values, parts[1:], strict=True))
    state.budget.items(len(found))
    return found


DICT_METHODS: dict[str, Callable[..., Any]] = {
    "get": _get,
    "setdefault": _setdefault,
    "update": _update,
    "pop": _pop,
    "copy": _copy,
    "keys": lambda state, value: items(state, value),
    "values": lambda state, value: [value[key] for key in items(state, value)],
    "items": lambda state, value: [(key, value[key]) for key in items(state, value)],
}


def _index(state: State, values: Any, item: Any) -> int:
    state.budget.step(len(values))
    for place, one in enumerate(values):
        if isinstance(one, int | str) and type(one) is type(item) and one == item:
            return place
    raise CodeError("the list does not have this item")


LIST_METHODS: dict[str, Callable[..., Any]] = {
    "append": _append,
    "insert": _insert,
    "extend": _extend,
    "pop": _pop,
    "copy": _copy,
    "reverse": _reverse,
    "index": _index,
}
TEXT_METHODS: dict[str, Callable[..., Any]] = {
    "format": _format,
    "lower": lambda state, text: text.lower(),
    "upper": lambda state, text: text.upper(),
    "startswith": lambda state, text, start: text.startswith(start),
    "endswith": lambda state, text, end: text.endswith(end),
}
