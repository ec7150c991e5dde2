"""The answers that `tutor grade` reads: in which form they are, and their lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import BinaryIO

from tutor.commands.support.output_files import cannot
from tutor.errors import TutorError
from tutor.grading.answer_fields import JsonLines
from tutor.grading.batch_marker import Answers
from tutor.grading.csv_answers import records, table
from tutor.grading.input_lines import Line, lines
from tutor.text_encoding import not_utf8, wide_encoding


def form_of(path: str | None, otherwise: str) -> str:
    """The form that the name of a file says it is in."""
    suffix = os.path.splitext(path or "")[1].lower()
    return {".csv": "csv", ".jsonl": "jsonl", ".ndjson": "jsonl"}.get(suffix, otherwise)


def shown(source: str) -> str:
    """A file as a sentence names it."""
    return "stdin" if source == "-" else f"`{source}`"


def answers(file: BinaryIO, source: str, form: str) -> tuple[Answers, Iterator[Line | None]]:
    """How answers are handed in, and the lines or records of those that are not empty.

    Raises TutorError where the header of a table lacks a column; the lines do where they cannot be read.
    """
    read = _lines(file, source)
    if form == "jsonl":
        return JsonLines(), (line for line in read if line is None or not line.text.isspace())
    header = next((line for line in read if line is not None and not line.text.isspace()), None)
    if header is None:
        raise TutorError(f"{shown(source)} is empty: a table begins with a header", title="No header")
    found = table(header, shown(source))
    return found, records(read, found.delimiter)


def _lines(file: BinaryIO, source: str) -> Iterator[Line | None]:
    """All lines. Raises TutorError where they cannot be read or are no text in UTF-8 from the first on."""
    try:
        for line in lines(file):
            if line is not None and line.number == 1 and wide_encoding(line.text):
                raise TutorError(f"{shown(source)} {not_utf8(line.text)}", title="Not UTF-8")
            yield line
    except OSError as error:
        raise cannot("read", source, error) from error
