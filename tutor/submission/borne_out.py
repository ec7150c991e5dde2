"""Whether a problem that nobody named can say that a statement is wrong: where the page's forward pass is its own.

What is right in a problem is right whatever the page is about; what is wrong in it may be right in the network that is
meant. A false alarm costs more than silence.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from tutor.submission import verdicts as says
from tutor.submission.claims.judged import OF_NO_PROBLEM, VALUE, Verdict
from tutor.submission.own_network.forward.equations import is_forward
from tutor.submission.own_network.layers.two_layouts import OF_A_LAYOUT
from tutor.submission.statement import CLAIM

_LAYOUT = frozenset({*OF_A_LAYOUT, "swapped"})
_DECIDED = (says.RIGHT, says.WRONG, says.FOLLOWS)


def borne_out(verdicts: Sequence[Verdict]) -> list[Verdict]:
    """The verdicts, without what is wrong by a problem in which less than half of the forward formulas are right.

    Nothing is wrong where no problem has any of the forward formulas that there are.
    A statement that no problem reads belongs to that of the ones around it, and to none between two problems.
    """
    right: dict[str, int] = {}
    others: dict[str, int] = {}
    of = _problems_around(verdicts)
    for one, problem in zip(verdicts, of, strict=True):
        if one.kind != VALUE or one.link.kind != CLAIM or one.note in OF_NO_PROBLEM or not is_forward(one.statement):
            continue
        count = right if one.verdict == says.RIGHT else others
        count[problem] = count.get(problem, 0) + 1
    if others and not right:
        return [_open(one, name) for one, name in zip(verdicts, of, strict=True)]
    doubted = {name for name, count in others.items() if count > right.get(name, 0)}
    return [
        _open(one, name) if name in doubted else _of_its_layout(one) for one, name in zip(verdicts, of, strict=True)
    ]


def _of_its_layout(one: Verdict) -> Verdict:
    """The verdict, open where a forward formula differs only in how something given is laid out: ``x W^T``."""
    codes = {cause.code for cause in one.diagnosis}
    if (
        one.verdict != says.WRONG
        or one.kind != VALUE
        or not codes
        or not codes <= _LAYOUT
        or not is_forward(one.statement)
    ):
        return one
    return one.replace(verdict=says.NOT_JUDGED, diagnosis=(), note="the page may have what is given in another layout")


def _problems_around(verdicts: Sequence[Verdict]) -> list[str]:
    named = [one.problem if one.verdict in _DECIDED else "" for one in verdicts]
    before = list(accumulate(named, _last_named))
    after = list(accumulate(reversed(named), _last_named))[::-1]
    return [
        one if one == other or not other else "" if one else other for one, other in zip(before, after, strict=True)
    ]


def _last_named(known: str, problem: str) -> str:
    return problem or known


def _open(one: Verdict, problem: str) -> Verdict:
    if one.verdict not in (says.WRONG, says.FOLLOWS):
        return one
    note = f"most of the page's forward formulas are not those of {problem}"
    return one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None, note=note)
