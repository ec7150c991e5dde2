"""What is drawn: short numbers that hide nothing for people, generic ones for marking."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor import Integers, Labels, Normal, OneHot, Simplex, TutorError, Uniform
from tutor.problems.contract.samplers import Mask, Sampler, by_hand


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@pytest.mark.parametrize("scale", [0.01, 0.4, 1.0, 3.0])
def test_normal_numbers_are_short_signed_and_never_zero_one_or_far_out(scale: float) -> None:
    drawn = Normal(scale).draw(rng(), (40, 50), ("a", "b"), points=False)
    assert drawn.shape == (40, 50)
    assert (np.abs(drawn) > 0.15 * scale).all()
    assert (np.abs(drawn) < 1.7 * scale).all()
    assert not np.isin(np.abs(drawn), (0, 1)).any()
    assert (drawn > 0).any()
    assert (drawn < 0).any()
    assert all(len(f"{number:.10g}".lstrip("-0.")) <= 4 for number in drawn.flat)


def test_normal_points_have_magnitudes_spread_about_the_scale_and_both_signs() -> None:
    drawn = Normal(2.0).draw(rng(), (16, 5), ("a",), points=True)
    assert ((np.abs(drawn) >= 0.6) & (np.abs(drawn) <= 3.2)).all()
    assert len(np.unique(drawn)) == drawn.size
    assert 0.2 < (drawn > 0).mean() < 0.8


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-1.0, 1.0), (0.001, 0.002), (5.0, 9.0)])
def test_uniform_numbers_stay_off_the_bounds_and_off_zero_and_one(low: float, high: float) -> None:
    drawn = Uniform(low, high).draw(rng(), (500,), ("a",), points=False)
    assert (drawn > low).all()
    assert (drawn < high).all()
    assert not np.isin(np.abs(drawn), (0, 1)).any()
    assert len(np.unique(drawn)) > 20


def test_a_one_hot_array_has_a_single_one_along_its_axis_wherever_that_is() -> None:
    for points in (False, True):
        drawn = OneHot("m").draw(rng(), (16, 3, 4), ("m", "n"), points=points)
        assert set(np.unique(drawn)) == {0.0, 1.0}
        assert (drawn.sum(axis=1) == 1).all()


@pytest.mark.parametrize("size", [1, 2, 3, 7, 50, 300])
def test_short_soft_targets_sum_to_one_and_are_never_negative(size: int) -> None:
    drawn = Simplex("m").draw(rng(), (20, size), ("n", "m"), points=False)
    assert np.abs(drawn.sum(axis=1) - 1).max() < 1e-12
    assert drawn.min() > 0
    if size == 2:
        assert np.array_equal(np.round(drawn, 2), drawn)


def test_soft_targets_at_points_sum_to_one_along_the_axis_they_name() -> None:
    drawn = Simplex("m").draw(rng(), (16, 5, 3), ("m", "n"), points=True)
    assert np.abs(drawn.sum(axis=1) - 1).max() < 1e-12


def test_integers_take_in_both_ends() -> None:
    assert set(Integers(2, 4).draw(rng(), (100,), ("a",), points=False)) == {2.0, 3.0, 4.0}


def test_labels_are_places_along_an_axis_and_not_all_alike() -> None:
    drawn = Labels("k").sized({"K": 4}).draw(rng(), (3, 50), ("n",), points=True)
    assert set(drawn.reshape(-1)) == {1.0, 2.0, 3.0, 4.0}
    assert all(len(set(Labels("k", 2).draw(rng(seed), (2,), ("n",), points=False))) == 2 for seed in range(20))


@given(st.integers(0, 2**32), st.integers(0, 40))
def test_signs_are_those_that_the_generator_chooses(seed: int, count: int) -> None:
    signs = np.sign(Normal().draw(np.random.default_rng(seed), (count,), ("i",), points=False))
    assert signs.tolist() == np.random.default_rng(seed).choice([-1.0, 1.0], size=count).tolist()


def test_the_same_generator_gives_the_same_numbers() -> None:
    for sampler in (Normal(), Uniform(), OneHot("a"), Simplex("a"), Integers(0, 9), Labels("b", 5)):
        first = sampler.draw(rng(7), (3, 4), ("n", "a"), points=False)
        assert np.array_equal(first, sampler.draw(rng(7), (3, 4), ("n", "a"), points=False))


@pytest.mark.parametrize("make", [lambda: Normal(0), lambda: Uniform(1, 1), lambda: Integers(3, 2)])
def test_a_range_with_nothing_in_it_is_refused_where_it_is_declared(make: object) -> None:
    with pytest.raises(TutorError, match="must"):
        make()  # type: ignore[operator]


def test_objections_to_arrays_that_are_no_targets() -> None:
    assert Simplex("m").objection(np.array([0.25, 0.75]), ("m",)) == ""
    assert OneHot("m").objection(np.array([[0.0, 1.0], [0.9, 0.1]]), ("n", "m")) == ""
    assert "at least 0" in Simplex("m").objection(np.array([-0.5, 1.5]), ("m",))
    assert Simplex("m").objection(np.array([0.5, 0.4]), ("m",)) == "must sum to 1 along m; there is a sum of 0.9"


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Normal(None), "the scale of Normal is None: it should be a number"),
        (lambda: Normal("1"), "the scale of Normal is '1': it should be a number"),
        (lambda: Normal(float("inf")), "the scale of Normal is inf: it should be a number"),
        (lambda: Normal(1.0, 2.5), "the digits of Normal is 2.5: it should be a whole number"),
        (lambda: Uniform(0.0, [1]), "the high of Uniform is [1]: it should be a number"),
        (lambda: OneHot(None), "the axis of OneHot is None: it should be a letter"),
        (lambda: Simplex("n,m"), "the axis of Simplex is 'n,m': it should be a letter"),
        (lambda: Integers(0, 2.5), "the high of Integers is 2.5: it should be a whole number"),
    ],
)
def test_a_sampler_made_of_what_is_no_number_or_letter_is_refused_in_a_sentence(make: Any, said: str) -> None:
    with pytest.raises(TutorError) as raised:
        make()
    assert str(raised.value) == said


def test_a_mask_is_not_all_alike_and_takes_nothing_between() -> None:
    generator = rng(1)
    for _ in range(50):
        assert {*Mask().draw(generator, (3,), ("n",), points=False)} == {0.0, 1.0}
    points = Mask().draw(generator, (16, 2), ("n",), points=True)
    assert (points.sum(axis=1) == 1).all()
    assert Mask().objection(np.array([0.0, 0.5]), ("n",)) == "must be 0 or 1 everywhere"
    assert Mask().objection(np.array([0.0, 1.0]), ("n",)) == ""


@pytest.mark.parametrize("sampler", [Normal(), Normal(0.7), Uniform(-1.0, 2.0), Uniform(0.1, 0.9), Simplex("n")])
def test_numbers_to_work_by_hand_have_one_decimal_and_are_never_0_or_1(sampler: Sampler) -> None:
    drawn = by_hand(sampler).draw(rng(2), (60, 5), ("m", "n"), points=False)
    assert np.array_equal(drawn, np.round(drawn, 1))
    if not isinstance(sampler, Simplex):
        assert not (drawn == 0).any()
        assert not (np.abs(drawn) == 1).any()


def test_numbers_too_small_for_one_decimal_keep_one_digit() -> None:
    drawn = by_hand(Uniform(0.01, 0.1)).draw(rng(3), (40,), ("n",), points=False)
    assert np.array_equal(drawn, np.round(drawn, 2))
    assert (drawn > 0).all()
