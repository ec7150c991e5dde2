"""A problem with numbers: the textbook's, seeded ones without end, or the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

from tutor.lazy import cached_property
from tutor.notation.lower.value import Array, Arrays
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.contract.step import Choice, Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.choice_order import as_posed
from tutor.problems.instances.formula_values import compute, lift, parsed, step_tree
from tutor.problems.instances.memory_estimate import check_memory
from tutor.problems.instances.recordings import computed_at
from tutor.problems.instances.seeded_arrays import drawn
from tutor.problems.instances.seeded_sizes import seeded_sizes
from tutor.problems.instances.solver_arrays import solver_arrays
from tutor.problems.instances.user_arrays import (
    InputError,
    check_full_sizes,
    check_seed,
    check_shape,
    check_wanted_sizes,
    sizes_of_arrays,
    supplied_array,
)
from tutor.record import Record


class Solution(Record):
    """Everything that was computed: values and gradients by name, steps by id, all at one instance."""

    values: Arrays
    gradients: Arrays
    steps: Arrays


class Instance:
    """A problem with its given arrays. Values, gradients and steps are computed when first asked for.

    ``given`` may be a function that draws the arrays: a formula is marked without them, and drawing takes 0.3 to 20 ms.
    ``label`` is what the numbers are called, None where they are the user's ``own``.
    """

    def __init__(
        self,
        problem: Problem,
        seed: int | None,
        sizes: Mapping[str, int],
        given: Arrays | Callable[[], Arrays],
        label: str | None,
    ) -> None:
        self.problem = problem
        self.seed = seed
        self.sizes = dict(sizes)
        self._given = given
        self.own = label is None
        self.label = "your numbers" if label is None else label
        self.is_textbook = _is_textbook(problem, seed, self.sizes) and not self.own
        """Whether it has the sizes that the problem declares and no numbers of a seed or of one's own: as everybody."""

    @cached_property
    def given(self) -> Arrays:
        """The given arrays by name. Raises InputError for arrays drawn in another shape than declared."""
        return self._given() if callable(self._given) else self._given

    @cached_property
    def values(self) -> Arrays:
        """The forward pass, from the problem's own solver."""
        with np.errstate(all="ignore"):  # numbers of one's own may overflow; what comes out says so
            found = self.problem.forward(self.given)
        return solver_arrays(self.problem, "forward", found)

    @cached_property
    def gradients(self) -> Arrays:
        """The gradient of the loss by NAME, from the problem's own solver."""
        values = self.values
        with np.errstate(all="ignore"):  # numbers of one's own may overflow; what comes out says so
            found = self.problem.backward(self.given, values)
        return solver_arrays(self.problem, "backward", found)

    @cached_property
    def _by_formulas(self) -> Arrays:
        """What the solver gives nothing for, from what it gives."""
        gradients = {gradient_id(self.problem, name): array for name, array in self.gradients.items()}
        known = {**self.given, **self.values, **gradients}
        known = {name: array for name, array in known.items() if name in self.problem.scope.names}
        rest = [name for name in parsed(self.problem) if name not in known]
        found = computed_at(
            self.problem,
            (Instance, *rest),
            lambda arrays, sizes: compute(self.problem, arrays, sizes, only=rest),
            lift(known),
            self.sizes,
        )
        return {name: found[name][0] for name in rest}

    @cached_property
    def steps(self) -> tuple[Step | Choice, ...]:
        """The problem's steps as they are posed here: a seed orders the options of its choices."""
        return tuple(self._posed(step) for step in self.problem.steps)

    def step(self, step_id: str) -> Step | Choice:
        """A step as it is posed here, by any name it has. Raises UnknownNameError for an unknown one."""
        return self._posed(self.problem.step(step_id))

    def _posed(self, step: Step | Choice) -> Step | Choice:
        return as_posed(step, self.problem.log_id, self.seed) if isinstance(step, Choice) else step

    def target(self, step_id: str) -> Array:
        """The right value of a step: from the solver where it has it, else from the step's formula."""
        step = self.problem.step(step_id)
        if not isinstance(step, Step):
            raise InputError(f"{step_id} is a choice; it has no numeric value", title="No number here")
        if step.id in self.values:
            return self.values[step.id]
        target = self.problem.targets[step.id]
        if target.is_gradient_by(target.by) and target.by in self.gradients:
            return self.gradients[target.by]
        return self._by_formulas[step.id]

    def solve(self) -> Solution:
        """Values, gradients and all steps."""
        steps = {step.id: self.target(step.id) for step in self.problem.formula_steps()}
        return Solution(dict(self.values), dict(self.gradients), steps)

    def evaluated(self) -> Arrays:
        """All values and steps from the formulas, none from the solver, as arrays of one point.

        Raises InputError where that would take too much memory.
        """
        check_memory(self.problem, self.sizes, formulas=True)
        found = computed_at(
            self.problem,
            Instance,
            lambda given, sizes: compute(self.problem, given, sizes),
            lift(self.given),
            self.sizes,
        )
        return dict(found)

    def formula(self, step_id: str) -> Any:
        """The tree of a step's right formula."""
        step = self.problem.step(step_id)
        assert isinstance(step, Step)
        return step_tree(self.problem, step)

    def __repr__(self) -> str:
        return f"<Instance {self.problem.id}, {self.label}>"


def make_instance(
    problem: Problem, *, seed: int | None, sizes: Mapping[str, int], given: Mapping[str, Any]
) -> Instance:
    """Build an instance; see ``Problem.instance`` for what is allowed and what is refused."""
    if seed is not None:
        check_seed(seed)
    check_wanted_sizes(problem, sizes)
    supplied = {name: supplied_array(problem, name, value) for name, value in given.items()}
    full = check_sizes(problem, {name: array.shape for name, array in supplied.items()}, seed=seed, sizes=sizes)
    textbook = _is_textbook(problem, seed, full)
    for name, array in supplied.items():
        check_shape(problem.quantity(name), array, full)

    def arrays() -> Arrays:
        if textbook and problem.textbook:
            found = {**_textbook(problem), **supplied}
        else:
            found = drawn(problem, full, seed or 0, supplied, short=seed is None and problem.by_hand)
        for quantity in problem.given:
            check_shape(quantity, found[quantity.name], full)
        return found

    later = seed is not None and not supplied
    label = None if given else _label(problem, seed, textbook=textbook)
    return Instance(problem, seed, full, arrays if later else arrays(), label)


def _is_textbook(problem: Problem, seed: int | None, full: Mapping[str, int]) -> bool:
    return seed is None and all(full.get(name) == size for name, size in problem.sizes.items())


def check_sizes(
    problem: Problem,
    shapes: Mapping[str, tuple[int, ...]],
    *,
    seed: int | None = None,
    sizes: Mapping[str, int] = {},
) -> dict[str, int]:
    """All sizes of an instance whose supplied arrays have these ``shapes``, before any array of it is made.

    Raises InputError for sizes that disagree and for those at which it would take too much memory.
    """
    free = dict(problem.sizes) if seed is None else seeded_sizes(problem, seed)
    free.update(sizes_of_arrays(problem, shapes, sizes))
    free.update(sizes)
    full = all_sizes(problem, free)
    check_full_sizes(problem, full)
    check_memory(problem, full)
    return full


def _label(problem: Problem, seed: int | None, *, textbook: bool) -> str:
    """What the numbers are called, with the choices that are not the usual ones."""
    chosen = [f"{name} = {meant}" for name, meant in problem.chosen.items() if meant != problem.choices[name][0]]
    return ", ".join(("textbook" if textbook else f"seed {seed or 0}", *chosen))


def _textbook(problem: Problem) -> Arrays:
    missing = [quantity.name for quantity in problem.given if quantity.name not in problem.textbook]
    if missing:
        raise InputError(f"the textbook instance of {problem.id} has no {missing[0]}")
    return {q.name: supplied_array(problem, q.name, problem.textbook[q.name]) for q in problem.given}
