"""Wrong backward passes in NumPy, a few of each kind: each is given the name of its cause."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import pytest

from tests.benchmarks.backward_passes import PASSES, Handed, Pass, read, rows_of, run, told

NAMED = (
    ("skip-mlp", "dyhat = 2 / N * (y - yhat)"),
    ("skip-mlp", "dz = dyhat * z * (1 - z)"),
    ("skip-mlp", "dw_ho = v.T @ dz / N"),
    ("skip-mlp", "dx = da @ w_ih.T"),
    ("softmax-net", "dz2 = y * t.sum() - 2 * t"),
    ("softmax-net", "dy1 = (W2 - eta * dW2).T @ dz2"),
    ("softmax-net", "dz1 = dy1 * (1 - y1**2)"),
    ("conv-dense-tanh", "dy2 = dz2 * (1 - np.tanh(y2**2))"),
    ("conv-dense-tanh", "db = 1.0"),
    ("conv-dense-tanh", "dw2 = np.outer(y1, dy2)"),
    ("logistic-unit", "dz = dy"),
    ("mlp-rows", "dZ = (P - Y) * P * (1 - P) / N"),
    ("mlp-rows", "dW2 = H.T @ dZ"),
    ("mlp-columns", "dZ2 = dA2 * (dA2 > 0)"),
    ("square-mlp", "dW2 = da2.T @ h1"),
    ("tied-autoencoder", "dx = da @ W.T"),
    ("poisson-softplus", "da = dh * h"),
    ("mlp-columns", "dZ3 = (A3 - Y) / len(Y)"),
    ("hinge-prelu", "dc = (dg * np.where(z > 0, z, 0)).sum(axis=0)"),
    ("bidirectional-rnn", "carry = np.clip(U.T @ du, -0.1, 0.1)"),
    ("word2vec", "dU[n] = np.outer(da, h)"),
    ("label-smoothing", "dz = -q / p * p * (1 - p) / tau"),
    ("course-rnn", "da_next = da_prevt if t < n - 1 else da[t]"),
    ("course-rnn", "da_next = da[t] + (da_prevt if t != n - 2 else 0)"),
    ("course-rnn", "a_prev = a[t - 1]"),
    ("course-rnn", "da_prevt = Waa.T @ ((1 - a[t] ** 2) * da[t])"),
    ("course-rnn", "dba += (dtanh @ a_prev.T).sum(axis=1)"),
    ("course-rnn", "dWaa += dtanh @ da_prevt.T"),
    ("rnn-bptt", "carry = np.zeros(s) if t == 2 else W.T @ da"),
    ("lstm-step", "da = np.hstack([di, df, do, dg])"),
    ("lstm-step", "do = dh * c"),
    ("gru-cell", "h = z * h_prev + (1 - z) * c"),
    ("lstm-cell", "da_f, da_i, da_o, da_g = df * slope(f), df * slope(f), do * slope(o), dg * (1 - g**2)"),
)
"""Files of passes, and the statement of the slip that is made."""


@lru_cache(maxsize=1)
def _posed(name: str) -> tuple[Pass, dict[str, Any], Handed]:
    one = read(PASSES / f"{name}.txt")
    instance = one.problem.variant(one.choices).instance(seed=1)
    given = {key: np.asarray(array) for key, array in instance.given.items()}
    names = run(one.code, given)
    weights = [f"d{key}" for key in given if f"d{key}" in names and f"d{key}" not in given]
    return one, given, Handed(weights, [])


@pytest.mark.parametrize(("name", "statement"), NAMED, ids=[f"{name}: {statement}" for name, statement in NAMED])
def test_a_slip_in_a_whole_pass_gets_the_name_of_its_cause(name: str, statement: str) -> None:
    one, given, handed = _posed(name)
    slip = next(slip for slip in one.slips if slip.statement == statement)
    assert told(slip, rows_of(one, given, slip, handed)) == "true"
