"""Answers as a table: CSV with a header, whose records may have lines of their own in quotes."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tutor.errors import TutorError
from tutor.grading.answer_fields import BadLineError, text_of, whole_number
from tutor.grading.csv_records import csv_cells, is_quoted_after
from tutor.grading.input_lines import LONGEST, Line

NEEDED = ("problem", "step", "answer")
COLUMNS = (*NEEDED, "seed", "id", "student", "code")
DELIMITERS = ",;\t"
"""What may stand between cells: spreadsheets of countries with a decimal comma write semicolons."""

_NOTHING = re.compile(rb'[\s,;"]*')
_WHOLE = re.compile(r"[+-]?[0-9]+")


@dataclass(frozen=True)
class CsvTable:
    """Answers as the records of a table with these columns."""

    columns: tuple[str, ...]
    delimiter: str

    def fields(self, line: Line) -> dict[str, Any]:
        """The cells of a record by column; what is empty is left out, but for an answer. Raises BadLineError."""
        cells = _cells(text_of(line), self.delimiter)
        if len(cells) > len(self.columns) and any(cells[len(self.columns) :]):
            said = f"it has {len(cells)} cells, the header {len(self.columns)}"
            raise BadLineError(f"{said}: a text with `{self.delimiter}` in it stands in quotes")
        found: dict[str, Any] = {
            name: cell
            for name, cell in zip(self.columns, cells, strict=False)
            if name in COLUMNS and (cell.strip() or name == "answer")
        }
        if "seed" in found:
            found["seed"] = _seed(found["seed"].strip(), found)
        for name in ("problem", "step"):
            if name in found:
                found[name] = found[name].strip()
        return found


def table(header: Line, source: str) -> CsvTable:
    """The table that a first line begins. Raises TutorError where a column is missing or stands there twice."""
    try:
        text = text_of(header)
        delimiter = max(DELIMITERS, key=text.count)
        columns = tuple(name.strip().lower() for name in _cells(text, delimiter))
    except BadLineError as error:
        raise TutorError(f"{source}, line {header.number}: {error}", title="No header") from None
    missing = [f"`{name}`" for name in NEEDED if name not in columns]
    if missing:
        word = "column" if len(missing) == 1 else "columns"
        said = f"{source} has no {word} {', '.join(missing)}: its first line names the columns {', '.join(COLUMNS)}"
        raise TutorError(f"{said}, of which the last four may be left out", title="A column is missing")
    twice = [f"`{name}`" for name in COLUMNS if columns.count(name) > 1]
    if twice:
        raise TutorError(f"{source} has the column {', '.join(twice)} twice", title="A column twice")
    return CsvTable(columns, delimiter)


def records(read: Iterable[Line | None], delimiter: str) -> Iterator[Line | None]:
    """Lines put together to records: a cell in quotes goes on in the next line. What has no text is left out.

    The last record may be one whose quotes are not closed.
    """
    parts: list[bytes] = []
    first = size = 0
    quoted = False
    for line in read:
        if line is None:
            yield None
            continue
        if not quoted:
            parts, first, size = [], line.number, 0
        if size <= LONGEST:  # of what is too long only the beginning is kept
            parts.append(line.text)
            size += len(line.text)
        quoted = is_quoted_after(line.text, delimiter, quoted)
        if not quoted and not all(map(_NOTHING.fullmatch, parts)):
            yield Line(first, b"".join(parts))
    if quoted:
        yield Line(first, b"".join(parts))


def _cells(text: str, delimiter: str) -> list[str]:
    try:
        return csv_cells(text, delimiter)
    except csv.Error as error:
        raise BadLineError(f"it is no record of a table: {error}") from None


def _seed(text: str, kept: dict[str, Any]) -> int:
    """A whole number. Raises BadLineError, with what else can be kept."""
    found = whole_number(text) if _WHOLE.fullmatch(text) else None
    if isinstance(found, int):
        return found
    del kept["seed"]
    raise BadLineError(f"`seed`: {found.reason}" if found else "`seed` is not a whole number", kept)
