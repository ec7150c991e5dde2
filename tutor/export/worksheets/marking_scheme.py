"""What a person needs who marks answers on paper: points, other right forms, and what the usual mistakes come to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from tutor.export.derivation import amount, inline
from tutor.export.document import Amount, Block, Items, Prose, Words
from tutor.marking.mistakes.codes import CODES
from tutor.problems.contract.step import Choice, Step
from tutor.problems.instances.formula_values import read
from tutor.study.find.common_slips import CommonSlip, common_slips

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance

MOST = 5
"""Mistakes that are listed for a question."""

SHORT = 8
"""The numbers of an array that are printed beside a mistake; of a longer one the first formula tells enough."""


def points(step: Step | Choice) -> int:
    """What a question is worth: one for the formula and one for the numbers; one for a choice."""
    return 1 if isinstance(step, Choice) else 2


def scheme(step: Step | Choice, instance: Instance) -> Iterator[Block]:
    """What stands below an answer: how its points are given, and what the usual mistakes come to at these numbers."""
    if isinstance(step, Choice):
        slips = [(f"{number}: ", said) for number, (_, said) in sorted(step.slips.items())]
        yield Prose(("1 for the right choice.",))
        if slips:
            yield Items(tuple(slips))
        return
    problem = instance.problem
    for other in step.also:
        yield Prose(("As right: ", inline(read(problem, other, step.id), problem.scope)))
    yield Prose(
        ("1 for the formula, 1 for the numbers, three digits or more; what follows from a wrong number counts.",)
    )
    found = common_slips(instance, step, MOST)
    if found:
        yield Prose(("None for the formula, for example:",))
        yield Items(tuple(_mistake(instance, step, slip) for slip in found))


def _mistake(instance: Instance, step: Step, slip: CommonSlip) -> Words:
    problem = instance.problem
    shown: tuple[str | Amount, ...] = ()
    if slip.value.size <= SHORT:
        shown = (" = ", amount(problem, step.id, slip.value))
    return (f"{CODES[slip.code].message} ", inline(slip.tree, problem.scope), *shown)
