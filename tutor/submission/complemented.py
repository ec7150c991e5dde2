"""What two networks make of a page together: the one it is judged by, and its own for what that one leaves open."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tutor.marking.verdict import UNRECOGNISED
from tutor.problems.contract.problem import Problem
from tutor.submission import verdicts as says
from tutor.submission.claims.judged import VALUE, Judged, Verdict
from tutor.submission.fit import has_another_forward
from tutor.submission.own_network.forward.equations import is_forward

BY_OWN = "by the page's own forward equations"
BY_EXERCISE = "by the exercise"
_OPEN = (says.NOT_READ, says.NOT_JUDGED)
_BAD = (says.WRONG, says.FOLLOWS)


def complemented(found: Judged, other: Judged, *, note: str) -> Judged:
    """The verdicts, with those of another network for what is open in them and right there; the ``note`` says so.

    Where several formulas of a line are such, their neighbours are held against that network too.
    """
    if len(other.verdicts) != len(found.verdicts):
        return found
    pairs = list(zip(found.verdicts, other.verdicts, strict=True))
    lines = Counter(_line(one) for one, also in pairs if one.verdict in _OPEN and also.verdict == says.RIGHT)
    return found.replace(
        verdicts=tuple(
            _of_other(one, also, note)
            if one.verdict in _OPEN
            and (also.verdict == says.RIGHT or (also.verdict == says.WRONG and lines[_line(one)] >= _least(also)))
            else one
            for one, also in pairs
        )
    )


def _line(one: Verdict) -> int:
    return one.statement.line


def _least(one: Verdict) -> int:
    """So many formulas of a line must be right by a network before another of the line is wrong by it."""
    return 2 if one.diagnosis and UNRECOGNISED not in one.diagnosis else 3


def without_own_models(found: Judged, own: Judged, problems: Sequence[Problem]) -> Judged:
    """The verdicts by an exercise, without what is wrong only because the page has another forward pass.

    That is what it defines by another activation or loss and goes on with: something is right in its own network alone,
    and nothing only by the exercise.
    """
    if len(own.verdicts) != len(found.verdicts):
        return found
    by_id = {problem.id: problem for problem in problems}
    pairs = [
        (one, also) for one, also in zip(found.verdicts, own.verdicts, strict=True) if not is_forward(one.statement)
    ]
    if any(one.verdict == says.RIGHT and also.verdict in _BAD for one, also in pairs):
        return found
    if not any(one.verdict != says.RIGHT and also.verdict == says.RIGHT for one, also in pairs):
        return found
    elsewhere = {one.problem for one in found.verdicts if _is_other_forward(one, by_id)}
    return found.replace(
        verdicts=tuple(
            _of_other(one, also, BY_OWN)
            if one.problem in elsewhere and one.verdict in _BAD and also.verdict == says.RIGHT
            else one
            for one, also in zip(found.verdicts, own.verdicts, strict=True)
        )
    )


def _is_other_forward(one: Verdict, by_id: dict[str, Problem]) -> bool:
    problem = by_id.get(one.problem)
    return problem is not None and one.kind == VALUE and is_forward(one.statement) and has_another_forward(one, problem)


def _of_other(one: Verdict, other: Verdict, note: str) -> Verdict:
    return other.replace(statement=one.statement, link=one.link, problem="", target="", note=other.note or note)
