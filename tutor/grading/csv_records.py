"""Records of CSV, one at a time."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable
from typing import Any

from tutor.grading.input_lines import LONGEST

csv.field_size_limit(LONGEST)  # 131,072 otherwise: what is longer would be no record at all

_CLOSED = re.compile(rb'[^"]*+(?:""[^"]*+)*+"')


def csv_record(cells: Iterable[Any]) -> str:
    """Cells as a record with its end; nothing where there is no value."""
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(list(cells))
    return text.getvalue()


def csv_cells(record: str, delimiter: str = ",") -> list[str]:
    """The cells of a record, of one line or several. Raises csv.Error for what is none."""
    return next(csv.reader([record], delimiter=delimiter), [])


def is_quoted_after(text: bytes, delimiter: str, quoted: bool) -> bool:
    """Whether a cell in quotes goes on after a line, which begins within one where it is `quoted`."""
    if b'"' not in text:
        return quoted
    mark, position = delimiter.encode(), 0
    while True:
        if quoted or text.startswith(b'"', position):
            closed = _CLOSED.match(text, position if quoted else position + 1)
            if closed is None:
                return True
            position, quoted = closed.end(), False
        position = text.find(mark, position) + 1
        if position == 0:
            return False
