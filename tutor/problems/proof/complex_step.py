"""Derivatives of the forward pass by complex step: a witness that knows nothing of any derivation.

A value moved by an imaginary 1e-30 moves the result by 1e-30 times the derivative, with no subtraction and so no
cancellation (Squire and Trapp, SIAM Review 40, 1998). All entries are moved at once, one sampled point each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import compute, lift

Array = npt.NDArray[Any]

Jacobian = Callable[[Problem, Mapping[str, Array], Mapping[str, int], str, str], Array]

STEP = 1e-30
_NEXT = re.compile(r"d(?P<top>\w+?)_\((?P<letter>[a-z])\+1\)/d(?P<bottom>\w+?)_(?P=letter)")
_ENTRY = re.compile(r"d(?P<top>\w+)/d(?P<bottom>\w+?)(?:\[(?P<list>[\d,]+)\]|_(?P<one>\d+|[A-Z]))")


def jacobian(problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int], top: str, bottom: str) -> Array:
    """The total derivative of ``top`` by ``bottom`` at one instance: the axes of top, then those of bottom."""
    shape = tuple(sizes[letter.upper()] for letter in problem.quantity(bottom).letters)
    count = int(np.prod(shape)) if shape else 1
    push = (np.eye(count) * 1j * STEP).reshape(count, *shape)
    arrays = {name: array.astype(complex) for name, array in lift(given).items()}
    values = [quantity.name for quantity in problem.values]
    nudges = {}
    if bottom in arrays:
        arrays[bottom] = arrays[bottom] + push
    else:
        nudges[bottom] = push
    moved = compute(problem, arrays, sizes, only=values, nudges=nudges)[top].imag / STEP
    moved = np.broadcast_to(moved, (count, *moved.shape[1:]))
    return np.moveaxis(moved, 0, -1).reshape((*moved.shape[1:], *shape))


def parts(problem: Problem, step: Step) -> tuple[str, str] | None:
    """The quantities A and B of a step ``dA/dB``, or None for a step that is no derivative of one by the other."""
    match = re.fullmatch(r"d(\w+)/d(\w+)", step.id)
    if match and match[1] in problem.quantities and match[2] in problem.quantities:
        return match[1], match[2]
    return None


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
    pair = parts(problem, step)
    if pair is None:
        found = _expected_entry(problem, step, given, sizes, jacobian)
        return _expected_next(problem, step, given, sizes, jacobian) if found is None else found
    upper, lower = (problem.quantity(name).letters for name in pair)
    full = jacobian(problem, given, sizes, *pair)
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
    problem: Problem, step: Step, given: Mapping[str, Array], sizes: Mapping[str, int], jacobian: Jacobian
) -> Array | None:
    """The same for one entry, ``dL/dK[1,1]``, or one time, ``dL/dH_3`` and ``dL/dH_T``."""
    match = _ENTRY.fullmatch(step.id)
    if match is None or match["bottom"] not in problem.quantities:
        return None
    letters = problem.quantity(match["bottom"]).letters
    if match["list"]:
        places = dict(zip(letters, (int(number) for number in match["list"].split(",")), strict=True))
    else:
        one = match["one"]
        letter = problem.scope.axes.time_axis(letters) if one.isdigit() else one.lower()
        if letter is None or letter not in letters:
            return None
        places = {letter: int(one) if one.isdigit() else sizes[one]}
    if not set(places) <= set(letters):
        return None
    whole = Step(f"d{match['top']}/d{match['bottom']}")
    array = expected(problem, whole, given, sizes, jacobian=jacobian)
    if array is None:
        return None
    axes = problem.axes_of(whole)
    return array[tuple(places[letter] - 1 if letter in places else slice(None) for letter in axes)]


def _expected_next(
    problem: Problem, step: Step, given: Mapping[str, Array], sizes: Mapping[str, int], jacobian: Jacobian
) -> Array | None:
    """The same for a step of time, ``dH_(t+1)/dH_t``: along t, and nothing after the last."""
    match = _NEXT.fullmatch(step.id)
    if match is None or not {match["top"], match["bottom"]} <= problem.quantities.keys():
        return None
    upper, lower = (problem.quantity(match[end]).letters for end in ("top", "bottom"))
    letter, axes = match["letter"], problem.axes_of(step)
    if letter not in upper or letter not in lower or axes[:1] != (letter,):
        return None
    full = jacobian(problem, given, sizes, match["top"], match["bottom"])
    full = np.moveaxis(full, (upper.index(letter), len(upper) + lower.index(letter)), (0, 1))
    result = np.zeros(full.shape[1:], dtype=full.dtype)
    for at in range(len(full) - 1):
        result[at] = full[at + 1, at]
    return result
