"""A page judged by a problem in whose names it is written: those of the page are told by its forward formulas."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.problems.contract.problem import Problem
from tutor.submission import verdicts as says
from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import Judged
from tutor.submission.complemented import complemented
from tutor.submission.fit import says_more
from tutor.submission.other_models import without_other_models
from tutor.submission.statement import Page, Statement
from tutor.submission.unified.assignment import Assignment, assigned
from tutor.submission.unified.page_formulas import page_formulas
from tutor.submission.unified.renamed import Renaming, plain_name

_JUDGED = (says.RIGHT, says.WRONG, says.FOLLOWS)
BY_NAMES = "by the names that the page has for what the exercise defines"


def with_unified_names(found: Judged, page: Page, problems: Sequence[Problem]) -> Judged:
    """The verdicts on a page, with what more of it can be judged in the names that its forward formulas tell."""
    formulas = page_formulas(page.statements)
    if formulas is None:
        return found
    for problem in problems:
        assignment = assigned(formulas.forms, formulas.given, problem).with_others(formulas.others)
        names = _renamed(assignment, problem)
        if not names:
            continue
        renaming = Renaming(names, formulas.scope, problem)
        statements = [renaming.statement(one) for one in page.statements]
        other = without_other_models(judge(statements, [problem], page.text, named=True), [problem])
        other = _held_up(other, page, renaming, frozenset() if assignment.other_model else assignment.firm)
        other = _with_unchanged(other, found, page, statements)
        better = says_more(other, found)
        found = complemented(other, found, note="") if better else complemented(found, other, note=BY_NAMES)
    return found


def _renamed(assignment: Assignment, problem: Problem) -> dict[str, str]:
    """The names that are written otherwise in the problem; none where that has all of them, or one formula tells them.

    What the problem has by that very name is meant by it, if no other name of the page is that.
    """
    own = {plain_name(name): name for name in problem.quantities}
    meant = {name: own.get(plain_name(name), "") for name in assignment.names}
    names = {
        page: name
        for page, name in assignment.names.items()
        if meant[page] in ("", name)
        or (page in assignment.firm and (page in assignment.often or meant[page] in assignment.names.values()))
    }
    several = assignment.told > 1 and any(plain_name(page) != plain_name(name) for page, name in names.items())
    return names if several else {}


def _held_up(found: Judged, page: Page, renaming: Renaming, firm: frozenset[str]) -> Judged:
    """The verdicts, those open that say something is wrong of names that are not ``firm``."""
    links = [(statement, link) for statement in page.statements for link in statement.links]
    return found.replace(
        verdicts=tuple(
            one
            if one.verdict not in (says.WRONG, says.FOLLOWS)
            or (firm and renaming.names_in(statement.left, link.text) <= firm)
            else one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None)
            for one, (statement, link) in zip(found.verdicts, links, strict=True)
        )
    )


def _with_unchanged(found: Judged, before: Judged, page: Page, statements: Sequence[Statement]) -> Judged:
    """The verdicts, with those from before on statements that have no name of the page's own."""
    same = [
        link.text == other.text and statement.left == renamed.left
        for statement, renamed in zip(page.statements, statements, strict=True)
        for link, other in zip(statement.links, renamed.links, strict=True)
    ]
    verdicts = zip(found.verdicts, before.verdicts, same, strict=True)
    return found.replace(
        verdicts=tuple(other if alike and other.verdict in _JUDGED else one for one, other, alike in verdicts)
    )
