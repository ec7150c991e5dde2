"""What is wrong only because of something before it is told so, whether or not the mistake there is known."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor
from tutor.commands.support.gradcheck_text import label_in, lines
from tutor.marking.gradcheck import Row
from tutor.marking.gradcheck.causes import causes_of
from tutor.marking.mistakes.large_gradients import is_large

MLP = """
input   x[n,d]
weights W[d,h], b[h], V[h,o]
target  y[n,o]
a = x W + b
h = tanh(a)
p = h V
L = 1/2 sum((p - y)^2)
"""


@pytest.fixture(scope="module")
def network() -> Any:
    return tutor.network(MLP)


@pytest.fixture(scope="module")
def given(network: Any) -> dict[str, Any]:
    return dict(network.instance(seed=3).given)


def backward(given: dict[str, Any], spoilt: Any = None, **own: Any) -> dict[str, Any]:
    """The gradients step by step; ``spoilt`` changes that by a, and ``own`` are names left wrong after it."""
    h = np.tanh(given["x"] @ given["W"] + given["b"])
    dp = h @ given["V"] - given["y"]
    dh = dp @ given["V"].T
    da = dh * (1 - h**2)
    da = spoilt(da, h) if spoilt else da
    found = {"dp": dp, "dV": h.T @ dp, "dh": dh, "da": da, "dW": given["x"].T @ da, "db": da.sum(0)}
    return {**found, "dx": da @ given["W"].T, **own}


def follows(rows: list[Row]) -> dict[str, str | None]:
    return {row.name: row.follows for row in rows if not row.agrees}


def unknown(da: Any, h: Any) -> Any:
    """No mistake that anybody has a name for."""
    return da + 0.3 * np.sin(7 * h)


def test_what_comes_of_an_unrecognised_gradient_follows_from_it(network: Any, given: dict[str, Any]) -> None:
    rows = tutor.gradcheck(network, given, backward(given, unknown))
    assert follows(rows) == {"a": None, "W": "dL/da", "b": "dL/da", "x": "dL/da"}
    (cause,) = causes_of(rows)
    assert (cause.places, [part.code for part in cause.diagnosis]) == (("dL/da",), ["unrecognised"])
    assert [row.name for row in cause.following] == ["W", "b", "x"]
    text = "\n".join(lines(rows, label_in(network)))
    assert text.startswith("∂L/∂a: I do not recognise this slip.\n  All 3 other wrong arrays follow from it: ")
    assert text.count("not recognised") == 1  # in its row


def test_rows_keep_the_order_they_were_given_in(network: Any, given: dict[str, Any]) -> None:
    own = backward(given, unknown)
    turned = {name: own[name] for name in reversed(own)}
    rows = tutor.gradcheck(network, given, turned)
    assert [row.name for row in rows] == ["x", "b", "W", "a", "h", "V", "p"]
    assert follows(rows) == {"a": None, "W": "dL/da", "b": "dL/da", "x": "dL/da"}


def test_rows_that_follow_keep_the_code_of_the_cause(network: Any, given: dict[str, Any]) -> None:
    rows = tutor.gradcheck(network, given, backward(given, lambda da, h: da / (1 - h**2)))
    wrong = {row.name: row for row in rows if not row.agrees}
    assert follows(rows) == {"a": None, "W": "dL/da", "b": "dL/da", "x": "dL/da"}
    assert {row.diagnosis[0].code for row in wrong.values()} == {"derivative-missing"}
    assert wrong["W"].diagnosis[0].where == "It was made in ∂L/∂a."


def test_a_slip_in_an_array_that_was_not_handed_in_is_said_to_be_there(network: Any, given: dict[str, Any]) -> None:
    own = backward(given, lambda da, h: da / (1 - h**2))
    rows = tutor.gradcheck(network, given, {name: own[name] for name in ("dW", "db", "dx")})
    assert set(follows(rows).values()) == {"dL/da"}
    first, *_ = lines(rows, label_in(network))
    assert first.startswith("∂L/∂a (not among your arrays): An activation was passed through")


def test_what_is_wrong_besides_is_told_besides(network: Any, given: dict[str, Any]) -> None:
    own = backward(given, unknown)
    rows = tutor.gradcheck(network, given, {**own, "dW": -own["dW"], "db": np.cos(own["db"])})
    found = {row.name: row for row in rows}
    assert follows(rows) == {"a": None, "W": None, "b": None, "x": "dL/da"}
    assert [part.code for part in found["W"].diagnosis] == ["sign"]
    assert found["W"].note == "wrong besides: it does not follow from ∂L/∂a alone"
    assert found["b"].diagnosis == ()
    assert found["b"].note == found["W"].note


def test_a_gradient_that_is_no_number_is_told_once(network: Any, given: dict[str, Any]) -> None:
    rows = tutor.gradcheck(network, given, backward(given, lambda da, h: da * np.nan))
    assert follows(rows) == {"a": None, "W": "dL/da", "b": "dL/da", "x": "dL/da"}
    assert len(causes_of(rows)) == 1


def test_arrays_of_which_nothing_is_known_are_one_paragraph(network: Any, given: dict[str, Any]) -> None:
    own = backward(given, unknown)
    rows = tutor.gradcheck(network, given, {name: own[name] for name in ("dW", "db", "dx")})
    (cause,) = causes_of(rows)
    assert [part.code for part in cause.diagnosis] == ["unrecognised"]
    text = lines(rows, label_in(network))
    assert text[0].startswith("∂L/∂W, ∂L/∂b and ∂L/∂x: ")
    assert "  Where it begins shows when the gradients on the way to these are handed in" in text


def test_in_a_recurrence_the_formula_that_does_not_hold_is_the_cause() -> None:
    network = tutor.network("""
        input   x[t,d], h0[s]
        weights W[s,d], U[s,k=s]
        target  y[t,s]
        a = W x[t] + U h[t-1]
        h = tanh(a)
        h[0] = h0
        L = 1/2 sum((h - y)^2)
    """)
    instance = network.instance(seed=3)
    given, states = instance.given, instance.values["h"]
    after = np.zeros_like(given["h0"])
    kept: list[tuple[Any, Any]] = []
    for t in reversed(range(len(states))):
        dh = states[t] - given["y"][t] + after
        da = unknown(dh * (1 - states[t] ** 2), states[t])
        after = given["U"].T @ da
        kept.insert(0, (dh, da))
    dh, da = (np.array(arrays) for arrays in zip(*kept, strict=True))
    rows = tutor.gradcheck(network, given, {"dh": dh, "da": da, "dW": da.T @ given["x"], "dh0": after})
    assert follows(rows) == {"h": "dL/da", "a": None, "W": "dL/da", "h0": "dL/da"}


def test_at_large_sizes_a_cause_has_the_mistake_that_what_follows_from_it_is_known_to_come_from() -> None:
    problem = tutor.problem("lstm-sequence")
    instance = problem.instance(seed=1, sizes={"T": 12, "N": 8, "D": 5, "H": 16})
    assert is_large(instance)
    own = _sequence(instance, lambda da, g: np.concatenate([da[:, :-16], da[:, -16:] / (1 - g**2)], 1))
    rows = tutor.gradcheck(problem, instance.given, own)
    assert {row.follows for row in rows} == {None, "dL/da"}
    assert {row.diagnosis[0].code for row in rows} == {"derivative-missing"}


def _sequence(instance: Any, spoilt: Any) -> dict[str, Any]:
    """The backward pass of an LSTM with what enters its gates spoilt in each step."""
    given, values = instance.given, instance.values
    after_h, after_c = np.zeros_like(given["h0"]), np.zeros_like(given["c0"])
    kept: dict[str, list[Any]] = {"h": [], "c": [], "a": []}
    for t in reversed(range(len(given["x"]))):
        i, f, o, g, c = (values[name][t] for name in ("i", "f", "o", "g", "c"))
        before = values["c"][t - 1] if t else given["c0"]
        dh = given["dh"][t] + after_h
        dc = after_c + dh * o * (1 - np.tanh(c) ** 2)
        blocks = [dc * g * i * (1 - i), dc * before * f * (1 - f), dh * np.tanh(c) * o * (1 - o), dc * i * (1 - g**2)]
        da = spoilt(np.concatenate(blocks, 1), g)
        after_h, after_c = da @ given["Wh"].T, dc * f
        for name, array in (("h", dh), ("c", dc), ("a", da)):
            kept[name].insert(0, array)
    dh, dc, da = (np.array(kept[name]) for name in ("h", "c", "a"))
    states = np.concatenate([given["h0"][None], values["h"][:-1]])
    found = {"dL/dh": dh, "dc": dc, "da": da, "dx": da @ given["Wx"].T, "db": da.sum((0, 1))}
    return {
        **found, "dWx": np.einsum("tnd,tne->de", given["x"], da), "dWh": np.einsum("tnk,tne->ke", states, da)
    }  # fmt: skip


def test_an_array_that_is_another_one_is_told_which(network: Any, given: dict[str, Any]) -> None:
    own = backward(given)
    rows = tutor.gradcheck(network, given, {"dW": given["W"], "dp": own["dp"], "dx": given["x"]})
    assert [row.diagnosis[0].message for row in rows if not row.agrees] == [
        "It is W: the right answer to another question.",
        "It is x: the right answer to another question.",
    ]
    cell = tutor.problem("lstm-step").instance(seed=3)
    (row,) = tutor.gradcheck("lstm-step", cell.given, {"dL/dc": cell.given["dh"]})
    assert row.diagnosis[0].code == "other-gradient"
    assert row.diagnosis[0].message == "It is ∂L/∂hₜ: the right answer to another question."
