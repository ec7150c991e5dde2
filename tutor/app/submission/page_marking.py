"""Marks a page and puts together what is shown of it; where that is done nothing else waits."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from tutor.app.submission.marked_page import LONGEST_LINE, OWN, MarkedPage, Question, Request, Said

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.submission.marked import Marked, MarkedStatement


def marked_page(request: Request) -> dict[str, Any]:
    """The marked page as a JSON object. Raises TutorError for an unknown problem and for a notebook that is damaged."""
    from tutor import api, host
    from tutor.problems.network.reader import read_network

    named = [host.problem(request.problem)] if request.problem else []
    marked = api.mark_page(request.text, named, name=request.name)
    problems: Mapping[str, Problem]
    if marked.network:
        problems = {OWN: read_network(marked.network, request.name)}
    elif named:  # a file of a network may have another name than its problem has
        problems = {request.problem: named[0]}
    else:
        problems = host.problems()
    return asdict(_shown(marked, request, problems))


def _shown(marked: Marked, request: Request, problems: Mapping[str, Problem]) -> MarkedPage:
    from tutor.export.marked.sentences import SIGNS, by_line, counted, heads, said, sign_of
    from tutor.submission.verdicts import NOT_READ, WRONG

    names = {problem.id: name for name, problem in problems.items()}
    told = said(marked)
    statements = {
        line: tuple(
            _statement(
                marked.statements[at], told.get(at, ""), SIGNS, _question(marked.statements[at], names, problems)
            )
            for at in places
        )
        for line, places in by_line(marked).items()
    }
    for one in marked.unread:
        left_out = Said(NOT_READ, SIGNS[NOT_READ], "", f"Left out: {one.reason}.", 0, None)
        statements[one.line] = (*statements.get(one.line, ()), left_out)
    verdicts = {line: sign_of([marked.statements[at] for at in places]) for line, places in by_line(marked).items()}
    verdicts = {line: verdict for line, verdict in verdicts.items() if verdict}
    verdicts = {**{one.line: NOT_READ for one in marked.unread}, **verdicts}
    count = marked.summary
    open_ = count.claims - count.judged
    totals = (
        ("right", count.right),
        ("wrong", count.wrong),
        ("follows" if count.follows == 1 else "follow", count.follows),
        ("not judged", open_),
    )
    questions = (one.question for line in sorted(statements) for one in statements[line] if one.question)
    return MarkedPage(
        name=request.name,
        problem=request.problem,
        network=marked.network,
        lines=tuple(line[:LONGEST_LINE].rstrip() for line in _lines(marked.source)),
        signs={line: SIGNS[verdict] for line, verdict in verdicts.items()},
        verdicts=verdicts,
        statements=statements,
        about=tuple(heads(marked)),
        counts=tuple(counted(marked)),
        totals=totals,
        wrong=tuple(sorted(line for line, verdict in verdicts.items() if verdict == WRONG)),
        questions=tuple(dict.fromkeys(questions)),
    )


def _lines(source: str) -> Iterable[str]:
    """The lines as statements count them; blank ones at the end are no part of the page."""
    return source.rstrip().split("\n")


def _statement(one: MarkedStatement, sentence: str, signs: dict[str, str], question: Question | None) -> Said:
    from tutor.export.marked.sentences import shortened

    return Said(one.verdict, signs.get(one.verdict, ""), shortened(one), sentence, one.follows or 0, question)


def _question(one: MarkedStatement, names: dict[str, str], problems: Mapping[str, Problem]) -> Question | None:
    """What is asked about a statement that is wrong in its own right, where the quiz has it."""
    from tutor.submission.verdicts import WRONG

    name = names.get(one.problem)
    if one.verdict != WRONG or not one.target or name is None:
        return None
    problem = problems[name]
    if all(step.id != one.target for step in problem.steps):
        return None
    return Question(name, one.target, problem.display(one.target))
