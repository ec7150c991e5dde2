"""A line of a derivation as text: as a formula, or as an assignment of NumPy code."""

from __future__ import annotations

from typing import Any

from tutor.notation.tree import Node
from tutor.notation.write.number_text import listed
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.problem import Problem
from tutor.study.find.code_statements import COMMENT, statements

_ROOM = 40
"""Cells for the numbers of a line; where they need more, it is the formula alone."""


def as_formula(problem: Problem, step: str, tree: Node, value: Any) -> str:
    """`∂L/∂z = ∂L/∂y y (1 − y) = [0.1, −0.2]`, without the numbers where they are many."""
    parts = [problem.display(step), to_unicode(tree, problem.scope), listed(value, room=_ROOM)]
    return " = ".join(part for part in parts if part)


def as_shapes(problem: Problem, step: str, tree: Node, value: Any) -> str:
    """`∂L/∂W = ∂L/∂z xᵀ   [2×3]`, with the shape that the left side has."""
    shape = f"[{'×'.join(map(str, value.shape))}]" if value.shape else "[a number]"
    return f"{problem.display(step)} = {to_unicode(tree, problem.scope)}   {shape}"


def as_code(problem: Problem, step: str, tree: Node, value: Any) -> str:
    """`dz = dy * y * (1 - y)  # [0.1, -0.2]`, or a loop; empty where it is no code."""
    code, numbers = statements(problem, step, tree), listed(value, room=_ROOM, ascii_only=True)
    text = "\n".join(code.lines) if code is not None else ""
    return f"{text}{COMMENT}{numbers}" if text and numbers else text


def as_code_with_shapes(problem: Problem, step: str, tree: Node, value: Any) -> str:
    """`db = dz.sum(axis=0)  # (2,)`, with the shape that the left side has; empty where it is not one line of code."""
    line = assignment(problem, step, tree)
    return f"{line}{COMMENT}{value.shape}" if line else ""


def assignment(problem: Problem, step: str, tree: Node) -> str:
    """A line of code without what is said of its value; empty where it is not one line."""
    code = statements(problem, step, tree)
    one = code is not None and not code.loops and "\n" not in code.body[0]
    return code.body[0] if code is not None and one else ""
