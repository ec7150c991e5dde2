"""A page judged by a problem in whose names it is written: those of the page are told by its forward formulas."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.problems.contract.problem import Problem
from tutor.submission import verdicts as says
from tutor.submission.claims.judge import judge
from tutor.submission.claims.judged import Judged
from tutor.submission.complemented import complemented
from tutor.submission.fit import contradicts, says_more
from tutor.submission.other_models import without_other_models
from tutor.submission.statement import Page
from tutor.submission.unified.assignment import Assignment, assigned
from tutor.submission.unified.customary import with_customary
from tutor.submission.unified.customary_layers import customary_equations, with_customary_loss
from tutor.submission.unified.page_formulas import page_formulas
from tutor.submission.unified.renamed import Renaming, plain_name

_JUDGED = (says.RIGHT, says.WRONG, says.FOLLOWS)
BY_NAMES = "by the names that the page has for what the exercise defines"


def with_unified_names(found: Judged, page: Page, problems: Sequence[Problem]) -> Judged:
    """The verdicts on a page, with what more of it can be judged in the names that its forward formulas tell."""
    as_typed = page_formulas(page.statements)
    for problem in problems:
        customary = customary_equations(page.statements, problem)
        formulas = page_formulas([*page.statements, *customary]) if customary else as_typed
        assignment = assigned(formulas.forms, formulas.given, problem).with_others(formulas.others)
        assignment = with_customary(assignment, formulas.defined, page.statements, problem)
        names = _renamed(assignment, problem)
        if not names:
            continue
        renaming = Renaming(names, formulas, problem)
        typed = with_customary_loss(page.statements, problem)
        statements = [renaming.statement(one) for one in typed]
        other = without_other_models(judge(statements, [problem], page.text, named=True), [problem])
        links = [(statement, link) for statement in typed for link in statement.links]
        if customary and not assignment.firm & as_typed.defined:
            assignment = assignment._replace(firm=frozenset())
        elsewhere = assignment.other_model and contradicts(found, [problem])
        told = renaming.names_in if elsewhere else renaming.others_in
        used = [told(statement.left, link.text) for statement, link in links]
        agreed = [not elsewhere and one.verdict == says.WRONG for one in other.verdicts]
        firm = frozenset() if assignment.other_model else assignment.firm
        other = _open_where(other, [not one <= firm for one in used])
        other = _taken_where(other, found, [not one or also for one, also in zip(used, agreed, strict=True)])
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
        or page in assignment.customary
        or (page in assignment.firm and (page in assignment.often or meant[page] in assignment.names.values()))
    }
    others = {page for page, name in names.items() if plain_name(page) != plain_name(name)}
    return names if others and (assignment.told > 1 or others <= assignment.customary) else {}


def _open_where(found: Judged, doubted: Sequence[bool]) -> Judged:
    """The verdicts, those open that say something is wrong where that is doubted."""
    return found.replace(
        verdicts=tuple(
            one.replace(verdict=says.NOT_JUDGED, diagnosis=(), follows=None)
            if doubt and one.verdict in (says.WRONG, says.FOLLOWS)
            else one
            for one, doubt in zip(found.verdicts, doubted, strict=True)
        )
    )


def _taken_where(found: Judged, before: Judged, same: Sequence[bool]) -> Judged:
    """The verdicts, with those from before on links that are read as they were."""
    verdicts = zip(found.verdicts, before.verdicts, same, strict=True)
    return found.replace(
        verdicts=tuple(other if alike and other.verdict in _JUDGED else one for one, other, alike in verdicts)
    )
