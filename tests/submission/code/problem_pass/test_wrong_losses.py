"""The loss of a page is wrong where one slip makes its value, and left open where it may be another loss."""

from __future__ import annotations

import pytest

from tutor import host
from tutor.submission.code.problem_pass.judge import Judge
from tutor.submission.code.syntax.program import Cell, program

REGRESSION = """
p = 1 / (1 + np.exp(-(X @ w + b)))
L = {loss}
dz = (p - y) / len(y)
dw = X.T @ dz
db = dz.sum()
"""
RIGHT_LOSS = "-np.mean(y * np.log(p) + (1 - y) * np.log(1 - p))"


def _loss(text: str) -> tuple[str, list[str]]:
    code = REGRESSION.format(loss=text)
    page = Judge(host.problem("logistic-regression").instance(seed=1), program([Cell(code)])).explained()
    (found,) = [one for one in page.statements if one.name == "L"]
    return found.verdict, [one.code for one in found.diagnosis]


def test_the_loss_itself_is_right() -> None:
    assert _loss(RIGHT_LOSS) == ("right", [])


@pytest.mark.parametrize(
    ("slip", "code"),
    [
        ("-np.mean(y * np.log(p) - (1 - y) * np.log(1 - p))", "sign"),
        ("-np.mean(np.log(p) + (1 - y) * np.log(1 - p))", "factor-missing"),
        (RIGHT_LOSS.removeprefix("-"), "sign"),
    ],
)
def test_a_loss_with_a_slip_is_wrong_beside_right_gradients(slip: str, code: str) -> None:
    verdict, codes = _loss(slip)
    assert verdict == "wrong"
    assert code in codes


@pytest.mark.parametrize("other", ["np.sum((p - y) ** 2)", "5 * np.mean(p)", f"7 * ({RIGHT_LOSS})"])
def test_another_loss_and_one_in_another_scale_are_left_open(other: str) -> None:
    assert _loss(other)[0] == "not judged"


def test_the_loss_of_each_sample_is_left_open() -> None:
    assert _loss("-(y * np.log(p) + (1 - y) * np.log(1 - p))")[0] == "not judged"
