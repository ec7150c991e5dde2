"""What is printed is aligned for people and always valid for programs."""

from __future__ import annotations

import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tutor.commands.support import printing
from tutor.commands.support.printing import cells, json_document, json_pieces, symbol, table, to_json
from tutor.export.array_text import array_lines, block


def test_json_has_numbers_in_full_precision_and_no_nan() -> None:
    value = {"x": np.array([0.1 + 0.2, 1 / 3]), "n": np.float64(2), "bad": [float("nan"), -np.inf], "k": None}
    assert (
        to_json(value) == '{"x": [0.30000000000000004, 0.3333333333333333], "n": 2.0, "bad": [null, null], "k": null}'
    )


def test_a_json_document_keeps_an_array_on_one_line() -> None:
    value = {"a": {"x": np.eye(2)}, "steps": [{"id": "h"}, {"id": "L"}], "none": {}, "sizes": {"N": 3}}
    text = json_document(value)
    assert text.splitlines()[2] == '    "x": [[1.0, 0.0], [0.0, 1.0]]'
    assert '  "sizes": {"N": 3}' in text.splitlines()
    assert json.loads(text) == value | {"a": {"x": [[1, 0], [0, 1]]}}


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


def test_names_of_wide_and_combining_characters_align() -> None:
    assert cells("中C̃") == 3
    assert table([("中", "a"), ("xyz", "b")]) == ["中   a", "xyz  b"]
    assert array_lines([("C̃ₜ", np.array(1.0), ""), ("long", np.array(2.0), "note")]) == [
        "  C̃ₜ    1",
        "  long  2   note",
    ]


def test_signs_have_words_where_they_cannot_be_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TUTOR_ASCII", "1")
    assert (symbol("✓"), symbol("✗"), symbol("!")) == ("OK", "X", "!")


@given(st.integers(0, 3), st.integers(1, 40), st.integers(1, 9))
def test_a_large_array_is_written_in_pieces_as_it_would_be_at_once(axes: int, length: int, at_once: int) -> None:
    array = np.arange(length**axes, dtype=float).reshape((length,) * axes) / 7 if length**axes <= 2000 else np.eye(2)
    array.flat[-1] = np.nan
    value = {"a": {"x": array, "none": {}}, "steps": [{"id": "h", "value": array}], "n": array}
    whole = json_document(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(printing, "_AT_ONCE", at_once)
        pieces = list(json_pieces(value))
    assert "".join(pieces) == whole
    assert max(map(len, pieces)) < 25 * max(at_once, length) + 40


def test_json_takes_no_more_memory_than_its_arrays() -> None:
    value = {"a": {"x": np.random.default_rng(0).normal(size=(150, 700))}}
    tracemalloc.start()
    length = sum(map(len, json_pieces(value)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert length > 1_800_000
    assert peak < 3 * 2**20
