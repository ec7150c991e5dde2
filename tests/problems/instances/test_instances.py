"""Instances: the textbook's, seeded ones, other sizes, the user's own arrays, and what is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import tutor
from tests.problems.toys import ALL, Chain, Layer, Line, Slide, broken
from tutor import Problem, TutorError


def refusal(make: Callable[[], object]) -> str:
    with pytest.raises(TutorError) as caught:
        make()
    return str(caught.value)


# -- textbook, seeds, sizes --------------------------------------------------------------------------------------


def test_without_a_seed_it_is_the_textbook_instance() -> None:
    instance = Layer().instance()
    assert instance.label == "textbook"
    assert instance.seed is None
    assert instance.given["x"].tolist() == [1.0, -2.0]
    assert instance.sizes == {"I": 2, "H": 3}


def test_a_problem_without_textbook_numbers_draws_them() -> None:
    first, second = Line().instance(), Line().instance()
    assert np.array_equal(first.given["x"], second.given["x"])
    assert first.sizes == {"N": 3}


@pytest.mark.parametrize("make", ALL)
def test_a_seed_gives_the_same_instance_always_and_another_one_than_its_neighbour(make: type[Problem]) -> None:
    first, again, other = (make().instance(seed=seed) for seed in (3, 3, 4))
    assert first.label == "seed 3"
    assert all(np.array_equal(first.given[name], again.given[name]) for name in first.given)
    assert any(not np.array_equal(first.given[name], other.given[name]) for name in first.given)


def test_seeded_sizes_differ_from_each_other_derived_ones_too() -> None:
    for seed in range(50):
        sizes = Slide().instance(seed=seed).sizes
        assert len({sizes["I"], sizes["R"], sizes["U"]}) == 3
        assert sizes["V"] == sizes["U"] == sizes["I"] - sizes["R"] + 1
        assert sizes["S"] == 2


def test_seeded_times_have_at_least_three_steps() -> None:
    assert all(Chain().instance(seed=seed).sizes["T"] >= 3 for seed in range(50))


def test_a_size_that_is_asked_for_is_had_and_the_rest_stays_seeded() -> None:
    instance = Layer().instance(seed=3, sizes={"H": 7})
    assert instance.given["W"].shape == (7, instance.sizes["I"])
    assert instance.sizes["I"] == Layer().instance(seed=3).sizes["I"]


def test_other_sizes_without_a_seed_are_no_longer_the_textbook() -> None:
    instance = Layer().instance(sizes={"H": 5})
    assert instance.given["W"].shape == (5, 2)
    assert instance.label == "seed 0"


def test_a_size_of_one_works() -> None:
    instance = Layer().instance(sizes={"H": 1, "I": 1})
    assert instance.solve().gradients["W"].shape == (1, 1)


# -- the user's arrays -------------------------------------------------------------------------------------------


def test_own_arrays_bring_their_sizes_and_the_others_are_drawn_to_fit() -> None:
    instance = Layer().instance(given={"W": np.ones((4, 5))})
    assert instance.label == "your numbers"
    assert instance.given["x"].shape == (5,)
    assert instance.given["t"].shape == (4,)


def test_one_quantity_can_be_set_and_the_rest_stays_textbook() -> None:
    instance = Layer().instance(set={"eta": 0.25})
    assert instance.given["eta"] == 0.25
    assert instance.given["x"].tolist() == [1.0, -2.0]


def test_setting_one_quantity_leaves_the_seeded_others_as_they_were() -> None:
    plain, changed = Layer().instance(seed=5), Layer().instance(seed=5, set={"eta": 0.25})
    assert np.array_equal(plain.given["t"], changed.given["t"])
    assert np.array_equal(plain.given["W"], changed.given["W"])


def test_what_happens_to_an_array_afterwards_does_not_reach_the_instance() -> None:
    own = np.array([1.0, 2.0])
    instance = Layer().instance(given={"x": own})
    own[0] = 99.0
    assert instance.given["x"].tolist() == [1.0, 2.0]


def test_nested_lists_and_whole_numbers_are_arrays_too() -> None:
    instance = Layer().instance(given={"W": [[1, 2], [3, 4], [5, 6]]})
    assert instance.given["W"].dtype == float


REFUSED: list[tuple[type[Problem], dict[str, Any], str]] = [
    (Layer, {"given": {"w": [1.0]}}, "`w` is not given in toy-layer; did you mean `W`?"),
    (Layer, {"given": {"momentum": 1.0}}, "`momentum` is not given in toy-layer"),
    (Layer, {"given": {"x": [[1.0, 2.0]]}}, "x has shape 1×2; expected 1 axis [i]"),
    (Layer, {"given": {"W": [1.0, 2.0]}}, "W has shape 2; expected 2 axes [h,i]"),
    (Layer, {"given": {"W": 3.0}}, "W is one number; expected 2 axes [h,i]"),
    (Layer, {"given": {"eta": [0.1, 0.2]}}, "eta has shape 2; expected one number"),
    (Layer, {"given": {"x": [1.0, float("nan")]}}, "x is not finite at [2]: every number must be finite"),
    (
        Layer,
        {"given": {"W": [[1, 2], [3, float("inf")], [5, 6]]}},
        "W is not finite at [2,2]: every number must be finite",
    ),
    (Layer, {"given": {"eta": float("nan")}}, "eta is not finite: every number must be finite"),
    (Layer, {"given": {"W": [[1, 2], [3]]}}, "W has rows of different lengths"),
    (Layer, {"given": {"x": ["1", "2"]}}, "x is not an array of real numbers: it holds text"),
    (Layer, {"given": {"x": [True, False]}}, "x is not an array of real numbers: it holds truth values"),
    (Layer, {"given": {"x": None}}, "x is not an array of real numbers: it holds null"),
    (Layer, {"given": {"x": [1j, 2.0]}}, "x is not an array of real numbers: it holds complex numbers"),
    (Layer, {"given": {"x": []}}, "x is empty: every axis needs at least one entry"),
    (Layer, {"given": {"x": [1, 2, 3], "W": [[1, 2]]}}, "W has 2 along i, but x has 3"),
    (Layer, {"given": {"x": [1, 2, 3]}, "sizes": {"I": 2}}, "x has 3 along i, but I=2 was asked for"),
    (Layer, {"sizes": {"Q": 3}}, "`Q` is not a size of toy-layer; its sizes are I, H"),
    (Layer, {"sizes": {"h": 3}}, "`h` is not a size of toy-layer; did you mean `H`?"),
    (Layer, {"sizes": {"H": 0}}, "the size H would be 0; it must be at least 1"),
    (Layer, {"sizes": {"H": -2}}, "the size H would be -2; it must be at least 1"),
    (Layer, {"sizes": {"H": 2.5}}, "the size H=2.5 is not a whole number"),
    (Layer, {"sizes": {"H": 10**9}}, "the size H=1000000000 is more than 10000"),
    (Layer, {"given": {"x": np.zeros(2, bool)}}, "x is not an array of real numbers: it holds truth values"),
    (Layer, {"given": {"x": np.zeros(2, "M8[s]")}}, "x is not an array of real numbers: it holds dates"),
    (Layer, {"given": {"x": np.zeros(2, "m8[s]")}}, "x is not an array of real numbers: it holds time differences"),
    (Layer, {"given": {"x": np.zeros(2, object)}}, "x is not an array of real numbers: it holds Python objects"),
    (Layer, {"given": {"x": np.zeros(2, [("a", "f8")])}}, "x is not an array of real numbers: it holds records"),
    (Layer, {"given": {"x": np.array([b"1", b"2"])}}, "x is not an array of real numbers: it holds bytes"),
    (Layer, {"given": {"x": {"a": 1}}}, "x is not an array of real numbers: it holds objects with keys"),
    (
        Layer,
        {"given": {"x": np.ma.masked_array([1.0, 2.0], [True, False])}},
        "x is not an array of real numbers: some of its entries are masked",
    ),
    (Layer, {"sizes": {"H": 9000, "I": 9000}}, "W would have 81000000 entries; the most is 50000000"),
    (Slide, {"sizes": {"S": 3}}, "S is always 2 in toy-slide"),
    (Slide, {"sizes": {"I": 2, "R": 5}}, "the size U would be -2; it must be at least 1 (U is I-R+1)"),
    (Slide, {"given": {"a": [1.0, 2.0, 3.0]}}, "a has shape 3; expected [s] = 2"),
    (Slide, {"given": {"t": [0.5, 0.5]}}, "t has shape 2; expected [u] = 4"),
    (Slide, {"given": {"t": [0.5, 0.6, 0.1, 0.1]}}, "t must sum to 1 along u; there is a sum of 1.3"),
    (Slide, {"given": {"t": [1.5, -0.5, 0, 0]}}, "t must be at least 0"),
    (Layer, {"seed": -1}, f"the seed -1 is not a whole number from 0 to {2**63 - 1}"),
    (Layer, {"seed": 2**63}, f"the seed {2**63} is not a whole number from 0 to {2**63 - 1}"),
    (Layer, {"seed": 1.5}, f"the seed 1.5 is not a whole number from 0 to {2**63 - 1}"),
    (
        broken(Layer, sizes={"I": 2, "H": 3}, fixed=frozenset("IH")).__class__,
        {"sizes": {"Q": 3}},
        "it has none that can be changed",
    ),
]


def test_numbers_of_thousands_of_digits_are_refused_in_a_short_sentence() -> None:
    assert "the size H=(a number of about 5000 digits) is more than 10000" in refusal(
        lambda: Layer().instance(sizes={"H": 10**5000})
    )
    assert "the size H would be (a negative number of about 5000 digits)" in refusal(
        lambda: Layer().instance(sizes={"H": -(10**5000)})
    )
    assert "the seed (a number of about 5000 digits) is not a whole number" in refusal(
        lambda: Layer().instance(seed=10**5000)
    )
    said = refusal(lambda: Layer().instance(given={"x": [10**400, 2]}))
    assert "x holds a whole number beyond the largest float, about 1.8e308" in said
    assert Layer().instance(given={"x": [10**30, 2]}).given["x"].tolist() == [1e30, 2]


@pytest.mark.parametrize(("make", "asked", "sentence"), REFUSED, ids=lambda value: str(value)[:60])
def test_bad_input_is_refused_with_one_sentence_that_names_it(
    make: type[Problem], asked: dict[str, Any], sentence: str
) -> None:
    said = refusal(lambda: make().instance(**asked))
    assert said.endswith(sentence)
    assert "\n" not in said


def test_an_unknown_step_or_quantity_is_named_with_its_nearest() -> None:
    assert refusal(lambda: Layer().step("dL/dw")) == "`dL/dw` is not a step of toy-layer; did you mean `dL/dW`?"
    assert refusal(lambda: Layer().quantity("Z")).startswith("`Z` is not a quantity of toy-layer")


def test_a_step_can_be_asked_for_with_the_round_d() -> None:
    assert Layer().step("∂L/∂W").id == "dL/dW"


# -- what is computed --------------------------------------------------------------------------------------------


def test_a_solution_holds_values_gradients_and_every_step() -> None:
    solution = Layer().instance().solve()
    assert set(solution.values) == {"z", "y", "L"}
    assert set(solution.gradients) == {"y", "z", "W", "x"}
    assert list(solution.steps) == ["z", "dL/dy", "dL/dz", "dL/dW", "dL/dx", "W_new"]
    assert np.allclose(solution.steps["W_new"], np.array(Layer.textbook["W"]) - 0.5 * solution.gradients["W"])


def test_a_choice_has_no_number() -> None:
    assert refusal(lambda: Layer().instance().target("why")) == "why is a choice; it has no numeric value"


def test_a_solver_may_give_plain_numbers() -> None:
    class Plain(Line):
        def forward(self, given: dict[str, Any]) -> dict[str, Any]:
            found = super().forward(given)
            return {**found, "L": float(found["L"])}

    assert Plain().instance().solve().values["L"].shape == ()


def test_the_value_of_a_step_that_no_solver_gives_is_known_time_and_again_where_the_last_gradient_is_given() -> None:
    network = tutor.network("input x[i]\nweight W[j,i]\nupstream dy for y\na = W x\nh = relu(a)\ny = 2*h\n")
    for seed in range(4):
        instance = network.instance(seed=seed)
        assert np.array_equal(instance.target("dh/da"), instance.values["a"] > 0)
