"""The functions that a page calls by letters: G, g, s."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

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

    What a problem cannot read with one of them, as it is about something else, it is asked with no other.
    """
    found: dict[str, str] = {}
    readers = [Exercise(problem).general.reader for problem in problems]
    called: dict[str, list[Statement]] = {}
    for statement in statements:
        for text in (statement.left, *(link.text for link in statement.links)):
            for letter in set.intersection(*(set(reader.unknown_calls(text)) for reader in readers)):
                called.setdefault(letter, []).append(statement)
    for letter in sorted(called)[:MOST_FUNCTIONS]:
        calls = list(dict.fromkeys(called[letter]))[:MOST_CALLS]
        if best := _best_function(letter, calls, problems, found):
            found[letter] = best
    return found


def _best_function(
    letter: str, calls: Sequence[Statement], problems: Sequence[Problem], known: Mapping[str, str]
) -> str:
    """The first function with which most links of some statements are right; empty where none is with any."""
    best, most = "", 0
    asked: list[tuple[Problem, Sequence[Statement]]] = [(problem, calls) for problem in problems]
    for function in CANDIDATES:
        right: Counter[Statement] = Counter()
        read: list[tuple[Problem, Sequence[Statement]]] = []
        for problem, own in asked:
            trial = PagePass(problem, {**known, letter: function}, explains=False)
            verdicts = {one: [each.verdict for each in trial.judged(one)] for one in own}
            right |= Counter({one: found.count(RIGHT) for one, found in verdicts.items()})
            left = [one for one, found in verdicts.items() if {*found} != {NOT_READ}]
            if left:
                read.append((problem, left))
        asked = read
        if right.total() > most:
            best, most = function, right.total()
    return best
