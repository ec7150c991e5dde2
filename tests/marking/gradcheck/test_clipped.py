"""Gradients that were clipped, to a bound or to a norm, are told as such."""

from __future__ import annotations

from typing import Any

import numpy as np

import tutor

LINE = """
input   X[n,d]
weights W[d,k], b[k]
target  Y[n,k]
sizes   N=4, D=5, K=3
P = X W + b
L = 1/2 sum((P - Y)^2)
"""


def posed() -> tuple[Any, dict[str, Any], dict[str, Any]]:
    """The network, what is given, and the gradients of its weights and input, with what arrives at them."""
    network = tutor.network(LINE)
    given = {name: np.asarray(array) for name, array in network.instance(seed=2).given.items()}
    dP = given["X"] @ given["W"] + given["b"] - given["Y"]
    return network, given, gradients(given, dP)


def gradients(given: dict[str, Any], dP: Any) -> dict[str, Any]:
    return {"dP": dP, "dX": dP @ given["W"].T, "dW": given["X"].T @ dP, "db": dP.sum(axis=0)}


def codes(network: Any, given: dict[str, Any], handed: dict[str, Any]) -> dict[str, list[str]]:
    rows = tutor.gradcheck(network, given, handed)
    return {row.name: [part.code for part in row.diagnosis] for row in rows if not row.agrees}


def beyond(array: Any, count: int) -> float:
    """A bound that so many entries are beyond."""
    found = np.sort(np.abs(array), axis=None)
    return float(found[-count - 1] + found[-count]) / 2


def test_entries_that_stand_at_a_bound_are_clipped() -> None:
    network, given, right = posed()
    bound = beyond(right["dW"], 4)
    assert codes(network, given, {"dW": np.clip(right["dW"], -bound, bound)}) == {"W": ["clipped"]}


def test_a_single_entry_that_is_too_small_is_not_called_clipped() -> None:
    network, given, right = posed()
    bound = beyond(right["dW"], 1)
    assert "clipped" not in codes(network, given, {"dW": np.clip(right["dW"], -bound, bound)})["W"]


def test_what_is_clipped_on_the_way_is_told_of_all_that_follows() -> None:
    network, given, right = posed()
    bound = beyond(right["dP"], 5)
    wrong = gradients(given, np.clip(right["dP"], -bound, bound))
    assert codes(network, given, wrong) == {"P": ["clipped"], "X": ["clipped"], "W": ["clipped"], "b": ["clipped"]}


def test_gradients_that_have_a_norm_of_one_together_are_scaled_to_it() -> None:
    network, given, right = posed()
    handed = {name: right[name] for name in ("dX", "dW", "db")}
    norm = np.sqrt(sum((array**2).sum() for array in handed.values()))
    scaled = {name: array / norm for name, array in handed.items()}
    assert codes(network, given, scaled) == {"X": ["clipped"], "W": ["clipped"], "b": ["clipped"]}
    other = {name: array * 0.7321 for name, array in handed.items()}
    assert all("clipped" not in found for found in codes(network, given, other).values())
