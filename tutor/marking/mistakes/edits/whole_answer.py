"""Mistakes that are seen on the whole answer: its sign, a constant, a mean, a slope, an axis, another answer."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.edits.edit_sites import slides
from tutor.marking.mistakes.edits.name_edits import swap_code
from tutor.marking.mistakes.edits.slope_edits import factors_of
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.eval.recorded_sizes import like
from tutor.notation.functions import FUNCTIONS, ROWS
from tutor.notation.lower.entrywise import arranged
from tutor.notation.tree import Bin, Call, Fold, Node, Num, Ref, Size
from tutor.notation.tree_walks import names, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import GRADIENT, UPDATE, gradient_id
from tutor.problems.instances.formula_values import parsed

Array = npt.NDArray[Any]
FIT = ("fit",)


@dataclass(frozen=True, slots=True)
class Whole:
    """A mistake, what the answer becomes (or is multiplied with), and the axes it then has."""

    code: str
    array: Array
    key: tuple[str, ...] = FIT


def whole_mistakes(
    problem: Problem, step: Step, arrays: Mapping[str, Array], sizes: Mapping[str, int], *, fitting: bool = False
) -> Iterator[Whole]:
    """Everything that can go wrong with the right answer as a whole; ``fitting`` for what has its axes alone.

    What cannot have been made at these numbers is not a number. The fitting ones look at no numbers.
    """
    right = arrays[step.id]
    axes = problem.axes_of(step)
    classes = tuple(problem.scope.axes.class_of(axis) for axis in axes)
    for factor in _multipliers(problem, step, arrays, sizes):
        yield Whole(factor.code, right / factor.array)
    yield from _layouts(right, axes, classes, fitting=fitting)
    if len(axes) == 2 and slides(problem):
        yield Whole("kernel-flipped", right[:, ::-1, ::-1])
    yield from _summed(right, axes, classes, fitting=fitting)
    for time in problem.scope.axes.time_axes(axes):
        for shift in (-1, 1):
            yield Whole("time-shift", _shifted(right, axes.index(time) + 1, shift))
    yield from _diagonal_of_softmax(problem, step, arrays)
    for name, declared in problem.scope.names.items():
        if name == step.id or name not in arrays or problem.targets[name].kind == UPDATE:
            continue
        if tuple(problem.scope.axes.class_of(axis) for axis in declared.axes) == classes:
            yield Whole(_other(problem, step.id, name), arrays[name])


def _other(problem: Problem, asked: str, name: str) -> str:
    """The code for another quantity's value: gates for gates, gradients for gradients."""
    one, other = problem.targets[asked], problem.targets[name]
    if not one.is_derivative and not other.is_derivative:
        return swap_code(problem, asked, name)
    code = swap_code(problem, one.by, other.by) if one.kind == other.kind == GRADIENT else ""
    return code if code == "gate-swapped" else "other-gradient"


def _diagonal_of_softmax(problem: Problem, step: Step, arrays: Mapping[str, Array]) -> Iterator[Whole]:
    """What comes of going back through a softmax by its diagonal alone."""
    target = problem.targets[step.id]
    for quantity in problem.values:
        tree, gradient = parsed(problem)[quantity.name].tree, gradient_id(problem, quantity.name)
        if not isinstance(tree, Call) or tree.function != "softmax" or gradient not in arrays:
            continue
        if any(isinstance(part, Ref) and target.is_gradient_by(part.name) for part in tree.args):
            y = arrays[quantity.name]
            yield Whole("softmax-diagonal", arrays[gradient] * y * (1 - y))


def _layouts(right: Array, axes: tuple[str, ...], classes: tuple[str, ...], *, fitting: bool) -> Iterator[Whole]:
    if len(axes) < 2:
        return
    if classes[-1] == classes[-2]:
        yield Whole("transpose", np.swapaxes(right, -1, -2))
        eye = np.eye(right.shape[-1], like=like(right.shape[-1]))
        yield Whole("softmax-diagonal", right * eye)
        if fitting:
            return
        elementwise = bool((right == right * eye).all())
        diagonal = np.diagonal(right, axis1=-2, axis2=-1)
        order = sorted(range(len(axes) - 1), key=lambda at: (classes[at], axes[at]))
        diagonal = np.transpose(diagonal, (0, *(at + 1 for at in order)))
        yield Whole("jacobian-diagonal" if elementwise else "softmax-diagonal", diagonal, _key(classes[:-1]))


def _summed(right: Array, axes: tuple[str, ...], classes: tuple[str, ...], *, fitting: bool) -> Iterator[Whole]:
    for position in range(len(axes)):
        total = right.sum(axis=position + 1, keepdims=True)
        yield Whole("sum-extra", np.broadcast_to(total, right.shape))
        if fitting:
            continue
        rest = classes[:position] + classes[position + 1 :]
        letters = axes[:position] + axes[position + 1 :]
        order = tuple(sorted(letters, key=lambda letter: (rest[letters.index(letter)], letter)))
        yield Whole("sum-extra", arranged(total.squeeze(position + 1), letters, order), _key(rest))


def _key(classes: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(sorted(classes))


def _shifted(right: Array, position: int, shift: int) -> Array:
    moved = np.roll(right, shift, axis=position)
    edge = [slice(None)] * right.ndim
    edge[position] = slice(0, 1) if shift > 0 else slice(-1, None)
    moved[tuple(edge)] = 0.0
    return moved


def multipliers(problem: Problem, step: Step, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> list[Whole]:
    """What a wrong answer must be multiplied with to undo one more mistake: constants, sizes, slopes."""
    found = _multipliers(problem, step, arrays, sizes)
    return [factor for factor in found if not np.isnan(factor.array).any()]


def _multipliers(problem: Problem, step: Step, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> list[Whole]:
    """The same, with slopes that are no numbers where they are zero."""
    one = np.ones((1,) * arrays[step.id].ndim, like=arrays[step.id])
    found = [Whole("sign", -one)]
    for number in (2.0, 4.0):
        found += [Whole("factor", one * number), Whole("factor", one / number)]
    if step.id in problem.quantities and not mean_letters(problem):
        means: set[str] = set()
    else:
        means = mean_letters(problem)
    for letter in problem.sizes:
        if letter in problem.fixed:
            continue
        size = sizes[letter]
        found.append(Whole("mean-twice" if letter in means else "mean-for-sum", one * size))
        found.append(Whole("mean-missing" if letter in means else "factor", one / size))
        for other in means - {letter}:
            found.append(Whole("mean-axis", one * size / sizes[other]))
    found += _slope_multipliers(problem, step, arrays)
    return found


def loss_formula(problem: Problem) -> Node:
    """The formula of the loss; of a problem without one, a plain zero."""
    found = parsed(problem).get(problem.loss)
    return found.tree if found is not None else Num("0")


def mean_letters(problem: Problem) -> set[str]:
    """The sizes that the loss is divided by."""
    tree = loss_formula(problem)
    letters = {
        size.letter
        for part in walk(tree)
        if isinstance(part, Bin) and part.op == "/"
        for size in factors_of(part.right)
        if isinstance(size, Size)
    }
    for part in walk(tree):
        if isinstance(part, Fold) and part.kind == "mean":
            letters |= {binder.letter.upper() for binder in part.binders}
    return letters


def _slope_multipliers(problem: Problem, step: Step, arrays: Mapping[str, Array]) -> list[Whole]:
    """The slope of every activation whose axes are among the answer's, and its inverse."""
    axes = problem.axes_of(step)
    found = []
    for quantity in problem.values:
        tree = parsed(problem)[quantity.name].tree
        if not isinstance(tree, Call) or tree.function not in ROWS or not ROWS[tree.function].squashes:
            continue
        if not set(quantity.letters) <= set(axes):
            continue
        value = arrays[quantity.name]
        formula = FUNCTIONS[tree.function].slope or FUNCTIONS["sigma"].slope  # the diagonal of a softmax is like it
        slope = FLOATS.by_formula(formula, {"s": value})
        if quantity.letters or not axes:
            slope = arranged(slope, quantity.letters, axes)
        else:
            slope = slope.reshape(slope.shape + (1,) * len(axes))
        steep = np.logical_and.reduce(np.abs(slope) > 1e-12, axis=None, keepdims=True)
        slope = np.where(steep, slope, np.nan)
        found += [Whole("derivative-twice", 1 / slope), Whole("derivative-missing", slope)]
        if quantity.name in names(loss_formula(problem)):
            found += [Whole("loss-mismatch", 1 / slope), Whole("loss-mismatch", slope)]
    return found
