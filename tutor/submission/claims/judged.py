"""What is said of the links of a page."""

from __future__ import annotations

from tutor.marking.verdict import Diagnosis
from tutor.record import Record
from tutor.submission.statement import CLAIM, Link, Statement
from tutor.submission.statement import DEPENDENCY as DEPENDS
from tutor.submission.verdicts import DEFINES as DEFINES
from tutor.submission.verdicts import FOLLOWS as FOLLOWS
from tutor.submission.verdicts import NOT_JUDGED as NOT_JUDGED
from tutor.submission.verdicts import NOT_READ as NOT_READ
from tutor.submission.verdicts import RIGHT as RIGHT
from tutor.submission.verdicts import SETS as SETS
from tutor.submission.verdicts import WRONG as WRONG

BY_ITSELF = "it is what the numbers before it come to"
"""The note on a number that says nothing of the problem."""
BY_PAGE = "these are the page's own numbers"
"""The note on numbers that are what the page says of its names."""
ASSUMED = "with what is assumed above"
"""The note on what is right with an assumption of the page, or with a formula that it has in the place of one."""
OF_NO_PROBLEM = frozenset({BY_ITSELF, BY_PAGE})
"""The notes on what is right whatever the page is about."""

DEFINITION, VALUE, DERIVATIVE, UPDATE = "definition", "value", "derivative", "update"
NUMBER, LAW, SETTING, DEPENDENCY = "number", "law", "setting", "dependency"


class Verdict(Record):
    """The verdict on one link.

    ``kind`` is what it claims, ``target`` the id of the step that its left side is, if it is one, ``read_as`` the link
    as it was read. ``follows`` is the line of the earlier statement that it comes of. ``problem`` is the exercise.
    """

    statement: Statement
    link: Link
    kind: str
    verdict: str
    target: str = ""
    read_as: str = ""
    diagnosis: tuple[Diagnosis, ...] = ()
    follows: int | None = None
    note: str = ""
    problem: str = ""


def unjudged(statement: Statement, link: Link, problem: str = "") -> Verdict:
    """The verdict on a link of which nothing is known yet: what claims nothing is no claim whatever it is about."""
    if link.kind == CLAIM:
        return Verdict(statement, link, VALUE, NOT_JUDGED, problem=problem)
    return Verdict(statement, link, DEPENDENCY if link.kind == DEPENDS else SETTING, SETS, problem=problem)


class Judged(Record):
    """A page that was judged: a verdict for every link, the problems it is about, and how derivatives are laid out."""

    verdicts: tuple[Verdict, ...]
    problems: tuple[str, ...] = ()
    layout: str = ""
    notes: tuple[str, ...] = ()
