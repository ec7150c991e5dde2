"""The points that formulas are compared at: generic, distinct in every size, the same always."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.problems.toys import ALL, Chain, Layer, Slide, broken
from tutor import OneHot, Problem, Quantity
from tutor.marking.equivalence.sample_points import COUNT, Points, generic_sizes, points_of
from tutor.notation.eval.number_types import extended_field, precise

BUNDLED = ("skip-mlp", "lstm-cell")


def problems() -> list[Problem]:
    return [*(make() for make in ALL), *(tutor.problem(name) for name in BUNDLED)]


@pytest.mark.parametrize("problem", problems(), ids=lambda problem: problem.id)
def test_sizes_hide_nothing(problem: Problem) -> None:
    sizes = generic_sizes(problem)
    free = [sizes[name] for name in (*problem.sizes, *problem.derived) if name not in problem.fixed]
    assert len(set(free)) == len(free)
    assert not {1, 2, 4} & set(free)
    assert not any(first == 2 * second for first in free for second in free)
    assert sizes.get("T", 5) >= 4
    assert all(sizes[name] == problem.sizes[name] for name in problem.fixed)


class NineAxes(Problem):
    """More axes than there are small odd numbers."""

    id = "nine-axes"
    sizes = dict.fromkeys("ABCDFGHIJ", 2)
    axes = dict.fromkeys("abcdfghij", "")
    given = (Quantity("X", "a,b,c"), Quantity("Y", "d,f,g"), Quantity("Z", "h,i,j"))
    values = (Quantity("L", formula="sum(X^2) + sum(Y^2) + sum(Z^2)"),)


def test_sizes_are_found_for_more_axes_than_there_are_small_odd_numbers() -> None:
    sizes = generic_sizes(NineAxes())
    assert len(set(sizes.values())) == 9


def test_arrays_have_the_points_in_front_and_both_signs() -> None:
    points = points_of(Layer())
    assert points.arrays["W"].shape == (COUNT, points.sizes["H"], points.sizes["I"])
    assert points.arrays["dL/dW"].shape == points.arrays["W"].shape
    assert (points.arrays["x"] > 0).any()
    assert (points.arrays["x"] < 0).any()
    assert np.isfinite(points.arrays["dL/dW"]).all()


def test_what_a_quantity_stands_for_is_kept() -> None:
    shares = points_of(Slide()).arrays["t"]
    assert np.allclose(shares.sum(axis=1), 1)
    problem = broken(Slide, given=(*Slide.given[:3], Quantity("t", "u", sample=OneHot("u"))))
    labels = Points(problem).arrays["t"]
    assert set(np.unique(labels)) == {0.0, 1.0}
    assert (labels.sum(axis=1) == 1).all()


def test_the_points_are_the_same_always() -> None:
    first, second = Points(Chain()), Points(Chain())
    assert all(np.array_equal(first.arrays[name], second.arrays[name]) for name in first.arrays)


@pytest.mark.parametrize("make", ALL)
def test_more_digits_give_the_same_values(make: type[Problem]) -> None:
    points = Points(make())
    field = precise(50)
    with_digits, extended = points.precise((0, 5), field), points.extended()
    for name, array in points.arrays.items():
        assert np.allclose(extended[name].astype(float), array, rtol=1e-9, atol=1e-12)
        assert np.allclose(
            with_digits[name].astype(float), array[[0, 5]] if len(array) > 1 else array, rtol=1e-9, atol=1e-12
        )
    assert extended_field().dtype is np.longdouble


def test_a_network_of_single_numbers_has_one_entry_along_every_free_axis() -> None:
    sizes, arrays = points_of(Slide()).single()
    assert sizes == {"I": 1, "R": 1, "S": 2, "U": 1, "V": 1}
    assert arrays["dp/dy"].shape == (COUNT, 1, 1)


def test_a_convolution_with_channels_has_sizes_at_which_its_formulas_can_be_tried() -> None:
    network = tutor.network(
        "input X[c,i,j]\nweights W[o,c,r,s]\nupstream dY for Y\n"
        "sizes C=2, I=5, J=5, O=2, R=3, S=3, U=3, V=3\n"
        "Y[o,u,v] = sum_{c,r,s}(W[o,c,r,s]*X[c,2*u+r-2,2*v+s-2])"
    )
    right = "sum_{o,u,v}(dY[o,u,v]*W[o,c,i-2u+2,j-2v+2])"
    assert tutor.check(network, "dL/dX", right).kind == "correct"
    assert tutor.check(network, "dL/dX", right.replace("i-2u+2", "2u-i+2")).kind == "wrong"
    sizes = generic_sizes(network)
    assert len({sizes[letter] for letter in "OCRS"}) == 4
