"""What commands share in printing: JSON that is always valid, plain tables, notices on stderr."""

from __future__ import annotations

import json
import math
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

import click

from tutor.terminal_text import printable_json, printable_line

LONGEST_NOTICE = 2000
"""Characters of a sentence on stderr: what it quotes may be as long as a file."""
_AT_ONCE = 10_000
"""The numbers of an array that are made into text at once."""

Decorator = Callable[[Callable[..., None]], Callable[..., None]]


def format_option(*formats: str) -> Decorator:
    """The option `--format`, whose first value is the default."""
    return click.option(
        "--format", type=click.Choice(formats), default=formats[0], show_default=True, help="How to print it."
    )


def print_json(value: Mapping[str, Any]) -> None:
    """One JSON object on stdout, laid out as `json_document` does it."""
    click.echo(json_document(value))


def json_document(value: Mapping[str, Any]) -> str:
    """A JSON object with a line for each of its fields and for each field of a field."""
    return "".join(json_pieces(value))


def json_pieces(value: Mapping[str, Any]) -> Iterator[str]:
    """The same text piece by piece: large arrays, which take ten times their memory as text, some rows at a time."""
    return _layout(_plain(value), "", levels=2)


def to_json(value: Any) -> str:
    """`value` as valid JSON on one line: full precision, arrays as lists, null for NaN and infinities."""
    return _dump(_plain(value))


def symbol(sign: str) -> str:
    """A sign such as ✓, or a word for it where the terminal cannot show it or TUTOR_ASCII asks for words."""
    ascii_only = os.environ.get("TUTOR_ASCII", "0") not in ("", "0") or not utf8()
    return {"✓": "OK", "✗": "X", "↪": ">", "━": "#", "─": "-"}.get(sign, sign) if ascii_only else sign


def table(rows: Sequence[Sequence[Any]], gap: int = 2) -> list[str]:
    """Rows as lines with aligned columns; wide characters count as the two cells that they take."""
    texts = [[printable_line(str(cell)) for cell in row] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*texts, strict=True)]
    lines = []
    for row in texts:
        padded = (cell + " " * (width - cells(cell) + gap) for cell, width in zip(row, widths, strict=True))
        lines.append("".join(padded).rstrip())
    return lines


def cells(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(char) else 2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text
    )


def warn(message: str) -> None:
    """A notice on stderr, on one line: what it quotes cannot pass for another one."""
    half = LONGEST_NOTICE // 2
    short = message if len(message) <= LONGEST_NOTICE else f"{message[:half]} … {message[-half:]}"
    click.echo(f"tutor: {printable_line(short)}", err=True)


def _dump(plain: Any) -> str:
    # Escapes only where the reader could not be sent the character itself.
    return printable_json(json.dumps(plain, ensure_ascii=not utf8(), allow_nan=False))


def utf8() -> bool:
    """Whether stdout can be sent any character."""
    return (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"


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
