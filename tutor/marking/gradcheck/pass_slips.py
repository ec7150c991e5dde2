"""Slips that somebody may have made in one formula of a pass, and in what is handed back before the first step."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from tutor.marking.gradcheck.pass_edits import edits_of
from tutor.marking.gradcheck.step_by_step import forms
from tutor.marking.mistakes.candidates import Edited
from tutor.marking.mistakes.changes import Change
from tutor.marking.mistakes.edited_formula import EditedFormula, with_own_nodes
from tutor.marking.mistakes.edits.edit_sites import is_upstream
from tutor.notation.tree import Bin, Index, Node, Ref, children, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.dependency_graph import needs_itself
from tutor.problems.instances.formula_values import parsed


class Slip(NamedTuple):
    """A kind of mistake, the formula it is in (or the first of several) by name, and what the formulas become."""

    code: str
    place: str
    formulas: Mapping[str, Node]


@lru_cache(maxsize=4)
def edited_formulas(problem: Problem) -> tuple[Edited, ...]:
    """The formulas of a problem, in each of their forms, with the mistakes that may be made in it."""
    found = []
    for name, formula in parsed(problem).items():
        step = problem.steps_by_id.get(name)
        trees = forms(problem, step) if isinstance(step, Step) and step.formula else [formula.tree]
        for tree in map(with_own_nodes, trees):
            edits = [edit for edit in edits_of(problem, name, tree) if not needs_itself(problem, name, edit.tree)]
            made = EditedFormula(tree, [edit.tree for edit in edits])
            found.append(Edited(name, made, tuple(edit.code for edit in edits)))
    return tuple(found)


def also_before_the_first(problem: Problem, change: Change) -> Slip | None:
    """A mistake in the gradient of a state, made as well where that is handed back to what stands before the first."""
    name = change.edited.name
    formulas = _before_the_first(problem, name, change.tree)
    return Slip(change.mutant.codes[0], name, {name: change.tree, **formulas}) if formulas else None


def _before_the_first(problem: Problem, name: str, tree: Node) -> dict[str, Node]:
    """The gradient of what stands before the first step of a state: what the state's own formula hands back there."""
    for value in problem.values:
        if not value.outside or gradient_id(problem, value.name) != name:
            continue
        initial = gradient_id(problem, value.outside)
        time = set(problem.scope.axes.time_axes(value.letters))
        if initial in parsed(problem) and len(time) == 1:
            handed = _handed_back(tree, next(iter(time)), problem)
            return {} if handed is None else {initial: handed}
    return {}


def _handed_back(node: Node, time: str, problem: Problem) -> Node | None:
    """The terms that look ahead, one place before the first; None where there are none."""
    if isinstance(node, Bin) and node.op in "+-":
        left, right = (_handed_back(part, time, problem) for part in (node.left, node.right))
        if left is None or right is None:
            return left if right is None else right if node.op == "+" else None
        return Bin(node.op, left, right)
    ahead = any(
        is_upstream(part, problem) and any(i is not None and i.terms and i.const == 1 for i in part.index or ())
        for part in walk(node)
        if isinstance(part, Ref)
    )
    return _at_the_first(node, time) if ahead else None


def _at_the_first(node: Node, time: str) -> Node:
    """A term with every ``t+1`` made 1."""
    if isinstance(node, Ref) and node.index:
        index = (Index((), i.const) if i is not None and i.terms == ((time, 1),) else i for i in node.index)
        return Ref(node.name, tuple(index))
    parts = children(node)
    return rebuild(node, tuple(_at_the_first(part, time) for part in parts)) if parts else node
