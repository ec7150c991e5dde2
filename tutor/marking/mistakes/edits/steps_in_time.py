"""Formulas at another step in time."""

from __future__ import annotations

from tutor.notation.tree import Index, Indicator, Node, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.contract.problem import Problem


def moved(formula: Node, time: str, steps: int, problem: Problem) -> Node:
    """A formula some steps further on: what it names there, and what it says of the step itself, as in ``1[t=T]``."""
    if not steps:
        return formula
    if isinstance(formula, Ref):
        axes = problem.scope.names[formula.name].axes
        if time not in axes:
            return formula
        index = formula.index or tuple(Index(((time, 1),)) if axis == time else None for axis in axes)
        return Ref(formula.name, tuple(_later(one, time, steps) for one in index))
    if isinstance(formula, Indicator):
        left, right = (_later(one, time, steps) for one in (formula.left, formula.right))
        return formula._replace(left=left or formula.left, right=right or formula.right)
    parts = children(formula)
    return rebuild(formula, tuple(moved(part, time, steps, problem) for part in parts)) if parts else formula


def _later(index: Index | None, time: str, steps: int) -> Index | None:
    return index._replace(const=index.const + steps) if index is not None and (time, 1) in index.terms else index
