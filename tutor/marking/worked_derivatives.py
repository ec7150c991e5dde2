"""Derivatives that an answer says, ``∂/∂x (W x)`` or ``∂z/∂x``, worked out before it is marked.

What is asked for is not given away: a derivative of the loss by what the gradient is asked by restates the question.
Names other than the one it is by are held fixed, as a textbook's local derivative does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from tutor.errors import TutorError
from tutor.marking.equivalence.agreement import close
from tutor.marking.question import Question
from tutor.notation.derived_names import derivative_name
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.read.derivatives.expression_derivatives import MOST_DERIVATIVES
from tutor.notation.scope import Scope
from tutor.notation.tree import Call, Derivative, Jacobian, Node, Num, Ref, Worked
from tutor.notation.tree_walks import children, names, parts_of, rebuild, walk
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import environment, parsed

_DERIVATIVES = frozenset({Derivative})
_JACOBIANS = frozenset({Jacobian})
_CALLS = frozenset({Call})
MOST_NODES = 150
"""What is differentiated in one formula has no more parts than this: each takes about 20 µs."""

MOST_NESTED = 3
"""As many derivatives of each other are taken."""


def says_derivatives(trees: Sequence[Node]) -> bool:
    """Whether there is a derivative to be worked out in any of the formulas."""
    return any(parts_of(tree, _DERIVATIVES) for tree in trees)


def worked_out(trees: Sequence[Node], question: Question) -> Sequence[Node]:
    """Formulas with their derivatives worked out. Raises NotationError for one that cannot be, or must not be."""
    found = [part for tree in trees for part in parts_of(tree, _DERIVATIVES)]
    if len(found) > MOST_DERIVATIVES:
        raise NotationError(f"more than {MOST_DERIVATIVES} derivatives are too many", found[MOST_DERIVATIVES].column)
    _check_length(found)
    return [_with(tree, lambda node: _checked(_of_problem(node, question), question)) for tree in trees]


def worked_alone(tree: Node, scope: Scope, sizes: dict[str, int]) -> Node:
    """The same of a formula over any names, none of which has a formula of its own."""
    found = parts_of(tree, _DERIVATIVES)
    if not found:
        return tree
    _check_length(found)
    from tutor.derivation.differentiation.local_derivative import (
        derivative,  # with the first derivative: 10 ms that few answers need
    )

    def worked(node: Derivative) -> Node:
        try:
            way = derivative(node.body, node.by, Env(scope, {}, sizes, FLOATS))
        except TutorError as error:
            raise _not_taken(node, error) from None
        return Num("0") if way is None else Jacobian(node, (way,))

    return _with(tree, worked)


def fixed_names(tree: Node) -> tuple[str, str, int] | None:
    """A name that a derivative of an answer holds fixed though it depends on the other one, that one, and its place."""
    for part in parts_of(tree, _JACOBIANS):
        if part.held:
            return part.held[0], part.source.by.name, part.source.column
    return None


def _with(node: Node, worked: Callable[[Derivative], Node], around: int = 0) -> Node:
    """A formula with its derivatives replaced, the innermost first; ``around`` is how many are around it."""
    parts = children(node)
    if not parts:
        return node
    if isinstance(node, Derivative):
        if around == MOST_NESTED:
            raise NotationError(f"more than {MOST_NESTED} derivatives of each other are not taken here", node.column)
        inner = Derivative(_with(node.body, worked, around + 1), node.by, node.column)
        _check_length([inner])  # a derivative inside has been written out
        return worked(inner)
    return rebuild(node, tuple(_with(part, worked, around) for part in parts))


def _check_length(found: list[Derivative]) -> None:
    if sum(1 for one in found for _ in walk(one.body)) > MOST_NODES:
        raise NotationError(f"the derivative at column {found[0].column} cannot be taken here: it is too long")


def _not_taken(node: Derivative, error: TutorError) -> NotationError:
    return NotationError(f"the derivative at column {node.column} cannot be taken here: {error}", node.column)


def _of_problem(node: Derivative, question: Question) -> Jacobian:
    from tutor.derivation.differentiation.local_derivative import derivative, derivative_of_value

    problem, body, by = question.problem, node.body, node.by
    if early := sorted(names(body) & question.later):
        raise NotationError(f"{early[0]} comes later than {question.step.id}: use what is known so far", node.column)
    for call in parts_of(body, _CALLS):
        if f"{call.function}'" in question.scope.refused:
            raise NotationError(
                f"the derivative at column {node.column} would give the answer away here; write out what it is",
                node.column,
            )
    formulas = {quantity.name for quantity in problem.values}
    value = isinstance(body, Ref) and body.name in formulas and (body.name, body.index) != (by.name, by.index)
    ways: list[Worked] = []
    missing = False
    failed: TutorError | None = None
    for running in question.shared.readings:
        env = environment(problem, {}, all_sizes(problem, problem.sizes))
        env.running = running
        try:
            if value and isinstance(body, Ref):
                way = derivative_of_value(body, parsed(problem)[body.name].tree, by, env)
            else:
                way = derivative(body, by, env)
        except TutorError as error:
            failed = failed or error
            continue
        missing = missing or way is None
        ways += [way] if way is not None else []
    if missing:
        shown = problem.scope.names[by.name].unicode
        reason = f"what is differentiated at column {node.column} has no {shown} in it, and other names are held fixed"
        if isinstance(body, Ref):
            name = derivative_name(body.name, by.name)
            formula = f"the formula of {body.name} has no {by.name} in it"
            reason = f"`{name}` at column {node.column} is not a name of this question, and {formula}"
        raise NotationError(reason, node.column)
    if not ways and failed is not None:
        raise _not_taken(node, failed)
    inside = names(parsed(problem)[body.name].tree) if value and isinstance(body, Ref) else names(body)
    held = sorted(name for name in inside & formulas if name != by.name and by.name in _inputs(name, problem))
    return Jacobian(node, tuple(ways), body.name if isinstance(body, Ref) and body.index is None else "", tuple(held))


def _inputs(name: str, problem: Problem) -> set[str]:
    """All that the formula of a value depends on, given quantities included."""
    formulas = parsed(problem)
    return set().union(*(names(formulas[one].tree) for one in (name, *ancestors(problem, name)) if one in formulas))


def _checked(found: Jacobian, question: Question) -> Jacobian:
    """The derivative, unless it is what is asked for. Raises NotationError."""
    target = question.problem.targets[question.step.id]
    source = found.source
    if not target.is_derivative or source.by.name != target.by:
        return found
    restates = target.of != target.by and target.of in names(source.body)
    if not restates and target.of == question.problem.scope.loss and any(way.number for way in found.ways):
        environments = list(question.environments(source, question.points.arrays, question.points.sizes))
        restates = any(_is_multiple(found, env, question) for env in environments)
        if restates and found.held:  # of a value that the loss goes through, held fixed: (y - t)^T W x
            restates = any(_is_the_loss(source.body, env, target.of) for env in environments)
    if restates:
        raise NotationError(
            f"the derivative at column {source.column} restates the question: write what it comes to", source.column
        )
    return found


@np.errstate(all="ignore")
def _is_multiple(found: Jacobian, env: Env, question: Question) -> bool:
    """Whether a derivative is one number times what is asked for, the same at all points."""
    try:
        array = fit(evaluate(found, env), question.axes, env).array
    except (FitError, NotationError):
        return False
    right = question.asked(question.reference)
    array = question.asked(np.broadcast_to(array, right.shape))
    usable = np.isfinite(right) & np.isfinite(array) & (right != 0)
    if not usable.any():
        return False
    one, other = array[usable], right[usable]
    return bool(one[0] and close(one * other[0], other * one[0]).all())


@np.errstate(all="ignore")
def _is_the_loss(body: Node, env: Env, loss: str) -> bool:
    """Whether a number is the loss at all points, up to a factor and an addend that stay the same."""
    try:
        value = np.ravel(evaluate(body, env).array)
    except (FitError, NotationError):
        return False
    right = np.ravel(env.arrays[loss])
    if len(value) != len(right) or len(right) < 3:
        return False
    one, other = value - value[0], right - right[0]
    return bool(close(one[2:] * other[1], other[2:] * one[1]).all())
