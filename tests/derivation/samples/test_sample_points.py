"""Two small instances, gradients known by complex step, and the values of formulas there."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.derivation.spelling.toys import Arrays, Images, Sequence, points
from tutor import Problem
from tutor.derivation.samples.sample_points import SamplePoints, agree, gradient_scope
from tutor.derivation.samples.sample_sizes import small_sizes
from tutor.problems.instances.formula_values import backward_by_formulas, forward_by_formulas


@pytest.mark.parametrize("problem_id", ["skip-mlp", "softmax-net", "conv-dense", "rnn-bptt", "lstm-sequence"])
def test_gradients_are_those_of_the_authors(problem_id: str) -> None:
    problem = tutor.problem(problem_id)
    at = SamplePoints(problem, gradient_scope(problem))
    for point in at.points:
        given = {name: array[0] for name, array in point.given.items()}
        right = backward_by_formulas(problem, given, forward_by_formulas(problem, given))
        for name, gradient in right.items():
            found = point[f"d{problem.loss}/d{name}"][0]
            assert np.allclose(found, gradient, rtol=1e-9, atol=1e-12), name


@pytest.mark.parametrize("problem", [Arrays, Sequence, Images])
def test_no_two_axes_are_equally_long_at_both_points(problem: type[Problem]) -> None:
    first, second = small_sizes(problem())
    own = [name for name in (*problem.sizes, *problem.derived) if name not in problem.like]
    assert len({(first[name], second[name]) for name in own}) == len(own)
    assert min(*first.values(), *second.values()) >= 2


def test_sizes_stay_small_so_that_sums_over_many_letters_are_quick() -> None:
    for sizes in small_sizes(tutor.problem("lstm-sequence")):
        assert np.prod([sizes[name] for name in ("T", "N", "D", "H")]) < 200


def test_a_formula_may_use_gradients_of_a_problem_without_steps() -> None:
    at = points(Arrays)
    assert agree(at.value("dL/dz x^T", ("h", "i")), at.gradient("L", "W"))


def test_the_gradient_of_another_number_is_there_too() -> None:
    class Two(Problem):
        """A number that is not the loss."""

        id = "toy-two"
        sizes = {"I": 3}
        axes = {"i": "inputs"}
        given = (tutor.Quantity("x", "i"),)
        values = (
            tutor.Quantity("c", formula="sum(x^2)"),
            tutor.Quantity("L", formula="c^2"),
        )

    at = SamplePoints(Two())
    assert agree(at.gradient("c", "x"), at.value("2*x", ("i",)))


def test_a_name_that_is_not_there_is_a_key_error() -> None:
    with pytest.raises(KeyError, match="dL/dnothing"):
        points(Arrays).points[0]["dL/dnothing"]


def test_values_that_are_not_finite_agree_with_nothing() -> None:
    nan = [np.array([1.0, np.nan])]
    assert not agree(nan, nan)


def test_values_of_other_shapes_do_not_agree() -> None:
    assert not agree([np.ones(2)], [np.ones((2, 1))])


def test_a_matrix_that_is_inverted_has_an_inverse_at_both_points() -> None:
    least_squares = tutor.network("input X[n,i], y[n]\nw = inv(X^T X) X^T y\nL = sum((X w - y)^2)")
    first, second = (point.sizes for point in SamplePoints(least_squares).points)
    assert first["N"] >= first["I"]
    assert second["N"] >= second["I"]
    steps = {step.id: step.formula for step in least_squares.steps}
    assert steps["dL/dy"] == "X ((X^T X)^(-1))^T dL/dw - 2*(X w - y)"
