"""Arrays as lines of text: aligned, broken between numbers, without the middle of large ones."""

from __future__ import annotations

import numpy as np

from tutor.export.array_text import block


def test_numbers_can_be_pasted_into_a_program() -> None:
    assert block(np.array([-0.5, 1.23456e-5])) == ["[-0.5000, 1.235e-5]"]


def test_a_long_list_is_broken_between_numbers() -> None:
    lines = block(np.linspace(0.1, 3, 40))
    assert len(lines) == 4
    assert max(map(len, lines)) <= 88


def test_a_matrix_has_a_row_a_line_with_aligned_columns() -> None:
    assert block(np.array([[1.0, -20.5], [0.25, 3.0]])) == ["[  1.00  -20.50]", "[  0.25    3.00]"]


def test_a_stack_of_matrices_has_a_blank_line_between_them() -> None:
    assert block(np.zeros((2, 1, 2))) == ["[0  0]", "", "[0  0]"]


def test_a_large_array_is_shown_without_its_middle() -> None:
    assert len("\n".join(block(np.random.default_rng(0).normal(size=(200, 300))))) < 3000


def test_an_array_without_entries_can_be_shown() -> None:
    assert block(np.zeros((0, 3))) == ["[]"]
    assert block(np.zeros((2, 0))) == ["[[], []]"]
