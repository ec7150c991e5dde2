"""What the quiz adds to the palette: its keys by name, copies of the formula, and the symbols of the problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tutor.app.shell.palette import Choice

if TYPE_CHECKING:
    from tutor.app.quiz.page import Quiz
    from tutor.notation.scope import Scope
    from tutor.notation.tree import Node
    from tutor.problems.contract.problem import Problem

SIGNS = (
    ("∂", "a derivative: dL/dy"),
    ("Σ", "a sum: sum_n(..)"),
    ("σ", "the sigmoid: sigma(x)"),
    ("ᵀ", "transposed: A.T"),
    ("⊙", "entry by entry: a * b"),
    ("ŷ", "yhat"),
)


def choices_of(quiz: Quiz) -> list[Choice]:
    """The actions that work now."""
    exam = quiz.session.mode == "exam"
    choices = [Choice("Check", "or go on", "enter", quiz.action_check)]
    if not exam:
        choices += [
            Choice("Hint", "the next one", "?  F2", quiz.action_hint),
            Choice("Worked step", "after the last hint", "F3", quiz.action_worked),
        ]
    if quiz.reference.next_view:
        choices.append(Choice("Figure", "text, figure and numbers in turn", "F4", quiz.action_figure))
    choices += [
        Choice("Later", "leave this question for the end", "F8", quiz.action_later),
        Choice("Symbol", "put a symbol into the answer", "", quiz.action_symbol),
    ]
    node, scope = quiz.reader.node, quiz.sheet.scope
    if node is not None and scope is not None:
        choices += copies(quiz.app.copy, node, scope)
    if not exam:
        choices.append(Choice("New numbers", "the same problem on another seed", "", quiz.action_new_numbers))
        choices.append(Choice("Other numbers", "seed and sizes of your own", "", quiz.action_other_numbers))
    return choices


def copies(copy: Callable[[str], None], node: Node, scope: Scope, lead: tuple[str, str] = ("", "")) -> list[Choice]:
    """Copy a formula as ASCII, Unicode or LaTeX; `lead` stands before it, in plain text and in LaTeX."""
    from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode

    def plain(text: str) -> Callable[[], None]:
        return lambda: copy(lead[0] + text)

    return [
        Choice("Copy as ASCII", "the formula", "", plain(to_ascii(node, scope))),
        Choice("Copy as Unicode", "the formula", "", plain(to_unicode(node, scope))),
        Choice("Copy as LaTeX", "the formula", "", lambda: copy(lead[1] + to_latex(node, scope))),
    ]


def symbols_of(problem: Problem, insert: Callable[[str], None]) -> list[Choice]:
    """The names of a problem as they are shown, and the signs of the notation; choosing one types it."""

    def put(text: str) -> Callable[[], None]:
        return lambda: insert(text)

    choices = [
        Choice(problem.display(name), quantity.meaning, name, put(name))
        for name, quantity in problem.quantities.items()
    ]
    choices += [
        Choice(problem.display(step.id), "earlier step", step.id, put(step.id))
        for step in problem.steps
        if not hasattr(step, "options") and step.id not in problem.quantities
    ]
    return choices + [Choice(sign, note, sign, put(sign)) for sign, note in SIGNS]


def names_of(problem: Problem) -> list[tuple[str, str]]:
    """For the help page: how each name is typed and how it is shown."""
    return [(name, problem.display(name)) for name in problem.quantities]
