"""Inputs of a thousand: every number of the solvers finite, and what the formulas give with 900 digits."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.bundled import AUTHORED
from tutor.notation.eval.number_types import precise
from tutor.problems.instances.formula_values import compute, lift

LARGE = ("x", "z0", "X", "h_prev", "h0")
"""What is fed to the networks: not the weights, which a thousand would only make a larger input."""

DIGITS = precise(900)
"""1 - tanh(400)^2 is 1e-347: fewer digits would lose it."""


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("scale", [1000.0, -1000.0])
@pytest.mark.parametrize("name", AUTHORED)
def test_inputs_of_a_thousand_give_finite_and_right_numbers(name: str, scale: float) -> None:
    problem = tutor.problem(name)
    drawn = problem.instance(seed=1).given
    given = {of: array * scale if of in LARGE else array for of, array in drawn.items()}
    instance = problem.instance(given=given)
    exact = {
        of: np.array([DIGITS.number(repr(x)) for x in array.ravel().tolist()], object) for of, array in given.items()
    }
    wanted = compute(
        problem, lift({of: array.reshape(given[of].shape) for of, array in exact.items()}), instance.sizes, field=DIGITS
    )
    numbers = {**instance.values, **{f"d{problem.loss}/d{of}": array for of, array in instance.gradients.items()}}
    numbers |= instance.solve().steps
    for of, got in numbers.items():
        assert np.isfinite(got).all(), of
        if of in wanted:
            expected = np.asarray(wanted[of][0], float)
            assert np.abs(got - expected).max() <= 1e-12 * max(1.0, np.abs(expected).max()), of
