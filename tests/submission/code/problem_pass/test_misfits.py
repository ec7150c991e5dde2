"""A product whose shapes do not meet is wrong where what is around it is right, and spoils nothing after it."""

from __future__ import annotations

import pytest

import tutor
from tutor import host
from tutor.submission.code.problem_pass.judge import Judge
from tutor.submission.code.syntax.program import Cell, program

SHAPES = """
z = X @ w + b
p = 1 / (1 + np.exp(-z))
dz = (p - y) / len(y)
dw = {dw}
db = {db}
"""


def test_a_product_whose_shapes_do_not_meet_is_wrong_where_all_in_it_is_borne_out() -> None:
    page = Judge(
        host.problem("logistic-regression").instance(seed=1), program([Cell(SHAPES.format(dw="X @ dz", db="dz.sum()"))])
    ).explained()
    assert [one.name for one in page.statements if one.verdict == "wrong"] == ["dw"]
    assert page.failed == ()


FORWARD = """
z1 = {z1}
y1 = 1 / (1 + np.exp(-z1))
z2 = {z2}
e = np.exp(z2)
y = e / e.sum()
dz2 = y - t
dW2 = np.outer(dz2, y1)
dy1 = W2.T @ dz2
dz1 = dy1 * (1 - y1)
dx = W1.T @ dz1
"""


def test_what_comes_after_a_product_whose_shapes_do_not_meet_is_judged_with_the_right_one() -> None:
    page = Judge(
        host.problem("softmax-net").instance(seed=1), program([Cell(FORWARD.format(z1="W1 @ x", z2="y1 @ W2"))])
    ).explained()
    verdicts = {one.name: one.verdict for one in page.statements}
    assert verdicts["z2"] == "wrong"
    assert {verdicts[name] for name in ("y", "dz2", "dW2", "dy1")} == {"right"}
    assert verdicts["dz1"] == "wrong"
    assert verdicts["dx"] == "follows"


def test_weights_of_two_layers_may_be_laid_out_differently() -> None:
    mixed = program([Cell(FORWARD.format(z1="x @ W1", z2="W2 @ y1"))])
    page = Judge(host.problem("softmax-net").instance(seed=1), mixed).explained()
    assert not any(one.verdict == "wrong" for one in page.statements if one.name in ("z1", "z2"))


def test_a_product_with_an_array_that_nothing_right_reads_is_left_open() -> None:
    page = Judge(host.problem("logistic-regression").instance(seed=1), program([Cell("z = X @ X + b\n")])).explained()
    assert [one.verdict for one in page.statements if one.verdict == "wrong"] == []
    assert len(page.failed) == 1


STATES = """
h = np.zeros((len(X) + 1, W.shape[0]))
p = np.zeros((len(X), V.shape[0]))
for k in range(len(X)):
    h[k] = 1 / (1 + np.exp(-(U @ X[k] + W @ h[k - 1])))
    e = np.exp(V @ h[k])
    p[k] = e / e.sum()
"""


def test_a_product_in_a_loop_whose_shapes_do_not_meet_spoils_nothing_after_it() -> None:
    steps = """
later = np.zeros(W.shape[0])
for k in reversed(range(len(X))):
    dz = p[k] - y[k]
    dh = V @ dz + later
    da = dh * h[k] * (1 - h[k])
    later = W.T @ da
"""
    page = Judge(host.problem("rnn-bptt").instance(seed=1), program([Cell(STATES + steps)])).explained()
    assert not any(one.verdict == "wrong" for one in page.statements if one.name in ("da", "later"))


LAYERS = """
class Classifier:
    def __init__(self, W1, W2):
        self.W1 = W1
        self.W2 = W2

    def forward(self, x):
        self.x = x
        self.z1 = {z1}
        self.y1 = 1 / (1 + np.exp(-self.z1))
        self.z2 = self.W2 @ self.y1
        e = np.exp(self.z2 - self.z2.max())
        self.y = e / e.sum()

    def backward(self, t):
        self.dz2 = self.y - t
        self.dW2 = np.outer(self.dz2, self.y1)
        self.dy1 = {dy1}
        self.dz1 = self.dy1 * self.y1 * (1 - self.y1)
        self.dW1 = np.outer(self.dz1, self.x)

c = Classifier(W1, W2)
c.forward(x)
c.backward(t)
"""


def _of_softmax_net(code: str) -> dict[str, str]:
    page = Judge(host.problem("softmax-net").instance(seed=1), program([Cell(code)])).explained()
    assert page.failed == ()
    return {one.name: one.verdict for one in page.statements}


def test_a_field_of_an_object_whose_shapes_do_not_meet_is_wrong_like_a_name() -> None:
    verdicts = _of_softmax_net(LAYERS.format(z1="self.W1 @ x", dy1="self.W2 @ self.dz2"))
    assert [name for name, verdict in verdicts.items() if verdict == "wrong"] == ["self.dy1"]
    assert {verdicts["self.dz1"], verdicts["self.dW1"]} == {"right"}


def test_arrays_handed_to_an_object_are_no_claims() -> None:
    verdicts = _of_softmax_net(LAYERS.format(z1="self.W1 @ x", dy1="self.W2.T @ self.dz2"))
    assert {verdicts["self.W1"], verdicts["self.W2"], verdicts["self.x"]} == {"definition"}
    assert "wrong" not in verdicts.values()


def test_a_mistake_in_the_first_line_is_no_other_layout_of_the_arrays() -> None:
    verdicts = _of_softmax_net(LAYERS.format(z1="-(self.W1 @ x)", dy1="self.W2.T @ self.dz2"))
    assert verdicts["self.z1"] == "wrong"
    assert verdicts["self.y"] == verdicts["self.dW1"] == "follows"


NORMALISED = """
mu = X.mean(axis={axis})
xc = X - mu
v = (xc ** 2).mean(axis=0)
Xhat = xc / np.sqrt(v + eps)
dbeta = dY.sum(axis=0)
dgamma = (dY * Xhat).sum(axis=0)
"""


def test_what_cannot_be_run_after_a_wrong_value_is_judged_with_the_right_one() -> None:
    page = Judge(host.problem("batch-norm").instance(seed=1), program([Cell(NORMALISED.format(axis=1))])).explained()
    verdicts = {one.name: one.verdict for one in page.statements}
    assert [name for name, verdict in verdicts.items() if verdict == "wrong"] == ["mu"]
    assert {verdicts[name] for name in ("v", "Xhat", "dbeta", "dgamma")} == {"right"}
    assert page.failed == ()


THROUGH_TIME = """
dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
later = np.zeros(W.shape[0])
for k in reversed(range(len(X))):
    dz = p[k] - y[k]
    dV += {dV}
    dh = {dh} + later
    da = dh * h[k] * (1 - h[k])
    dU += np.outer(da, X[k])
    dW += np.outer(da, h[k - 1])
    later = W.T @ da
"""


@pytest.mark.parametrize(
    ("name", "dV", "dh"), [("dh", "np.outer(dz, h[k])", "V @ dz"), ("dV", "np.outer(dz, da)", "V.T @ dz")]
)
def test_in_a_loop_what_cannot_be_run_is_wrong_and_the_rest_of_each_turn_is_judged(name: str, dV: str, dh: str) -> None:
    code = STATES + THROUGH_TIME.format(dV=dV, dh=dh)
    page = Judge(host.problem("rnn-bptt").instance(seed=1), program([Cell(code)])).explained()
    assert [one.name for one in page.statements if one.verdict == "wrong"] == [name]
    verdicts = {one.name: one.verdict for one in page.statements}
    assert verdicts["da"] == verdicts["dU"] == verdicts["dW"] == "right"


EARLY = """
def back(X, w, b, y):
    p = 1 / (1 + np.exp(-(X @ w + b)))
    dz = (p - y) / len(y)
    dw = {dw}
    db = dz.sum()
    return dw, db

dw, db = back(X, w, b, y)
"""


@pytest.mark.parametrize("dw", ["X.T @ dz * db", "dw * (X.T @ dz)"])
def test_a_gradient_made_of_one_that_its_function_has_only_later_is_wrong(dw: str) -> None:
    found = tutor.mark_page(EARLY.format(dw=dw), ["logistic-regression"], name="back.py")
    assert [one.left for one in found.statements if one.verdict == "wrong"] == ["dw"]
    assert {one.verdict for one in found.statements if one.left in ("dz", "db")} == {"right"}


def test_a_name_that_a_list_is_made_with_later_is_no_name_of_the_function() -> None:
    text = EARLY.format(dw="X.T @ dz * one").replace("    return", "    ones = [one for one in (dw, db)]\n    return")
    found = tutor.mark_page(text, ["logistic-regression"], name="back.py")
    assert "wrong" not in {one.verdict for one in found.statements}
