"""What commands share in printing: the option `--format`, plain tables, signs, notices on stderr."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import click

from tutor.terminal_text import cells, printable_line
from tutor.text_encoding import utf8

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
    from tutor.export.json_text import json_document

    click.echo(json_document(value))


def print_written(paths: Iterable[object], format: str) -> None:
    """The files that a command has written, a line each, or as one JSON object."""
    files = list(map(str, paths))
    if format == "json":
        print_json({"schema": "tutor.written/1", "files": files})
        return
    for file in files:
        click.echo(file)


def symbol(sign: str) -> str:
    """A sign such as ✓, or a word for it where the terminal cannot show it or TUTOR_ASCII asks for words."""
    ascii_only = os.environ.get("TUTOR_ASCII", "0") not in ("", "0") or not utf8()
    return {"✓": "OK", "✗": "X", "↪": ">", "━": "#", "─": "-"}.get(sign, sign) if ascii_only else sign


# Blanks between two columns.
GAP = 2


def table(rows: Sequence[Sequence[Any]]) -> list[str]:
    """Rows as lines with aligned columns; wide characters count as the two cells that they take."""
    texts = [[printable_line(str(cell)) for cell in row] for row in rows]
    widths = [max(map(cells, column)) for column in zip(*texts, strict=True)]
    lines = []
    for row in texts:
        padded = (cell + " " * (width - cells(cell) + GAP) for cell, width in zip(row, widths, strict=True))
        lines.append("".join(padded).rstrip())
    return lines


def warn(message: str) -> None:
    """A notice on stderr, on one line: what it quotes cannot pass for another one."""
    half = LONGEST_NOTICE // 2
    short = message if len(message) <= LONGEST_NOTICE else f"{message[:half]} … {message[-half:]}"
    click.echo(f"tutor: {printable_line(short)}", err=True)
