"""The curves of the two problems about memory."""

from __future__ import annotations

import math

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
