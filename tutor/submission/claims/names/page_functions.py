"""The functions that a page calls by letters: G, g, s."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.problems.contract.problem import Problem
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.judged import NOT_READ, RIGHT
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.claims.reader import CANDIDATES
from tutor.submission.statement import Statement

MOST_FUNCTIONS = 6
MOST_CALLS = 8


def settled_functions(statements: Sequence[Statement], problems: Sequence[Problem]) -> dict[str, str]:
    """The functions that a page calls by letters: for each the one with which most links are right.

    What cannot be read with one of them, as it is about something else, is tried with no other.
    """
    found: dict[str, str] = {}
    readers = [Exercise(problem).general.reader for problem in problems]
    called: dict[str, list[Statement]] = {}
    for statement in statements:
        for text in (statement.left, *(link.text for link in statement.links)):
            for letter in set.intersection(*(set(reader.unknown_calls(text)) for reader in readers)):
                called.setdefault(letter, []).append(statement)
    for letter in sorted(called)[:MOST_FUNCTIONS]:
        counts = dict.fromkeys(CANDIDATES, 0)
        calls = list(dict.fromkeys(called[letter]))[:MOST_CALLS]
        for function in CANDIDATES:
            trials = [PagePass(problem, {**found, letter: function}, explains=False) for problem in problems]
            verdicts = {one: [[each.verdict for each in trial.judged(one)] for trial in trials] for one in calls}
            counts[function] = sum(max(own.count(RIGHT) for own in verdicts[one]) for one in calls)
            calls = [one for one in calls if any(set(own) != {NOT_READ} for own in verdicts[one])]
        best = max(CANDIDATES, key=lambda function: counts[function])
        if counts[best]:
            found[letter] = best
    return found
