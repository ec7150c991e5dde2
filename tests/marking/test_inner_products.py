"""A dot is the inner product where nothing else fits, and only there."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question


def verdict(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


@pytest.mark.parametrize(
    "text",
    [
        r"-t \cdot \log(y)",
        "-t · log(y)",
        r"-\log y \cdot t",
        r"-1 \cdot t \cdot \log y",
        r"-t^{} \cdot (\log y)",
        "-t · log y · 1",
    ],
)
def test_a_dot_between_columns_is_the_inner_product_where_one_number_is_asked_for(text: str) -> None:
    found = verdict("softmax-net", "L", text.replace("^{}", ""))
    assert found.kind == "correct"
    assert "inner product" in found.note
    assert "⟨" in found.read_as


@pytest.mark.parametrize(
    "text",
    [
        r"t \cdot \log(y)", r"-t \times \log(y)", "-t × log(y)", "-t * log(y)", "-t log(y)", r"-t \odot \log y",
        r"-t \cdot y", r"-t \cdot \log(y) \cdot y",
    ],
)  # fmt: skip
def test_other_signs_and_other_products_are_wrong(text: str) -> None:
    assert verdict("softmax-net", "L", text).kind == "wrong"


def test_a_dot_that_fits_entry_by_entry_stays_so() -> None:
    found = verdict("softmax-net", "dL/dz1", r"(W_2^\top (y-t)) \cdot y_1 \cdot (1-y_1)")
    assert (found.kind, found.note) == ("correct", "")
    assert verdict("softmax-net", "dL/dW1", r"\frac{\partial L}{\partial z_1} \cdot x").kind == "wrong"


def test_what_dots_there_are_is_looked_at_only_so_far() -> None:
    assert verdict("softmax-net", "L", "-" + " · ".join(["t"] * 500)).kind == "wrong"
