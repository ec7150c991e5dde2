"""The witness that expands the forward formulas into SymPy symbols and differentiates them."""

from __future__ import annotations

import re

import numpy as np
import pytest

import tutor
from tests.bundled import AUTHORED
from tests.problems.toys import ALL, SAID, Chain, Layer, Line, Slide, broken, replaced
from tutor import ConformanceError, Integers, Problem, Quantity, Step
from tutor.problems.proof.proof_report import Proof
from tutor.problems.proof.sympy_witness import smallest_sizes, witness

BUNDLED = AUTHORED
QUICKER = {"lstm-sequence": {"N": 1, "H": 1}, "lstm-step": {"N": 1, "H": 1}, "conv-dense": {"O": 1}}
"""Sizes at which the witness takes a second or two rather than ten."""


@pytest.mark.parametrize("make", ALL)
def test_small_problems_are_proved_by_sympy_too(make: type[Problem]) -> None:
    proof = tutor.prove(make(), seeds=(), symbolic=True)
    assert proof.counts["symbolic"] >= 3
    assert proof.worst["symbolic"] < 1e-45


@pytest.mark.parametrize("name", BUNDLED)
def test_every_derivative_of_every_problem_is_what_sympy_differentiates(name: str) -> None:
    problem = tutor.problem(name)
    proof = Proof(name)
    witness(problem, proof, QUICKER.get(name, {}))
    asked = [step for step in problem.formula_steps() if re.fullmatch(r"d[LP]/d\w+", step.id)]
    assert proof.counts.get("symbolic", 0) >= len(asked)
    assert proof.worst.get("symbolic", 0.0) < 1e-45


@pytest.mark.parametrize(
    ("make", "changed", "formula", "sentence"),
    [
        (Layer, "dL/dW", "-dL/dz x^T", r"dL/dW\[1,1\] is -?\d\S+ by its formula, expected -?\d\S+ by sympy\.diff$"),
        (Chain, "dL/dH", "y + dL/dH[t+1]*w", r"dL/dH\[1\] is \S+ by its formula, expected \S+ by sympy\.diff$"),
        (Chain, "dL/dH_T", "H[T]", r"dL/dH_T is \S+ by its formula, expected \S+ by sympy\.diff$"),
    ],
)
def test_a_wrong_step_is_named_with_entry_got_and_expected(
    make: type[Problem], changed: str, formula: str, sentence: str
) -> None:
    problem = broken(make, steps=replaced(make, changed, formula=formula, also=()))
    with pytest.raises(ConformanceError) as caught:
        witness(problem, Proof(problem.id), {})
    assert re.search(sentence, str(caught.value))


def test_a_difference_too_small_for_floats_is_found() -> None:
    problem = broken(Layer, steps=replaced(Layer, "dL/dy", formula="(y - t)*(1 + 1e-30)"))
    with pytest.raises(ConformanceError, match=r"by sympy\.diff"):
        witness(problem, Proof(problem.id), {})


def test_the_smallest_sizes_leave_room_for_derived_ones() -> None:
    assert smallest_sizes(Slide()) == {"I": 3, "R": 2, "S": 2}
    assert smallest_sizes(Layer()) == {"I": 2, "H": 2}


def test_relu_is_differentiated_on_both_sides_of_its_kink() -> None:
    values = (Quantity("yhat", "n", formula="relu(w*x)"), Quantity("L", formula="sum_n(yhat^2)"))
    steps = (Step("dL/dw", "sum_n(2*yhat*relu'(w*x)*x)", **SAID),)
    proof = Proof("relu")
    witness(broken(Line, values=values, steps=steps), proof, {"N": 4})
    assert proof.counts == {"symbolic": 1}


def test_a_power_with_a_given_whole_exponent_is_that_of_the_matrix_for_every_witness() -> None:
    given = (Quantity("Q", "s,r"), Quantity("n", sample=Integers(2, 2)))
    values = (Quantity("M", "s,r", formula="Q^n"), Quantity("L", formula="sum(M)"))
    steps = (Step("dL/dQ", "sum_k(Q[r,k]) + sum_k(Q[k,s])", **SAID),)
    letters = {"sizes": {"S": 3}, "axes": {"s": "states", "r": "states again"}, "like": {"r": "s"}, "running": ()}
    problem = broken(Line, given=given, values=values, steps=steps, **letters)
    assert tutor.prove(problem, seeds=(1,), symbolic=True).counts["symbolic"] >= 1
    assert np.allclose(
        problem.instance(seed=1).values["M"], np.linalg.matrix_power(problem.instance(seed=1).given["Q"], 2)
    )
