"""Where formulas change is found, however far off; what is seen at no point is undecided."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking.compared_bends import bends, bounds
from tutor.problems.open_names.reading import formulas


@pytest.mark.parametrize("power", range(-20, 21, 4))
@pytest.mark.parametrize("sign", ["-", "+"])
def test_a_threshold_is_found_at_any_size_on_either_side(power: int, sign: str) -> None:
    for reference, answer in ((f"relu(x {sign} 3*10^({power}))", "0"), (f"relu(x {sign} 3*10^({power}))", "x")):
        assert tutor.compare(reference, answer).kind == "wrong"
        assert tutor.compare(answer, reference).kind == "wrong"


def test_several_thresholds_are_passed_at_once() -> None:
    product = " ".join(f"relu({name} - 700)" for name in "abcd")
    assert tutor.compare(product, "0").kind == "wrong"
    assert tutor.compare(product, " ".join(f"relu({name} - 700)" for name in "dbca")).kind == "correct"


def test_the_other_side_counts_only_where_the_reference_is_defined() -> None:
    assert tutor.compare("log(x) 1[x > 0]", "log(x)").kind == "correct"
    assert tutor.compare("asin(x) + relu(x - 2)", "asin(x)").kind == "correct"


def test_what_never_changes_is_named() -> None:
    (found,) = tutor.compare("tanh(exp(x) + 1e6)", "1").diagnosis
    assert found.message == "At no point that was tried did tanh(exp(x) + 1e6) change."


def test_what_is_nearly_a_straight_line_is_seen_where_it_is_none() -> None:
    for function in ("tanh", "sin", "atan", "asinh"):
        assert tutor.compare(f"{function}(x/1e7)", "x/1e7").kind == "wrong"


@pytest.mark.parametrize(
    ("text", "within"),
    [
        ("x^2", (0.0, float("inf"))),
        ("sin(x) - 2", (-3.0, -1.0)),
        ("-exp(x)", (float("-inf"), 0.0)),
        ("x^2*|y|", (0.0, float("inf"))),
        ("x + 1", (float("-inf"), float("inf"))),
    ],
)
def test_bounds_hold_whatever_the_names_are(text: str, within: tuple[float, float]) -> None:
    assert bounds(formulas((text,), ()).trees[0]) == pytest.approx(within)


def test_inner_parts_come_before_outer_ones() -> None:
    parts = [bend.part for bend in bends(formulas(("relu(tanh(x) - y)",), ()).trees[0])]
    assert [getattr(part, "function", "") for part in parts] == ["tanh", "relu"]


def test_the_size_of_an_axis_is_told_from_the_identity() -> None:
    assert tutor.compare("I x", "x", ["x[i]"]).told == ("I read as an identity matrix",)
    assert tutor.compare("sum_i(x)/I", "mean_i(x)", ["x[i]"]).told == ("I read as the size of i",)


def test_capitals_that_are_only_multiplied_ask_to_be_declared() -> None:
    (found,) = tutor.compare("P V", "V P").diagnosis
    assert found.message.startswith("They are the same for numbers, and not for matrices: declare P, V")
    assert tutor.compare("P V", "V P", ["P", "V"]).kind == "correct"
    assert tutor.compare("P V", "V P", ["P[m,m]", "V[m,m]"]).kind == "wrong"


def test_a_standard_deviation_is_positive_and_that_is_said() -> None:
    assert tutor.compare("sqrt(sigma^2)", "sigma").note == "Right where σ is positive."
    assert tutor.compare("sqrt(x^2)", "x").kind == "wrong"
