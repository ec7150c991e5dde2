"""Slips that somebody may have made in one formula of a pass, and in what is handed back before the first step."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from tutor.marking.gradcheck.search.step_by_step import forms
from tutor.marking.gradcheck.slips.pass_edits import edits_of
from tutor.marking.gradcheck.slips.slip import Slip
from tutor.marking.gradcheck.slips.time_slips import looks_ahead, sum_of, terms_of
from tutor.marking.mistakes.candidates import Edited
from tutor.marking.mistakes.changes import Change
from tutor.marking.mistakes.edited_formula import EditedFormula, with_own_nodes
from tutor.notation.tree import Index, Node, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.dependency_graph import needs_itself
from tutor.problems.instances.formula_values import parsed


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


def also_before_the_first(problem: Problem, change: Change) -> Iterator[Slip]:
    """A mistake in the gradient of a state, made as well where that is handed back to what stands before the first."""
    name, trees = change.edited.name, []
    for wraps in (False, True):
        formulas = before_the_first(problem, name, change.tree, wraps=wraps)
        if formulas and formulas not in trees:
            trees.append(formulas)
            yield Slip(change.mutant.codes[0], name, {name: change.tree, **formulas})


def before_the_first(problem: Problem, name: str, tree: Node, *, wraps: bool = False) -> dict[str, Node]:
    """The gradient of what stands before the first step of a state: what the state's own formula hands back there.

    What is read there before the first step is the last one, if it ``wraps``.
    """
    for value in problem.values:
        if not value.outside or gradient_id(problem, value.name) != name:
            continue
        initial = gradient_id(problem, value.outside)
        time = problem.scope.axes.time_axes(value.letters)
        if initial in parsed(problem) and len(time) == 1:
            handed = [term for term in terms_of(tree) if looks_ahead(term, problem)]
            return {initial: _at_the_first(sum_of(handed), time[0], wraps=wraps)} if handed else {}
    return {}


def _at_the_first(node: Node, time: str, *, wraps: bool) -> Node:
    """A term with every ``t`` made 0 and ``t+1`` made 1."""
    if isinstance(node, Ref) and node.index:
        index = (
            Index((), i.const, last=wraps and i.const == 0) if i is not None and i.terms == ((time, 1),) else i
            for i in node.index
        )
        return Ref(node.name, tuple(index))
    parts = children(node)
    return rebuild(node, tuple(_at_the_first(part, time, wraps=wraps) for part in parts)) if parts else node
