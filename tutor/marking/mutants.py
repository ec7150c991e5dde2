"""What a step comes to with one mistake in it: a table of values to look a wrong answer up in.

The step's formula and those it was built from are changed in one place at a time and evaluated; an answer that equals
one of the results, however it was written, is explained by that change. The table is built when first needed (10 to
500 ms a question) and kept; a look-up takes 0.05 ms.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError
from tutor.marking.chain import ancestors
from tutor.marking.codes import NAMED, RANK
from tutor.marking.mistakes.edits import single_edits
from tutor.marking.mistakes.minus import lost_minus
from tutor.marking.mistakes.sites import Edit
from tutor.marking.mistakes.wholes import multipliers, whole_mistakes
from tutor.marking.stacked import recomputed_for_each
from tutor.notation.errors import FitError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.entrywise import arranged
from tutor.notation.lower.value import Array, Value
from tutor.notation.tree import Node, Ref, children, names, rebuild
from tutor.problems.formulas import environment, parsed, read
from tutor.problems.problem import Problem
from tutor.problems.step import Step

SAMPLE = 240
FIT = ("fit",)
_TOLERANCE = 1e-8


@dataclass(frozen=True, slots=True)
class Mutant:
    """One explanation: codes of the mistakes (one or two), and the formula the mistake is in."""

    codes: tuple[str, ...]
    place: str


class Table:
    """Mutants of one shape, to be found by value."""

    def __init__(self, mutants: list[Mutant], arrays: list[Array]) -> None:
        self.mutants = mutants
        self.arrays = arrays
        self.samples = samples = np.stack([thinned(array) for array in arrays])
        weights = np.cos(np.arange(1, samples.shape[1] + 1) * 1.7) + 1.3
        self._weights = weights / weights.sum()
        projected = samples @ self._weights
        self._order = np.argsort(projected)
        self._sorted = projected[self._order]

    def find(self, array: Array) -> list[Mutant]:
        """The mutants whose values are those of ``array``, to eight digits: by some of its numbers, then by all."""
        sample = thinned(array)
        centre = float(sample @ self._weights)
        width = _TOLERANCE * float(np.abs(sample) @ self._weights)
        low = np.searchsorted(self._sorted, centre - width)
        high = np.searchsorted(self._sorted, centre + width, side="right")  # a zero has no width
        found = []
        for position in self._order[low:high]:
            if _near(self.samples[position], sample) and _near(self.arrays[position], array):
                found.append(self.mutants[position])
        return found


def _near(one: Array, other: Array) -> bool:
    return bool((np.abs(one - other) <= _TOLERANCE * np.maximum(np.abs(one), np.abs(other))).all())


class Mutants:
    """All mutants of a step at some arrays: the sampled points, or one instance."""

    def __init__(self, problem: Problem, step: Step, arrays: Mapping[str, Array], sizes: Mapping[str, int]) -> None:
        self.problem = problem
        self.step = step
        self.arrays = arrays
        self.sizes = sizes
        self.axes = problem.axes_of(step)
        self.reference = arrays[step.id]
        self.collected: dict[tuple[str, ...], tuple[list[Mutant], list[Array]]] = {}
        with np.errstate(all="ignore"):
            self._collect()
        self.tables = {key: Table(mutants, values) for key, (mutants, values) in self.collected.items()}
        self.multipliers = multipliers(problem, step, arrays, sizes)
        self.fitting = self.collected.get(FIT, ([], []))

    # -- look-up ---------------------------------------------------------------------------------------------

    def explain(self, array: Array, key: tuple[str, ...] = FIT) -> list[Mutant]:
        """The best explanations of an answer's values, equal ones together; empty if none is known."""
        table = self.tables.get(key)
        if table is None:
            return []
        if len(array) != len(self.reference):  # a constant is the same at all points
            array = np.broadcast_to(array, (len(self.reference), *array.shape[1:]))
        if key == FIT:
            array = np.broadcast_to(array, self.reference.shape)
        if array.shape != table.arrays[0].shape or not np.isfinite(array).all():
            return []
        found = table.find(array)
        if not found and key == FIT:
            found = [
                Mutant((*mutant.codes, whole.code), mutant.place)
                for whole in self.multipliers
                for mutant in table.find(array * whole.array)
                if mutant.codes[0] != whole.code
            ]
        return best(found, self.step.id)

    @cached_property
    def copied(self) -> list[Array]:
        """What comes of a slip in copying numbers: for answers in numbers that nothing else explains."""
        env = environment(self.problem, self.arrays, self.sizes)
        found = []
        with np.errstate(all="ignore"):
            for tree, other in lost_minus(parsed(self.problem)[self.step.id].tree, env):
                with suppress(TutorError):
                    found.append(fit(evaluate(tree, other), self.axes, other).array)
        return found

    # -- building --------------------------------------------------------------------------------------------

    def _add(self, code: str, place: str, key: tuple[str, ...], array: Array) -> None:
        if key == FIT:
            if array.shape != self.reference.shape:
                array = np.broadcast_to(array, self.reference.shape)
            if not np.isfinite(array).all() or agrees(array, self.reference):
                return
        elif not np.isfinite(array).all():
            return
        elif len(array) != len(self.reference):
            array = np.broadcast_to(array, (len(self.reference), *array.shape[1:]))
        mutants, values = self.collected.setdefault(key, ([], []))
        mutants.append(Mutant((code,), place))
        values.append(array)

    def _collect(self) -> None:
        for whole in whole_mistakes(self.problem, self.step, self.arrays, self.sizes):
            self._add(whole.code, self.step.id, whole.key, whole.array)
        for edit in self._named(self.step.id):
            self._evaluate(edit)
        for tree in self._own_trees():
            for edit in single_edits(tree, self.problem, swaps=True):
                self._evaluate(edit)
        if self.step.id in names(parsed(self.problem)[self.step.id].tree):
            self._again(self.step.id, swaps=True)
        is_value = self.problem.is_value(self.step)
        for name in ancestors(self.problem, self.step.id):
            forward = not is_value and name in self.problem.quantities
            self._again(name, swaps=False, only="forward" if forward else "")

    def _named(self, name: str) -> Iterator[Edit]:
        """The mistakes that an author has given a name."""
        for mistake in self.problem.named_mistakes():
            for text in mistake.of(name):
                yield Edit(mistake.code, read(self.problem, text, name))

    def _own_trees(self) -> list[Node]:
        tree = parsed(self.problem)[self.step.id].tree
        others = [read(self.problem, text, self.step.id) for text in self.step.also]
        return [tree, *others, *self._written_out(tree)]

    def _written_out(self, tree: Node) -> Iterator[Node]:
        """The formula with one earlier step written out in it, where that is the same."""
        formulas = parsed(self.problem)
        for name in sorted(names(tree) - self.problem.quantities.keys()):
            if name == self.step.id or name not in formulas:
                continue
            longer = with_formula(tree, name, formulas[name].tree)
            env = environment(self.problem, self.arrays, self.sizes)
            try:
                array = fit(evaluate(longer, env), self.axes, env).array
            except TutorError:
                continue
            if array.shape == self.reference.shape and agrees(array, self.reference):
                yield longer

    def _evaluate(self, edit: Edit) -> None:
        """A changed formula of the step itself, with everything it names kept right."""
        env = environment(self.problem, self.arrays, self.sizes)
        try:
            value = evaluate(edit.tree, env)
        except TutorError:
            return
        try:
            self._add(edit.code, self.step.id, FIT, fit(value, self.axes, env).array)
        except FitError:
            self._add(edit.code, self.step.id, *canonical(value))

    def _again(self, name: str, *, swaps: bool, only: str = "") -> None:
        """A changed formula that the step was built from, and everything between the two computed again.

        ``only`` limits the changes to one code: of the forward pass, a gradient is tried with other activations.
        """
        edits = (*self._named(name), *single_edits(parsed(self.problem)[name].tree, self.problem, swaps=swaps))
        meant = [edit for edit in edits if not only or edit.code == only]
        arrays = recomputed_for_each(
            self.problem, self.arrays, self.sizes, self.step.id, name, [edit.tree for edit in meant]
        )
        for edit, array in zip(meant, arrays, strict=True):
            if array is not None:
                self._add(edit.code, name, FIT, array)


def with_formula(node: Node, name: str, formula: Node) -> Node:
    """The tree with a formula in the place of a name that has no indices."""
    if isinstance(node, Ref):
        return formula if node.name == name and node.index is None else node
    parts = children(node)
    return rebuild(node, tuple(with_formula(part, name, formula) for part in parts)) if parts else node


def canonical(value: Value) -> tuple[tuple[str, ...], Array]:
    """A value that does not fit the target, with its axes in an order that does not depend on letters' names."""
    order = tuple(sorted(value.dims, key=lambda letter: (value.class_of(letter), letter)))
    return tuple(value.class_of(letter) for letter in order), arranged(value.array, value.dims, order)


def thinned(array: Array) -> Array:
    """A few hundred of an array's numbers, always the same places, in no step with its rows or columns."""
    flat = np.asarray(array, dtype=float).reshape(-1)
    return flat if flat.size <= SAMPLE else flat[_places(flat.size)]


@lru_cache(maxsize=256)
def _places(size: int) -> npt.NDArray[np.intp]:
    return np.random.default_rng(size).choice(size, SAMPLE, replace=False)


def agrees(array: Array, reference: Array) -> bool:
    """Whether a mutant is the right answer after all."""
    return bool((np.abs(array - reference) <= 1e-9 * np.maximum(np.abs(array), np.abs(reference))).all())


def best(found: list[Mutant], own: str) -> list[Mutant]:
    """Fewest mistakes first, then the most specific code, then the step itself; one of each code."""
    ranked = sorted(
        found,
        key=lambda mutant: (len(mutant.codes), [RANK.get(code, NAMED) for code in mutant.codes], mutant.place != own),
    )
    kept: dict[tuple[str, ...], Mutant] = {}
    for mutant in ranked:
        if len(mutant.codes) == len(ranked[0].codes):
            kept.setdefault(mutant.codes, mutant)
    return list(kept.values())


__all__ = ["FIT", "Mutant", "Mutants", "canonical"]
