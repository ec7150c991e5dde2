"""A product whose shapes do not meet is wrong where what is around it is right, and spoils nothing after it."""

from __future__ import annotations

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


def test_a_product_in_a_loop_whose_shapes_do_not_meet_spoils_nothing_after_it() -> None:
    steps = """
h = np.zeros((len(X) + 1, W.shape[0]))
p = np.zeros((len(X), V.shape[0]))
for k in range(len(X)):
    h[k] = 1 / (1 + np.exp(-(U @ X[k] + W @ h[k - 1])))
    e = np.exp(V @ h[k])
    p[k] = e / e.sum()
later = np.zeros(W.shape[0])
for k in reversed(range(len(X))):
    dz = p[k] - y[k]
    dh = V @ dz + later
    da = dh * h[k] * (1 - h[k])
    later = W.T @ da
"""
    page = Judge(host.problem("rnn-bptt").instance(seed=1), program([Cell(steps)])).explained()
    assert not any(one.verdict == "wrong" for one in page.statements if one.name in ("da", "later"))
