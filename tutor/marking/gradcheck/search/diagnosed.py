"""The mistakes that give the values of somebody's wrong arrays: by the formulas of a problem's steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.derivation.words.step_words import listed
from tutor.marking.gradcheck.agreement import Axis, axes_of, where_it_differs
from tutor.marking.gradcheck.clipped import scaled_to_norm
from tutor.marking.gradcheck.layouts import letters_of
from tutor.marking.gradcheck.rows import GRADIENT, Compared, Row, shape_text
from tutor.marking.gradcheck.search.large_pass import causes_of_large
from tutor.marking.gradcheck.search.whole_pass import causes
from tutor.marking.gradcheck.value_hints import value_hints
from tutor.marking.mistakes.diagnosis import diagnosis
from tutor.marking.mistakes.large_gradients import Wrong, close, is_large
from tutor.marking.mistakes.other_axes import on_other_axes
from tutor.marking.mistakes.own_mistakes import own_mistakes
from tutor.marking.mistakes.value_table import Mutant, alternatives, best, numbered
from tutor.marking.verdict import Diagnosis
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.lazy_arrays import arrays_of
from tutor.problems.instances.user_arrays import InputError

Array = npt.NDArray[Any]

_ANOTHER = ("other-gradient",)
_FEWEST_NUMBERS = 2
"""Entries that are not zero from which on an array is told for another one; single numbers are equal by chance."""


def diagnosed(instance: Instance, rows: Sequence[tuple[Compared, str]]) -> list[Row]:
    """The rows with the mistakes behind what is wrong, by the ids of their steps: in one pass over all arrays."""
    wrong = [
        Wrong(step, one.row.name, *one.wrong) if one.wrong and not one.row.diagnosis else None for one, step in rows
    ]
    searched = [one for one in wrong if one and one.got.shape == one.wanted.shape]
    # A loss that was kept from the right pass speaks against no mistake of the forward pass.
    right = [step for one, step in rows if one.row.agrees and step and step != instance.problem.loss]
    given = {quantity.name for quantity in instance.problem.given}
    kept = any(one.row.agrees and one.row.kind == GRADIENT and one.row.name in given for one, _ in rows)
    scaled = None if kept else _scaled(searched)
    found = _causes(instance, searched, right) if scaled is None else {}
    return [
        one.row if slip is None else replace(one.row, diagnosis=(scaled,) if scaled else _slips(instance, slip, found))
        for (one, _), slip in zip(rows, wrong, strict=True)
    ]


def _scaled(wrong: Sequence[Wrong]) -> Diagnosis | None:
    """What is said of gradients that were all scaled together, where they were."""
    if len(wrong) < _FEWEST_NUMBERS or not all(np.isfinite(one.got).all() for one in wrong):
        return None
    tolerance = max(one.tolerance for one in wrong)
    return scaled_to_norm([one.got for one in wrong], [one.wanted for one in wrong], tolerance)


def _causes(instance: Instance, wrong: Sequence[Wrong], right: Sequence[str]) -> dict[str, list[Mutant]]:
    """The mistakes behind wrong arrays: slips of the pass as a whole, then those of single arrays.

    An array that no slip of the pass gives has at most mistakes of its own formula: others would show elsewhere.
    """
    known = [one for one in wrong if isinstance(instance.problem.steps_by_id.get(one.step), Step)]
    try:
        of_pass = (causes_of_large if is_large(instance) else causes)(instance, known, right)
    except InputError:  # too large for the formulas, though not for the solver: the numbers are judged all the same
        return {}
    shared = {step for step, slips in of_pass.items() if slips[0].place != step or _is_shared(slips[0], of_pass)}
    found = _searched(instance, [one for one in known if one.step not in shared and one.got.any()])
    for step, mutants in found.items():
        of_own = [one for one in mutants if one.place == step]
        if step in of_pass:  # a gradient that stands for another in a formula answers no other question
            of_own = [one for one in of_own if one.codes != _ANOTHER]
        of_pass[step] = alternatives(best([*of_own, *of_pass.get(step, ())], step))
    return of_pass


def _is_shared(slip: Mutant, found: Mapping[str, Sequence[Mutant]]) -> bool:
    return sum(slips[0] == slip for slips in found.values()) > 1


def _slips(instance: Instance, one: Wrong, found: Mapping[str, list[Mutant]]) -> tuple[Diagnosis, ...]:
    """What is said of one wrong array: by the formulas of its step, else by its numbers alone."""
    if one.got.shape != one.wanted.shape:
        return _other_shape(instance, one)
    mutants = found.get(one.step, [])
    return _of_mutants(instance, mutants, one) if mutants else _by_numbers(instance, one)


def _of_mutants(instance: Instance, mutants: Sequence[Mutant], one: Wrong) -> tuple[Diagnosis, ...]:
    """What is said of the explanations of an array, of which one holds: each with the formulas that it was made in."""
    found = []
    for mutant, code, number in numbered(mutants):
        where = ""
        if mutant.places != (one.step,):  # not in the formula of the gradient itself, or not in this alone
            where = f"It was made in {listed(instance.problem.display(place) for place in mutant.places)}."
        part = diagnosis(code, where, instance.problem)
        if code == "other-gradient" and mutant.places == (one.step,):
            part = _another(instance, one) or part
        found.append(replace(part, places=mutant.places, alternative=number))
    return tuple(found)


def _by_numbers(instance: Instance, one: Wrong) -> tuple[Diagnosis, ...]:
    """What the numbers of an array tell that no mistake in a formula explains."""
    another = _another(instance, one)
    return (another,) if another else value_hints(one.got, one.wanted, one.tolerance, _axes(instance, one))


def _axes(instance: Instance, one: Wrong) -> list[Axis]:
    return axes_of(instance.problem, letters_of(instance.problem, one.name))


def _another(instance: Instance, one: Wrong) -> Diagnosis | None:
    """Which other array of the problem it is, where it is one: the right answer to another question."""
    if np.count_nonzero(one.got) < _FEWEST_NUMBERS:
        return None
    problem = instance.problem
    gradients = {gradient_id(problem, name): array for name, array in instance.gradients.items()}
    for name, array in {**gradients, **instance.values, **instance.given}.items():
        if name != one.step and np.shape(array) == one.got.shape and close(one.got, np.asarray(array), one.tolerance):
            message = f"It is {problem.display(name)}: the right answer to another question."
            rule = diagnosis("other-gradient").rule
            return Diagnosis("other-gradient", message, rule=rule, places=(one.step,))
    return None


def diagnosed_from(instance: Instance, one: Wrong, arrays: Mapping[str, Array]) -> tuple[Diagnosis, ...]:
    """What is said of an array beside what its formula gives at ``arrays``, of which some are the writer's own."""
    mutants: list[Mutant] = []
    if isinstance(instance.problem.steps_by_id.get(one.step), Step) and not is_large(instance) and one.got.any():
        found = own_mistakes(instance, {**arrays, one.step: one.wanted[None]}, one)
        mutants = [mutant for mutant in found if len(mutant.codes) == 1]
    found_best = alternatives(best(mutants, one.step))
    if found_best:
        return _of_mutants(instance, found_best, one)
    return value_hints(one.got, one.wanted, one.tolerance, _axes(instance, one))


def agreement(instance: Instance, one: Wrong) -> str:
    """Where an array agrees and where it does not, in a sentence; nothing where it differs all over."""
    found = where_it_differs(one.got, one.wanted, one.tolerance, _axes(instance, one))
    return found.message if found else ""


def _searched(instance: Instance, wrong: list[Wrong]) -> dict[str, list[Mutant]]:
    """By the id of a tensor's step, the mistakes made in it alone that have its values on this data."""
    arrays = arrays_of(instance)
    return {one.step: own_mistakes(instance, arrays, one) for one in wrong}


def _other_shape(instance: Instance, one: Wrong) -> tuple[Diagnosis, ...]:
    """The mistake behind an array of another shape: not summed, summed too far."""
    mutants = _of_other_axes(instance, one) if one.got.ndim <= 4 else []
    another = _another(instance, one)
    found = _of_mutants(instance, [*mutants, *([Mutant(_ANOTHER, one.step)] if another else [])], one)
    if not found:
        return value_hints(one.got, one.wanted, one.tolerance)
    first, *others = found
    said = f"Its shape is {shape_text(one.got.shape)}; expected {shape_text(one.wanted.shape)}."
    return (replace(first, message=f"{first.message} {said}"), *others)


def _of_other_axes(instance: Instance, one: Wrong) -> list[Mutant]:
    """The mistakes with these values on other axes, however they are ordered, the likeliest first."""
    if not isinstance(instance.problem.steps_by_id.get(one.step), Step):
        return []
    try:
        return alternatives(mutant for found in on_other_axes(instance, one) for mutant in best(found, one.step))
    except InputError:
        return []
