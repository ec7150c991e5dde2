"""Derivatives of the forward pass by complex step: a witness that knows nothing of any derivation.

A value moved by an imaginary 1e-30 moves the result by 1e-30 times the derivative, with no subtraction and so no
cancellation (Squire and Trapp, SIAM Review 40, 1998). Entries are moved together, one sampled point each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod

import numpy as np

from tutor.notation.derived_names import derivative_name
from tutor.notation.lower.value import Array
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import Place, Target
from tutor.problems.instances.formula_values import compute, lift

Jacobian = Callable[[Problem, Mapping[str, Array], Mapping[str, int], str, str], Array]

STEP = 1e-30
MOST_MOVED = 4_000_000
"""Numbers of all quantities at the points that are moved at once: 64 MB."""


def jacobian(problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int], top: str, bottom: str) -> Array:
    """The total derivative of ``top`` by ``bottom`` at one instance: the axes of top, then those of bottom.

    As many entries are moved at once as memory is there for.
    """
    shape = tuple(sizes[letter.upper()] for letter in problem.quantity(bottom).letters)
    count = int(np.prod(shape)) if shape else 1
    arrays = {name: array.astype(complex) for name, array in lift(given).items()}
    letters = [quantity.letters for quantity in problem.quantities.values()]
    together = max(1, MOST_MOVED // sum(prod(sizes[letter.upper()] for letter in own) for own in letters))
    found = []
    for start in range(0, count, together):
        entries = np.arange(start, min(start + together, count))
        push = np.zeros((len(entries), count), dtype=complex)
        push[entries - start, entries] = STEP * 1j
        moved = _moved(problem, arrays, sizes, bottom, push.reshape(-1, *shape))[top].imag / STEP
        found.append(np.broadcast_to(moved, (len(entries), *moved.shape[1:])))
    moved = np.concatenate(found)
    return np.moveaxis(moved, 0, -1).reshape((*moved.shape[1:], *shape))


def _moved(
    problem: Problem, arrays: dict[str, Array], sizes: Mapping[str, int], name: str, push: Array
) -> dict[str, Array]:
    """All values where the entries of one quantity are pushed."""
    values = [quantity.name for quantity in problem.values]
    if name in arrays:
        return compute(problem, {**arrays, name: arrays[name] + push}, sizes, only=values)
    return compute(problem, arrays, sizes, only=values, nudges={name: push})


def expected(
    problem: Problem,
    step: Step,
    given: Mapping[str, Array],
    sizes: Mapping[str, int],
    *,
    jacobian: Jacobian = jacobian,
) -> Array | None:
    """What a derivative step must give, on the step's axes; None where the step is no derivative.

    A running letter that both quantities have and the step names once means the derivative within one sample.
    ``jacobian`` is how quantities are differentiated by each other.
    """
    target = problem.targets[step.id]
    if not target.is_derivative or target.case or not {target.of, target.by} <= problem.quantities.keys():
        return None
    if target.of_at is not None:
        return _expected_next(problem, step, target, given, sizes, jacobian)
    if target.by_at is not None:
        return _expected_entry(problem, target, target.by_at, given, sizes, jacobian)
    upper, lower = (problem.quantity(name).letters for name in (target.of, target.by))
    full = jacobian(problem, given, sizes, target.of, target.by)
    axes = problem.axes_of(step)
    letters = list(upper)
    spare = [letter for letter in axes if letter not in upper and letter not in lower]
    for letter in lower:
        if letter in upper and axes.count(letter) == 1 and letter not in problem.running and spare:
            letters.append(spare.pop(0))
        else:
            letters.append(letter)
    codes = {letter: chr(ord("a") + position) for position, letter in enumerate(dict.fromkeys(letters))}
    recipe = "".join(codes[letter] for letter in letters) + "->" + "".join(codes[letter] for letter in axes)
    return np.asarray(np.einsum(recipe, full))


def _expected_entry(
    problem: Problem,
    target: Target,
    place: Place,
    given: Mapping[str, Array],
    sizes: Mapping[str, int],
    jacobian: Jacobian,
) -> Array | None:
    """The same for one entry, ``dL/dK[1,1]``, or one time, ``dL/dH_3`` and ``dL/dH_T``."""
    places = _numbered(problem, target.by, place, sizes)
    whole = Step(derivative_name(target.of, target.by))
    array = expected(problem, whole, given, sizes, jacobian=jacobian) if places else None
    if array is None:
        return None
    axes = problem.axes_of(whole)
    return array[tuple(places[letter] - 1 if letter in places else slice(None) for letter in axes)]


def _numbered(problem: Problem, name: str, place: Place, sizes: Mapping[str, int]) -> dict[str, int]:
    """The entry along each axis that a place names by a number or by a size; none where it says something else."""
    letters = problem.quantity(name).letters
    if len(place.indices) == len(letters):
        along = letters
    elif place.indices[0].isdecimal():
        along = tuple(letter for letter in letters if letter in problem.scope.axes.time)
    else:
        along = tuple(index.lower() for index in place.indices)
    if len(along) != len(place.indices) or not set(along) <= set(letters):
        return {}
    numbers = [int(index) if index.isdecimal() else sizes.get(index, 0) for index in place.indices]
    there = all(1 <= number <= sizes[axis.upper()] for axis, number in zip(along, numbers, strict=True))
    return dict(zip(along, numbers, strict=True)) if there else {}


def _expected_next(
    problem: Problem,
    step: Step,
    target: Target,
    given: Mapping[str, Array],
    sizes: Mapping[str, int],
    jacobian: Jacobian,
) -> Array | None:
    """The same for a step of time, ``dH_(t+1)/dH_t``: along t, and nothing after the last."""
    upper, lower = (problem.quantity(name).letters for name in (target.of, target.by))
    letter, axes = target.by_at.indices[0] if target.by_at else "", problem.axes_of(step)
    if target.of_at != Place((f"{letter}+1",)) or letter not in upper or letter not in lower or axes[:1] != (letter,):
        return None
    full = jacobian(problem, given, sizes, target.of, target.by)
    full = np.moveaxis(full, (upper.index(letter), len(upper) + lower.index(letter)), (0, 1))
    result = np.zeros(full.shape[1:], dtype=full.dtype)
    for at in range(len(full) - 1):
        result[at] = full[at + 1, at]
    return result
