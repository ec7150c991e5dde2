"""A page that states no loss is judged by the one whose gradient is the difference that it begins with."""

from __future__ import annotations

import pytest

from tutor.submission.code.own_pass.judge import judged_by_itself
from tutor.submission.code.syntax.program import Cell, program

LAYERS = """
class Net:
    def __init__(self, ins, hidden, outs):
        self.U = np.random.randn(ins, hidden)
        self.V = np.random.randn(hidden, outs)

    def forward(self, x):
        self.r = x @ self.U
        self.h = 1 / (1 + np.exp(-self.r))
        self.s = self.h @ self.V
        self.q = {output}
        return self.q

    def backward(self, x, y):
        n = len(x)
        ds = self.q - y
        dV = {dV}
        dh = ds @ self.V.T
        dr = {dr}
        dU = {dU}
"""
SOFTMAX = "np.exp(self.s) / np.exp(self.s).sum(axis=1, keepdims=True)"
SIGMOID = "1 / (1 + np.exp(-self.s))"
RIGHT_PARTS = {
    "output": SOFTMAX, "dV": "self.h.T @ ds / n", "dr": "dh * self.h * (1 - self.h)", "dU": "x.T @ dr / n",
}  # fmt: skip


def _verdicts(**parts: str) -> dict[str, str]:
    found = judged_by_itself(program([Cell(LAYERS.format(**(RIGHT_PARTS | parts)))]))
    return {} if found is None else {one.name: one.verdict for one in found.statements if one.name.startswith("d")}


@pytest.mark.parametrize("output", [SOFTMAX, SIGMOID])
def test_the_difference_is_the_gradient_by_what_the_output_is_made_of(output: str) -> None:
    assert _verdicts(output=output) == dict.fromkeys(("ds", "dV", "dh", "dr", "dU"), "right")


def test_no_mean_is_a_loss_too() -> None:
    assert set(_verdicts(dV="self.h.T @ ds", dU="x.T @ dr").values()) == {"right"}


@pytest.mark.parametrize("output", ["np.tanh(self.s)", "self.s ** 3"])
def test_another_output_implies_no_loss(output: str) -> None:
    assert _verdicts(output=output) == {}


@pytest.mark.parametrize(
    ("part", "slip", "following"),
    [
        ("dr", "dh * self.h", {"dU"}),
        ("dr", "-dh * self.h * (1 - self.h)", {"dU"}),
        ("dV", "x.T @ ds / n", set()),
    ],
)
def test_a_slip_is_wrong_and_what_comes_of_it_follows(part: str, slip: str, following: set[str]) -> None:
    found = _verdicts(**{part: slip})
    assert [name for name, verdict in found.items() if verdict == "wrong"] == [part]
    assert {name for name, verdict in found.items() if verdict == "follows"} == following


def test_the_gradient_of_a_penalty_is_left_open() -> None:
    found = _verdicts(dU="x.T @ dr / n + 0.1 * self.U")
    assert found.pop("dU") == "not judged"
    assert set(found.values()) == {"right"}


LINE = """
def fit(x, y):
    w = np.zeros(x.shape[1])
    b = 0
    guess = x @ w + b
    dw = x.T @ (guess - y) / len(x)
    db = (guess - y).sum() / len(x)
"""


def test_without_a_gradient_by_the_output_the_difference_itself_is_it() -> None:
    found = judged_by_itself(program([Cell(LINE)]))
    assert found is not None
    assert [one.verdict for one in found.statements if one.name in ("dw", "db")] == ["right", "right"]


def test_a_difference_that_is_changed_later_implies_no_loss() -> None:
    weighted = LAYERS.format(**RIGHT_PARTS).replace("        dV =", "        ds *= x.sum()\n        dV =")
    assert judged_by_itself(program([Cell(weighted)])) is None
