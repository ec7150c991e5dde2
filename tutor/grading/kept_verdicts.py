"""The verdicts of a run that was interrupted, held against the lines that they are on."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

from tutor.errors import TutorError
from tutor.grading.answer_fields import BadLineError
from tutor.grading.batch_marker import BatchMarker, MarkedBatch, own_fields
from tutor.grading.csv_records import is_quoted_after
from tutor.grading.input_lines import Line
from tutor.grading.rows import CsvRows
from tutor.grading.tally import tally
from tutor.grading.verdicts import NO_QUESTION, AnswerVerdict, asked


class Kept(NamedTuple):
    """What was done before: verdicts up to this byte of the part, on so much of the input."""

    end: int
    marked: MarkedBatch


def kept_verdicts(part: BinaryIO, name: str, read: Iterator[Line | None], source: str, marker: BatchMarker) -> Kept:
    """The verdicts in a part, up to the last whole one; `read` has been read as far as they go.

    Each is the row that its line has: with the same number, id, student, problem, seed and answer, and with the step
    by any of its names; or, where a line poses no question, for the same reason. Raises TutorError where one is not.
    """
    head = marker.rows.head.encode()
    if part.read(len(head)) != head:
        raise TutorError(f"`{name}` holds no verdicts in the form that is asked for", title="Another form")
    end, taken, counted, ids = len(head), 0, tally(), list[tuple[int, Any]]()
    for number, row in enumerate(_whole_rows(part, is_table=isinstance(marker.rows, CsvRows)), 1):
        line = next((line for line in read if line is not None), None)
        if line is None:
            raise _changed(f"`{name}` has a verdict on answer {number}, and {source} has only {number - 1}")
        own, found = _verdict(row, line, marker)
        if found is None:
            raise _changed(f"line {line.number} of {source} is not the one that `{name}` has a verdict on")
        end += len(row)
        taken += len(line.text)
        counted.add(found, own.get("student"))
        if own.get("id") is not None:
            ids.append((line.number, own["id"]))
    return Kept(end, MarkedBatch("", counted, taken, ids))


def _changed(said: str) -> TutorError:
    return TutorError(f"{said}: it was changed; without --resume all is marked anew", title="The input was changed")


def _whole_rows(part: BinaryIO, *, is_table: bool) -> Iterator[bytes]:
    """The rows that have their ends; what follows them was being written when the run was ended."""
    row, quoted = b"", False
    for text in part:
        row += text
        quoted = is_table and is_quoted_after(text, ",", quoted)
        if row.endswith(b"\n") and not quoted:
            yield row
            row = b""


def _verdict(row: bytes, line: Line, marker: BatchMarker) -> tuple[dict[str, Any], AnswerVerdict | None]:
    """The fields of a line that come back, and the verdict of a row if that is on this line."""
    try:
        found = marker.rows.found(row.decode())
        fields = marker.answers.fields(line)
    except BadLineError:
        own, verdict = marker.verdict(line)
    except (ValueError, csv.Error):
        return {}, None
    else:
        own = own_fields(fields)
        verdict = _of_fields(fields, found)
        if "line" in verdict.codes:  # nothing is marked: the line is looked at once more
            own, verdict = marker.verdict(line)
    same = marker.rows.row(line.number, own, verdict).encode(errors="backslashreplace") == row
    return own, verdict if same else None


def _of_fields(fields: dict[str, Any], found: dict[str, Any]) -> AnswerVerdict:
    """The verdict that was found, as one on these fields."""
    names = {name: fields.get(name) for name in ("problem", "step", "seed", "answer")}
    verdict = AnswerVerdict({**names, **found, "step": names["step"]})
    if NO_QUESTION.isdisjoint(verdict.codes):
        verdict.question = asked(str(names["problem"]), str(names["step"]))
        verdict.fields["step"] = verdict.question[1] if verdict.question else names["step"]
    return verdict
