"""The arrays of a large instance, each made when it is first asked for."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping

import numpy as np

from tutor.notation.lower.value import Array
from tutor.problems.contract.scope_builder import axis_sizes
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.formula_values import environment, groups, parsed, solve_group
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.memory_estimate import check_memory


class LazyArrays(dict[str, Array]):
    """Arrays by name, of shape (points, *axes). What has been made is held; ``names`` are those that can be."""

    def __init__(self, known: Mapping[str, Array], names: Collection[str], make: Callable[[str], Array]) -> None:
        super().__init__(known)
        self._names = frozenset(names)
        self._make = make

    def __missing__(self, name: str) -> Array:
        if name not in self._names:
            raise KeyError(name)
        made = self[name] = self._make(name)
        return made

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self._names


def arrays_of(instance: Instance) -> LazyArrays:
    """All arrays of an instance as arrays of one point: what the solver gives, and the rest from the formulas.

    A local derivative may be a hundred times as large as what is wanted: most are never asked for. Raises InputError
    where all of them would take too much memory.
    """
    problem, sizes = instance.problem, instance.sizes
    check_memory(problem, sizes, formulas=True)
    formulas, axes = parsed(problem), axis_sizes(problem, sizes)
    known = {name: np.asarray(array)[None] for name, array in instance.given.items()}
    solved = {**instance.values, **{gradient_id(problem, name): array for name, array in instance.gradients.items()}}
    for name, array in solved.items():
        if name in formulas and array.shape == tuple(axes[letter] for letter in formulas[name].axes):
            known[name] = np.asarray(array, dtype=float)[None]

    def by_formula(name: str) -> Array:
        group = next(group for group in groups(problem) if formulas[name] in group)
        solve_group(group, environment(problem, arrays, sizes), arrays, {}, {})
        return arrays[name]

    arrays = LazyArrays(known, formulas.keys(), by_formula)
    return arrays


__all__ = ["LazyArrays", "arrays_of"]
