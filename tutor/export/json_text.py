"""Values as JSON that is always valid, laid out for reading, piece by piece where arrays are large."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tutor.terminal_text import printable_json
from tutor.text_encoding import utf8

_AT_ONCE = 10_000
"""The numbers of an array that are made into text at once."""


def json_document(value: Mapping[str, Any]) -> str:
    """A JSON object with a line for each of its fields and for each field of a field."""
    return "".join(json_pieces(value))


def json_pieces(value: Mapping[str, Any]) -> Iterator[str]:
    """The same text piece by piece: large arrays, which take ten times their memory as text, some rows at a time."""
    return _layout(_plain(value), "", levels=2)


def _dump(plain: Any) -> str:
    import json  # 2 ms; all commands could print JSON, few do

    # Escapes only where the reader could not be sent the character itself.
    return printable_json(json.dumps(plain, ensure_ascii=not utf8(), allow_nan=False))


def _layout(plain: Any, indent: str, levels: int) -> Iterator[str]:
    """Like `json.dumps(indent=2)`, which has an array of a thousand numbers fill a thousand lines."""
    nested = isinstance(plain, dict) and any(isinstance(i, dict | list) or _is_large(i) for i in plain.values())
    deeper = indent + "  "
    if levels and isinstance(plain, dict) and nested:
        start = "{\n"
        for key, item in plain.items():
            yield f"{start}{deeper}{_dump(key)}: "
            yield from _layout(item, deeper, levels - 1)
            start = ",\n"
        yield f"\n{indent}}}"
    elif not levels or not isinstance(plain, list) or not any(isinstance(item, dict) for item in plain):
        yield from _line(plain)
    else:
        start = "[\n"
        for item in plain:
            yield start + deeper
            yield from _line(item)
            start = ",\n"
        yield f"\n{indent}]"


def _line(plain: Any) -> Iterator[str]:
    """What `_dump` has, piece by piece where that is long."""
    if isinstance(plain, dict):
        start = "{"
        for key, item in plain.items():
            yield f"{start}{_dump(key)}: "
            yield from _line(item)
            start = ", "
        yield "}" if plain else "{}"
    elif _is_large(plain):
        rows = max(1, _AT_ONCE * len(plain) // plain.size)
        start = "["
        for first in range(0, len(plain), rows):
            yield start
            if rows == 1 and _is_large(plain[first]):
                yield from _line(plain[first])
            else:
                yield _dump(_plain(plain[first : first + rows]))[1:-1]
            start = ", "
        yield "]"
    else:
        yield _dump(plain)


def _is_large(value: Any) -> bool:
    """Whether this is an array that is not to be made into lists as a whole."""
    return hasattr(value, "dtype") and value.ndim > 0 and value.size > _AT_ONCE


def _all_finite(value: Any) -> bool:
    """Whether an array has nothing that JSON lacks; numbers need then not be looked at one by one."""
    import numpy as np  # there is an array, so it is loaded

    return value.dtype.kind in "iu" or (value.dtype.kind == "f" and bool(np.isfinite(value).all()))


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): item if _is_large(item) else _plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        listed = value.tolist()
        return listed if _all_finite(value) else _plain(listed)
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    return value
