"""The formulas with one mistake in them that may explain a wrong answer to a step: they depend on no numbers."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.marking.equivalence.sample_points import points_of
from tutor.marking.mistakes.bounded_cache import TABLES
from tutor.marking.mistakes.edited_formula import EditedFormula, with_own_nodes
from tutor.marking.mistakes.edits.edit_sites import Edit
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.marking.mistakes.edits.steps_in_time import moved
from tutor.marking.mistakes.edits.sum_index_edits import other_sums
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.value import Array
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import children, names, rebuild
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.dependency_graph import ancestors, needs_itself
from tutor.problems.instances.formula_values import environment, parsed, read

_OTHER_NAMES = frozenset({"time-shift", "derivative-point", "swapped"})
_EDIT_BYTES = 1500
"""What an edited formula takes: the nodes from the edit up to the top."""


class Edited(NamedTuple):
    """A formula with its edits, the code of each, and the name of what it defines."""

    name: str
    formula: EditedFormula
    codes: tuple[str, ...]

    @property
    def nbytes(self) -> int:
        """How much memory it takes, nearly."""
        return _EDIT_BYTES * (1 + len(self.codes))


class Candidates(NamedTuple):
    """``own`` are edits of the forms of the step's formula; ``further`` those of what it is built from.

    ``turned`` are edits of its formula that leave other axes than are asked for, as only arrays may have.
    """

    own: tuple[Edited, ...]
    further: tuple[Edited, ...]
    turned: Edited

    @property
    def nbytes(self) -> int:
        """How much memory it takes beside what other steps have too."""
        return sum(edited.nbytes for edited in (*self.own, self.turned))


def candidates(problem: Problem, step: Step) -> Candidates:
    """All single mistakes of a step, in the order in which they explain an answer where several do."""
    return TABLES.get((Candidates, problem, step.id), lambda: _candidates(problem, step))


def _candidates(problem: Problem, step: Step) -> Candidates:
    tree = parsed(problem)[step.id].tree
    others = [read(problem, text, step.id) for text in step.also]
    named = _edited(step.id, tree, list(_named(problem, step.id)))
    forms = [with_own_nodes(form) for form in (tree, *others, *_written_out(problem, step, tree))]
    own = [_edited(step.id, form, list(single_edits(form, problem, swaps=True))) for form in forms]
    further = [_of(problem, step.id, swaps=True)] if step.id in names(tree) else []
    is_value = problem.is_value(step)
    for name in ancestors(problem, step.id):
        edited = _of(problem, name, swaps=False)
        # Of the forward pass, a gradient is tried with other activations only.
        forward = not is_value and name in problem.quantities
        further.append(_only(_FORWARD, edited) if forward else edited)
    turned = _edited(step.id, forms[0], list(other_sums(forms[0], problem)))
    return Candidates((named, *own), tuple(further), turned)


def _edited(name: str, tree: Node, edits: list[Edit]) -> Edited:
    return Edited(name, EditedFormula(tree, [edit.tree for edit in edits]), tuple(edit.code for edit in edits))


def _of(problem: Problem, name: str, *, swaps: bool) -> Edited:
    """The edits of one formula, which all steps share that are built from it."""

    def made() -> Edited:
        tree = with_own_nodes(parsed(problem)[name].tree)
        edits = [*_named(problem, name), *single_edits(tree, problem, swaps=swaps)]
        # A value that is built from what is asked for is known to nobody yet: it is put for another by no mistake.
        known = [edit for edit in edits if edit.code not in _OTHER_NAMES or not needs_itself(problem, name, edit.tree)]
        return _edited(name, tree, known)

    return TABLES.get((Edited, problem, name, swaps), made)


_FORWARD = frozenset({"forward", "power"})
"""The mistakes that make another function of a value: another activation, a root left out."""


def _only(codes: frozenset[str], edited: Edited) -> Edited:
    which = [at for at, own in enumerate(edited.codes) if own in codes]
    trees = [edited.formula.trees[at] for at in which]
    return Edited(edited.name, EditedFormula(edited.formula.tree, trees), tuple(edited.codes[at] for at in which))


def _named(problem: Problem, name: str) -> Iterator[Edit]:
    """The mistakes that an author has given a name."""
    for mistake in problem.named_mistakes():
        for text in mistake.of(name):
            yield Edit(mistake.code, read(problem, text, name))


def _written_out(problem: Problem, step: Step, tree: Node) -> Iterator[Node]:
    """The formula with one earlier step written out in it, where that is the same."""
    formulas = parsed(problem)
    points = points_of(problem)
    reference = points.arrays[step.id]
    for name in sorted(names(tree) - problem.quantities.keys()):
        if name == step.id or name not in formulas:
            continue
        longer = with_formula(tree, name, formulas[name].tree, problem)
        env = environment(problem, points.arrays, points.sizes)
        try:
            array = fit(evaluate(longer, env), problem.axes_of(step), env).array
        except TutorError:
            continue
        if array.shape == reference.shape and agrees(array, reference):
            yield longer


def with_formula(node: Node, name: str, formula: Node, problem: Problem) -> Node:
    """The tree with a formula in the place of a name that has no indices, or those of a step in time alone."""
    if isinstance(node, Ref):
        if node.name != name:
            return node
        time = _step_in_time(node, problem)
        return formula if node.index is None else node if time is None else moved(formula, *time, problem)
    parts = children(node)
    return rebuild(node, tuple(with_formula(part, name, formula, problem) for part in parts)) if parts else node


def _step_in_time(node: Ref, problem: Problem) -> tuple[str, int] | None:
    """The letter of time and how many steps on, where a name has no other index than ``t`` or ``t+1``."""
    axes = problem.scope.names[node.name].axes
    set_ = [(axis, index) for axis, index in zip(axes, node.index or (), strict=False) if index is not None]
    if len(set_) != 1 or set_[0][0] not in problem.scope.axes.time_axes(axes):
        return None
    ((axis, index),) = set_
    return (axis, index.const) if index.terms == ((axis, 1),) else None


def agrees(array: Array, reference: Array) -> bool:
    """Whether a mutant is the right answer after all."""
    return bool(agreeing(array[None], reference).all())


def agreeing(arrays: Array, reference: Array) -> npt.NDArray[np.bool_]:
    """Which of several mutants, along the first axis, are the right answer after all."""
    near = np.abs(arrays - reference) <= 1e-9 * np.maximum(np.abs(arrays), np.abs(reference))
    return np.asarray(near.reshape(len(arrays), -1).all(axis=1))


__all__ = ["Candidates", "Edited", "agreeing", "candidates"]
