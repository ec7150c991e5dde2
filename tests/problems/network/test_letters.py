"""Every letter may be any axis: nothing depends on time being t, or on a loss being L."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.problems.network.networks import NETWORKS
from tests.problems.network.written import named
from tutor.problems.network.reader import read_network

MLP = """
input X[{0},{1}]
weights W1[{1},{2}], b1[{2}], W2[{2},{3}]
target Y[{0},{3}] one-hot {3}
H = tanh(X W1 + b1)
P = softmax(H W2)
{loss} = -sum(Y*log(P))
"""
RNN = """
input X[{0},{1}], h0[{2}]
weights W[{2},{1}], U[{2},{4}={2}], b[{2}], V[{3},{2}], c[{3}]
target Y[{0},{3}]
a = W X[{0}] + U h[{0}-1] + b
h = tanh(a)
h[0] = h0
y[{0}] = V h[{0}] + c
{loss} = 1/2 sum((y - Y)^2)
"""
ATTENTION = """
input X[{0},{1}]
weights Wq[{1},{2}], Wk[{1},{2}]
Q = X Wq
M = X Wk
A = softmax(Q M^T)
{loss} = sum((A X)^2)
"""
LETTERS = st.permutations("abcdefghijklmnopqrstuvwxyz").map(lambda letters: letters[:5])
LOSSES = st.sampled_from(["L", "J", "E", "loss", "ell", "cost", r"\mathcal{L}", "ℓ"])


def _mlp(g: Any) -> Any:
    scores = np.exp(np.tanh(g.X @ g.W1 + g.b1) @ g.W2)
    return -(g.Y * np.log(scores / scores.sum(1, keepdims=True))).sum()


def _attention(g: Any) -> Any:
    scores = np.exp(g.X @ g.Wq @ (g.X @ g.Wk).T)
    return ((scores / scores.sum(1, keepdims=True) @ g.X) ** 2).sum()


TEMPLATES = {"mlp": (MLP, _mlp), "rnn": (RNN, NETWORKS["rnn"].loss), "attention": (ATTENTION, _attention)}


@pytest.mark.parametrize("kind", sorted(TEMPLATES))
@settings(max_examples=examples(15))
@given(letters=LETTERS, loss=LOSSES)
@example(letters=list("tdehk"), loss="L")
@example(letters=list("lexyz"), loss="ℓ")
@example(letters=list("pdqei"), loss="E")
def test_any_letters_make_the_same_network(kind: str, letters: list[str], loss: str) -> None:
    template, expected = TEMPLATES[kind]
    problem = read_network(template.format(*letters, loss=loss))
    instance = problem.instance(seed=1)
    assert instance.values[problem.loss] == pytest.approx(float(expected(named(instance.given))), rel=1e-12)


@given(st.permutations(range(5)))
def test_formulas_may_stand_in_any_order(order: list[int]) -> None:
    head, *formulas = RNN.format(*"tdhok", loss="L").strip().rsplit("\n", 5)
    text = "\n".join([head, *(formulas[place] for place in order)])
    problem = read_network(f"{text}\nloss L\n")
    instance = problem.instance(seed=2)
    assert instance.values["L"] == pytest.approx(float(NETWORKS["rnn"].loss(named(instance.given))), rel=1e-12)
