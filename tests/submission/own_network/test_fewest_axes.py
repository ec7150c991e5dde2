"""A page whose letters could have fewer axes than custom gives them: a missing transpose is told all the same."""

from __future__ import annotations

import pytest

import tutor

FORWARD = r"$S = QK^T$, $P = \mathrm{softmax}(S)$ by rows, $O = PV$." + "\n\n"
RIGHT = ("dV = P^T dO", "dP = dO V^T", "dQ = dS K", "dK = dS^T Q")
TURNED = {"dV = P^T dO": "dV = P dO", "dK = dS^T Q": "dK = dS Q"}


def verdicts(*lines: str) -> list[str]:
    page = FORWARD + "".join(f"- ${line}$\n" for line in lines)
    return [one.verdict for one in tutor.mark_page(page, name="page.md").statements[3:]]


def test_attention_in_matrices_is_right_line_by_line() -> None:
    assert verdicts(*RIGHT) == ["right"] * 4


@pytest.mark.parametrize("line", TURNED)
def test_one_transpose_missing_among_right_lines_is_wrong_though_it_fits_vectors(line: str) -> None:
    lines = [TURNED[line] if one == line else one for one in RIGHT]
    assert verdicts(*lines) == ["wrong" if one == line else "right" for one in RIGHT]


def test_as_many_wrong_lines_as_right_ones_do_not_make_vectors_of_matrices() -> None:
    lines = (*TURNED.values(), *TURNED)
    assert verdicts(*lines) == ["wrong", "wrong", "right", "right"]
