"""Formulas with one mistake in them, each looked at for several gradients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.marking.mistakes.batched_edits import MOST_STACKED, Evaluation, Rows
from tutor.marking.mistakes.batched_mutants import Arrays, Changes, fitted, recomputed_together
from tutor.marking.mistakes.candidates import Edited
from tutor.marking.mistakes.edited_formula import EditedFormula
from tutor.marking.mistakes.large_gradients import count_numbers
from tutor.marking.mistakes.value_table import Mutant
from tutor.notation.lower.value import Array
from tutor.notation.tree import Node
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.dependency_graph import ancestors, between
from tutor.problems.instances.formula_values import environment, evaluated, groups, parsed
from tutor.problems.instances.memory_estimate import largest_intermediate

MOST_HELD = 2_000_000
"""Numbers that the changes which are evaluated together take: 16 MB."""
MOST_WRITTEN_OUT = 8_000_000
"""Numbers that their products take which are summed: 64 MB."""


class Change(NamedTuple):
    """A formula with a mistake: the one of this number in ``edited``."""

    edited: Edited
    number: int

    @property
    def tree(self) -> Node:
        """The formula with the mistake in it."""
        return self.edited.formula.trees[self.number]

    @property
    def key(self) -> Key:
        """The same for the same change, whatever gradient it is looked at for."""
        return self.edited.name, self.tree

    @property
    def edit(self) -> OwnEdit:
        """What tells it from all other changes, at once: no tree is compared."""
        return self.edited.formula, self.number

    @property
    def mutant(self) -> Mutant:
        """What is said of it; ``sign+factor`` are two mistakes with the whole of a formula."""
        return Mutant(tuple(self.edited.codes[self.number].split("+")), self.edited.name)


Key = tuple[str, Node]
OwnEdit = tuple[EditedFormula, int]


def changes_of(edited: Edited) -> list[Change]:
    """All changes of a formula."""
    return [Change(edited, number) for number in range(len(edited.codes))]


def takes(problem: Problem, sizes: Mapping[str, int], name: str, targets: Iterable[str]) -> int:
    """How many numbers are made again for a change of one formula, up to some targets."""
    return count_numbers(problem, sizes, _way(problem, name, targets))


def _way(problem: Problem, name: str, targets: Iterable[str]) -> frozenset[str]:
    """A formula and those on the way from it to the targets that it reaches."""
    reached = [target for target in targets if target == name or name in ancestors(problem, target)]
    return frozenset((name,)).union(*(between(problem, name, target) for target in reached))


def _written_out(problem: Problem, sizes: Mapping[str, int], name: str, targets: Iterable[str]) -> int:
    """How many numbers the largest product has that is summed on the way from one formula to some targets."""
    return max((largest_intermediate(problem, sizes, one) for one in _way(problem, name, targets)), default=0)


def own_values(
    problem: Problem, arrays: Arrays, sizes: Mapping[str, int], edited: Edited, step: str, room: float
) -> Iterator[tuple[Change, Array]]:
    """The values of the changes of a gradient's own formula that have its axes.

    They are evaluated together where what they share is small, else each by itself.
    """
    each = largest_intermediate(problem, sizes, step)
    if each > MOST_STACKED:
        for change in changes_of(edited):
            array = own_value(problem, arrays, sizes, change, step, room)
            if array is not None:
                yield change, array
        return
    env = environment(problem, arrays, sizes)
    evaluation = Evaluation(edited.formula, env, Rows(1))
    most = max(1, MOST_HELD // max(each, 1))
    for start in range(0, len(edited.codes), most):
        every = evaluation.edited(range(start, min(start + most, len(edited.codes))))
        for number, array in fitted(every, parsed(problem)[step], env).items():
            yield Change(edited, number), array[0]
    evaluation.forget()


def own_value(
    problem: Problem, arrays: Arrays, sizes: Mapping[str, int], change: Change, step: str, room: float
) -> Array | None:
    """The values of one of them; None where they have not its axes, or take more numbers than there is ``room`` for.

    A sum of products is not written out then: 0.1 MB instead of 75 for the weights of 100 units at 1000 samples.
    """
    env = environment(problem, arrays, sizes, room=room)
    try:
        found: Array = evaluated(change.tree, parsed(problem)[step].axes, env)[0]
    except TutorError:
        return None
    return found


def recomputed(
    problem: Problem, arrays: Arrays, sizes: Mapping[str, int], changes: Sequence[Change], targets: Sequence[str]
) -> Iterator[tuple[str, list[Change], Array]]:
    """What becomes of each target by the changes that reach it: the target, the changes, an array for each of them."""
    for some in _sets(problem, changes):
        edits = {edited.name: edited for edited, _ in some}
        given = [Changes(edited.name, edited.formula, which) for edited, which in some]
        each = max(takes(problem, sizes, edited.name, targets) for edited, _ in some)
        made = max(_written_out(problem, sizes, edited.name, targets) for edited, _ in some)
        most = max(1, min(MOST_HELD // each, MOST_WRITTEN_OUT // max(made, 1)))
        for stack in recomputed_together(problem, arrays, sizes, targets, given, most=most):
            for step, found in stack.items():
                if found:
                    reaching = [Change(edits[name], number) for name, number in found]
                    yield step, reaching, np.concatenate(list(found.values()))


def _sets(problem: Problem, changes: Sequence[Change]) -> list[list[tuple[Edited, list[int]]]]:
    """The changes by their formula, in sets of formulas that are computed together, with one reading of each.

    For all changes of a set the same formulas are evaluated again: those before them stay as they are.
    """
    which: dict[int, tuple[Edited, list[int]]] = {}
    for change in changes:
        which.setdefault(id(change.edited.formula), (change.edited, []))[1].append(change.number)
    place = {formula.name: at for at, group in enumerate(groups(problem)) for formula in group}
    sets: list[dict[str, tuple[Edited, list[int]]]] = []
    for edited, numbers in which.values():
        fitting = (own for own in sets if edited.name not in own and place[next(iter(own))] == place[edited.name])
        some = next(fitting, None)
        if some is None:
            sets.append(some := {})
        some[edited.name] = edited, numbers
    return [list(some.values()) for some in sets]


__all__ = ["Change", "Key", "OwnEdit", "changes_of", "own_value", "own_values", "recomputed", "takes"]
