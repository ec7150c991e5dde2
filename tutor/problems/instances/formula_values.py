"""Evaluating a problem's formulas: the forward pass, and every step of the derivation, at many points at once.

Formulas that refer to themselves or to each other at a neighbouring index are solved together, step by step along
that axis, or along several.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.errors import TutorError
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.eval.recorded_sizes import zeros
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array
from tutor.notation.read.parser import parse
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import names, walk
from tutor.problems.contract.errors import DeclarationError
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes, axis_sizes, implied_sizes
from tutor.problems.contract.step import Step
from tutor.problems.instances.recurrence_order import entries, places_in_order, ways_along
from tutor.reach import reached
from tutor.record import Record

if TYPE_CHECKING:
    from tutor.notation.lower.index_form.expressions import IndexForm
    from tutor.notation.lower.value import Arrays


class Formula(Record):
    """A parsed formula with the name it defines and the axes of that name."""

    name: str
    tree: Node
    axes: tuple[str, ...]


@lru_cache(maxsize=512)
def parsed(problem: Problem) -> Mapping[str, Formula]:
    """All formulas of a problem by name: values first, then steps, in order."""
    formulas: dict[str, Formula] = {}
    for quantity in problem.values:
        formulas[quantity.name] = Formula(
            quantity.name, read(problem, quantity.formula, quantity.name), quantity.letters
        )
    for step in problem.formula_steps():
        if step.id not in formulas:
            formulas[step.id] = Formula(
                step.id, read(problem, problem.formula_of(step), step.id), problem.axes_of(step)
            )
    return formulas


def read(problem: Problem, text: str, name: str) -> Node:
    """Parse an author's formula. Raises DeclarationError naming the formula."""
    try:
        return parse(text, problem.scope)
    except NotationError as error:
        raise DeclarationError(f"{problem.id}: the formula of {name} cannot be read: {error}") from None


def step_tree(problem: Problem, step: Step) -> Node:
    """The right formula of a step as a tree."""
    if step.formula and problem.is_value(step):
        return read(problem, step.formula, step.id)
    return parsed(problem)[step.id].tree


@lru_cache(maxsize=512)
def groups(problem: Problem) -> tuple[tuple[Formula, ...], ...]:
    """The formulas in an order in which they can be computed.

    Formulas that depend on each other stand in one group, to be solved together along an axis; within it, what is
    needed at the same place comes first. Raises DeclarationError where there is no such order.
    """
    return grouped(parsed(problem))


def grouped(formulas: Mapping[str, Formula]) -> tuple[tuple[Formula, ...], ...]:
    """Some formulas in such an order, where all that they name beside each other is known."""
    uses = {name: names(formula.tree) & formulas.keys() for name, formula in formulas.items()}
    reach = {name: reached(uses[name], uses.__getitem__) for name in formulas}
    found: dict[str, tuple[Formula, ...]] = {}

    def settle(name: str) -> None:
        if any(formula.name == name for group in found.values() for formula in group):
            return
        members = [other for other in formulas if other == name or (other in reach[name] and name in reach[other])]
        for needed in (other for member in members for other in sorted(uses[member]) if other not in members):
            settle(needed)
        found[name] = _in_order([formulas[member] for member in members])

    for name in formulas:
        settle(name)
    return tuple(found.values())


def _in_order(group: list[Formula]) -> tuple[Formula, ...]:
    """Formulas that depend on each other, ordered so that what is used at the same place comes before its use."""
    waiting = {formula.name: names_here(formula.tree) for formula in group}
    ordered: list[Formula] = []
    while len(ordered) < len(group):
        ready = [formula for formula in group if formula.name in waiting and not waiting[formula.name] & waiting.keys()]
        if not ready:
            raise DeclarationError(_knot(group))
        ordered.append(ready[0])
        del waiting[ready[0].name]
    return tuple(ordered)


def names_here(tree: Node) -> set[str]:
    """The names that a formula uses at the same place, not at a neighbour's."""
    return {node.name for node in walk(tree) if isinstance(node, Ref) and not shifts(node)}


def shifts(node: Ref) -> list[tuple[str, int]]:
    """The axes along which a name is read at a neighbour, and how far away: ``H[t-1]`` gives ``("t", -1)``."""
    return [
        (index.terms[0][0], index.const)
        for index in node.index or ()
        if index is not None and len(index.terms) == 1 and index.const
    ]


def _knot(group: Iterable[Formula]) -> str:
    formulas = list(group)
    if len(formulas) == 1:
        return f"the formula of {formulas[0].name} uses {formulas[0].name} itself, but not at a neighbour along an axis"
    inside = ", ".join(formula.name for formula in formulas)
    return f"the formulas of {inside} depend on each other, but on no neighbour along an axis"


def environment(
    problem: Problem,
    arrays: Mapping[str, Array],
    sizes: Mapping[str, int],
    *,
    field: Field = FLOATS,
    room: float = inf,
) -> Env:
    """Where this problem's formulas are evaluated: ``arrays`` have a point axis in front.

    ``room`` bounds how many numbers the larger intermediate results may have, for formulas that anyone typed.
    """
    env = Env(problem.scope, arrays, axis_sizes(problem, sizes), field, problem.running)
    env.room = room
    return env


def compute(
    problem: Problem,
    given: Mapping[str, Array],
    sizes: Mapping[str, int],
    *,
    field: Field = FLOATS,
    only: Iterable[str] | None = None,
    replaced: Mapping[str, Node] | None = None,
    nudges: Mapping[str, Array] | None = None,
) -> dict[str, Array]:
    """All values and steps at many points: ``given`` arrays have shape (points, *axes).

    ``only`` limits the work to these names. ``replaced`` puts other formulas in the place of some (a mistake, say),
    and everything after them follows. ``nudges`` are added to values after their formula, for derivatives.
    """
    env = environment(problem, dict(given), sizes, field=field)
    arrays: dict[str, Array] = env.arrays  # type: ignore[assignment]
    wanted = None if only is None else set(only)
    for group in groups(problem):
        if wanted is not None and not any(formula.name in wanted for formula in group):
            continue
        solve_group(group, env, arrays, replaced or {}, nudges or {})
    return arrays


def solve_group(
    group: tuple[Formula, ...],
    env: Env,
    arrays: dict[str, Array],
    replaced: Mapping[str, Node],
    nudges: Mapping[str, Array],
) -> None:
    """Evaluate one formula, or several that depend on each other's neighbours, into ``arrays``."""
    if len(group) == 1 and group[0].name not in names(replaced.get(group[0].name, group[0].tree)):
        formula = group[0]
        arrays[formula.name] = _result(formula, env, replaced)
        if formula.name in nudges:
            arrays[formula.name] = arrays[formula.name] + nudges[formula.name]
        return
    ways = recurrence(group)
    points = max((len(array) for array in (*arrays.values(), *nudges.values())), default=1)
    dtype = np.result_type(*(array.dtype for array in arrays.values()), *(n.dtype for n in nudges.values()))
    for formula in group:
        shape = (points, *(env.sizes[letter] for letter in formula.axes))
        arrays[formula.name] = zeros(shape, next(iter(arrays.values())), dtype)
    whole, keep = env.window, dict.fromkeys(ways, 1)
    for places in places_in_order(ways, env.sizes):
        env.window = {**whole, **places}
        for formula in group:
            here = entries(formula.axes, places)
            arrays[formula.name][here] = _result(formula, env, replaced, keep=keep)
            if formula.name in nudges:
                arrays[formula.name][here] += nudges[formula.name][here]
    env.window = whole


def evaluated(tree: Node, axes: tuple[str, ...], env: Env, keep: Mapping[str, int] | None = None) -> Array:
    """A formula on its axes, at full size: shape (points, *axes)."""
    env.letters = {}
    value = evaluate(tree, env)
    array = fit(value, axes, env).array
    sizes = tuple((keep or {}).get(letter) or env.sizes[letter] for letter in axes)
    return array if array.shape[1:] == sizes else np.broadcast_to(array, (len(array), *sizes)).copy()


def _result(formula: Formula, env: Env, replaced: Mapping[str, Node], keep: Mapping[str, int] | None = None) -> Array:
    """A formula's array; that an author's own formula cannot be evaluated is said with its name."""
    if formula.name in replaced:
        return evaluated(replaced[formula.name], formula.axes, env, keep)
    try:
        return evaluated(formula.tree, formula.axes, env, keep)
    except (FitError, NotationError) as error:
        raise DeclarationError(f"the formula of {formula.name} cannot be evaluated: {error}") from None


def recurrence(group: tuple[Formula, ...]) -> dict[str, bool]:
    """The axes along which a group is solved, the outermost first, and whether backwards (it looks at t+1)."""
    own = {formula.name for formula in group}
    looks = [
        dict(shifts(node))
        for formula in group
        for node in walk(formula.tree)
        if isinstance(node, Ref) and node.name in own and shifts(node)
    ]
    inside = ", ".join(formula.name for formula in group)
    if not looks:
        raise DeclarationError(_knot(group))
    found = ways_along(looks)
    if not found:
        raise DeclarationError(f"the formulas of {inside} look both ways: they cannot be solved in order")
    for axis in found:
        if any(axis not in formula.axes for formula in group):
            raise DeclarationError(
                f"the formulas of {inside} depend on each other along {axis}, which not all of them have"
            )
    return found


def index_form(problem: Problem, step_id: str) -> IndexForm:
    """The right formula of a step, at the letters of its axes. Raises TutorError for a choice."""
    step = problem.step(step_id)
    if not isinstance(step, Step):
        raise TutorError(f"{step.id} is answered by choosing; it has no formula")
    from tutor.notation.lower.index_form.lowering import lower

    env = environment(problem, {}, all_sizes(problem, problem.sizes))
    return lower(step_tree(problem, step), env, problem.axes_of(step))


def lift(arrays: Mapping[str, Any]) -> dict[str, Array]:
    """Arrays of one instance as arrays of one point."""
    return {name: np.asarray(array)[None] for name, array in arrays.items()}


def sizes_of(problem: Problem, given: Mapping[str, Array]) -> dict[str, int]:
    """All sizes, read off the shapes of the given arrays of one instance."""
    shown: dict[str, int] = {}
    for quantity in problem.given:
        for letter, size in zip(quantity.letters, np.shape(given[quantity.name]), strict=True):
            shown[problem.like.get(letter, letter).upper()] = int(size)
    return all_sizes(problem, {**problem.sizes, **implied_sizes(problem, shown), **shown})


def forward_by_formulas(problem: Problem, given: Arrays) -> Arrays:
    """The values of one instance from the formulas."""
    names_ = [quantity.name for quantity in problem.values]
    arrays = compute(problem.as_declared, lift(given), sizes_of(problem, given), only=names_)
    return {name: arrays[name][0] for name in names_}


def backward_by_formulas(problem: Problem, given: Arrays, values: Arrays) -> Arrays:
    """The gradients of one instance from the steps ``dL/dNAME``."""
    targets = [problem.targets[step.id] for step in problem.formula_steps()]
    arrays = compute(problem, lift(given), sizes_of(problem, given))
    return {one.by: arrays[one.id][0] for one in targets if one.by in problem.quantities and one.is_gradient_by(one.by)}
