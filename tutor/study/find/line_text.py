"""A line of a derivation as text: as a formula, or as an assignment of NumPy code."""

from __future__ import annotations

from keyword import iskeyword
from typing import Any

from tutor.errors import TutorError
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.tree import Node, Ref, walk
from tutor.notation.write.number_text import listed
from tutor.notation.write.numpy_code import numpy_code
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.contract.target import DERIVATIVE, GRADIENT, UPDATE, VALUE
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import environment, parsed, shifts

COMMENT = "  # "
"""What stands between a line of code and its value."""
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
    """`dz = dy * y * (1 - y)  # [0.1, -0.2]`; empty where it is not one line of code."""
    line, numbers = assignment(problem, step, tree), listed(value, room=_ROOM, ascii_only=True)
    return f"{line}{COMMENT}{numbers}" if line and numbers else line


def as_code_with_shapes(problem: Problem, step: str, tree: Node, value: Any) -> str:
    """`db = dz.sum(axis=0)  # (2,)`, with the shape that the left side has; empty where it is not one line of code."""
    line = assignment(problem, step, tree)
    return f"{line}{COMMENT}{value.shape}" if line else ""


def assignment(problem: Problem, step: str, tree: Node) -> str:
    """A line of code without what is said of its value; empty where it is not one line."""
    if _takes_a_loop(problem, step, tree):
        return ""
    env = environment(problem, {}, all_sizes(problem, problem.sizes))
    try:
        right = numpy_code(lower(tree, env, parsed(problem)[step].axes), lambda name: code_name(problem, name))
        return f"{code_name(problem, step)} = {right}"
    except TutorError:
        return ""


def _takes_a_loop(problem: Problem, step: str, tree: Node) -> bool:
    """Whether a neighbour along an axis is read of what is built from the step itself, entry by entry."""
    moved = {part.name for part in walk(tree) if isinstance(part, Ref) and shifts(part)}
    return any(name == step or step in ancestors(problem, name) for name in moved)


def code_name(problem: Problem, name: str) -> str:
    """What a value or a gradient is called in code: `dW`, or `dL_dW` where a `dW` is given, and `dh_do`, `W_new`.

    Raises NoFormError where it is no variable.
    """
    target = problem.targets[name]
    if target.kind in (VALUE, UPDATE):
        found = name
    elif target.kind == GRADIENT and target.whole:
        taken = any(f"d{other}" in problem.quantities for other in problem.quantities)
        found = f"d{problem.loss}_d{target.by}" if taken else f"d{target.by}"
    elif target.kind == DERIVATIVE and target.whole:
        found = f"d{target.of}_d{target.by}"
    else:
        raise NoFormError(f"{name} as a variable")
    if not found.isidentifier() or iskeyword(found):
        raise NoFormError(f"{name} as a variable")
    return found
