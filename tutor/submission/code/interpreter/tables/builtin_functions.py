"""Python's own functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from tutor.submission.code.interpreter import operators
from tutor.submission.code.interpreter.state import State
from tutor.submission.code.runtime.budget import LONGEST, CodeError, NotKnownError
from tutor.submission.code.runtime.values import Class, Function, Native, Object, Unknown


def items(state: State, value: Any) -> list[Any]:
    """The items of a value, all of them. Raises NotKnownError for too many."""
    if isinstance(value, Unknown):
        raise NotKnownError(value.reason)
    if isinstance(value, np.ndarray) and value.ndim:
        state.budget.items(len(value))
        return [value[at] for at in range(len(value))]
    if isinstance(value, list | tuple | range | str | dict):
        state.budget.items(len(value) if not isinstance(value, range) else _length(value))
        return list(value)
    raise CodeError(f"{operators.kind_of(value)} has no items")


def _length(value: range) -> int:
    """How long a range is, which may be longer than Python counts."""
    return max(0, (value.stop - value.start + value.step - (1 if value.step > 0 else -1)) // value.step)


def _range(state: State, *bounds: Any) -> range:
    if not all(_is_whole(one) for one in bounds) or not 0 < len(bounds) < 4:
        raise CodeError("a range of something else than whole numbers")
    return range(*(max(min(int(one), 2**62), -(2**62)) for one in bounds))


def _is_whole(value: Any) -> bool:
    """Whether it is a whole number, of Python 2 too, where a quotient of such is one."""
    return isinstance(value, int | np.integer) or (isinstance(value, float) and value.is_integer())


def _len(state: State, value: Any) -> Any:
    if isinstance(value, Unknown):
        return value
    if isinstance(value, np.ndarray) and value.ndim:
        return len(value)
    if isinstance(value, range):
        return _length(value)
    if isinstance(value, list | tuple | str | dict):
        return len(value)
    raise CodeError(f"{operators.kind_of(value)} has no length")


def _zip(state: State, *values: Any, strict: bool = False) -> Any:
    unknown = operators.first_unknown(*values)
    if unknown is not None:
        return unknown
    rows = [items(state, value) for value in values]
    if strict and len({len(row) for row in rows}) > 1:
        raise CodeError("zip of lists of different lengths")
    return list(zip(*rows, strict=False))


def _enumerate(state: State, value: Any, start: int = 0) -> Any:
    return value if isinstance(value, Unknown) else list(enumerate(items(state, value), start))


def _reversed(state: State, value: Any) -> Any:
    if isinstance(value, range):
        return value[::-1]
    return value if isinstance(value, Unknown) else items(state, value)[::-1]


def _sorted(state: State, value: Any, key: Any = None, reverse: bool = False) -> Any:
    found = items(state, value)
    texts = all(isinstance(one, str) for one in found)
    if key is not None or not (texts or all(isinstance(one, operators.NUMBERS) for one in found)):
        raise NotKnownError("sorted by something that is not known here")
    state.budget.step(8 * len(found))
    return sorted(found, reverse=bool(reverse))


def _list(state: State, value: Any = ()) -> Any:
    return value if isinstance(value, Unknown) else items(state, value)


def _tuple(state: State, value: Any = ()) -> Any:
    return value if isinstance(value, Unknown) else tuple(items(state, value))


def _dict(state: State, value: Any = None, **more: Any) -> Any:
    if value is None or isinstance(value, dict):
        state.budget.items(len(value or {}) + len(more))
        return {**(value or {}), **more}
    pairs = items(state, value)
    if not all(isinstance(pair, tuple | list) and len(pair) == 2 for pair in pairs):
        raise CodeError("a dict of something else than pairs")
    return {operators.key_of(key): one for key, one in pairs} | more


def _default_dict(state: State, *_: Any) -> Any:
    raise NotKnownError("a dict with values made on demand")


def _sum(state: State, value: Any, start: Any = 0) -> Any:
    import ast

    found = start
    for one in items(state, value):
        found = operators.binary(ast.Add, found, one, state.budget)
    return found


def _extreme(which: Callable[..., Any]) -> Callable[..., Any]:
    def function(state: State, *values: Any, default: Any = None) -> Any:
        found = items(state, values[0]) if len(values) == 1 else list(values)
        if not found and default is not None:
            return default
        if not all(isinstance(one, operators.NUMBERS) or np.ndim(one) == 0 for one in found):
            raise NotKnownError("the largest of something else than numbers")
        return which(found)

    return function


def _float(state: State, value: Any = 0.0) -> float:
    if isinstance(value, str):
        if value.strip().lstrip("+-").lower() in ("inf", "infinity", "nan"):
            return float(value)
        raise NotKnownError("a number made from a text")
    if np.size(value) != 1:
        raise CodeError("one number made from several")
    return float(np.reshape(value, ())[()])


def _int(state: State, value: Any = 0) -> int:
    number = _float(state, value)
    if not np.isfinite(number):
        raise CodeError("a whole number made from infinity")
    return value if isinstance(value, int) else int(np.reshape(value, ())[()])


def _bool(state: State, value: Any = False) -> Any:
    return operators.truth(value)


def _abs(state: State, value: Any) -> Any:
    state.budget.shape(np.shape(value))
    return abs(value)


def _round(state: State, value: Any, digits: int = 0) -> Any:
    state.budget.shape(np.shape(value))
    return np.round(value, max(min(int(digits), 30), -30)) if np.ndim(value) or digits else round(float(value))


def _pow(state: State, left: Any, right: Any) -> Any:
    import ast

    return operators.binary(ast.Pow, left, right, state.budget)


def _all(state: State, value: Any) -> Any:
    return all(operators.truth(one) is True for one in items(state, value))


def _any(state: State, value: Any) -> Any:
    return any(operators.truth(one) is True for one in items(state, value))


def _map(state: State, function: Any, *values: Any) -> Any:
    from tutor.submission.code.interpreter.calls import call  # which calls the functions of this table

    if not isinstance(function, Function | Native | Class | Object):
        raise NotKnownError("a function that is not known")
    rows = [items(state, value) for value in values]
    return [call(function, list(row), {}, state) for row in zip(*rows, strict=False)]


def _str(state: State, value: Any = "") -> str:
    if isinstance(value, str | int) and len(str(value)) < LONGEST:
        return str(value)
    raise NotKnownError("a text made from values")


def _divmod(state: State, left: Any, right: Any) -> Any:
    import ast

    return tuple(operators.binary(kind, left, right, state.budget) for kind in (ast.FloorDiv, ast.Mod))


def _nothing(state: State, *_: Any, **__: Any) -> None:
    return None


BUILTINS: dict[str, Callable[..., Any]] = {
    "range": _range,
    "len": _len,
    "zip": _zip,
    "enumerate": _enumerate,
    "reversed": _reversed,
    "sorted": _sorted,
    "list": _list,
    "tuple": _tuple,
    "dict": _dict,
    "OrderedDict": _dict,
    "sum": _sum,
    "min": _extreme(min),
    "max": _extreme(max),
    "abs": _abs,
    "xrange": _range,
    "float": _float,
    "int": _int,
    "bool": _bool,
    "round": _round,
    "pow": _pow,
    "all": _all,
    "any": _any,
    "map": _map,
    "str": _str,
    "divmod": _divmod,
    "print": _nothing,
    "super": _nothing,
    "tqdm": lambda state, value, *_, **__: value,
}
