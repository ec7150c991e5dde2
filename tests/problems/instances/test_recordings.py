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
from tutor.problems.contract.step import Step
from tutor.problems.instances.recordings import Recordings

Arrays = Mapping[str, Any]


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

    def __call__(self, arrays: Arrays) -> Arrays:
        self.calls += 1
        return {"double": arrays["x"] * 2.0}


def test_a_computation_is_replayed_from_the_third_time_on() -> None:
    recordings, function = Recordings(10_000), Counted()
    for number in range(6):
        found = recordings.computed("double", function, {"x": np.full(3, float(number))})
        assert found["double"].tolist() == [2.0 * number] * 3
    assert function.calls == 2


def test_other_shapes_and_other_kinds_of_numbers_are_other_computations() -> None:
    recordings, function = Recordings(10_000), Counted()
    for array in (np.ones(3), np.ones(3), np.ones(4), np.ones(3, dtype=complex), np.ones(3, dtype=complex)):
        found = recordings.computed("double", function, {"x": array})
        assert found["double"].dtype == array.dtype
        assert found["double"].shape == array.shape
    assert function.calls == 5


def test_where_there_is_no_room_it_is_computed_each_time() -> None:
    recordings, function = Recordings(10), Counted()
    for _ in range(5):
        recordings.computed("double", function, {"x": np.ones(3)})
    assert recordings.held == 0
    assert function.calls == 5


def test_what_looks_at_numbers_is_computed_each_time() -> None:
    recordings = Recordings(10_000)

    def function(arrays: Arrays) -> Arrays:
        return {"size": arrays["x"] if arrays["x"].sum() > 0 else -arrays["x"]}

    for number in (1.0, -2.0, 3.0, -4.0):
        found = recordings.computed("size", function, {"x": np.full(2, number)})
        assert found["size"].tolist() == [abs(number)] * 2


def test_large_arrays_are_not_recorded() -> None:
    recordings, function = Recordings(10**9), Counted()
    for _ in range(4):
        recordings.computed("double", function, {"x": np.ones(200_000)})
    assert function.calls == 4


def test_what_was_forgotten_is_recorded_anew() -> None:
    recordings, function = Recordings(10_000), Counted()
    for _ in range(3):
        recordings.computed("double", function, {"x": np.ones(3)})
    recordings.clear()
    assert recordings.held == 0
    recordings.computed("double", function, {"x": np.ones(3)})
    assert function.calls == 3


@pytest.mark.parametrize("problem_id", STEPS)
def test_replayed_mistakes_have_the_values_of_evaluated_ones(problem_id: str) -> None:
    problem = tutor.problem(problem_id)
    step = problem.step(STEPS[problem_id])
    assert isinstance(step, Step)
    plan = NumericPlan(mutants_of(problem, step.id)).plan
    first = problem.instance(seed=1)
    second = problem.instance(seed=2, sizes={name: first.sizes[name] for name in problem.sizes})

    def values(arrays: Arrays) -> dict[int, Any]:
        found = evaluated_edits(problem, step, arrays, first.sizes, plan, same_too=True)
        return {at: one[1] for at, one in enumerate(found) if one is not None and one[0] == FIT}

    with np.errstate(all="ignore"):
        tape = recorded(lambda arrays: list(values(arrays).values()), first.evaluated())
        right = values(second.evaluated())
        replayed = tape.replay(second.evaluated())
    assert len(replayed) == len(right) > 0
    for one, other in zip(replayed, right.values(), strict=True):
        np.testing.assert_array_equal(one, other)
