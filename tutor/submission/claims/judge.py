"""A page held against the problems that are handed in: a verdict for every link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Judged, Verdict
from tutor.submission.claims.page_pass import PagePass, settled_functions
from tutor.submission.statement import Statement

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
        columns = [PagePass(problem, functions, explains=False).run(statements) for problem in problems]
        chosen = _chosen(statements, columns)
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


def _chosen(statements: Sequence[Statement], columns: Sequence[Sequence[Sequence[Verdict]]]) -> list[int]:
    """For every statement which problem it belongs to: most links right, then most judged, then the present one."""
    present = 0
    found = []
    for at in range(len(statements)):
        scores = []
        for which, column in enumerate(columns):
            right = sum(one.verdict == says.RIGHT for one in column[at])
            read = sum(one.verdict not in (says.NOT_READ, says.NOT_JUDGED) for one in column[at])
            scores.append((right, which == present and read > 0, read, which == present, -which))
        if scores:
            best = max(range(len(scores)), key=lambda which: scores[which])
            if scores[best][0]:
                present = best
            found.append(best)
        else:
            found.append(0)
    return found
