"""The unit of work: a batch of lines to rows of verdicts, in whichever process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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


class ReadAnswer(NamedTuple):
    """An answer as it was handed in: its fields, or those that can be kept and why it poses no question."""

    number: int
    bytes: int
    fields: Mapping[str, Any]
    trouble: str | None = None


@dataclass(frozen=True)
class BatchMarker:
    """Marks batches of lines that are in one form, and writes the verdicts in another; it can be pickled."""

    answers: Answers
    rows: Rows

    def __call__(self, batch: list[Line]) -> MarkedBatch:
        """The verdicts on a batch. Raises nothing for anything in its lines."""
        return marked(map(self.read, batch), self.rows)

    def lost(self, batch: list[Line]) -> MarkedBatch:
        """The same for lines at which process after process was ended."""
        return marked(map(self.read, batch), self.rows, lost)

    def verdict(self, line: Line) -> tuple[dict[str, Any], AnswerVerdict]:
        """The fields of a line that come back with its verdict, and that."""
        return _verdict(self.read(line), verdict_on)

    def read(self, line: Line) -> ReadAnswer:
        """The answer of a line."""
        try:
            return ReadAnswer(line.number, len(line.text), self.answers.fields(line))
        except BadLineError as error:
            return ReadAnswer(line.number, len(line.text), error.kept, str(error))


def marked(answers: Iterable[ReadAnswer], rows: Rows, judged: Judged = verdict_on) -> MarkedBatch:
    """The rows of the verdicts on answers. Raises nothing for anything in them."""
    texts: list[str] = []
    counted = tally()
    ids: list[tuple[int, Any]] = []
    size = 0
    for answer in answers:
        own, found = _verdict(answer, judged)
        texts.append(rows.row(answer.number, own, found))
        counted.add(found, own.get("student"))
        size += answer.bytes
        if own.get("id") is not None:
            ids.append((answer.number, own["id"]))
    return MarkedBatch("".join(texts), counted, size, ids)


def _verdict(answer: ReadAnswer, judged: Judged) -> tuple[dict[str, Any], AnswerVerdict]:
    if answer.trouble is None:
        found = judged(answer.number, answer.fields)
    else:
        found = invalid(answer.number, answer.fields, "line", answer.trouble)
    return own_fields(answer.fields), found


def own_fields(fields: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of a line that come back with its verdict."""
    return {name: fields[name] for name in OWN if name in fields}
