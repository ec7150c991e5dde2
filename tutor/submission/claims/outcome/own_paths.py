"""What comes of a state through its own earlier steps alone: pages on cells call that its derivative.

Along the cell of an LSTM ``∂C_t/∂C_k`` is said to be the product of forget gates, and ``∂L/∂C_{t-1}`` what is given on
through them; the gates depend on the earlier steps as well.
"""

from __future__ import annotations

from tutor.errors import TutorError
from tutor.notation.tree import Binder, Chain, Derivative, Fold, Index, Node, Placed, Ref
from tutor.notation.tree_walks import walk
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed, shifts
from tutor.submission.claims.page_memory import PageMemory
from tutor.submission.claims.reader import Side
from tutor.submission.claims.sides.laid_out import SAME

ALONE = "through its own steps alone, the gates held fixed"
_LETTERS = "jkmqw"


def holds_along_path(page: PageMemory, truth: Node, right: Side) -> bool:
    """Whether a derivative of a state by an earlier step of it is right as the product of those from step to step."""
    if not isinstance(truth, Derivative) or not isinstance(truth.body, Ref) or truth.body.name != truth.by.name:
        return False
    at = _time(page.problem, truth.by)
    if at is None or not _has_two_states(page.problem):
        return False
    last, first = (ref.index[at] if ref.index else None for ref in (truth.body, truth.by))
    if last is None or first is None:
        return False
    used = {letter for one in (last, first) for letter, _ in one.terms}
    letter = next(one for one in _LETTERS if one not in used)
    step = Derivative(_at(truth.by, at, Index(((letter, 1),))), _at(truth.by, at, Index(((letter, 1),), -1)))
    path = Fold("prod", (Binder(letter, first._replace(const=first.const + 1), last),), step)
    return _is_same(page, path, right)


def comes_by_path(page: PageMemory, truth: Node, right: Side) -> bool:
    """Whether a gradient by a state at the step before is right for what comes through the state itself alone."""
    loss, by = Ref(page.problem.loss), _by(page.problem, truth)
    at = _time(page.problem, by) if by is not None else None
    before = by.index[at] if by is not None and at is not None and by.index else None
    if (
        by is None
        or at is None
        or before is None
        or not before.terms
        or before.const >= 0
        or not _has_two_states(page.problem)
    ):
        return False
    now = _at(by, at, before._replace(const=before.const + 1))
    return _is_same(page, Chain((Derivative(loss, now), Derivative(now, by))), right)


def _by(problem: Problem, truth: Node) -> Ref | None:
    """What a gradient of the loss is by; None for anything else."""
    if isinstance(truth, Derivative):
        return truth.by if truth.body == Ref(problem.loss, None, getattr(truth.body, "column", 0)) else None
    prefix = f"d{problem.loss}/d"
    if not isinstance(truth, Ref) or not truth.name.startswith(prefix):
        return None
    return Ref(truth.name.removeprefix(prefix), truth.index, truth.column)


def _is_same(page: PageMemory, left: Node, right: Side) -> bool:
    try:
        return page.exercise.compared(lambda _: left, right).outcome == SAME
    except TutorError:
        return False


def _time(problem: Problem, ref: Ref) -> int | None:
    axes = problem.quantities[ref.name].letters if ref.name in problem.quantities else ()
    return next((at for at, axis in enumerate(axes) if axis in problem.scope.axes.time), None)


def _at(ref: Ref, at: int, index: Index) -> Ref:
    placed: Placed = tuple(index if place == at else one for place, one in enumerate(ref.index or ()))
    return ref._replace(index=placed)


def _has_two_states(problem: Problem) -> bool:
    """Whether two values are made with earlier ones, as the memory and the state of an LSTM are."""
    found = {
        part.name
        for one in problem.values
        for part in walk(parsed(problem)[one.name].tree)
        if isinstance(part, Ref) and shifts(part)
    }
    return len(found) > 1
