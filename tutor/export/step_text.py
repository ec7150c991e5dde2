"""The formula of a step as lines of text: its name, the chain rule, what that comes to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.export.chain_rule import chain
from tutor.export.wrapping import wrapped_formula
from tutor.notation.write.one_line import to_unicode
from tutor.problems.instances.formula_values import step_tree
from tutor.terminal_text import cells, printable_line

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.step import Step


def step_lines(number: int, step: Step, problem: Problem, width: int | None = None) -> list[str]:
    """``3. ∂L/∂z = ∂L/∂ŷ · ∂ŷ/∂z``, and below it ``= ...``; broken where it is wider than ``width``, if given."""
    first = chain(problem, step)
    sides = [*([first.plain] if first else []), to_unicode(step_tree(problem, step), problem.scope)]
    return equation_lines(f"{number}. {problem.display(step.id)}", sides, width)


def equation_lines(left: str, sides: list[str], width: int | None = None) -> list[str]:
    """``left = side``, each further side below the first."""
    lines: list[str] = []
    head = printable_line(left)
    margin = " " * cells(head)
    for side in sides:
        text = printable_line(side)
        pieces = [text] if width is None else wrapped_formula(text, width - cells(head) - 3)
        lines.append(f"{margin if lines else head} = {pieces[0]}")
        lines += [f"{margin}   {piece}" for piece in pieces[1:]]
    return lines
