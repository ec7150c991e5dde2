"""Slips that were really made in solutions of these networks: each is wrong, and said to be what it is."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.marking.choices import by_their_texts

# What was answered, where, and the kinds of mistake by which it may be named.
SLIPS = [
    ("skip-mlp", "dL/dx", "2 (yhat - y) yhat (1 - yhat) (sum_h(v_h (1-v_h) w_ih w_ho) + w_io)", {"mean-missing"}),
    ("skip-mlp", "dL/dx", "dL/dz sum_h(v_h (1-v_h) w_ih w_ho)", {"path-missing"}),
    ("skip-mlp", "dL/dx", "dL/dz w_io", {"path-missing"}),
    ("logistic-unit", "dL/dt", "log y", {"sign"}),
    ("logistic-unit", "dL/dx", "t W_i e^-z/(1 + e^-z)", {"sign"}),
    ("softmax-net", "dL/dW1", "dL/dz1 · x", {"transpose", "shape"}),
    ("softmax-net", "dy1/dz1", "y1 (1 - y1)", {"shape", "jacobian-diagonal", "layout"}),
    ("softmax-net", "dL/dz2", "t - y", {"sign"}),
    ("softmax-net", "dy/dz2", "diag(y (1 - y))", {"softmax-diagonal"}),
    ("softmax-net", "dL/dy1", "W2 (y - t)", {"transpose", "shape"}),
    ("softmax-net", "dL/dz2", "sum_{k=1}^{H}(-t_k/y_k*y_k*(1[m=k] - y_m))", {"shape", "sum-missing"}),
    ("softmax-net", "dL/dz2", r"-\sum_{k=2}^{M} \frac{t_k}{y_k} y_k (1[m=k] - y_m)", {"sum-missing"}),
    ("softmax-net", "dL/dy1", "sum_h((y_h - t_h) W2[m,h])", {"shape"}),
    ("conv-dense", "dL/db", "dL/dy1", {"position", "sum-missing", "shape"}),
    ("conv-dense", "b_new", "b - eta dL/dy1", {"position", "sum-missing", "shape"}),
    ("conv-dense", "dL/dw2", "z1 dL/dy2", {"transpose", "shape", "order"}),
    ("conv-dense", "dL/dz1", "w2^T dL/dy2", {"transpose", "shape"}),
    ("conv-dense", "dL/dK", "sum_{u,v}(dL/dy1[u,v] z0[u,v])", {"shape", "sum-extra", "position", "other-gradient"}),
    ("conv-dense", "dL/dw2", "dL/dy2 z1^T", {"order", "shape"}),
    ("conv-dense", "dL/dw2", "dL/dy2 z1", {"transpose", "order", "shape"}),
    ("conv-dense", "dL/dz1", "dL/dy2 w2", {"order", "shape"}),
    ("conv-dense", "dL/dy1", "w2^T dL/dy2 f'(y1)", {"transpose", "shape"}),
    ("conv-dense", "dL/dy1", "f'(y1) dL/dy2 w2", {"order", "shape"}),
    ("conv-dense", "dL/dy1", "(dL/dz1)^T f'(y1)", {"transpose", "shape"}),
    ("conv-dense", "dL/dK", " + ".join(f"dL/dy1_{u}{v} z0_{u}{v}" for u in (1, 2) for v in (1, 2)), {"shape"}),
    ("conv-dense", "dL/dz1", "dL/dz3", {"shape", "other-gradient"}),
    ("conv-dense", "dL/dy3", "z3 - d", {"derivative-missing", "other-gradient"}),
    ("conv-dense", "dL/dK", "corr(z0, flip(dL/dy1))", {"kernel-flipped"}),
    ("conv-dense", "dL/dK", "flip(corr(z0, dL/dy1))", {"kernel-flipped"}),
    ("conv-dense", "dL/dz0", "sum_{r,c} dL/dy1[i+r-1, j+c-1] K[r,c]", {"kernel-flipped"}),
    ("rnn-bptt", "dL/dW", "sum_t(dL/da_t H[t+1]^T)", {"time-shift"}),
    ("rnn-bptt", "dL/dW", "sum_t(dL/da_t H_t^T)", {"time-shift"}),
    ("rnn-bptt", "dP/dY", "-P y_t/(Y_t^T y_t)", {"sign"}),
    ("rnn-bptt", "dL/dH_T", "V (Y_T - y_T)", {"transpose", "shape"}),
    ("rnn-bptt", "dL/dH", "V^T (Y_t - y_t) + W (dL/dH[t+1]*H[t+1]*(1-H[t+1]))", {"transpose"}),
    ("rnn-bptt", "dL/dH", "V^T (Y_t - y_t)", {"path-missing", "path-only-last"}),
    ("rnn-bptt", "V_new", "V - sum_t((Y_t - y_t) H_t^T)", {"rate-missing", "factor"}),
    ("rnn-bptt", "dL/dH", "(dL/dH[t+1] ⊙ H[t+1] ⊙ (1 - H[t+1]))^T W", {"path-missing", "path-replaced"}),
    ("rnn-bptt", "U_new", "U - dL/dU", {"rate-missing", "factor"}),
    ("rnn-bptt", "W_new", "W - sum_t(dL/da_t H[t-1]^T)", {"rate-missing", "factor"}),
    ("rnn-step", "dL/du", "dh h (1 - h)", {"derivative-other"}),
    ("rnn-step", "dL/dx", "dL/du Wh^T", {"other-gradient", "shape"}),
    ("rnn-step", "dL/dh_prev", "dh Wh^T", {"derivative-missing"}),
    ("rnn-memory", "M^n", "Q A^n", {"inverse-missing"}),
    ("rnn-memory", "M^30", "Q A^30", {"inverse-missing"}),
    ("rnn-memory", "dh_t/dh_k", "J_2 J_3 J_4", {"order"}),
    ("rnn-memory", "terms-T3", "1 5 9", {"choice-missing"}),
    ("lstm-step", "dL/dc", "dh o (1 - tanh(c)^2)", {"path-missing"}),
    ("lstm-step", "dL/da", "[dL/di*i*(1-i), dL/df*f*(1-f), dL/do*o*(1-o)]", {"gate-missing", "shape"}),
    ("lstm-sequence", "dL/dWh", "sum_t(h_t^T dL/da_t)", {"time-shift"}),
    ("lstm-memory", "dC_t/dC_k", r"\prod_{j=k+1}^{t} f_t", {"index-unused"}),
    ("lstm-memory", "ranges", "1 2 3 5", {"range"}),
    ("lstm-memory", "ranges", "1 3 4 5", {"range"}),
    ("rnn-memory", "two-index", "4", {"index-unused"}),
    ("rnn-memory", "limit", "1 2 3", {"limit"}),
    ("rnn-memory", "limit", "1 3 4 5 6", {"limit"}),
    ("rnn-memory", "dh_t/dh_k", "J_2J_3J_4", {"order"}),
    ("rnn-memory", "dh_t/dh_k", "J_4 J_4 J_4", {"index-unused"}),
    ("softmax-net", "dy/dz2", "y_i (1 - y_i) 1[i=j]", {"softmax-diagonal"}),
    ("softmax-net", "dL/dz1", "W2 (y - t) * y1 (1 - y1)", {"transpose", "shape"}),
    ("skip-mlp", "dz/dx", "w_io", {"path-missing"}),
    ("skip-mlp", "dz/dx", "sum_h(v_h (1-v_h) w_ih w_ho)", {"path-missing"}),
    ("conv-dense", "dL/dz0", "corr(dL/dy1, K)", {"order", "padding", "shape"}),
    ("lstm-memory", "dC_t/dC_k", "prod_{j=k}^{t} f_j", {"time-shift"}),
    ("rnn-memory", "two-index", "1", {"sum-missing"}),
]


@pytest.mark.parametrize(("problem", "step", "answer", "codes"), SLIPS)
def test_the_slip_is_wrong_and_named(problem: str, step: str, answer: str, codes: set[str]) -> None:
    asked = tutor.problem(problem).step(step)
    if isinstance(asked, tutor.Choice):  # the numbers above are those of the declaration
        answer = by_their_texts(asked, answer)
    for seed in (None, 3):
        verdict = tutor.check(problem, step, answer, seed=seed)
        assert verdict.kind == "wrong"
        assert verdict.diagnosis[0].code in codes, verdict.diagnosis


def _typed(matrix: np.ndarray) -> str:
    rows = ([np.format_float_positional(number, precision=7, fractional=False) for number in row] for row in matrix)
    return f"[{', '.join('[' + ', '.join(row) + ']' for row in rows)}]"


def test_a_lost_minus_in_the_basis_is_named_in_the_numbers_of_a_power() -> None:
    instance = tutor.problem("rnn-memory").instance(seed=0)
    Q, power = instance.given["Q"], np.diag(np.diag(instance.given["A"]) ** instance.given["n"])
    first = tuple(np.argwhere(Q < 0)[0])
    slip = Q.copy()
    slip[first] *= -1
    for answer in (slip @ power @ np.linalg.inv(Q), slip @ power @ np.linalg.inv(slip)):
        verdict = tutor.check("rnn-memory", "M^n", _typed(answer), seed=0)
        assert verdict.kind == "wrong"
        assert [diagnosis.code for diagnosis in verdict.diagnosis] == ["sign"]
    verdict = tutor.check("rnn-memory", "M^n", _typed(Q @ power), seed=0)
    assert [diagnosis.code for diagnosis in verdict.diagnosis] == ["inverse-missing"]


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("dL/dH_T", "(Y_3 - y_3)^T V"),
        ("dL/dH_T", "V^T (Y_3 - y_3)"),
        ("dL/dW", "sum_{t=2}^{T}(dL/da_t H[t-1]^T)"),
        ("dP/dV", "-P dL/dV"),
        ("V_new", "V + lr sum_t((y_t - Y_t) H_t^T)"),
    ],
)
def test_what_only_looks_like_a_slip_is_right(step: str, answer: str) -> None:
    assert tutor.check("rnn-bptt", step, answer).kind == "correct"


@pytest.mark.parametrize(("problem", "upstream"), [("rnn-step", "dL/du"), ("lstm-step", "dL/da")])
def test_the_vector_of_ones_sums_over_the_batch(problem: str, upstream: str) -> None:
    bottom = upstream.removeprefix("dL/d")
    for answer in (
        f"e_N^T {upstream}",
        rf"e_N^T \frac{{dL}}{{d{bottom}}}",
        f"e_N.T @ {upstream}",
        f"({upstream})^T e_N",
    ):
        for seed in (None, 3):
            assert tutor.check(problem, "dL/db", answer, seed=seed).kind == "correct", answer
    assert tutor.check(problem, "dL/db", f"e_N^T {upstream} / N", seed=3).diagnosis[0].code == "mean-for-sum"
    assert tutor.check(problem, "dL/db", upstream, seed=3).diagnosis[0].code == "sum-missing"
