"""The curves of the two problems about memory."""

from __future__ import annotations

import math

import numpy as np
import pytest

import tutor


@pytest.mark.parametrize("name", ["rnn-memory", "lstm-memory"])
def test_a_problem_about_memory_has_curves_that_begin_at_one(name: str) -> None:
    plots = tutor.problem(name).plots()
    assert plots
    for plot in plots:
        assert plot.note
        for curve in plot.curves:
            assert len(curve.xs) == len(curve.ys) == 31
            assert curve.ys[0] == 1
            assert all(math.isfinite(y) for y in curve.ys)


def test_the_note_says_what_the_curves_say() -> None:
    plot = tutor.problem("rnn-memory").plots()[0]
    cell, rnn, _ = plot.curves
    assert plot.note == f"After 20 steps the RNN keeps {rnn.ys[20]:.2f} of it, the cell path {cell.ys[20]:.2f}."
    assert (round(rnn.ys[20], 2), round(cell.ys[20], 2)) == (0.12, 0.67)


def test_powers_of_a_matrix_with_small_eigenvalues_may_grow_before_they_fall() -> None:
    small, middle, large = tutor.problem("rnn-memory").plots()[1].curves
    assert max(small.ys) > 2 > small.ys[-1]
    assert middle.ys[-1] == pytest.approx(10, rel=1e-3)
    assert large.ys[-1] > 40


def test_a_network_without_such_curves_has_none() -> None:
    assert tutor.problem("lstm-cell").plots() == ()


def test_the_curves_of_the_rnn_are_norms_of_derivatives_by_small_differences() -> None:
    cell, linear, sigmoid = tutor.problem("rnn-memory").plots()[0].curves
    assert [curve.label for curve in (cell, linear, sigmoid)] == ["LSTM f = 0.98", "RNN |λ| = 0.9", "sigmoid RNN"]
    W = np.array([[0.58, 0.24], [0.24, 0.72]])
    ends: dict[str, list[tuple[np.ndarray, ...]]] = {"linear": [], "sigmoid": []}
    step = 1e-7
    for start in (np.zeros(2), np.array([step, 0]), np.array([0, step])):
        straight, squeezed = [start], [start]
        for _ in range(30):
            straight.append(W @ straight[-1])
            squeezed.append(1 / (1 + np.exp(-W @ squeezed[-1])))
        ends["linear"].append(tuple(straight))
        ends["sigmoid"].append(tuple(squeezed))
    for curve, found in ((linear, ends["linear"]), (sigmoid, ends["sigmoid"])):
        for n in range(6):
            columns = [(found[k][n] - found[0][n]) / step for k in (1, 2)]
            assert curve.ys[n] == pytest.approx(np.linalg.svd(np.array(columns))[1][0], rel=1e-4)
    assert linear.ys == pytest.approx([0.9**n for n in range(31)], rel=1e-12)
    assert cell.ys == pytest.approx([0.98**n for n in range(31)], rel=1e-12)
    assert all(y <= (0.9 / 4) ** n * (1 + 1e-9) for n, y in enumerate(sigmoid.ys))


@pytest.mark.parametrize(("curve", "largest"), [(0, 0.8), (1, 1.0), (2, 1.05)])
def test_the_curves_of_powers_follow_the_eigenvalues(curve: int, largest: float) -> None:
    found = tutor.problem("rnn-memory").plots()[1].curves[curve]
    assert found.label == f"|λ| = {largest}"
    M = np.array([[largest, 10 * (0.6 - largest)], [0, 0.6]])  # its eigenvectors are (1, 0) and (1, 0.1)
    for n, y in enumerate(found.ys):
        assert y == pytest.approx(np.abs(np.linalg.matrix_power(M, n)).max(), rel=1e-9)


def test_the_memory_of_an_lstm_is_shown_beside_a_plain_rnn() -> None:
    plot = tutor.problem("lstm-memory").plots()[0]
    *gates, plain = plot.curves
    assert [curve.label for curve in gates] == ["f = 1", "f = 0.98", "f = 0.9"]
    for f, curve in zip((1.0, 0.98, 0.9), gates, strict=True):
        assert curve.ys == pytest.approx([math.prod([f] * n) for n in range(31)], rel=1e-12)
    assert plain.label == "sigmoid RNN, |λ| = 0.9"
    assert plain.ys == pytest.approx([math.exp(n * math.log(0.9 / 4)) for n in range(31)], rel=1e-12)
    assert all(kept > lost for curve in gates for kept, lost in zip(curve.ys[1:], plain.ys[1:], strict=True))
