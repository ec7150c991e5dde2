"""Mistakes in the own formula of a large gradient: found on a part of the numbers, decided on all of them."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.marking.gradcheck import gradcheck as rows_of
from tutor.marking.mistakes.candidates import candidates
from tutor.marking.mistakes.changes import changes_of, own_value
from tutor.marking.mistakes.large_gradients import is_large
from tutor.problems.contract.step import Step
from tutor.problems.instances.lazy_arrays import arrays_of


@pytest.mark.parametrize(
    ("name", "sizes", "gradient", "every"),
    [("skip-mlp", {"N": 300, "I": 40, "H": 50}, "w_io", 7), ("lstm-step", {"N": 66, "D": 34, "H": 29}, "h_prev", 31)],
)
@np.errstate(all="ignore")
def test_mistakes_in_a_gradients_own_formula_are_named(
    name: str, sizes: dict[str, int], gradient: str, every: int
) -> None:
    found = tutor.problem(name).instance(seed=2, sizes=sizes)
    assert is_large(found)
    problem, step = found.problem, tutor.problem(name).step(f"dL/d{gradient}")
    assert isinstance(step, Step)
    right, arrays = found.gradients[gradient], arrays_of(found)
    changes = [change for edited in candidates(problem, step).own for change in changes_of(edited)]
    wrong = [own_value(problem, arrays, found.sizes, change, step.id, np.inf) for change in changes[::every]]
    different = [array for array in wrong if array is not None and not np.allclose(array, right, rtol=1e-4, atol=1e-9)]
    some = [array for array in different if np.isfinite(array).all() and array.any()]
    assert len(some) >= 5
    for array in some:
        (row,) = rows_of(problem, found.given, {gradient: array})
        assert row.diagnosis
