"""By which quantities the loss of a problem is differentiated."""

from __future__ import annotations

from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import Integers, Labels, Mask, OneHot, Simplex
from tutor.problems.instances.formula_values import parsed
from tutor.reach import reached

NEVER_ASKED = (OneHot, Simplex, Integers, Labels, Mask)
"""Samplers of labels and counts: nobody asks how a loss changes with them."""
FIXED_ROLES = ("target", "constant")
"""Roles of what is never changed to make a loss smaller."""


def asked_by_default(problem: Problem) -> tuple[str, ...]:
    """The quantities whose gradient is asked for where a problem says nothing.

    These are the given real numbers, but for targets and constants where the problem has roles, and all values that
    they enter.
    """
    given = [
        quantity.name
        for quantity in problem.given
        if not isinstance(quantity.sample, NEVER_ASKED) and problem.roles.get(quantity.name) not in FIXED_ROLES
    ]
    changing = set(given)
    formulas = parsed(problem.as_declared)
    uses = {quantity.name: names(formulas[quantity.name].tree) | {quantity.outside} for quantity in problem.values}
    while more := {name for name, used in uses.items() if name not in changing and used & changing}:
        changing |= more
    return (*given, *(name for name in uses if name in changing and name != problem.loss))


def gradient_names(problem: Problem) -> tuple[str, ...]:
    """The quantities whose gradients a solution has, from the loss on.

    Where a problem declares steps, those that they ask for. Else those that are asked for and those in between: what
    they enter on their way to the loss. Nothing is derived.
    """
    if problem.declares("steps"):
        targets = [problem.targets[step.id] for step in problem.formula_steps()]
        return tuple(one.by for one in targets if one.by in problem.quantities and one.is_gradient_by(one.by))
    formulas = parsed(problem.as_declared)
    reads = {name: set[str]() for name in problem.quantities}
    enters = {name: set[str]() for name in problem.quantities}
    for quantity in problem.values:
        reads[quantity.name] = {*names(formulas[quantity.name].tree), quantity.outside} & reads.keys()
        for name in reads[quantity.name]:
            enters[name].add(quantity.name)
    reaching = reached({problem.loss} & reads.keys(), reads.__getitem__)
    wanted = reached(reaching & {*(problem.asked or asked_by_default(problem))}, enters.__getitem__) & reaching
    backwards = (*reversed(problem.values), *problem.given)
    return tuple(quantity.name for quantity in backwards if quantity.name in wanted - {problem.loss})
