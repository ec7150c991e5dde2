"""Answers with a left side, chains of formulas, and what a left side says about the right one."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=3), step), text)


RIGHT = [
    ("softmax-net", "dL/dW2", r"\frac{\partial L}{\partial W^{(2)}} = (y-t)y^{(1)T}", "(y⁽²⁾ − t) y⁽¹⁾ᵀ"),
    ("softmax-net", "dL/dz2", "dL/dz2 := y - t", "y⁽²⁾ − t"),
    ("softmax-net", "dL/dz2", "= y - t", "y⁽²⁾ − t"),
    ("softmax-net", "dL/dW2", r"\frac{\partial L}{\partial W_2^T} = y_1 (y-t)^T", "(∂L/∂W⁽²⁾)ᵀ = y⁽¹⁾ (y⁽²⁾ − t)ᵀ"),
    ("softmax-net", "dL/dz2", "y - t = dL/dz2", "y⁽²⁾ − t"),
    ("softmax-net", "dL/dz2", "-dL/dz2 = t - y", "−∂L/∂z⁽²⁾ = t − y⁽²⁾"),
    ("softmax-net", "dL/dW2", "(dL/dW2)^T = y1 (y-t)^T", "(∂L/∂W⁽²⁾)ᵀ = y⁽¹⁾ (y⁽²⁾ − t)ᵀ"),
    ("softmax-net", "dL/dW2", "dL/dW2_ij = (y_i-t_i) y1_j", "∂L/∂W⁽²⁾ᵢⱼ = (y⁽²⁾ᵢ − tᵢ) y⁽¹⁾ⱼ"),
    ("softmax-net", "dL/dW2", "dL/dW2[h,m] = (y_h-t_h) y1_m", "∂L/∂W⁽²⁾ₕₘ = (y⁽²⁾ₕ − tₕ) y⁽¹⁾ₘ"),
    ("softmax-net", "dL/dW2", "dL/dW2_ij = (y-t) y1^T", "∂L/∂W⁽²⁾ᵢⱼ = (y⁽²⁾ − t) y⁽¹⁾ᵀ"),
    ("rnn-bptt", "dL/dW", r"\frac{\partial L}{\partial W_{ji}} = \sum_t dL/da[t,j] H[t-1,i]", None),
    ("skip-mlp", "dL/dz", "dL/dz^(k) = 2/N (yhat_k - y_k) yhat_k (1 - yhat_k)", None),
    ("skip-mlp", "dL/dz", "dL/dz = dL/dyhat dyhat/dz = dL/dyhat yhat (1 - yhat)", None),
    ("lstm-cell", "W_o_new", r"W_o \leftarrow W_o - \alpha dL/dW_o", "W_o − α ∂L/∂W_o"),
    ("lstm-cell", "W_o_new", "W_o = W_o - alpha*dL/dW_o", "W_o − α ∂L/∂W_o"),
    ("lstm-cell", "W_o_new", "W_o -= alpha*dL/dW_o", "W_o − α ∂L/∂W_o"),
    ("lstm-cell", "h", "h = o * tanh(C)", None),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "step", "text", "echo"), RIGHT)
def test_what_stands_beside_a_left_side_is_marked(problem: str, step: str, text: str, echo: str | None) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict.diagnosis
    assert echo is None or verdict.read_as == echo


WRONG = [
    ("softmax-net", "dL/dz2", "dL/dz2 = t - y", "sign"),
    ("rnn-step", "dL/dWh", r"h_{t-1}^T \frac{\partial L}{\partial u.T}", "transpose"),
    ("lstm-cell", "W_o_new", "W_o += alpha*dL/dW_o", "sign"),
    ("softmax-net", "dL/dW2", "[(y_j - t_j) y1_i]_{ij}", "order"),
    ("softmax-net", "dL/dz2", "-dL/dz2 = y - t", "sign"),
    ("softmax-net", "dL/dW2", "(dL/dW2)^T = (y-t) y1^T", "order"),
    ("softmax-net", "dL/dW2", "dL/dW2_ij = (y_j-t_j) y1_i", "transpose"),
    ("softmax-net", "dL/dW2", "dL/dW2_ij = (y_k-t_k) y1_j", "shape"),
    ("softmax-net", "dL/dW2", "dL/dW2_ij = (y_i-t_i) y1_i", "shape"),
    ("rnn-bptt", "dL/dW", r"\frac{\partial L}{\partial W_{ij}} = \sum_t dL/da[t,j] H[t-1,i]", "transpose"),
]


@pytest.mark.parametrize(("problem", "step", "text", "code"), WRONG)
def test_a_left_side_makes_nothing_right_that_is_not(problem: str, step: str, text: str, code: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "wrong"
    assert verdict.diagnosis[0].code == code


REFUSED = [
    ("softmax-net", "dL/dz2", "dL/dz1 = y - t", "this says what dL/dz1 is; dL/dz2 is asked for"),
    ("softmax-net", "dL/dz2", "dL/dz2 =", "beside dL/dz2 nothing stands that it is equal to"),
    ("softmax-net", "dL/dz2", "dL/dz2 = dL/dz2", "beside dL/dz2 nothing stands that it is equal to"),
    ("softmax-net", "dL/dz2", "dL/dz2[1] = y-t", "the left side at column 1 is a part of dL/dz2"),
    ("softmax-net", "dL/dz2", "dL/dz2 += y - t", "`+=` before column 11 changes what was there; write the whole"),
    ("softmax-net", "dL/dW2", "dL/dy = t\ndL/dW2 = (y-t) y1^T", "line 1 says what dL/dy is; dL/dW2 alone is asked"),
    ("softmax-net", "dL/dz2", "dL/dz2 = y - tt", "`tt` at column 14 is not a name of this question: did you mean `t`?"),
]  # fmt: skip


@pytest.mark.parametrize(("problem", "step", "text", "sentence"), REFUSED)
def test_a_claim_about_something_else_costs_no_try(problem: str, step: str, text: str, sentence: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "invalid"
    assert verdict.diagnosis[0].message.startswith(sentence)


def test_the_first_wrong_formula_of_a_chain_is_named() -> None:
    verdict = marked("softmax-net", "dL/dz2", "dL/dz2 = y - t = t - y = 0")
    assert verdict.kind == "wrong"
    assert verdict.diagnosis[0].code == "sign"
    assert verdict.diagnosis[0].where.startswith("What stands before it is right. In `t - y`")


def test_what_is_right_for_another_name_too_is_right() -> None:
    assert marked("lstm-step", "dL/db", "dL/db = sum(dL/da, axis=0)").kind == "correct"
