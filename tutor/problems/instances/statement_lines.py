"""The statement of a problem that declares none: its forward formulas, as many on a line as have room."""

from __future__ import annotations

from tutor.notation.write.line_breaks import wrapped_formula
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.terminal_text import cells

STATEMENT_CELLS = 64
"""The width of a line of a statement."""
_BETWEEN = "   "
_BELOW = "    "


def statement_of(problem: Problem) -> tuple[str, ...]:
    """Lines such as ``z = wᵀ x   y = tanh(z)``; a formula that is too long for one line goes on below it.

    Raises TutorError for a formula that cannot be read.
    """
    bare = problem.forward_only()
    formulas = parsed(bare)
    lines: list[str] = []
    for quantity in problem.values:
        text = f"{bare.display(quantity.name)} = {to_unicode(formulas[quantity.name].tree, bare.scope)}"
        if lines and cells(lines[-1]) + len(_BETWEEN) + cells(text) <= STATEMENT_CELLS:
            lines[-1] += _BETWEEN + text
        else:
            first, *rest = wrapped_formula(text, STATEMENT_CELLS - len(_BELOW))
            lines += [first, *(_BELOW + line for line in rest)]
    return tuple(lines)
