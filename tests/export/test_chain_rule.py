"""The chain rule of a step: which local factors are named, and which paths are added."""

from __future__ import annotations

import pytest

from tests.problems.other_letters import OTHER, Grid, Lookalikes, recurrent
from tutor import Problem, host
from tutor.export.chain_rule import chain
from tutor.problems.contract.step import Step


@pytest.mark.parametrize(
    ("problem", "step", "written"),
    [
        ("skip-mlp", "dL/dw_io", "Σₙ ∂L/∂z · ∂z/∂w_io"),
        ("skip-mlp", "dL/dz", "∂L/∂ŷ · ∂ŷ/∂z"),
        ("skip-mlp", "dL/dx", "∂L/∂a · ∂a/∂x + ∂L/∂z · ∂z/∂x"),
        ("lstm-cell", "dL/dW_o", "∂L/∂oₜ · ∂oₜ/∂W_o"),
        ("softmax-net", "dL/dy1", "∂L/∂z⁽²⁾ · ∂z⁽²⁾/∂y⁽¹⁾"),
        ("conv-dense", "dL/dK[1,1]", "∂L/∂y₁ · ∂y₁/∂K[1,1]"),
        ("rnn-bptt", "dL/dH", "∂L/∂zₜ · ∂zₜ/∂Hₜ + ∂L/∂Hₜ₊₁ · ∂Hₜ₊₁/∂Hₜ"),
        ("rnn-bptt", "dP/dW", "∂P/∂L · ∂L/∂W"),
        ("skip-mlp", "dv/dx", "∂v/∂a · ∂a/∂x"),
        ("rnn-memory", "dy/dx", "∂y/∂z · ∂z/∂x"),
        ("lstm-step", "dL/do", "∂L/∂hₜ · ∂hₜ/∂oₜ"),
        ("lstm-sequence", "dL/dWx", "Σₜ ∂L/∂a · ∂a/∂W_x"),
        ("lstm-sequence", "dL/dc0", "∂L/∂c₁ · ∂c₁/∂c₀"),
    ],
)
def test_the_local_factors_of_a_step_are_named_and_multiplied(problem: str, step: str, written: str) -> None:
    found = host.problem(problem)
    asked = found.step(step)
    assert isinstance(asked, Step)
    factors = chain(found, asked)
    assert factors is not None
    assert factors.plain == written
    assert factors.latex.count(r"\frac{\partial") == written.count("/")


@pytest.mark.parametrize(
    ("problem", "step", "written"),
    [
        (recurrent(OTHER), "dJ/da", "∂J/∂h · ∂h/∂a"),
        (recurrent(OTHER), "dJ/dW", "Σₛ ∂J/∂a · ∂a/∂W"),
        (recurrent(OTHER), "dJ/dh0", "∂J/∂a₁ · ∂a₁/∂h₀"),
        (Grid(), "dJ/dv", "Σᵣₛ ∂J/∂a · ∂a/∂v"),
        (Lookalikes(), "dJ/dW_new", "∂J/∂z_new · ∂z_new/∂W_new"),
        (Lookalikes(), "dJ/ddx", "∂J/∂z_new · ∂z_new/∂dx + ∂J/∂z · ∂z/∂dx"),
    ],
)
def test_the_chain_is_told_in_any_letters(problem: Problem, step: str, written: str) -> None:
    asked = problem.step(step)
    assert isinstance(asked, Step)
    factors = chain(problem, asked)
    assert factors is not None
    assert factors.plain == written


@pytest.mark.parametrize(
    ("problem", "step"),
    [("skip-mlp", "yhat"), ("skip-mlp", "dL/dyhat"), ("skip-mlp", "w_io_new"), ("lstm-cell", "dh/do")],
)
def test_a_step_with_nothing_between_has_no_chain(problem: str, step: str) -> None:
    found = host.problem(problem)
    asked = found.step(step)
    assert isinstance(asked, Step)
    assert chain(found, asked) is None
