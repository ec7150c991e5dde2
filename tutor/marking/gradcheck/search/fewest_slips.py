"""The slips behind wrong arrays: as few as give all that any gives, each with those that give the same arrays."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tutor.marking.mistakes.large_gradients import Wrong
from tutor.marking.mistakes.value_table import Mutant, alternatives, order
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import gradient_id


def is_one_for_all(chosen: Mapping[str, Sequence[Mutant]], wrong: Sequence[Wrong]) -> bool:
    """Whether one slip gives all wrong arrays."""
    return len(chosen) == len(wrong) and len({slips[0] for slips in chosen.values()}) == 1


def silent_of(problem: Problem, wrong: Sequence[Wrong]) -> frozenset[str]:
    """The gradients of what stands before the first step that are zeros."""
    initial = {gradient_id(problem, value.outside) for value in problem.values if value.outside}
    return frozenset(each.step for each in wrong if each.step in initial and not each.got.any())


def fewest(found: list[tuple[Mutant, frozenset[str]]], silent: frozenset[str]) -> dict[str, list[Mutant]]:
    """As few of the explanations as give all that any gives, each with those that give the same arrays.

    ``silent`` are zeros handed back to what stands before the first step. Whatever reads one place too early gives
    these: they speak for what was told of other arrays only.
    """
    chosen: dict[str, list[Mutant]] = {}
    while True:
        told = {slips[0].codes for slips in chosen.values()}
        usable = [(mutant, steps) for mutant, steps in found if mutant.codes in told or not steps <= silent]
        if not usable:
            return chosen
        most = max(len(steps) for _, steps in usable)
        ranked = sorted(
            (one for one in usable if len(one[1]) == most), key=lambda one: (order(one[0]), one[0].place not in one[1])
        )
        _, given = ranked[0]
        chosen |= dict.fromkeys(given, alternatives(mutant for mutant, steps in ranked if steps == given))
        found = [(other, rest) for other, those in found if (rest := those - chosen.keys())]
