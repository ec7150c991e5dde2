"""Sigmoid and softmax at their limits, on every shape and kind of number."""

from __future__ import annotations

import numpy as np
import pytest

from tutor.numeric import log_sigmoid, log_softmax, sigmoid, softmax, total

KINDS = [np.float32, np.float64, np.complex64, np.complex128]


@pytest.mark.parametrize("kind", KINDS)
def test_shape_and_kind_of_number_are_kept(kind: type) -> None:
    for shape in ((), (3,), (2, 3), (2, 1, 3)):
        x = np.full(shape, 0.5, kind)
        for function in (sigmoid, log_sigmoid, *((softmax, log_softmax) if shape else ())):
            result = function(x)
            assert isinstance(result, np.ndarray)
            assert result.shape == shape
            assert result.dtype == kind


def test_sigmoid_is_right_to_the_last_digits_on_both_sides() -> None:
    x = np.array([-700.0, -40.0, -1.0, 0.0, 1.0, 40.0, 1000.0])
    right = [np.exp(-700), np.exp(-40) / (1 + np.exp(-40)), 1 / (1 + np.e), 0.5, np.e / (1 + np.e), 1.0, 1.0]
    assert sigmoid(x) == pytest.approx(right, rel=1e-15)


@pytest.mark.parametrize("kind", [np.float32, np.float64])
def test_a_thousand_on_either_side_is_finite_and_warns_of_nothing(kind: type) -> None:
    x = np.array([-1000.0, 1000.0], kind)
    assert sigmoid(x).tolist() == [0, 1]
    assert log_sigmoid(x).tolist() == [-1000, 0]
    assert log_softmax(x).tolist() == [-2000, 0]
    assert softmax(x)[1] == 1
    assert 0 < softmax(x)[0] < 1e-30
    assert np.isfinite(1 / softmax(x)).all()


def test_sigmoid_leaves_its_argument_alone() -> None:
    for x in (np.array([0.0, 1.0]), np.array(1.0), np.float64(1.0)):
        before = np.array(x)
        assert sigmoid(x) is not x
        assert np.array_equal(x, before)


@pytest.mark.parametrize("kind", KINDS)
def test_a_total_is_the_sum_of_the_numbers_or_of_the_rows_however_many(kind: type) -> None:
    for shape in ((1,), (7,), (1000,), (3, 4), (1000, 2), (0,)):
        x = np.arange(np.prod(shape)).reshape(shape).astype(kind)
        assert np.array_equal(total(x), x.sum(axis=0))
        assert total(x).dtype == kind


def test_softmax_sums_to_one_along_the_axis_it_is_given() -> None:
    x = np.random.default_rng(0).normal(size=(3, 4, 5))
    for axis in range(3):
        assert softmax(x, axis).sum(axis=axis) == pytest.approx(np.ones(softmax(x, axis).sum(axis=axis).shape))
        assert np.exp(log_softmax(x, axis)) == pytest.approx(softmax(x, axis))
    assert softmax(x[0, 0]) == pytest.approx(softmax(x)[0, 0])


@pytest.mark.parametrize("function", [sigmoid, log_sigmoid])
@pytest.mark.parametrize("x", [-3.0, -0.1, 0.2, 4.0])
def test_a_complex_step_gives_the_slope(function: object, x: float) -> None:
    step = function(np.array(x + 1e-30j)).imag / 1e-30  # type: ignore[operator]
    s = float(sigmoid(np.array(x)))
    assert step == pytest.approx(s * (1 - s) if function is sigmoid else 1 - s, rel=1e-14)
