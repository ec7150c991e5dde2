"""A problem with numbers: the textbook's, seeded ones without end, or the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any

import numpy as np

from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import Normal, Uniform
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import compute, lift, parsed, step_tree
from tutor.problems.instances.memory_estimate import check_memory
from tutor.problems.instances.recordings import RECORDINGS
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

Arrays = dict[str, Array]

MOST_APART = 200
"""Numbers of an instance that are all made to differ; there are not many more of two digits (0.05 ms each)."""
MOST_TELLING = 2000
"""Numbers of an instance that is drawn again where rectifiers would hide mistakes."""
TRIES = 200
"""How many sizes are drawn of each range, to choose from."""
MOST_TRIES = 50
"""How often it is drawn again; of those of conv-dense with relu every second or third serves."""

__all__ = ["Array", "Arrays", "InputError", "Instance", "Solution", "draw", "make_instance", "seeded_sizes"]


class Solution(Record):
    """Everything that was computed: values and gradients by name, steps by id, all at one instance."""

    values: Arrays
    gradients: Arrays
    steps: Arrays


class Instance:
    """A problem with its given arrays. Values, gradients and steps are computed when first asked for.

    ``given`` may be a function that draws the arrays: a formula is marked without them, and drawing takes 0.3 to 20 ms.
    """

    def __init__(
        self,
        problem: Problem,
        seed: int | None,
        sizes: Mapping[str, int],
        given: Arrays | Callable[[], Arrays],
        label: str,
    ) -> None:
        self.problem = problem
        self.seed = seed
        self.sizes = dict(sizes)
        self._given = given
        self.label = label

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
        gradients = {f"d{self.problem.loss}/d{name}": array for name, array in self.gradients.items()}
        known = {**self.given, **self.values, **gradients}
        rest = [name for name in parsed(self.problem) if name not in known]
        arrays = compute(self.problem, lift(known), self.sizes, only=rest)
        return {name: arrays[name][0] for name in rest}

    def target(self, step_id: str) -> Array:
        """The right value of a step: from the solver where it has it, else from the step's formula."""
        step = self.problem.step(step_id)
        if not isinstance(step, Step):
            raise InputError(f"{step_id} is a choice; it has no numeric value", title="No number here")
        if step.id in self.values:
            return self.values[step.id]
        prefix = f"d{self.problem.loss}/d"
        name = step.id.removeprefix(prefix)
        if step.id.startswith(prefix) and name in self.gradients:
            return self.gradients[name]
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
        return dict(
            RECORDINGS.computed(
                (Instance, self.problem, tuple(self.sizes.values())),
                lambda given: compute(self.problem, given, self.sizes),
                lift(self.given),
            )
        )

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
    textbook = seed is None and all(full[name] == size for name, size in problem.sizes.items())
    for name, array in supplied.items():
        check_shape(problem.quantity(name), array, full)

    def arrays() -> Arrays:
        if textbook and problem.textbook:
            found = {**_textbook(problem), **supplied}
        else:
            found = _drawn(problem, full, seed or 0, supplied)
        for quantity in problem.given:
            check_shape(quantity, found[quantity.name], full)
        return found

    later = seed is not None and not supplied
    label = _label(problem, seed, textbook=textbook, own=bool(given))
    return Instance(problem, seed, full, arrays if later else arrays(), label)


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


def _label(problem: Problem, seed: int | None, *, textbook: bool, own: bool) -> str:
    """What the numbers are called, with the choices that are not the usual ones."""
    if own:
        return "your numbers"
    chosen = [f"{name} = {meant}" for name, meant in problem.chosen.items() if meant != problem.choices[name][0]]
    return ", ".join(("textbook" if textbook else f"seed {seed or 0}", *chosen))


def _drawn(problem: Problem, sizes: Mapping[str, int], seed: int, supplied: Arrays) -> Arrays:
    """Arrays for people: drawn again, a few times, where a rectifier would hide mistakes."""
    from tutor.problems.instances.relu_coverage import tells  # a textbook's numbers are not drawn

    for again in range(MOST_TRIES):
        arrays = draw(problem, sizes, seed, supplied=supplied, again=again)
        if sum(array.size for array in arrays.values()) > MOST_TELLING or tells(problem, arrays, sizes):
            return arrays
    return draw(problem, sizes, seed, supplied=supplied)


def draw(
    problem: Problem,
    sizes: Mapping[str, int],
    seed: int,
    *,
    points: int = 0,
    supplied: Mapping[str, Array] | None = None,
    again: int = 0,
) -> Arrays:
    """Draw every given array; with ``points`` that many generic ones at once, point axis in front.

    Those in ``supplied`` are taken from there, and the others stay what they would have been. ``again`` counts the
    times that what was drawn did not serve.
    """
    rng = np.random.default_rng([seed, points, again] if again else [seed, points])
    arrays: Arrays = {}
    for quantity in problem.given:
        shape = tuple(sizes[letter.upper()] for letter in quantity.letters)
        full = (points, *shape) if points else shape
        drawn = quantity.sample.draw(rng, full, quantity.letters, points=bool(points))
        own = None if supplied is None else supplied.get(quantity.name)
        arrays[quantity.name] = np.asarray(drawn, dtype=float) if own is None else own
    if not points and sum(array.size for array in arrays.values()) <= MOST_APART:
        _tell_apart(problem, arrays, supplied or {})
    return arrays


def _tell_apart(problem: Problem, arrays: Arrays, supplied: Mapping[str, Array]) -> None:
    """Move numbers drawn twice to the nearest free ones, so that one weight cannot pass for another."""
    seen: set[float] = set()
    for quantity in problem.given:
        sampler = quantity.sample
        if quantity.name in supplied or not isinstance(sampler, Normal | Uniform):
            continue
        flat = arrays[quantity.name].reshape(-1)
        for position, value in enumerate(flat.tolist()):
            flat[position] = chosen = _free(value, seen, sampler)
            seen.add(abs(chosen))
        arrays[quantity.name] = flat.reshape(arrays[quantity.name].shape)


def _free(value: float, seen: set[float], sampler: Normal | Uniform) -> float:
    """The number nearest to a value with as many digits that is not taken; the value itself where there is none."""
    scale = next((10**places for places in range(2, 8) if round(value * 10**places) / 10**places == value), 10**8)
    whole = round(value * scale)  # counted in whole numbers: rounding each of the many that are tried takes 5 ms
    for distance in range(200):
        for other in (whole + distance, whole - distance):
            number = other / scale
            if abs(number) not in seen and sampler.allows(number):
                return number
    return value


def _textbook(problem: Problem) -> Arrays:
    missing = [quantity.name for quantity in problem.given if quantity.name not in problem.textbook]
    if missing:
        raise InputError(f"the textbook instance of {problem.id} has no {missing[0]}")
    return {quantity.name: np.array(problem.textbook[quantity.name], dtype=float) for quantity in problem.given}


def seeded_sizes(problem: Problem, seed: int) -> dict[str, int]:
    """Small sizes that all differ, derived ones too, so that no array is square by accident.

    Where there are too many for that, as few as can be found are alike, and still no array is square.
    """
    rng = np.random.default_rng([seed, 1])
    names = [name for name in problem.sizes if name not in problem.fixed]
    timed = {"T", *(letter.upper() for letter in problem.scope.time)}  # a sequence of three has no middle to tell by
    best, most = dict(problem.sizes), 0
    for low, high in ((2, 5), (2, 6), (2, 8)):
        lows = [max(low, 4) if name in timed else low for name in names]
        drawn = rng.integers(lows, high + 1, size=(TRIES, len(names)))
        telling = _telling_sizes(problem, names, drawn)
        for count in sorted({*telling.tolist()} - {0}, reverse=True):
            if count <= most:
                break
            for row in np.flatnonzero(telling == count):
                free = {**problem.sizes, **dict(zip(names, drawn[row].tolist(), strict=True))}
                if count == len(names) + len(problem.derived):
                    return free
                if not _square(problem, all_sizes(problem, free)):
                    best, most = free, count
                    break
    return best


def _telling_sizes(problem: Problem, names: list[str], drawn: Array) -> Array:
    """How many sizes differ in each row of what was ``drawn``, derived ones counted; 0 where one is below two.

    All rows at once: one by one, those of the largest networks take 5 ms.
    """
    free: dict[str, Any] = {**problem.sizes, **dict(zip(names, drawn.T, strict=True))}
    sizes = all_sizes(problem, free)
    told = [np.broadcast_to(sizes[name], len(drawn)) for name in (*names, *problem.derived)]
    if not told:
        return np.zeros(len(drawn), dtype=int)
    ordered = np.sort(np.stack(told), axis=0)
    differ = 1 + np.count_nonzero(ordered[1:] != ordered[:-1], axis=0)
    return np.where(ordered[0] < 2, 0, differ)


def _square(problem: Problem, sizes: Mapping[str, int]) -> bool:
    """Whether an array has two axes that are equally long without being declared so."""
    for quantity in problem.quantities.values():
        kinds = {problem.like.get(letter, letter) for letter in quantity.letters}
        if len({sizes[kind.upper()] for kind in kinds}) < len(kinds):
            return True
    return False
