"""JSON is always valid, in full precision, and made piece by piece."""

from __future__ import annotations

import json
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tutor.export import json_text
from tutor.export.json_text import json_document, json_pieces


def test_json_has_numbers_in_full_precision_and_no_nan() -> None:
    value = {"x": np.array([0.1 + 0.2, 1 / 3]), "n": np.float64(2), "bad": [float("nan"), -np.inf], "k": None}
    lines = ['"x": [0.30000000000000004, 0.3333333333333333]', '"n": 2.0', '"bad": [null, null]', '"k": null']
    assert json_document(value) == "{\n  " + ",\n  ".join(lines) + "\n}"


def test_a_json_document_keeps_an_array_on_one_line() -> None:
    value = {"a": {"x": np.eye(2)}, "steps": [{"id": "h"}, {"id": "L"}], "none": {}, "sizes": {"N": 3}}
    text = json_document(value)
    assert text.splitlines()[2] == '    "x": [[1.0, 0.0], [0.0, 1.0]]'
    assert '  "sizes": {"N": 3}' in text.splitlines()
    assert json.loads(text) == value | {"a": {"x": [[1, 0], [0, 1]]}}


@given(st.integers(0, 3), st.integers(1, 40), st.integers(1, 9))
@settings(deadline=None)
def test_a_large_array_is_written_in_pieces_as_it_would_be_at_once(axes: int, length: int, at_once: int) -> None:
    array = np.arange(length**axes, dtype=float).reshape((length,) * axes) / 7 if length**axes <= 2000 else np.eye(2)
    array.flat[-1] = np.nan
    value = {"a": {"x": array, "none": {}}, "steps": [{"id": "h", "value": array}], "n": array}
    whole = json_document(value)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_text, "_AT_ONCE", at_once)
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
