"""What is said of the assignments of a page of code."""

from __future__ import annotations

from tutor.marking.verdict import Diagnosis
from tutor.record import Record
from tutor.submission.code.runtime.record_of_run import Failed


class Judged(Record):
    """The verdict on one assignment of the page: right, wrong, follows, definition, or not judged.

    ``target`` is the step that it answers, empty where it is none; ``follows`` the line of the wrong statement that it
    follows from; ``reason`` why it is not judged, or what else may be behind it.
    """

    line: int
    column: int
    text: str
    name: str
    verdict: str
    target: str = ""
    diagnosis: tuple[Diagnosis, ...] = ()
    follows: int | None = None
    reason: str = ""


class JudgedCode(Record):
    """All assignments of a page in the order in which they were run, and what was not run or read."""

    statements: tuple[Judged, ...]
    failed: tuple[Failed, ...]
    stopped: str = ""
