"""What commands share in printing: JSON that is always valid, plain tables, notices on stderr."""

from __future__ import annotations

import json
import math
import os
import sys
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from tutor.terminal_text import printable_json, printable_line

LONGEST_NOTICE = 2000
"""Characters of a sentence on stderr: what it quotes may be as long as a file."""

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


def _layout(plain: Any, indent: str, levels: int) -> str:
    """Like `json.dumps(indent=2)`, which has an array of a thousand numbers fill a thousand lines."""
    nested = isinstance(plain, dict) and any(isinstance(item, dict | list) for item in plain.values())
    deeper = indent + "  "
    if levels and isinstance(plain, dict) and nested:
        lines = [f"{deeper}{_dump(key)}: {_layout(item, deeper, levels - 1)}" for key, item in plain.items()]
        return "{\n" + ",\n".join(lines) + f"\n{indent}}}"
    if not levels or not isinstance(plain, list) or not any(isinstance(item, dict) for item in plain):
        return _dump(plain)
    return "[\n" + ",\n".join(deeper + _dump(item) for item in plain) + f"\n{indent}]"


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Mapping):
        return {str(key): _plain(item) for key, item in value.items()}
    if hasattr(value, "tolist"):
        return _plain(value.tolist())
    if isinstance(value, Iterable) and not isinstance(value, str | bytes):
        return [_plain(item) for item in value]
    return value
