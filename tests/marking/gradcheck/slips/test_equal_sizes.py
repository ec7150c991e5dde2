"""Layers of one size: a weight that is not transposed, and a neighbour's value in the place of the right one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor

LAYERS = """
input   x[n,i]
weights W1[i,h], W2[h,k], W3[k,o]
target  y[n,o]
a1 = x W1
h1 = tanh(a1)
a2 = h1 W2
h2 = tanh(a2)
z = h2 W3
L = 1/2 sum((z - y)^2)
"""


def posed(**sizes: int) -> tuple[Any, dict[str, Any]]:
    network = tutor.network(LAYERS)
    given = network.instance(seed=3, sizes={"N": 5, "I": 3, "H": 4, "K": 4, "O": 2, **sizes}).given
    return network, {name: np.asarray(array) for name, array in given.items()}


def backward(x: Any, W1: Any, W2: Any, W3: Any, y: Any, *, slip: str) -> dict[str, Any]:
    """The gradients of the weights, with a slip."""
    h1 = np.tanh(x @ W1)
    h2 = np.tanh(h1 @ W2)
    dz = h2 @ W3 - y
    da2 = dz @ W3.T * (1 - (h1 if slip == "point" else h2) ** 2)
    da1 = da2 @ (W2 if slip == "weight" else W2.T) * (1 - h1**2)
    return {"dW1": x.T @ da1, "dW2": (h2 if slip == "value" else h1).T @ da2, "dW3": h2.T @ dz}


@pytest.mark.parametrize(
    ("slip", "code", "wrong"),
    [
        ("weight", "transpose", {"W1"}),
        ("value", "swapped", {"W2"}),
        ("point", "derivative-point", {"W1", "W2"}),
    ],
)
def test_what_only_equal_sizes_allow_has_its_name(slip: str, code: str, wrong: set[str]) -> None:
    network, given = posed()
    rows = tutor.gradcheck(network, given, backward(**given, slip=slip))
    assert {row.name for row in rows if not row.agrees} == wrong
    assert {part.code for row in rows for part in row.diagnosis} == {code}


def test_the_right_pass_agrees_at_equal_sizes() -> None:
    network, given = posed()
    assert all(row.agrees for row in tutor.gradcheck(network, given, backward(**given, slip="")))
