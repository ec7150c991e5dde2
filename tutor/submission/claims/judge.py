"""A page held against the problems that are handed in: a verdict for every link."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tutor.problems.contract.problem import Problem
from tutor.submission.claims import judged as says
from tutor.submission.claims.judged import Judged, Verdict, unjudged
from tutor.submission.claims.names.page_functions import settled_functions
from tutor.submission.claims.outcome.mean_later import settled_means
from tutor.submission.claims.outcome.own_activations import settled_activation
from tutor.submission.claims.outcome.second_look import looked_at_again
from tutor.submission.claims.page_memory import Noted
from tutor.submission.claims.page_pass import PagePass
from tutor.submission.claims.writing.named_deltas import names_its_deltas
from tutor.submission.claims.writing.named_steps import steps_named
from tutor.submission.statement import CLAIM, Statement

_KNOWN = frozenset({says.WRONG, says.FOLLOWS, says.SETS})
_JUDGED = frozenset({says.RIGHT, says.WRONG, says.FOLLOWS})
MOST_SPENT = 200_000
"""Work on a page, in units of some ten microseconds, after which the rest of it is not judged."""


def judge(
    statements: Sequence[Statement], problems: Sequence[Problem], text: str = "", *, named: bool = False
) -> Judged:
    """The verdicts on all links of a page, each by the exercise that its statement belongs to.

    ``text`` is that of the page, whose prose may name what is given; ``named`` says that the problems are those that
    it was handed in with.
    """
    if not problems:
        return Judged(tuple(unjudged(one, link) for one in statements for link in one.links))
    functions = settled_functions(statements, problems)
    deltas = names_its_deltas(statements)
    chosen = [0] * len(statements)
    letters = {letter for problem in problems for letter in problem.scope.axes.time}
    steps = steps_named(statements, letters)
    if len(problems) > 1:
        most = MOST_SPENT // len(problems) // 2
        trials = [
            PagePass(problem, functions, explains=False, names_deltas=deltas, most=most, steps=steps, named=named)
            for problem in problems
        ]
        columns = [trial.run(statements) for trial in trials]
        exact = [[trial.reads_as_typed(statement) for statement in statements] for trial in trials]
        chosen = _chosen(statements, columns, exact)
    most = MOST_SPENT // len(problems)
    passes = [
        PagePass(problem, functions, names_deltas=deltas, text=text, most=most, steps=steps, named=named)
        for problem in problems
    ]
    verdicts: list[Verdict] = []
    joined = False
    for at, statement in enumerate(statements):
        if joined:  # it has been judged as a part of the one before
            joined = False
            continue
        own = passes[chosen[at]]
        before = own.noted()
        found = own.judged(statement)
        after = statements[at + 1] if at + 1 < len(statements) else None
        whole = _gone_on(own, before, statement, found, after)
        joined = whole is not None
        verdicts += whole or found
    by_id = {one.problem.id: one for one in passes}
    verdicts = [looked_at_again(by_id[one.problem], one) if one.problem else one for one in verdicts]
    for one in passes:
        verdicts = settled_means(one, settled_activation(one, verdicts))
    used = Counter(verdict.problem for verdict in verdicts if verdict.verdict in _JUDGED)
    order = [problem.id for problem in problems if used[problem.id]]
    layouts = Counter(mode.layout for one in passes for _, mode in one.modes if mode.layout)
    return Judged(tuple(verdicts), tuple(order), layouts.most_common(1)[0][0] if layouts else "")


def _gone_on(
    own: PagePass, before: Noted, statement: Statement, found: Sequence[Verdict], after: Statement | None
) -> list[Verdict] | None:
    """The verdicts on a statement and the next, if they are one chain that goes on with a product on the next line.

    That is so if they are right as one, and the first is not right by itself.
    """
    if after is None or not found or found[-1].verdict not in (says.WRONG, says.NOT_JUDGED) or not after.links:
        return None
    if own.gives_up_causes or after.left == statement.left:
        return None
    if not 0 < after.line - found[-1].link.line <= 1 or after.words or not after.left:
        return None
    last = statement.links[-1]
    longer = last.replace(text=f"{last.text} {after.left}", expanded=True)
    chain = statement.replace(links=(*statement.links[:-1], longer, *after.links))
    alone = own.noted()
    own.note(before)
    with own.only_whether():
        verdicts = own.judged(chain)
    if any(one.verdict != says.RIGHT for one in verdicts[len(statement.links) - 1 :]):
        own.note(alone)
        return None
    links = (last, *after.links)
    owners = [statement] + [after] * len(after.links)
    joined = zip(verdicts[len(statement.links) - 1 :], owners, links, strict=True)
    return [*found[:-1], *(one.replace(statement=mine, link=link) for one, mine, link in joined)]


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
            right = sum(one.verdict == says.RIGHT and one.note not in says.OF_NO_PROBLEM for one in column[at])
            counted = right if exact[which][at] or not known_somewhere else 0
            known = sum(one.verdict in _KNOWN and one.link.kind == CLAIM for one in column[at])
            defined = sum(one.verdict == says.DEFINES for one in column[at])
            here = which == present
            scores.append(
                (
                    counted,
                    counted > 0 and exact[which][at],
                    here and known > 0,
                    known,
                    here and defined > 0,
                    defined,
                    here,
                    -which,
                )
            )
        best = max(range(len(scores)), key=lambda which: scores[which])
        if scores[best][0]:
            present = best
        found.append(best)
    return found
