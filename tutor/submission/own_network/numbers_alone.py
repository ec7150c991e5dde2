"""A page that is about no network: its chains of numbers are judged nevertheless, each by the link before."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import Judged, Verdict
from tutor.submission.statement import Statement

_NETWORK = """
input pageinput
weights pageweight
pageoutput = pageweight*pageinput
pageloss = pageoutput^2
loss pageloss
"""
"""A network with names that nobody types, so that all others are the page's own."""


def judged_by_numbers(statements: Sequence[Statement], text: str) -> Judged:
    """The verdicts on the numbers of a page, and on its laws that are right; all else is not judged."""
    found = judge(statements, [_nothing()], text)
    return Judged(tuple(one if _stands(one) else _open(one) for one in found.verdicts))


def _stands(one: Verdict) -> bool:
    """Whether a verdict says nothing of a network."""
    if one.kind == says.NUMBER or one.verdict in (says.SETS, says.DEFINES):
        return True
    return one.kind == says.LAW and one.verdict == says.RIGHT


def _open(one: Verdict) -> Verdict:
    return Verdict(one.statement, one.link, says.VALUE, says.NOT_JUDGED)


@lru_cache(maxsize=1)
def _nothing() -> Problem:
    from tutor.problems.network.reader import read_network

    return read_network(_NETWORK, "numbers")
