"""Attention as people write it: the root of a width, sums along the rows, and no mask where the problem has one."""

from __future__ import annotations

import pytest

import tutor


def _verdict(line: str) -> str:
    page = f"$$S = \\frac{{QK^T}}{{\\sqrt{{d_k}}}}$$\n\n$$O = A V$$\n\n$${line}$$\n"
    return tutor.mark_page(page, ["causal-attention"], name="attention.md").statements[-1].verdict


@pytest.mark.parametrize("width", [r"\sqrt{d_k}", r"\sqrt{d}", r"\sqrt d", r"\sqrt{d_{\text{head}}}", r"\sqrt{D}"])
def test_the_root_of_a_width_is_that_of_the_problem(width: str) -> None:
    assert _verdict(rf"dQ = \frac{{dS \, K}}{{{width}}}") == "right"
    assert _verdict(rf"dK = \frac{{1}}{{{width}}} dS^T Q") == "right"
    assert _verdict(rf"dK = \frac{{1}}{{{width}}} dS \, Q") == "wrong"


def test_a_width_without_its_root_is_no_root() -> None:
    assert _verdict(r"dQ = \frac{dS \, K}{d_k}") != "right"


@pytest.mark.parametrize(
    "rows",
    [
        r"\text{sum}(A \odot dA, \text{axis}=-1)",
        r"\text{sum}(A \odot dA, \text{dim}=1, \text{keepdims}=\text{True})",
        r"\operatorname{rowsum}(A \odot dA)",
        r"\sum_j (A \odot dA)",
        r"\sum_{m} (A \odot dA)",
    ],
)
def test_sums_along_the_rows_stay_columns(rows: str) -> None:
    assert _verdict(rf"dS = A \odot (dA - {rows})") == "right"
    assert _verdict(rf"dS = A \odot (dA + {rows})") != "right"


@pytest.mark.parametrize(
    "line",
    [
        r"O = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right) V",
        r"A = \text{softmax}(S)",
        r"A_{ij} = \frac{\exp(S_{ij})}{\sum_k \exp(S_{ik})}",
    ],
)
def test_what_masks_nothing_is_not_wrong_where_the_problem_has_a_mask(line: str) -> None:
    assert _verdict(line) in ("right", "not judged")


def test_a_slip_is_wrong_without_a_mask_too() -> None:
    assert _verdict(r"O = \text{softmax}\left(\frac{QK^T}{\sqrt{d_k}}\right) V^2") != "right"
    assert _verdict(r"dV = A dO") == "wrong"
