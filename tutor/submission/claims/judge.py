"""A page held against the problems that are handed in: a verdict for every link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Judged, Verdict
from tutor.submission.claims.page_functions import settled_functions
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.statement import CLAIM, Statement

_KNOWN = frozenset({says.WRONG, says.FOLLOWS, says.SETS})
_JUDGED = frozenset({says.RIGHT, says.WRONG, says.FOLLOWS})


def judge(statements: Sequence[Statement], problems: Sequence[Problem]) -> Judged:
    """The verdicts on all links of a page, each by the exercise that its statement belongs to."""
    if not problems:
        return Judged(
            tuple(Verdict(one, link, says.VALUE, says.NOT_JUDGED) for one in statements for link in one.links)
        )
    functions = settled_functions(statements, problems)
    chosen = [0] * len(statements)
    if len(problems) > 1:
        trials = [PagePass(problem, functions, explains=False) for problem in problems]
        columns = [trial.run(statements) for trial in trials]
        exact = [[trial.reads_as_typed(statement) for statement in statements] for trial in trials]
        chosen = _chosen(statements, columns, exact)
    passes = [PagePass(problem, functions) for problem in problems]
    found = [passes[which].judged(statement) for which, statement in zip(chosen, statements, strict=True)]
    verdicts = [verdict for one in found for verdict in one]
    used = Counter(verdict.problem for verdict in verdicts if verdict.verdict in _JUDGED)
    order = [problem.id for problem in problems if used[problem.id]]
    layouts = Counter(
        mode.layout
        for which, one in enumerate(passes)
        for statement, mode in one.modes
        if mode.layout and any(chosen[at] == which and statements[at] is statement for at in range(len(statements)))
    )
    return Judged(tuple(verdicts), tuple(order), layouts.most_common(1)[0][0] if layouts else "")


def _chosen(
    statements: Sequence[Statement], columns: Sequence[Sequence[Sequence[Verdict]]], exact: Sequence[Sequence[bool]]
) -> list[int]:
    """For every statement which problem it belongs to: most links right, then exact names, then the present one.

    What is right only with other names than those that were typed does not count where one knows them as they stand.
    """
    present = 0
    found = []
    for at in range(len(statements)):
        scores = []
        known_somewhere = any(
            exact[which][at] and any(one.verdict in _KNOWN for one in column[at])
            for which, column in enumerate(columns)
        )
        for which, column in enumerate(columns):
            right = sum(one.verdict == says.RIGHT for one in column[at])
            counted = right if exact[which][at] or not known_somewhere else 0
            known = sum(one.verdict in _KNOWN and one.link.kind == CLAIM for one in column[at])
            defined = sum(one.verdict == says.DEFINES for one in column[at])
            here = which == present
            scores.append((counted, here and known > 0, known, here and defined > 0, defined, here, -which))
        best = max(range(len(scores)), key=lambda which: scores[which])
        if scores[best][0]:
            present = best
        found.append(best)
    return found
