"""Numbers as programs print and copy them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

import tutor
from tutor.marking import Verdict, mark, question
from tutor.notation.read.code.number_arrays import number_array
from tutor.notation.tree import Bin, Listing, Neg, Node, Num

RIGHT = [
    "[ 0.36886  -0.754394  0.385534]",
    "[ 0.36886\n -0.754394\n  0.385534]",
    "[[ 0.36886 ]\n [-0.754394]\n [ 0.385534]]",
    "array([ 0.36886 , -0.754394,  0.385534])",
    "np.array([0.36886, -0.754394, 0.385534], dtype=float32)",
    "tensor([ 0.36886, -0.754394,  0.385534], grad_fn=<AddBackward0>)",
    "tensor([0.36886, -0.754394, 0.385534], device='cuda:0', dtype=torch.float64)",
    "0.36886 -0.754394 0.385534",
    "0.36886 −0.754394 0.385534",
    "+0.36886 -7.54394e-1 0.385534",
    "0.36886; -0.754394; 0.385534",
    "0.36886\t-0.754394\t0.385534",
    "0.36886\n-0.754394\n0.385534\n",
    "0.36886,\n-0.754394,\n0.385534",
    "(0.36886, -0.754394, 0.385534)",
    "{0.36886, -0.754394, 0.385534}",
    "dL/dz2 = [ 0.36886  -0.754394  0.385534]",
    "dL/dz2 =\n0.36886\n-0.754394\n0.385534",
]


def marked(step: str, text: str) -> Verdict:
    return mark(question(tutor.problem("softmax-net").instance(), step), text)


@pytest.mark.parametrize("text", RIGHT)
def test_numbers_with_blanks_or_in_rows_are_an_array(text: str) -> None:
    verdict = marked("dL/dz2", text)
    assert verdict.kind == "correct", verdict.diagnosis


@pytest.mark.parametrize(
    ("step", "text", "reason"),
    [
        ("dL/dz2", "0,37; -0,75; 0,39", "a decimal point is needed: 0.37"),
        ("dL/dz2", "[[0.1 0.2]\n [0.3]]", "rows of different lengths"),
        ("dL/dW2", "1 2; 3 4 5", "rows of different lengths"),
        ("dL/dz2", "[1 2", 'expected "]", found the end'),
        ("dL/dz2", "[1 2)", '")" at column 5 was not expected'),
        ("L", "0.5 0.6", "two numbers side by side at column 5: put a sign or a comma between"),
        ("dL/dz2", "1 2 - 3", "two numbers side by side at column 3: put a sign or a comma between"),
        ("dL/dz2", "1e999 2 3", "too large a number at column 1"),
        ("dL/dz2", "9" * 50 + " 2 3", "the number at column 1 has too many digits"),
        ("dL/dz2", "[" * 61 + "1 2", "nested too deeply"),
    ],
)
def test_what_cannot_be_an_array_is_refused_free_of_charge(step: str, text: str, reason: str) -> None:
    verdict = marked(step, text)
    assert verdict.kind == "invalid"
    assert verdict.diagnosis[0].message == reason


@pytest.mark.parametrize(
    "text", ["1 -2", "(1 + 2)*3", "2 (3)", "(1)(2)", "[1, 2]", "[[1, 2], [3, 4]]", "1/2", "0,5", "e"]
)
def test_what_the_language_reads_already_is_left_to_it(text: str) -> None:
    assert number_array(text, listing=False) is None


def test_a_wrong_entry_of_a_pasted_array_is_found() -> None:
    verdict = marked("dL/dz2", "[ 0.36886  0.754394  0.385534]")
    assert verdict.kind == "wrong"
    assert verdict.score == pytest.approx(2 / 3)


def test_the_zeros_that_numpy_leaves_out_at_the_end_count_as_digits() -> None:
    tree = number_array("[0.5      0.123456 0.25    ]", listing=False)
    assert isinstance(tree, Listing)
    assert [item.text for item in tree.items if isinstance(item, Num)] == ["0.500000", "0.123456", "0.250000"]


def test_numbers_typed_with_one_blank_keep_their_digits() -> None:
    tree = number_array("[0.5 0.123456 0.25]", listing=False)
    assert isinstance(tree, Listing)
    assert [item.text for item in tree.items if isinstance(item, Num)] == ["0.5", "0.123456", "0.25"]


def numbers(node: Node) -> object:
    if isinstance(node, Listing):
        return [numbers(item) for item in node.items]
    if isinstance(node, Neg):
        return -numbers(node.body)  # type: ignore[operator]
    assert not isinstance(node, Bin)
    return float(node.text) if isinstance(node, Num) else None


@given(
    arrays(
        float,
        st.tuples(st.integers(2, 4), st.integers(2, 4)),
        elements=st.floats(-1e6, 1e6, allow_nan=False).map(lambda number: float(f"{number:.4g}")),
    )
)
def test_what_numpy_prints_of_a_matrix_is_read_as_its_numbers(array: np.ndarray) -> None:
    for text in (
        np.array2string(array, precision=17, max_line_width=200),
        repr(array),
        "; ".join(" ".join(map(repr, row)) for row in array.tolist()),
    ):
        tree = number_array(text, listing=False)
        if tree is None:  # array([[1., 2.]]) without its word is a list of the language
            assert text.startswith("array") is False
            continue
        assert np.allclose(np.array(numbers(tree)), array, rtol=1e-6, atol=1e-12)
