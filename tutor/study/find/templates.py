"""Slips that no single edit of a formula makes: they are put together from the values around the line."""

from __future__ import annotations

from collections.abc import Iterator

from tutor.notation.read.grammar.function_formulas import slope_at_value
from tutor.notation.tree import Bin, Call, Neg, Node, Ref
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.formula_values import parsed


def templates(problem: Problem, step: Step) -> Iterator[tuple[str, Node]]:
    """The kinds and the wrong formulas: the line with its sign turned, and a softmax gone through by its diagonal."""
    right = parsed(problem)[step.id].tree
    yield "sign", Neg(right)
    for value in problem.values:
        tree = parsed(problem)[value.name].tree
        if not (isinstance(tree, Call) and tree.function == "softmax"):
            continue
        arriving = gradient_id(problem, value.name)
        asked = (isinstance(part, Ref) and problem.targets[step.id].is_gradient_by(part.name) for part in tree.args)
        if arriving in problem.steps_by_id and any(asked):
            yield "softmax-diagonal", Bin("*", Ref(arriving), slope_at_value("sigma", Ref(value.name)))
