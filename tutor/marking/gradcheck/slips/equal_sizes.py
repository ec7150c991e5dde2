"""Arrays put for others of the same shape though their axes are others: what layers of one size allow.

A square weight goes into a product as it stands or transposed, and a neighbour's value fits where the right one
belongs. Their letters differ, so that no formula says it: the array itself stands in the place of the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from tutor.errors import TutorError
from tutor.marking.gradcheck.slips.gradient_codes import code_of, swapped_code
from tutor.marking.mistakes.edits.edit_sites import Edit, names_upstream
from tutor.marking.mistakes.edits.name_edits import renamed, swap_code
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array
from tutor.notation.scope import Declared
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import GRADIENT
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import evaluated, parsed
from tutor.problems.instances.given_layout import is_weight

_PUT = "array of equal sizes"


def of_equal_sizes(step: str, tree: Node, env: Env, problem: Problem) -> Iterator[tuple[str, Array]]:
    """Codes, and what a form of the gradient ``step`` comes to with another array in the place of a name."""
    weights = {letter for one in problem.given if is_weight(problem, one.name) for letter in one.letters}
    for name in sorted(name for name in names(tree) if name in env.arrays):
        own = env.scope.names[name].axes
        found = [("transpose", array) for array in _turned(env.arrays[name], own, weights, env)]
        for other in _others(step, name, problem):
            if _fits(own, env.scope.names[other].axes, weights, env):
                found.append((_code(step, name, other, tree, problem), env.arrays[other]))
        for code, array in found:
            scope = env.scope.naming({**env.scope.names, _PUT: Declared(_PUT, own)})
            there = env.but({**env.arrays, _PUT: array}, scope=scope)
            try:
                yield code, evaluated(renamed(tree, {name: _PUT}), parsed(problem)[step].axes, there)
            except (TutorError, KeyError, ValueError):  # the formula looks at the form of what stands there
                continue


def _turned(array: Array, own: tuple[str, ...], weights: set[str], env: Env) -> Iterator[Array]:
    """The array with two of its axes exchanged that are of one size and not of one kind."""
    for first, second in combinations(range(len(own)), 2):
        if _alike(own[first], own[second], weights, env):
            yield np.swapaxes(array, first + 1, second + 1)


def _others(step: str, name: str, problem: Problem) -> Iterator[str]:
    """Values for a value, gradients for a gradient: those that do not need the gradient of ``step`` themselves."""
    if not names_upstream(name, problem):
        yield from (other for other in problem.quantities if other != name and not names_upstream(other, problem))
        return
    for other in problem.formula_steps():
        is_other = problem.targets[other.id].kind == GRADIENT and other.id not in (name, step)
        if is_other and step not in ancestors(problem, other.id):
            yield other.id


def _fits(own: tuple[str, ...], axes: tuple[str, ...], weights: set[str], env: Env) -> bool:
    """Whether an array on some axes has the shape of one on others, sample for sample."""
    different = [(one, other) for one, other in zip(own, axes, strict=False) if one != other]
    return len(own) == len(axes) and bool(different) and all(_alike(*two, weights, env) for two in different)


def _alike(one: str, other: str, weights: set[str], env: Env) -> bool:
    """Whether two axes of weights are of one size and not of one kind: edits of formulas know those that are."""
    kinds = env.scope.axes.class_of(one), env.scope.axes.class_of(other)
    return {one, other} <= weights and kinds[0] != kinds[1] and env.size(one) == env.size(other)


def _code(step: str, name: str, other: str, tree: Node, problem: Problem) -> str:
    edited = renamed(tree, {name: other})
    if names_upstream(name, problem):
        return code_of(problem, step, Edit("other-gradient", edited), tree)
    return swapped_code(problem, swap_code(problem, name, other), tree, edited)
