"""A notebook's cells, one below the other: each has its own lines, as if the notebook were one page.

A notebook is JSON; who reads it sees its cells. So lines are counted through all cells, and a cell knows its first.
"""

from __future__ import annotations

import json
import re
from typing import Any

from tutor.errors import TutorError
from tutor.record import Record
from tutor.submission.statement import Code, Page, Prose, Statement, Unread
from tutor.submission.text.page import statements_of

MOST_CHARACTERS = 20_000_000
"""Pictures stand in a notebook as text, and are left out."""
MOST_CELLS = 1000
MOST_OF_CELLS = 500_000
_MAGIC = re.compile(r"^[ \t]*[%!?][^\n]*", re.MULTILINE)
_OTHER_LANGUAGE = re.compile(r"\s*%%(?!time|capture|prun|timeit)")


class Cell(Record):
    """A cell: its number from 1, ``markdown`` or ``code``, its text, and its first line among those of all cells."""

    number: int
    kind: str
    text: str
    line: int


def cells_of(text: str, name: str = "this notebook") -> tuple[Cell, ...]:
    """The cells of words and of Python. Raises TutorError for what is no notebook, or is damaged or too long."""
    if len(text) > MOST_CHARACTERS:
        raise _damaged(name, f"it has {len(text)} characters; the most I read is {MOST_CHARACTERS}")
    try:
        notebook = json.loads(text)
    except (ValueError, RecursionError):
        raise _damaged(name, "it is not written in JSON, or broken off") from None
    cells = _listed(notebook)
    if cells is None:
        raise _damaged(name, "it has no list of cells")
    if len(cells) > MOST_CELLS:
        raise _damaged(name, f"it has {len(cells)} cells; the most I read is {MOST_CELLS}")
    found: list[Cell] = []
    line = 1
    for number, cell in enumerate(cells, 1):
        source = _source(cell)
        if source is None:
            raise _damaged(name, f"cell {number} has no text")
        kind = cell.get("cell_type")
        if kind == "code":
            source = "" if _OTHER_LANGUAGE.match(source) else _MAGIC.sub("", source)
        if kind in ("markdown", "code") and source.strip():
            found.append(Cell(number, kind, source, line))
        line += source.count("\n") + 1
    length = sum(len(cell.text) for cell in found)
    if length > MOST_OF_CELLS:
        raise _damaged(name, f"its cells have {length} characters; the most I read is {MOST_OF_CELLS}")
    return tuple(found)


def page_of(cells: tuple[Cell, ...]) -> Page:
    """The statements and the code of all cells, with the lines that these have among all."""
    lines: list[str] = []
    statements: list[Statement] = []
    code: list[Code] = []
    prose: list[Prose] = []
    unread: list[Unread] = []
    for cell in cells:
        lines += [""] * (cell.line - 1 - len(lines)) + cell.text.split("\n")
        if cell.kind == "code":
            code.append(Code(cell.line, 1, cell.text, "python"))
            continue
        page = statements_of(cell.text, "markdown")
        below = cell.line - 1
        statements += [_moved(statement, below) for statement in page.statements]
        code += [one.replace(line=one.line + below) for one in page.code]
        prose += [one.replace(line=one.line + below, end_line=one.end_line + below) for one in page.prose]
        unread += [one.replace(line=one.line + below) for one in page.unread]
    return Page("\n".join(lines), tuple(statements), tuple(code), tuple(prose), tuple(unread))


def _listed(notebook: Any) -> list[dict[str, Any]] | None:
    """The cells of a notebook of today, or of one whose cells stand on a sheet."""
    if not isinstance(notebook, dict):
        return None
    cells = notebook.get("cells")
    if cells is None and isinstance(sheets := notebook.get("worksheets"), list) and sheets:
        cells = sheets[0].get("cells") if isinstance(sheets[0], dict) else None
    return cells if isinstance(cells, list) and all(isinstance(cell, dict) for cell in cells) else None


def _source(cell: dict[str, Any]) -> str | None:
    """The text of a cell, which is a text or a list of lines."""
    source = cell.get("source", cell.get("input"))
    if isinstance(source, list) and all(isinstance(line, str) for line in source):
        return "".join(source)
    return source if isinstance(source, str) else None


def _moved(statement: Statement, below: int) -> Statement:
    return statement.replace(
        line=statement.line + below,
        links=tuple(link.replace(line=link.line + below) for link in statement.links),
        settings=tuple(_moved(setting, below) for setting in statement.settings),
    )


def _damaged(name: str, reason: str) -> TutorError:
    return TutorError(f"{name} cannot be read as a notebook: {reason}", title="Not a notebook")
