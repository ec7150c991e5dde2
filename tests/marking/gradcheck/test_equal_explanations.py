"""What cannot be told apart by value is told with all its names; two mistakes at once are told as such."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import tutor
from tutor.commands.support.gradcheck_text import label_in, lines, record
from tutor.marking.gradcheck.causes import causes_of
from tutor.marking.mistakes.value_table import Mutant, numbered
from tutor.marking.mistakes.value_table import alternatives as equals
from tutor.marking.verdict import alternatives, in_any_case
from tutor.testing import assert_gradients

LINE = """
input   X[n,d]
weights w[d], b
target  y[n]
p = X w + b
L = 1/(2 N) sum((p - y)^2)
"""


def posed(samples: int, inputs: int) -> tuple[Any, dict[str, Any]]:
    network = tutor.network(LINE)
    return network, dict(network.instance(seed=2, sizes={"N": samples, "D": inputs}).given)


def gradients(given: dict[str, Any], factor: float) -> dict[str, Any]:
    """The gradients of a mean over the samples, times a factor."""
    X = np.asarray(given["X"])
    dp = factor * (X @ given["w"] + given["b"] - given["y"]) / len(X)
    return {"dX": np.outer(dp, given["w"]), "dw": X.T @ dp, "db": dp.sum()}


def told(network: Any, given: dict[str, Any], wrong: dict[str, Any]) -> list[list[str]]:
    """The codes of each explanation of the only cause."""
    (cause,) = causes_of(tutor.gradcheck(network, given, wrong))
    return [[part.code for part in parts] for parts in alternatives(cause.diagnosis) or [in_any_case(cause.diagnosis)]]


def test_a_size_that_is_a_constant_people_lose_has_the_name_of_the_size_first_and_both_names() -> None:
    network, given = posed(6, 3)
    assert told(network, given, gradients(given, 6 / 3)) == [["mean-axis"], ["factor"]]


def test_where_the_constant_is_that_of_a_size_alone_or_of_none_there_is_one_name() -> None:
    network, given = posed(7, 5)
    assert told(network, given, gradients(given, 7 / 5)) == [["mean-axis"]]
    assert told(network, given, gradients(given, 2)) == [["factor"]]


def test_two_mistakes_at_once_are_no_alternatives() -> None:
    network, given = posed(7, 5)
    assert told(network, given, gradients(given, -7)) == [["sign", "mean-missing"]]
    rows = tutor.gradcheck(network, given, gradients(given, -7))
    assert all("alternative" not in cause for cause in record(network, rows)["causes"])
    assert "either:" not in "\n".join(lines(rows, label_in(network)))


def test_text_json_and_a_failing_test_say_that_one_of_them_holds() -> None:
    network, given = posed(6, 3)
    wrong = gradients(given, 1) | {"dw": 2 * gradients(given, 1)["dw"]}
    rows = tutor.gradcheck(network, given, wrong)
    found = record(network, rows)
    assert [(one["code"], one["alternative"], one["place"]) for one in found["causes"]] == [
        ("mean-axis", 1, "dL/dw"),
        ("factor", 2, "dL/dw"),
    ]
    with pytest.raises(AssertionError) as error:
        assert_gradients(network, given, wrong)
    text = str(error.value)
    assert text.startswith("∂L/∂w: One of these, which give the same numbers here:\n  either: It is divided by")
    assert "\n  or: A constant factor" in text
    assert "mean-axis or factor" in text


def test_an_array_that_is_not_summed_and_is_another_gradient_has_both_names() -> None:
    network, given = posed(6, 3)
    dp = (np.asarray(given["X"]) @ given["w"] + given["b"] - given["y"]) / 6
    assert told(network, given, gradients(given, 1) | {"db": dp}) == [["sum-missing"], ["other-gradient"]]


def test_a_slope_that_is_one_wherever_it_is_taken_may_be_left_out_or_that_of_another_function() -> None:
    network = tutor.network("input x[n,i]\nweights W[i,h], v[h]\na = x W\nh = sigma(a)\np = h v\nL = 1/2 sum(p^2)")
    given = {name: np.abs(array) for name, array in network.instance(seed=2).given.items()}
    a = given["x"] @ given["W"]
    h = 1 / (1 + np.exp(-a))
    da = np.outer(h @ given["v"], given["v"]) * (a > 0)
    wrong = {"dv": h.T @ (h @ given["v"]), "dW": given["x"].T @ da, "dx": da @ given["W"].T}
    assert told(network, given, wrong) == [["derivative-missing"], ["derivative-other"]]


def test_what_all_explanations_have_holds_in_any_case() -> None:
    told = [Mutant(("term-missing", "sign"), "dL/dh"), Mutant(("other-gradient", "sign"), "dL/dh")]
    assert [(code, number) for _, code, number in numbered(told)] == [
        ("term-missing", 1),
        ("sign", 0),
        ("other-gradient", 2),
    ]
    assert [number for *_, number in numbered(told[:1])] == [0, 0]


def test_the_same_two_mistakes_found_the_other_way_round_are_no_other_explanation() -> None:
    found = [Mutant(("sign", "factor"), "dL/dw"), Mutant(("factor", "sign"), "dL/dw")]
    assert equals(found) == found[:1]
    assert equals([Mutant((code,), "dL/dw") for code in ("sign", "mask", "index", "order")])[2:] == [
        Mutant(("index",), "dL/dw")
    ]
