"""A gradient in the other layout: right where a gradient has the transposed shape of its quantity, not here."""

from __future__ import annotations

from tutor.marking.formula_answer import FormulaAnswer
from tutor.marking.mistakes.codes import CODES
from tutor.marking.numbers import typed_numbers
from tutor.marking.question import Question
from tutor.marking.verdict import Diagnosis
from tutor.notation.errors import FitError, NotationError
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.tree import Node, Transpose
from tutor.notation.tree_walks import is_numeric
from tutor.problems.contract.target import GRADIENT
from tutor.problems.instances.formula_values import environment

_SUSPECTED = frozenset({"transpose", "order", "shape"})


def other_layout(question: Question, tree: Node, found: tuple[Diagnosis, ...]) -> tuple[Diagnosis, ...]:
    """What is said of a wrong answer, with the layout where it is the transpose of the right gradient.

    Looked for only where ``found`` names a layout already.
    """
    target = question.problem.targets[question.step.id]
    axes = tuple(letter for letter in question.axes if letter not in question.problem.running)
    if target.kind != GRADIENT or len(axes) != 2 or not _SUSPECTED & {one.code for one in found}:
        return found
    if not (_transposed_numbers if is_numeric(tree) else _transposed_formula)(question, tree):
        return found
    shown, named = question.problem.display(target.id), question.problem.display(target.by)
    message = (
        f"This is its transpose: right where gradients are laid out the other way; here {shown} has the shape of "
        f"{named}, ({', '.join(axes)})."
    )
    code = next(one.code for one in found if one.code in _SUSPECTED)
    return (Diagnosis("transpose" if code == "shape" else code, message, rule=CODES["transpose"].rule),)


def _transposed_formula(question: Question, tree: Node) -> bool:
    try:
        return FormulaAnswer(question, Transpose(tree)).outcome == "same"
    except NotationError:
        return False


def _transposed_numbers(question: Question, tree: Node) -> bool:
    env = environment(question.problem, {}, question.instance.sizes, room=TYPED_ROOM)
    try:
        fitted = typed_numbers.shaped(typed_numbers.typed_numbers(Transpose(tree), env), question.shape)
    except (FitError, NotationError):
        return False
    return fitted is not None and bool(typed_numbers.right_entries(fitted[0], question.exact).all())
