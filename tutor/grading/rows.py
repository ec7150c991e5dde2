"""Verdicts as text, a row for each answer."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from typing import Any, NamedTuple, Protocol

from tutor.grading.verdicts import ASCII, UNICODE, AnswerVerdict
from tutor.terminal_text import printable_json

OWN = ("id", "student")
"""Fields of a line that come back with its verdict: whose it is."""


class Rows(Protocol):
    """A way to write verdicts."""

    @property
    def head(self) -> str:
        """What stands before the first row."""
        ...

    def row(self, number: int, own: Mapping[str, Any], found: AnswerVerdict) -> str:
        """The row for the answer of a line, with its end; `own` are the fields that come back."""
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


COLUMNS = (
    "line", "id", "student", "problem", "step", "seed", "answer", "read_as", "verdict", "score", "codes", "messages",
)  # fmt: skip
"""The columns of a table of verdicts."""


class CsvRows(NamedTuple):
    """A table with a row for each verdict: of what is said, the codes and, a line each, the sentences."""

    head: str = ",".join(COLUMNS) + "\n"

    def row(self, number: int, own: Mapping[str, Any], found: AnswerVerdict) -> str:
        """A record: texts with commas, quotes or lines of their own stand in quotes."""
        cells = {"line": number, **own, **found.fields, "codes": " ".join(found.codes)}
        cells["messages"] = "\n".join(said["message"] for said in found.fields["diagnosis"])
        return csv_record(cells.get(name) for name in COLUMNS)


def csv_record(cells: Any) -> str:
    """Cells as a line of CSV; nothing where there is no value."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(list(cells))
    return text.getvalue()
