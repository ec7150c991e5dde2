"""The unit of work: a batch of lines to rows of verdicts, in whichever process."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol

from tutor.grading.answer_fields import BadLineError
from tutor.grading.input_lines import Line
from tutor.grading.rows import OWN, Rows
from tutor.grading.tally import Tally, tally
from tutor.grading.verdicts import AnswerVerdict, invalid, lost, verdict_on

Judged = Callable[[int, Mapping[str, Any]], AnswerVerdict]


class Answers(Protocol):
    """A way in which answers are handed in."""

    def fields(self, line: Line) -> dict[str, Any]:
        """The fields of a line, each a text, a number or nothing. Raises BadLineError."""
        ...


class MarkedBatch(NamedTuple):
    """Rows of verdicts, what they come to, and how much of the input they are for."""

    text: str
    tally: Tally
    bytes: int
    ids: list[tuple[int, Any]]
    """The line and the id of each answer that has one."""


@dataclass(frozen=True)
class BatchMarker:
    """Marks batches of lines that are in one form, and writes the verdicts in another; it can be pickled."""

    answers: Answers
    rows: Rows

    def __call__(self, batch: list[Line]) -> MarkedBatch:
        """The verdicts on a batch. Raises nothing for anything in its lines."""
        return self._marked(batch, verdict_on)

    def lost(self, batch: list[Line]) -> MarkedBatch:
        """The same for lines at which process after process was ended."""
        return self._marked(batch, lost)

    def verdict(self, line: Line, judged: Judged = verdict_on) -> tuple[dict[str, Any], AnswerVerdict]:
        """The fields of a line that come back with its verdict, and that."""
        try:
            fields = self.answers.fields(line)
            found = judged(line.number, fields)
        except BadLineError as error:
            fields = error.kept
            found = invalid(line.number, fields, "line", str(error))
        return own_fields(fields), found

    def _marked(self, batch: list[Line], judged: Judged) -> MarkedBatch:
        rows: list[str] = []
        counted = tally()
        ids: list[tuple[int, Any]] = []
        for line in batch:
            own, found = self.verdict(line, judged)
            rows.append(self.rows.row(line.number, own, found))
            counted.add(found, own.get("student"))
            if own.get("id") is not None:
                ids.append((line.number, own["id"]))
        return MarkedBatch("".join(rows), counted, sum(len(line.text) for line in batch), ids)


def own_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a line that come back with its verdict."""
    return {name: fields[name] for name in OWN if name in fields}
