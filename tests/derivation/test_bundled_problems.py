"""The steps derived from the forward formulas of each bundled problem, beside those that its author wrote."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

import tutor
from tutor.derivation.derivation import derived_steps
from tutor.derivation.samples.sample_points import SamplePoints, gradient_scope
from tutor.derivation.step_texts import StepText, step_text
from tutor.problems.contract.problem import Problem

PROBLEMS = (
    "skip-mlp", "logistic-unit", "softmax-net", "conv-dense", "rnn-bptt", "rnn-step", "lstm-cell", "lstm-step",
    "lstm-sequence",
)  # fmt: skip
SAME_TEXT = 67
"""So many of the derived formulas are one that the author wrote, at least."""


@cache
def derived(name: str) -> dict[str, StepText]:
    problem = tutor.problem(name)
    bare = problem.forward_only()
    points = SamplePoints(bare, gradient_scope(bare))
    return {step.id: step_text(step, points) for step in derived_steps(problem)}


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_derived_formula_is_marked_right_wherever_its_names_are_asked_for(name: str) -> None:
    problem = tutor.problem(name)
    for step in problem.formula_steps():
        if step.id in derived(name):
            verdict = tutor.check(problem, step.id, derived(name)[step.id].formula)
            reasons = [one.message for one in verdict.diagnosis]
            unnamed = any("is not a name" in reason or "comes later" in reason for reason in reasons)
            assert verdict.kind == "correct" or unnamed, (step.id, verdict)


@pytest.mark.parametrize("name", PROBLEMS)
def test_the_derived_steps_have_the_values_of_the_authors(name: str) -> None:
    problem = tutor.problem(name)
    undeclared = type("Undeclared", (type(problem),), {"steps": vars(Problem)["steps"]})()
    shared = [step.id for step in problem.formula_steps() if step.id in derived(name)]
    assert shared
    for seed in (1, 2):
        written, found = (one.instance(seed=seed) for one in (problem, undeclared))
        for step in shared:
            np.testing.assert_allclose(found.target(step), written.target(step), rtol=1e-9, atol=1e-12, err_msg=step)


def test_most_are_the_very_texts_of_the_authors() -> None:
    same = every = 0
    for name in PROBLEMS:
        for step in tutor.problem(name).formula_steps():
            if step.id in derived(name):
                found = derived(name)[step.id]
                written = {text.replace(" ", "") for text in (step.formula, *step.also)}
                every += 1
                same += bool(written & {text.replace(" ", "") for text in (found.formula, *found.also)})
    assert every == 83
    assert same >= SAME_TEXT


def test_a_number_that_is_not_the_loss_has_gradients_too() -> None:
    problem = tutor.problem("rnn-bptt")
    bare = problem.forward_only()
    points = SamplePoints(bare, gradient_scope(bare, "P"))
    found = {step.id: step_text(step, points).formula for step in derived_steps(problem, "P")}
    assert found["dP/dz"] == "P*(y_t - Y_t)"
    assert found["dP/dV"] == "sum_t(dP/dz_t H_t^T)"


def test_the_matrix_of_a_softmax_is_a_step_where_there_is_a_letter_for_it() -> None:
    assert derived("softmax-net")["dy/dz2"].formula == "diag(y) - y y^T"
    assert derived("skip-mlp")["dyhat/dz"].formula == "yhat*(1 - yhat)"
