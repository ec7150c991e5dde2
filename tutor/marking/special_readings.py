"""Answers that are right in a narrower sense: for one input alone, or at the sizes of the instance alone."""

from __future__ import annotations

import numpy as np

from tutor.marking.equivalence.agreement import close
from tutor.marking.equivalence.sample_points import points_with
from tutor.marking.question import Question
from tutor.notation.errors import FitError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import TYPED_ROOM
from tutor.notation.tree import Fold, Node, Ref, Size
from tutor.notation.tree_walks import walk
from tutor.problems.instances.formula_values import environment


def right_for_single_numbers(question: Question, tree: Node) -> bool:
    """Whether a formula without index letters is right when every axis has one entry."""
    sizes, arrays = question.points.single()
    env = environment(question.problem, arrays, sizes, room=TYPED_ROOM)
    env.running = ()
    try:
        value = evaluate(tree, env)
    except FitError:
        return False
    reference = arrays[question.step.id]
    if set(value.dims) - set(value.axes) or value.array.size != reference.size:
        return False
    return bool(close(value.array.reshape(reference.shape), reference).all())


def right_at_these_sizes(question: Question, tree: Node) -> bool:
    """Whether a formula written for the sizes of the instance is right there.

    Only for formulas that name single entries (``Y[3]``), or a number where the right one has a size: others that
    happen to be right at some sizes, such as a gradient handed on just once at T = 3, are mistakes.
    """
    entries = any(
        isinstance(part, Ref) and any(i is not None and i.is_number for i in part.index or ()) for part in walk(tree)
    )
    if not entries and (_has_size(tree) or not _has_size(question.tree)):
        return False
    points = points_with(question.problem, tuple(question.instance.sizes.items()))
    reference = points.arrays[question.step.id]
    for env in question.environments(tree, points.arrays, points.sizes):
        try:
            array = fit(evaluate(tree, env), question.axes, env).array
        except FitError:
            continue
        if close(np.broadcast_to(array, reference.shape), reference).all():
            return True
    return False


def _has_size(tree: Node) -> bool:
    return any(isinstance(part, Size) or (isinstance(part, Fold) and part.kind == "mean") for part in walk(tree))


def sizes_leant_on(question: Question, tree: Node) -> str:
    """The sizes that an answer for just these sizes depends on: ``T = 3``."""
    letters = [part.letter for part in walk(question.tree) if isinstance(part, Size)]
    for part in walk(tree):
        if isinstance(part, Ref) and part.index:
            axes = question.problem.scope.names[part.name].axes
            letters += [
                a.upper() for a, i in zip(axes, part.index, strict=False) if i is not None and (i.is_number or i.last)
            ]
    sizes = question.instance.sizes
    return ", ".join(f"{letter} = {sizes[letter]}" for letter in dict.fromkeys(letters)) or "these sizes"
