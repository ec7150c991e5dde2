"""Sums and products with dots between their ends."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


RIGHT = [
    ("softmax-net", "dL/dy1", r"W^{(2)}_{1h}(y^{(2)}_1 - t_1) + \dots + W^{(2)}_{Mh}(y^{(2)}_M - t_M)"),
    ("softmax-net", "L", "-t[1]*log(y[1]) - ... - t[M]*log(y[M])"),
    ("softmax-net", "L", r"-(t_1 \log y[1] + t_2 \log y[2] + … + t_M \log y[M])"),
    ("softmax-net", "L", r"-(t_1 \log y[1] + \cdots + t_m \log y[m])"),
    ("softmax-net", "L", r"-(t_M \log y[M] + \cdots + t_1 \log y[1])"),
    ("softmax-net", "L", r"-\log(y[1]^{t_1} y[2]^{t_2} \cdots y[M]^{t_M})"),
    ("softmax-net", "y", r"\frac{e^{z_2}}{e^{z_{2,1}} + \dots + e^{z_{2,M}}}"),
    ("softmax-net", "z1", r"W^{(1)}_{h1} x_1 + W^{(1)}_{h2} x_2 + \ldots + W^{(1)}_{hD} x_D"),
    ("skip-mlp", "dL/dw_io", "dL/dz[1]*x[1,i] + ... + dL/dz[N]*x[N,i]"),
    ("skip-mlp", "L", "((yhat[1]-y[1])^2 + (yhat[2]-y[2])^2 + ... + (yhat[N]-y[N])^2)/N"),
    ("logistic-unit", "z", r"W_1 x_1 + \dots + W_I x_I"),
    ("logistic-unit", "z", r"W_1 x_1 + \dots + W_n x_n"),
    ("rnn-bptt", "dL/dV", r"(Y_1 - y_1) H_1^T + \dots + (Y_T - y_T) H_T^T"),
    ("rnn-bptt", "dL/dW", "dL/da[1] H[0]^T + dL/da[2] H[1]^T + ... + dL/da[T] H[T-1]^T"),
    ("rnn-memory", "dh_t/dh_k", r"J_4 \cdots J_2"),
    ("lstm-memory", "dC_t/dC_k", r"f_{k+1} f_{k+2} \cdots f_t"),
    ("lstm-memory", "dC_t/dC_k", r"f_t \odot f_{t-1} \odot \cdots \odot f_{k+1}"),
    ("layer-norm", "mu", r"\frac{X_{n1} + \dots + X_{nD}}{D}"),
]


@pytest.mark.parametrize(("problem", "step", "text"), RIGHT)
def test_dots_stand_for_what_the_ends_say(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict.diagnosis


WRONG = [
    ("softmax-net", "L", "-t[2]*log(y[2]) - ... - t[M]*log(y[M])"),
    ("softmax-net", "L", "-t[1]*log(y[1]) - ... - t[M-1]*log(y[M-1])"),
    ("softmax-net", "L", "t[1]*log(y[1]) + ... + t[M]*log(y[M])"),
    ("softmax-net", "z1", r"W^{(1)}_{h1} x_2 + \ldots + W^{(1)}_{hD} x_{D+1}"),
    ("rnn-memory", "z", r"W_{1j}x_1 + \dots + W_{Jj}x_J"),
    ("rnn-bptt", "dL/dW", "dL/da[1] H[1]^T + ... + dL/da[T] H[T]^T"),
    ("lstm-memory", "dC_t/dC_k", r"f_1 f_2 \cdots f_t"),
    ("lstm-memory", "dC_t/dC_k", r"f_k f_{k+1} \cdots f_t"),
    ("lstm-memory", "dC_t/dC_k", r"f_{k+1} + f_{k+2} + \cdots + f_t"),
]


@pytest.mark.parametrize(("problem", "step", "text"), WRONG)
def test_dots_between_other_ends_are_another_sum(problem: str, step: str, text: str) -> None:
    assert marked(problem, step, text).kind == "wrong"


REFUSED = [
    ("logistic-unit", "z", r"W_1 x_1 + W_3 x_3 + \dots + W_I x_I"),
    ("logistic-unit", "z", r"W_1 x_1 + \dots"),
    ("logistic-unit", "z", r"\dots + W_I x_I"),
    ("logistic-unit", "z", r"\dots"),
    ("logistic-unit", "z", r"\sigma(\dots)"),
    ("logistic-unit", "z", r"W_1 x_1 + \dots - W_I x_I"),
    ("logistic-unit", "z", r"W_1 x_1 + \dots + W_I"),
    ("logistic-unit", "z", r"W_1 x_1 + \dots + W_2 x_2 + \dots + W_I x_I"),
    ("logistic-unit", "z", r"W_1 x_1 + W_2 x_1 + \dots + W_I x_I"),
    ("logistic-unit", "z", r"W_1 x_1 + 2 + \dots + W_I x_I"),
    ("rnn-memory", "dh_t/dh_k", r"J_t \cdots J_{k+1}"),
]


@pytest.mark.parametrize(("problem", "step", "text"), REFUSED)
def test_dots_without_a_pattern_are_refused_free_of_charge(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "invalid"
    assert "dots" in verdict.diagnosis[0].message
