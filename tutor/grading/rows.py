"""Verdicts as text, a row for each answer."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from tutor.grading.csv_records import csv_cells, csv_record
from tutor.grading.verdicts import ASCII, UNICODE, AnswerVerdict
from tutor.terminal_text import printable_json

OWN = ("id", "student")
"""Fields of a line that come back with its verdict: whose it is."""


FOUND = ("step", "read_as", "verdict", "score", "diagnosis")
"""Fields of a verdict that do not stand in the line as they are."""


class Rows(Protocol):
    """A way to write verdicts."""

    @property
    def head(self) -> str:
        """What stands before the first row."""
        ...

    def row(self, number: int, own: Mapping[str, Any], found: AnswerVerdict) -> str:
        """The row for the answer of a line, with its end; `own` are the fields that come back."""
        ...

    def found(self, row: str) -> dict[str, Any]:
        """The step of a row and what was found, as fields of a verdict. Raises ValueError for what is no such row."""
        ...


class JsonRows(NamedTuple):
    """A verdict as an object in each line; in ASCII where its reader could not be sent other characters."""

    ascii_only: bool = False
    head: str = ""

    def row(self, number: int, own: Mapping[str, Any], found: AnswerVerdict) -> str:
        """An object: what is the same for all who gave this answer is written once."""
        encode, rest = (ASCII.encode, found.ascii_json) if self.ascii_only else (UNICODE.encode, found.unicode_json)
        before = f", {encode(own)[1:-1]}" if own else ""
        text = f'{{"schema": "tutor.grade/1", "line": {number}{before}, {rest[1:]}\n'
        return text if self.ascii_only else printable_json(text)

    def found(self, row: str) -> dict[str, Any]:
        """The fields of the object that are not the line's."""
        fields = json.loads(row)
        if not isinstance(fields, dict) or not fields.keys() >= set(FOUND):
            raise ValueError("no verdict")
        return {name: fields[name] for name in FOUND}


COLUMNS = (
    "line", "id", "student", "problem", "step", "seed", "answer", "read_as", "verdict", "score", "codes", "messages",
)  # fmt: skip
"""The columns of a table of verdicts."""


class CsvRows(NamedTuple):
    """A table with a row for each verdict: of what is said, the codes and, a line each, the sentences."""

    head: str = ",".join(COLUMNS) + "\n"

    def row(self, number: int, own: Mapping[str, Any], found: AnswerVerdict) -> str:
        """A record: texts with commas, quotes or lines of their own stand in quotes."""
        cells = {"line": number, **own, **found.fields}
        for column, name in (("codes", "code"), ("messages", "message")):
            cells[column] = "\n".join(said[name] for said in found.fields["diagnosis"])
        return csv_record(cells.get(name) for name in COLUMNS)

    def found(self, row: str) -> dict[str, Any]:
        """The cells that are not the line's."""
        cells = dict(zip(COLUMNS, csv_cells(row), strict=True))
        said = zip(cells["codes"].splitlines(), cells["messages"].splitlines(), strict=True)
        diagnosis = [{"code": code, "message": message} for code, message in said]
        return {name: cells.get(name) for name in FOUND} | {"score": float(cells["score"]), "diagnosis": diagnosis}
