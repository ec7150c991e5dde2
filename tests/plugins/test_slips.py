"""Slips that were really made in solutions of these networks: each is wrong, and said to be what it is."""

from __future__ import annotations

import pytest

import tutor

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
    ("conv-dense", "dL/db", "dL/dy1", {"position", "sum-missing", "shape"}),
    ("conv-dense", "b_new", "b - eta dL/dy1", {"position", "sum-missing", "shape"}),
    ("conv-dense", "dL/dw2", "z1 dL/dy2", {"transpose", "shape", "order"}),
    ("conv-dense", "dL/dz1", "w2^T dL/dy2", {"transpose", "shape"}),
    ("conv-dense", "dL/dK", "sum_{u,v}(dL/dy1[u,v] z0[u,v])", {"shape", "sum-extra", "position", "other-gradient"}),
    ("conv-dense", "dL/dz1", "dL/dz3", {"shape", "other-gradient"}),
    ("conv-dense", "dL/dy3", "z3 - d", {"derivative-missing", "other-gradient"}),
    ("conv-dense", "dL/dK", "corr(z0, flip(dL/dy1))", {"kernel-flipped"}),
    ("rnn-bptt", "dL/dW", "sum_t(dL/da_t H[t+1]^T)", {"time-shift"}),
    ("rnn-bptt", "dL/dW", "sum_t(dL/da_t H_t^T)", {"time-shift"}),
    ("rnn-bptt", "dP/dY", "-P y_t/(Y_t^T y_t)", {"sign"}),
    ("rnn-bptt", "dL/dH_T", "V (Y_T - y_T)", {"transpose", "shape"}),
    ("rnn-bptt", "dL/dH", "V^T (Y_t - y_t) + W (dL/dH[t+1]*H[t+1]*(1-H[t+1]))", {"transpose"}),
    ("rnn-bptt", "dL/dH", "V^T (Y_t - y_t)", {"path-missing", "path-only-last"}),
    ("rnn-bptt", "V_new", "V - sum_t((Y_t - y_t) H_t^T)", {"rate-missing", "factor"}),
    ("rnn-step", "dL/du", "dh h (1 - h)", {"derivative-other"}),
    ("rnn-memory", "M^n", "Q A^n", {"inverse-missing"}),
    ("rnn-memory", "M^30", "Q A^30", {"inverse-missing"}),
    ("lstm-step", "dL/dc", "dh o (1 - tanh(c)^2)", {"path-missing"}),
    ("lstm-step", "dL/da", "[dL/di*i*(1-i), dL/df*f*(1-f), dL/do*o*(1-o)]", {"gate-missing", "shape"}),
    ("lstm-sequence", "dL/dWh", "sum_t(h_t^T dL/da_t)", {"time-shift"}),
    ("lstm-memory", "dC_t/dC_k", r"\prod_{j=k+1}^{t} f_t", {"index-unused"}),
    ("lstm-memory", "ranges", "1 2 3 5", {"range"}),
    ("lstm-memory", "ranges", "1 3 4 5", {"range"}),
    ("rnn-memory", "two-index", "4", {"index-unused"}),
    ("rnn-memory", "two-index", "1", {"sum-missing"}),
]


@pytest.mark.parametrize(("problem", "step", "answer", "codes"), SLIPS)
def test_the_slip_is_wrong_and_named(problem: str, step: str, answer: str, codes: set[str]) -> None:
    verdict = tutor.check(problem, step, answer, seed=3)
    assert verdict.kind == "wrong"
    assert verdict.diagnosis[0].code in codes, verdict.diagnosis
