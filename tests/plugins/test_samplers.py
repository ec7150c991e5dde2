"""What the RNN problems draw for themselves: classes that change, diagonal matrices, matrices to be inverted."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
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


@pytest.mark.parametrize(
    ("problem", "given", "said"),
    [
        ("rnn-bptt", {"y": [[1, 0], [0.5, 0.5]]}, "y must have a single 1 and zeros elsewhere at every step; step 2"),
        ("rnn-bptt", {"y": [[1, 1], [0, 1]]}, "y must have a single 1 and zeros elsewhere at every step; step 1"),
        ("rnn-bptt", {"W": [[1, 2, 3], [4, 5, 6]]}, r"W has shape 2×3; expected \[s,k\] with k as long as s"),
        ("rnn-memory", {"A": [[1, 0], [2, 3]]}, r"A must be diagonal, but has a number at \[2,1\]"),
        ("rnn-memory", {"Q": [[1, 2], [2, 4]]}, "Q has no inverse"),
        ("rnn-memory", {"n": 2.5}, "n must be a whole number"),
        ("rnn-memory", {"J": [[[1.0]]] * 3}, r"J has shape 3×1×1; expected \[t,s,k\] = 4×1×1"),
    ],
)
def test_numbers_of_ones_own_must_be_what_the_formulas_stand_on(
    problem: str, given: dict[str, object], said: str
) -> None:
    with pytest.raises(tutor.TutorError, match=said):
        tutor.problem(problem).instance(given=given)


@pytest.mark.parametrize(
    ("problem", "name", "made"),
    [("conv-dense", "U", "I-R[+]1"), ("conv-dense", "P", "U[*]V"), ("rnn-bptt", "K", "S"), ("lstm-step", "E", "4[*]H")],
)
def test_a_size_that_follows_from_others_says_so(problem: str, name: str, made: str) -> None:
    with pytest.raises(tutor.TutorError, match=f"{name} cannot be chosen in {problem}: it is {made}"):
        tutor.problem(problem).instance(sizes={name: 3})
