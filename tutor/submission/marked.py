"""A file that was handed in, with a verdict on each of its statements: what every report of it is written from."""

from __future__ import annotations

from collections import Counter

from tutor.marking.verdict import Diagnosis
from tutor.record import Record
from tutor.submission.statement import Prose, Unread
from tutor.submission.verdicts import CLAIMS, FOLLOWS, JUDGED, NOT_READ, RIGHT, WRONG

CODE = "code"
"""The kind of an assignment in code; formulas have that of what they claim."""


class MarkedStatement(Record):
    """One link of a chain, or one assignment of code, with what is said of it.

    ``left`` is what its chain is about and ``right`` what this link says of it, both as typed. ``kind`` is what it
    claims; ``target`` the id of the step of ``problem`` that it answers, empty where it answers none; ``follows`` the
    line of the wrong statement that it comes of. ``key`` is the right formula, where that was asked for.
    """

    line: int
    column: int
    text: str
    left: str
    right: str
    kind: str
    verdict: str
    target: str = ""
    read_as: str = ""
    diagnosis: tuple[Diagnosis, ...] = ()
    follows: int | None = None
    note: str = ""
    problem: str = ""
    key: str = ""


class Summary(Record):
    """The counts of a page. ``codes`` are the mistakes of its wrong statements, each with how often it was made."""

    statements: int
    claims: int
    judged: int
    right: int
    wrong: int
    follows: int
    not_read: int
    first_wrong_line: int | None
    codes: dict[str, int]


class Marked(Record):
    """A page that was marked. ``source`` is its text, and ``is_code`` whether it is a program.

    ``problems`` are those that it is about, ``network`` the text of the one that its own forward equations make;
    ``layout`` says how its derivatives are laid out.
    """

    file: str
    source: str
    statements: tuple[MarkedStatement, ...]
    is_code: bool = False
    problems: tuple[str, ...] = ()
    network: str = ""
    layout: str = ""
    notes: tuple[str, ...] = ()
    prose: tuple[Prose, ...] = ()
    unread: tuple[Unread, ...] = ()

    @property
    def summary(self) -> Summary:
        """The counts over all statements."""
        count = Counter(one.verdict for one in self.statements)
        wrong = [one for one in self.statements if one.verdict == WRONG]
        codes = Counter(code for one in wrong for code in dict.fromkeys(part.code for part in one.diagnosis))
        return Summary(
            statements=len(self.statements),
            claims=sum(count[verdict] for verdict in CLAIMS),
            judged=sum(count[verdict] for verdict in JUDGED),
            right=count[RIGHT],
            wrong=count[WRONG],
            follows=count[FOLLOWS],
            not_read=count[NOT_READ],
            first_wrong_line=min((one.line for one in wrong), default=None),
            codes=dict(codes.most_common()),
        )

    @property
    def to_practise(self) -> dict[str, list[str]]:
        """By problem, the steps that were wrong in their own right, each once: what a quiz may ask about.

        The network of a page's own is none that a quiz knows.
        """
        found: dict[str, list[str]] = {}
        for one in self.statements:
            if one.verdict == WRONG and one.target and one.problem in self.problems:
                steps = found.setdefault(one.problem, [])
                if one.target not in steps:
                    steps.append(one.target)
        return found
