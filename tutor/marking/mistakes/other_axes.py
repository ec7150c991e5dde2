"""The mistakes behind a gradient that has another shape than is right: not summed, summed too far, turned."""

from __future__ import annotations

from itertools import permutations

import numpy as np

from tutor.marking.mistakes.batched_edits import Evaluation, Rows
from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.edits.whole_answer import whole_mistakes
from tutor.marking.mistakes.large_gradients import Wrong, step_of
from tutor.marking.mistakes.own_mistakes import MOST_ROOM
from tutor.marking.mistakes.part_of_data import kept_of, sliced
from tutor.marking.mistakes.planned_edits import FIT, canonical
from tutor.marking.mistakes.value_table import Mutant
from tutor.notation.errors import FitError
from tutor.notation.lower.align_to_target import fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array, Value
from tutor.problems.instances.formula_values import environment, parsed
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.lazy_arrays import arrays_of


@np.errstate(all="ignore")
def on_other_axes(instance: Instance, one: Wrong) -> list[list[Mutant]]:
    """The mistakes that have the values of a gradient on other axes than the right ones; those of the same together.

    Raises InputError where the formulas would take too much memory at these sizes.
    """
    problem = instance.problem
    step, arrays = step_of(problem, one), arrays_of(instance)
    env = environment(problem, arrays, instance.sizes, room=MOST_ROOM)
    axes, shape = parsed(problem)[one.step].axes, sorted(one.got.shape)
    turned = [one._replace(got=one.got.transpose(order)) for order in permutations(range(one.got.ndim))]
    found: dict[tuple[str, ...], list[Mutant]] = {}

    def hold(key: tuple[str, ...], code: str, array: Array) -> None:
        if any(each.has(array) for each in turned):
            found.setdefault(key, []).append(Mutant((code,), one.step))

    for whole in whole_mistakes(problem, step, arrays, instance.sizes):
        if whole.key != FIT and sorted(whole.array.shape[1:]) == shape:
            hold(whole.key, whole.code, whole.array[0])
    small = sliced(instance, arrays, kept_of(instance, few=True))
    edits = candidates(problem, step)
    for edited in (*edits.own, edits.turned):
        there = environment(problem, *small)
        at_part = Evaluation(edited.formula, there, Rows(1))
        fitting = [
            number
            for stacked in at_part.edited(range(len(edited.codes)))
            if sorted(map(env.size, stacked.value.classes)) == shape and not _fits(stacked.value, axes, there)
            for number in stacked.numbers
        ]
        for number in fitting:
            for full in Evaluation(edited.formula, env, Rows(1)).edited([number]):
                key, array = canonical(full.value)
                hold(key, edited.codes[number], array[0])
    return list(found.values())


def _fits(value: Value, axes: tuple[str, ...], env: Env) -> bool:
    """Whether a value can be laid on the right axes after all."""
    try:
        fit(value, axes, env)
    except FitError:
        return False
    return True


__all__ = ["on_other_axes"]
