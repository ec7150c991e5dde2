"""Sums that are written without their sign, and products that must not become sums."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


RIGHT = [
    ("softmax-net", "dL/dy1", r"W^{(2)}_{mh}(y_m - t_m)", "m"),
    ("softmax-net", "dL/dy1", r"W^{(2)}_{ki} \frac{\partial L}{\partial z^{(2)}_k}", "k"),
    ("softmax-net", "dL/dz1", r"W^{(2)}_{mh}(y_m-t_m)y^{(1)}_h(1-y^{(1)}_h)", "m"),
    ("softmax-net", "dL/dz1", r"\frac{\partial L}{\partial z_{1,j}} = (y_k - t_k) W^{(2)}_{kj} \sigma'(z_{1,j})", "k"),
    ("softmax-net", "dL/dz2", r"\frac{\partial L}{\partial y_i}\frac{\partial y_i}{\partial z^{(2)}_j}", "i"),
    ("softmax-net", "dL/dW1", r"(y_m-t_m) W^{(2)}_{mh} y^{(1)}_h (1-y^{(1)}_h) x_d", "m"),
    ("softmax-net", "z1", r"W^{(1)}_{hd} x_d", "d"),
    ("softmax-net", "y1", r"\sigma(W^{(1)}_{hd} x_d)", "d"),
    ("rnn-memory", "z", "W_{ij} x_j", "j"),
    ("ridge-regression", "dL/dw", r"\frac{1}{N} X_{nd} r_n + \lambda w_d", "n"),
    ("causal-attention", "S", r"\frac{1}{\sqrt{D}} Q_{id} K_{jd}", "d"),
    ("matrix-factorisation", "dL/dU", r"\frac{\partial L}{\partial E_{ij}} V_{jk} + \lambda U_{ik}", "j"),
    ("lstm-step", "dL/dWx", r"x_{nd} \frac{\partial L}{\partial a_{ne}}", "n"),
]


@pytest.mark.parametrize(("problem", "step", "text", "letter"), RIGHT)
def test_a_letter_in_two_factors_and_not_in_the_answer_is_summed_and_that_is_said(
    problem: str, step: str, text: str, letter: str
) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict.diagnosis
    assert verdict.summed == (letter,)
    assert verdict.read_as.endswith(f", summed over {letter}, as written")
    assert "Σ" in verdict.read_as


WRONG = [
    ("logistic-unit", "z", "W_i x_i"),
    ("softmax-net", "L", r"-t_m \log(y_m)"),
    ("softmax-net", "dL/dy1", r"W^{(2)}_{mh} (y_k - t_k)"),
    ("softmax-net", "dL/dy1", r"W^{(2)}_{hm} (y_m - t_m)"),
    ("softmax-net", "dL/dy1", r"W^{(2)}_{mh} (y_m + t_m)"),
    ("softmax-net", "dL/dy1", r"-W^{(2)}_{mh} (y_m - t_m)"),
    ("softmax-net", "dL/dy1", r"W^{(2)}_{mh} (y_m - t_m) t_m"),
    ("softmax-net", "dL/dy1", r"W^{(2)}_{mh} (y - t)"),
    ("softmax-net", "dL/dy1", r"W^{(2)}_{mh}"),
    ("softmax-net", "dL/dz1", r"\frac{\partial L}{\partial z_{1,k}} = (y_k - t_k) W^{(2)}_{kj} \sigma'(z_{1,j})"),
    ("softmax-net", "dL/dz1", r"(y_k - 1) W^{(2)}_{kj} \sigma'(z_{1,j})"),
    ("softmax-net", "dL/dz2", r"-t_i (\delta_{ij} - y_j)"),
    ("softmax-net", "dL/dW2", r"(y_m - t_m) y^{(1)}_m"),
    ("softmax-net", "y1", r"\sigma(W^{(1)}_{hd}) x_d"),
    ("skip-mlp", "dL/dw_io", r"\frac{\partial L}{\partial z^{(n)}} x_i^{(n)}"),
    ("skip-mlp", "dL/dw_io", r"\frac{\partial L}{\partial z_k} x_{ki}"),
    ("skip-mlp", "L", r"\frac1N (\hat y_n - y_n)(\hat y_n - y_n)"),
    ("rnn-bptt", "dL/dV", r"(Y_{tm} - y_{tm}) H_{ts}"),
    ("rnn-memory", "z", "W_{ij} x_i"),
    ("rnn-memory", "dy/dx", r"y_i (1-y_i) W_{ii}"),
    ("ridge-regression", "dL/dw", r"\frac{1}{N} X_{nd} r_n + \lambda w_n"),
    ("ridge-regression", "dL/dw", r"\frac{1}{N} X_{nd} X_{nd} r_n + \lambda w_d"),
    ("causal-attention", "S", r"\frac{1}{\sqrt{D}} Q_{id} K_{id}"),
]


@pytest.mark.parametrize(("problem", "step", "text"), WRONG)
def test_other_products_stay_products(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "wrong"
    assert verdict.summed == ()


@pytest.mark.parametrize("text", ["W2[m,h] @ (y - t)", "sum_h(W2[m,h] y1[h]) (y_m - t_m)", "(y_m - t_m) W2[m,h]^T"])
def test_where_something_else_says_a_sum_or_turns_an_array_nothing_is_summed(text: str) -> None:
    assert marked("softmax-net", "dL/dy1", text).kind != "correct"


def test_a_square_is_one_factor() -> None:
    assert marked("softmax-net", "dL/dy1", "W2[m,h] y_m y_m").kind == "wrong"
    assert marked("ridge-regression", "dL/dw", r"\frac1N r_n^2 X_{nd}").kind == "wrong"
