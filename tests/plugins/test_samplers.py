"""What the RNN problems draw for themselves: classes that change, diagonal matrices, matrices to be inverted."""

from __future__ import annotations

import numpy as np
import pytest

from tutor_rnn_bptt.samplers import Classes, Diagonal, Invertible


@pytest.mark.parametrize("points", [False, True])
def test_classes_are_one_hot_and_not_all_alike(points: bool) -> None:
    drawn = Classes("m").draw(np.random.default_rng(0), (200, 3, 2), ("t", "m"), points=points)
    assert set(np.unique(drawn)) == {0, 1}
    assert (drawn.sum(axis=-1) == 1).all()
    assert not (drawn == drawn[:, :1]).all(axis=(1, 2)).any()


def test_a_single_step_has_just_one_class() -> None:
    assert Classes("m").draw(np.random.default_rng(0), (1, 4), ("t", "m"), points=False).sum() == 1


@pytest.mark.parametrize("points", [False, True])
def test_diagonal_matrices_have_eigenvalues_within_the_bounds(points: bool) -> None:
    drawn = Diagonal(0.4, 0.95).draw(np.random.default_rng(0), (50, 3, 3), ("b", "c"), points=points)
    sizes = np.abs(np.diagonal(drawn, axis1=1, axis2=2))
    assert (drawn * (1 - np.eye(3)) == 0).all()
    assert sizes.min() >= 0.4
    assert sizes.max() <= 0.95


@pytest.mark.parametrize("points", [False, True])
@pytest.mark.parametrize("size", [1, 2, 5, 13])
def test_matrices_to_be_inverted_are_well_conditioned_and_lopsided(size: int, points: bool) -> None:
    drawn = Invertible().draw(np.random.default_rng(0), (100, size, size), ("b", "c"), points=points)
    assert np.linalg.cond(drawn).max() < 60
    if size > 1:
        inverse = np.linalg.inv(drawn)
        assert np.abs(drawn - drawn.transpose(0, 2, 1)).max(axis=(1, 2)).min() > 0
        assert np.abs(inverse - drawn.transpose(0, 2, 1)).max(axis=(1, 2)).min() > 0.01
