"""Which gradients a derivation has, in which order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tutor.derivation.reverse_mode import ForwardPass
from tutor.notation.tree import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import Integers, Labels, Mask, OneHot, Simplex
from tutor.problems.instances.formula_values import parsed

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
    formulas = parsed(problem.forward_only())
    uses = {quantity.name: names(formulas[quantity.name].tree) | {quantity.outside} for quantity in problem.values}
    while more := {name for name, used in uses.items() if name not in changing and used & changing}:
        changing |= more
    return (*given, *(name for name in uses if name in changing and name != problem.loss))


def backwards(forward: ForwardPass, result: str, asked: Iterable[str]) -> Iterator[str]:
    """The quantities that are asked for and those on their way to the result, from the result on.

    A value comes after all those that it enters, but for its own neighbours in time; a given one comes as soon as all
    that it enters are there.
    """
    reaching = forward.reaching(result)
    wanted = _entered(forward, [name for name in asked if name in reaching], reaching)
    values = [quantity.name for quantity in forward.problem.values]
    given = [quantity.name for quantity in forward.problem.given if quantity.name in wanted]
    done: set[str] = {result}
    for name in (result, *reversed(values)):
        if name != result:
            if name not in wanted:
                continue
            yield name
            done.add(name)
        for one in given:
            entered = {consumer for consumer in forward.consumers[one] if consumer in reaching or consumer == result}
            if one not in done and entered <= done:
                yield one
                done.add(one)


def _entered(forward: ForwardPass, names: list[str], reaching: set[str]) -> set[str]:
    """These names and all that they enter on their way to the result."""
    found: set[str] = set()
    front = list(names)
    while front:
        name = front.pop()
        if name not in found:
            found.add(name)
            front += [consumer for consumer in forward.consumers[name] if consumer in reaching]
    return found
