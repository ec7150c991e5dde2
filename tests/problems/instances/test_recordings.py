"""What is computed at many instances, recorded where sizes come again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

import tutor
from tutor.marking.mistakes.numeric_mutants import NumericPlan
from tutor.marking.mistakes.planned_edits import FIT, evaluated_edits
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.notation.eval.recording import recorded
from tutor.problems.contract.scope_builder import all_sizes, axis_sizes
from tutor.problems.contract.step import Step
from tutor.problems.instances.recordings import Recordings

Arrays = Mapping[str, Any]
Sizes = Mapping[str, int]


STEPS = {
    "skip-mlp": "dL/dw_io",
    "softmax-net": "dL/dW1",
    "conv-dense": "dL/dz0",
    "rnn-bptt": "dL/dH",
    "rnn-memory": "dh_t/dh_k",
    "lstm-cell": "dL/dh_prev",
    "lstm-step": "dL/da",
    "lstm-memory": "dC_t/dC_k",
    "lstm-sequence": "dL/dc",
}
"""Steps whose mistakes go through recurrences, blocks, lists, windows and sums."""


class Counted:
    """A function that counts how often it is called."""

    def __init__(self) -> None:
        self.calls = 0

    def __call__(self, arrays: Arrays, sizes: Sizes) -> Arrays:
        self.calls += 1
        return {"double": arrays["x"] * 2.0}


def computed(recordings: Recordings, function: Any, x: Any) -> Arrays:
    """What a function makes of one array, of which the second axis, if there is one, is as long as the size N."""
    sizes = {"N": x.shape[1]} if x.ndim > 1 else {}
    return recordings.computed("what", function, {"x": x}, sizes, lambda name, at: tuple(at.values()))


def test_a_computation_is_replayed_from_the_third_time_on() -> None:
    recordings, function = Recordings(10_000), Counted()
    for number in range(6):
        found = computed(recordings, function, np.full(3, float(number)))
        assert found["double"].tolist() == [2.0 * number] * 3
    assert function.calls == 2


def test_other_numbers_of_points_and_other_kinds_of_numbers_are_other_computations() -> None:
    recordings, function = Recordings(10_000), Counted()
    for array in (np.ones(3), np.ones(3), np.ones(4), np.ones(3, dtype=complex), np.ones(3, dtype=complex)):
        found = computed(recordings, function, array)
        assert found["double"].dtype == array.dtype
        assert found["double"].shape == array.shape
    assert function.calls == 5


def test_where_there_is_no_room_it_is_computed_each_time() -> None:
    recordings, function = Recordings(10), Counted()
    for _ in range(5):
        computed(recordings, function, np.ones(3))
    assert recordings.held == 0
    assert function.calls == 5


def test_what_looks_at_numbers_is_computed_each_time() -> None:
    recordings = Recordings(10_000)

    def function(arrays: Arrays, sizes: Sizes) -> Arrays:
        return {"size": arrays["x"] if arrays["x"].sum() > 0 else -arrays["x"]}

    for number in (1.0, -2.0, 3.0, -4.0):
        found = computed(recordings, function, np.full(2, number))
        assert found["size"].tolist() == [abs(number)] * 2


def test_large_arrays_are_not_recorded() -> None:
    recordings, function = Recordings(10**9), Counted()
    for _ in range(4):
        computed(recordings, function, np.ones(200_000))
    assert function.calls == 4


def test_what_was_forgotten_is_recorded_anew() -> None:
    recordings, function = Recordings(10_000), Counted()
    for _ in range(3):
        computed(recordings, function, np.ones(3))
    recordings.clear()
    assert recordings.held == 0
    computed(recordings, function, np.ones(3))
    assert function.calls == 3


def test_other_sizes_are_the_same_computation() -> None:
    recordings, function = Recordings(10_000), Counted()
    for size in (2, 5, 3, 7, 4):
        found = computed(recordings, function, np.full((1, size), 1.5))
        assert found["double"].tolist() == [[3.0] * size]
    assert function.calls == 2


def test_where_a_size_decides_there_is_a_recording_for_each_way() -> None:
    recordings = Recordings(10_000)
    calls = []

    def function(arrays: Arrays, sizes: Sizes) -> Arrays:
        calls.append(1)
        return {"double": arrays["x"] * (2.0 if sizes["N"] > 3 else -2.0)}

    for size in (2, 3, 4, 5, 2, 6):
        found = computed(recordings, function, np.ones((1, size)))
        assert found["double"].tolist() == [[2.0 if size > 3 else -2.0] * size]
    assert len(calls) == 3


def test_where_each_size_is_another_way_no_more_than_a_few_are_recorded_at_first_sight() -> None:
    recordings = Recordings(10**6)

    def function(arrays: Arrays, sizes: Sizes) -> Arrays:
        return {"sum": sum(arrays["x"][:, at] for at in range(sizes["N"]))}

    for size in range(1, 40):
        found = computed(recordings, function, np.ones((1, size)))
        assert found["sum"].tolist() == [float(size)]
    held = recordings.held
    for size in range(30, 40):
        computed(recordings, function, np.ones((1, size)))
    assert 0 < held < recordings.held < 10**6


SEEDS = range(1, 5)


@pytest.mark.parametrize("problem_id", STEPS)
def test_mistakes_replayed_at_other_sizes_have_the_values_of_evaluated_ones(problem_id: str) -> None:
    problem = tutor.problem(problem_id)
    step = problem.step(STEPS[problem_id])
    assert isinstance(step, Step)
    plan = NumericPlan(mutants_of(problem, step.id)).plan
    fixed = {name: size for name, size in problem.sizes.items() if name in problem.fixed}

    def values(arrays: Arrays, sizes: Sizes) -> dict[int, Any]:
        found = evaluated_edits(problem, step, arrays, all_sizes(problem, {**sizes, **fixed}), plan, same_too=True)
        return {at: one[1] for at, one in enumerate(found) if one is not None and one[0] == FIT}

    def free(sizes: Sizes) -> Sizes:
        return {name: sizes[name] for name in problem.sizes if name not in problem.fixed}

    def shape_of(name: str, sizes: Sizes) -> tuple[int, ...]:
        lengths = axis_sizes(problem, all_sizes(problem, {**sizes, **fixed}))
        return (1, *(lengths[letter] for letter in problem.scope.names[name].axes))

    first, *others = (problem.instance(seed=seed) for seed in SEEDS)
    others.append(problem.instance(seed=9, sizes=free(first.sizes)))
    with np.errstate(all="ignore"):
        tape = recorded(lambda a, s: list(values(a, s).values()), first.evaluated(), free(first.sizes), shape_of)
        fitting = [instance for instance in others if tape.holds(free(instance.sizes))]
        assert fitting
        for instance in fitting:
            right = values(instance.evaluated(), free(instance.sizes))
            replayed = tape.replay(instance.evaluated(), free(instance.sizes))
            assert len(replayed) == len(right) > 0
            for one, other in zip(replayed, right.values(), strict=True):
                np.testing.assert_array_equal(one, other)
