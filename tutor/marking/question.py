"""A step asked at an instance: what may be used, what is right, and how it may be answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.lazy import cached_property
from tutor.marking.asked_entries import asked_entries
from tutor.marking.asked_step import AskedStep, asked_step
from tutor.marking.equivalence.sample_points import Points
from tutor.marking.numbers.required_digits import FEWEST, MOST, digits_needed
from tutor.notation.lower.environment import Env
from tutor.notation.scope import Scope
from tutor.notation.tree import Arrays, Lettered, Neg, Node, Transpose
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Choice, Step
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.formula_values import environment, groups, lift, solve_group
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.memory_estimate import check_memory
from tutor.problems.instances.recordings import computed_at

Array = npt.NDArray[Any]


class Question:
    """One question. Everything expensive is computed when first needed and kept."""

    def __init__(self, instance: Instance, step: Step | Choice) -> None:
        self.instance = instance
        self.problem: Problem = instance.problem
        self.step = step

    # -- formula questions -------------------------------------------------------------------------------------

    @property
    def formula_step(self) -> Step:
        """The step, known to ask for a formula. Raises TutorError for a choice."""
        if not isinstance(self.step, Step):
            raise TutorError(f"{self.step.id} is answered by choosing, not by a formula")
        return self.step

    @cached_property
    def shared(self) -> AskedStep:
        """What does not depend on the instance. Raises TutorError for a choice."""
        return asked_step(self.problem, self.formula_step)

    @cached_property
    def axes(self) -> tuple[str, ...]:
        """The axis letters of the answer."""
        return self.shared.axes

    @property
    def tree(self) -> Node:
        """The right formula."""
        return self.shared.tree

    @property
    def doubtful(self) -> bool:
        """Whether the right formula has a number that floats may not show: 1e-12 beside a variance."""
        return self.shared.doubtful

    @cached_property
    def scope(self) -> Scope:
        """The names that may be used, all of the problem's except what is asked for, at the sizes of the instance."""
        return self.shared.scope.sized(self.instance.sizes)

    @property
    def later(self) -> frozenset[str]:
        """Names that come after this step in the derivation: known, but not to be leant on."""
        return self.shared.later

    @property
    def points(self) -> Points:
        """The sampled points of the problem."""
        return self.shared.points

    @property
    def reference(self) -> Array:
        """The right answer at the points, shape (points, *axes)."""
        return self.shared.reference

    @property
    def is_row(self) -> bool:
        """Whether the right answer is a row: what is asked for is declared as one, or its formula makes one."""
        return self.shared.is_row

    @property
    def margins(self) -> Array:
        """How far from the right answer each number at the points may be."""
        return self.shared.margins

    def asked(self, array: Array, other: Array | float = 0.0) -> Array:
        """An array (..., *axes) where a formula is asked for, and ``other`` at entries at which any value is right."""
        return asked_entries(self.formula_step.where, self.axes, array, other)

    def environments(self, tree: Node, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> Iterator[Env]:
        """Where an answer is evaluated, with these arrays, in each of its readings; room is that of typed formulas.

        What counts axes, as NumPy does, is read as whole arrays alone.
        """
        while isinstance(tree, Lettered | Neg | Transpose):  # of the left side
            tree = tree.body
        counts = isinstance(tree, Arrays) and (tree.whole or not tree.strict)
        for running in ((),) if counts else self.shared.readings:
            env = environment(self.problem, arrays, sizes, room=self.shared.room)
            env.running = running
            yield env

    @cached_property
    def exact(self) -> Array:
        """The right answer at the instance, shape (*axes)."""
        return np.asarray(self.instance.target(self.step.id), dtype=float)

    @cached_property
    def shape(self) -> tuple[int, ...]:
        """The shape of the answer at the instance."""
        return tuple(self.instance.sizes[letter.upper()] for letter in self.axes)

    @cached_property
    def at_instance(self) -> dict[str, Array]:
        """All arrays of the instance as one point, for formulas that are judged there."""
        return self.instance.evaluated()

    @cached_property
    def digits(self) -> int:
        """How many significant digits a number must have: three, or more where a mistake would round to it.

        Only seeded instances promise that; a textbook's numbers may be degenerate. The first use builds the table of
        mistakes at the instance (5 to 50 ms for the small networks).
        """
        if self.instance.seed is None:
            return FEWEST
        from tutor.marking.mistakes.step_mutants import mutants_at

        return digits_needed(self.exact, mutants_at(self.instance, self.step.id, self.at_instance).values)

    @property
    def rounded(self) -> Array:
        """The answer that comes of rounding every intermediate first, as on paper: to four places, or more if asked."""
        return np.asarray(self.rounded_for[self.digits - FEWEST])

    @cached_property
    def rounded_for(self) -> Array:
        """The same for each number of digits that may be asked for, ``FEWEST`` first: shape (numbers, *axes)."""
        most = FEWEST if self.instance.seed is None else MOST
        places = [4, *(digits + 2 for digits in range(FEWEST + 1, most + 1))]
        return rounded_answers(self.instance, self.step.id, places)

    @property
    def accepts(self) -> str:
        """What may be typed, in one line."""
        if isinstance(self.step, Choice):
            if self.step.ordered:
                return "the numbers of the options, in order"
            return "the numbers of all that are right" if self.step.many else "the number of one option"
        letters = [letter for letter in self.axes if letter not in self.problem.running]
        formula = f"a formula in {', '.join(letters)}" if len(letters) == 1 and self._indexed else "a formula"
        count = int(np.prod(self.shape)) if self.shape else 1
        if count == 1:
            return f"{formula}, or a number to {self.digits} digits or more"
        if len(self.shape) <= 1:
            return f"{formula}, or {count} numbers to {self.digits} digits or more"
        return f"{formula}, or {'×'.join(map(str, self.shape))} numbers to {self.digits} digits or more"

    @property
    def _indexed(self) -> bool:
        return bool(self.problem.running)


def question(instance: Instance, step_id: str) -> Question:
    """The question for a step at an instance. Raises UnknownNameError for an unknown step."""
    step = instance.problem.step(step_id)
    return (_textbook_question if instance.is_textbook else _question)(instance, step.id)


@lru_cache(maxsize=48)
def _question(instance: Instance, step_id: str) -> Question:
    # One that has been answered wrongly holds some 1,000 objects and its tables, a third of a megabyte: of 256 the app
    # had 100 MB after an hour. There are fewer steps in nearly every problem.
    return Question(instance, instance.step(step_id))


@lru_cache(maxsize=1024)
def _textbook_question(instance: Instance, step_id: str) -> Question:
    # With a seed there is no end to them; these are as many as there are steps, and a class is asked all in turn.
    return _question.__wrapped__(instance, step_id)


def rounded_answers(instance: Instance, name: str, places: Sequence[int]) -> Array:
    """A value or step with each result on the way to it rounded before it is used: one row for each of ``places``."""
    problem, sizes = instance.problem, instance.sizes
    check_memory(problem, sizes, formulas=True)
    found = computed_at(
        problem,
        (rounded_answers, name, tuple(places)),
        lambda given, sizes: {name: _rounded(problem, given, sizes, name, places)},
        lift(instance.given),
        sizes,
    )
    return found[name]


def _rounded(
    problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int], name: str, places: Sequence[int]
) -> Array:
    """The same from given arrays of one point."""
    arrays = dict(given)
    env = environment(problem, arrays, sizes)
    wanted = {name, *ancestors(problem, name)}
    units = np.array([10.0**number for number in places])
    for group in groups(problem):
        if not any(formula.name in wanted for formula in group):
            continue
        solve_group(group, env, arrays, {}, {})
        for formula in group:
            array = arrays[formula.name]
            unit = units.reshape(-1, *[1] * (array.ndim - 1))
            arrays[formula.name] = np.rint(array * unit) / unit  # as np.round, for each number of places at once
    return arrays[name]
