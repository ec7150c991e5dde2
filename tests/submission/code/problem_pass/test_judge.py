"""Every assignment of a page of code is judged: right, wrong, what follows, and the mistake behind it."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest

import tutor
from tutor import host
from tutor.submission.code.assignments.judged_code import Judged, JudgedCode
from tutor.submission.code.problem_pass.judge import Judge
from tutor.submission.code.syntax.program import Cell, program

MLP = """
input X[n,i]
weights W1[i,h], b1[h], W2[h,c], b2[c]
target Y[n,c]
sizes N=5, I=3, H=4, C=2
A = X W1 + b1
H = tanh(A)
Z = H W2 + b2
L = 1/2 sum((Z - Y)^2)
"""


@cache
def instance(name: str = "") -> Any:
    """An instance of a bundled problem, or of a network with a hidden layer."""
    problem: Any = host.problem(name) if name else tutor.network(MLP)
    return problem.instance(seed=3)


def judge(code: str, name: str = "") -> JudgedCode:
    return Judge(instance(name), program([Cell(code.strip("\n"))])).explained()


def wrong(found: JudgedCode) -> list[Judged]:
    return [one for one in found.statements if one.verdict == "wrong"]


def verdicts(found: JudgedCode) -> dict[str, str]:
    return {one.name: one.verdict for one in found.statements}


RIGHT = """
A = X @ W1 + b1
H = np.tanh(A)
Z = H @ W2 + b2
loss = 0.5 * np.sum((Z - Y) ** 2)
dZ = Z - Y
dW2 = H.T @ dZ
db2 = dZ.sum(axis=0)
dH = dZ @ W2.T
dA = dH * (1 - H ** 2)
dW1 = X.T @ dA
db1 = dA.sum(axis=0)
"""

STYLES = {
    "plain": RIGHT,
    "names of the course": """
scores_hidden = X.dot(W1) + b1
hidden = np.tanh(scores_hidden)
scores = hidden.dot(W2) + b2
dscores = scores - Y
grads = {}
grads['W2'] = hidden.T.dot(dscores)
grads['b2'] = np.sum(dscores, axis=0)
dhidden = dscores.dot(W2.T) * (1 - hidden * hidden)
grads['W1'] = X.T.dot(dhidden)
grads['b1'] = np.sum(dhidden, axis=0)
""",
    "layers that transpose their weights": """
Z1 = X @ W1.T + b1
A1 = np.tanh(Z1)
Z2 = A1 @ W2.T + b2
dZ2 = Z2 - Y
dW2 = dZ2.T @ A1
db2 = dZ2.sum(axis=0, keepdims=True)
dZ1 = dZ2 @ W2 * (1 - np.power(A1, 2))
dW1 = dZ1.T @ X
db1 = dZ1.sum(axis=0, keepdims=True)
""",
    "samples in columns": """
W1 = np.random.randn(n_h, n_x) * 0.01
b1 = np.zeros((n_h, 1))
W2 = np.random.randn(n_y, n_h) * 0.01
b2 = np.zeros((n_y, 1))
A = np.dot(W1, X) + b1
H = np.tanh(A)
Z = np.dot(W2, H) + b2
dZ = Z - Y
dW2 = np.dot(dZ, H.T)
db2 = np.sum(dZ, axis=1, keepdims=True)
dA = np.dot(W2.T, dZ) * (1 - np.power(H, 2))
dW1 = np.dot(dA, X.T)
db1 = np.sum(dA, axis=1, keepdims=True)
""",
    "functions with a cache": """
import numpy as np

def forward(X, params):
    A = X @ params['W1'] + params['b1']
    H = np.tanh(A)
    Z = H @ params['W2'] + params['b2']
    return Z, (A, H, Z)

def backward(X, Y, params, cache):
    A, H, Z = cache
    dZ = Z - Y
    grads = {'W2': H.T @ dZ, 'b2': dZ.sum(0)}
    dA = (dZ @ params['W2'].T) * (1 - np.tanh(A) ** 2)
    grads['W1'], grads['b1'] = X.T @ dA, dA.sum(0)
    return grads
""",
    "a class": """
class Net:
    def __init__(self, n_in, n_hidden, n_out):
        self.W1 = np.random.randn(n_in, n_hidden)
        self.b1 = np.zeros(n_hidden)
        self.W2 = np.random.randn(n_hidden, n_out)
        self.b2 = np.zeros(n_out)
    def forward(self, X):
        self.A = X @ self.W1 + self.b1
        self.H = np.tanh(self.A)
        return self.H @ self.W2 + self.b2
    def backward(self, X, Y, Z):
        dZ = Z - Y
        self.dW2 = self.H.T @ dZ
        self.db2 = dZ.sum(axis=0)
        dA = dZ @ self.W2.T * (1 - self.H ** 2)
        self.dW1 = X.T @ dA
        self.db1 = dA.sum(axis=0)
""",
    "torch by hand": """
import torch
w1 = torch.randn(3, 4)
for t in range(500):
    h = (x.mm(w1) + b1).tanh()
    y_pred = h.mm(w2) + b2
    grad_y_pred = y_pred - y
    grad_w2 = h.t().mm(grad_y_pred)
    grad_h = grad_y_pred.mm(w2.t())
    grad_a = grad_h.clone() * (1 - h ** 2)
    grad_w1 = x.t().mm(grad_a)
    w2 -= 1e-6 * grad_w2
    w1 -= 1e-6 * grad_w1
""",
    "a loop over samples": """
dW1, db1 = np.zeros_like(W1), np.zeros_like(b1)
dW2, db2 = np.zeros_like(W2), np.zeros_like(b2)
for n in range(X.shape[0]):
    a = X[n] @ W1 + b1
    h = np.tanh(a)
    z = h @ W2 + b2
    dz = z - Y[n]
    dW2 += np.outer(h, dz)
    db2 += dz
    da = W2 @ dz * (1 - h ** 2)
    dW1 += np.outer(X[n], da)
    db1 += da
""",
}  # fmt: skip


@pytest.mark.parametrize("code", STYLES.values(), ids=STYLES.keys())
def test_right_code_in_any_style_is_right(code: str) -> None:
    found = judge(code)
    assert not wrong(found)
    assert not any(one.verdict == "follows" for one in found.statements)
    right = {one.target for one in found.statements if one.verdict == "right"}
    assert {"dL/dW1", "dL/dW2"} <= right
    assert "dL/db1" in right or "torch" in code


SLIPS = (
    ("dZ = Z - Y", "dZ = Y - Z", {"sign"}),
    ("dA = dH * (1 - H ** 2)", "dA = dH", {"derivative-missing"}),
    ("dA = dH * (1 - H ** 2)", "dA = dH * (1 - A ** 2)", {"derivative-point"}),
    ("db2 = dZ.sum(axis=0)", "db2 = dZ", {"sum-missing"}),
    ("dW2 = H.T @ dZ", "dW2 = A.T @ dZ", {"swapped", "derivative-missing", "derivative-other"}),
    ("dW1 = X.T @ dA", "dW1 = X.T @ dH", {"derivative-missing"}),
    ("dW1 = X.T @ dA", "dW1 = (X.T @ dA).T", {"transpose", "order"}),
    ("dW1 = X.T @ dA", "dW1 = X.T @ dA / len(X)", {"mean-for-sum"}),
)


@pytest.mark.parametrize(("right", "slip", "codes"), SLIPS)
def test_a_slip_is_found_in_its_line_named_and_told_from_what_follows(right: str, slip: str, codes: set[str]) -> None:
    found = judge(RIGHT.replace(right, slip))
    (one,) = wrong(found)
    assert one.text == slip
    assert codes & {part.code for part in one.diagnosis}
    following = {each.name for each in found.statements if each.verdict == "follows"}
    expected = {"dZ": {"dW2", "db2", "dH", "dA", "dW1", "db1"}, "dA": {"dW1", "db1"}}
    assert following == expected.get(one.name, set())
    assert all(each.follows == one.line for each in found.statements if each.verdict == "follows")


def test_two_slips_are_two_wrong_lines_with_what_follows_from_each() -> None:
    code = RIGHT.replace("dZ = Z - Y", "dZ = 2 * (Z - Y)").replace("dA = dH * (1 - H ** 2)", "dA = dH * H")
    found = judge(code)
    assert [one.name for one in wrong(found)] == ["dZ", "dA"]
    lines = {one.name: one.follows for one in found.statements if one.verdict == "follows"}
    assert lines["dW2"] == wrong(found)[0].line
    assert lines["dW1"] == wrong(found)[1].line


OWN_NAME = """
A = X @ W1 + b1
H = np.tanh(A)
Z = H @ W2 + b2
dZ = Z - Y
dtotal = dZ @ W2.T
dA = dtotal * (1 - H ** 2)
db1 = np.sum(dtotal * (1 - H * H), axis=0)
"""


def test_a_wrong_gradient_under_a_name_of_its_own_is_found_by_those_that_are_made_from_it() -> None:
    assert not wrong(judge(OWN_NAME))
    found = judge(OWN_NAME.replace("dZ @ W2.T", "-dZ @ W2.T"))
    (one,) = wrong(found)
    assert (one.name, [part.code for part in one.diagnosis]) == ("dtotal", ["sign"])
    assert {each.name: each.follows for each in found.statements if each.verdict == "follows"} == {
        "dA": one.line,
        "db1": one.line,
    }


def test_gradients_that_are_each_wrong_do_not_make_what_they_share_wrong() -> None:
    slips = OWN_NAME.replace("dtotal * (1 - H ** 2)", "dtotal * H").replace("(1 - H * H), axis", "(1 + H * H), axis")
    assert [one.name for one in wrong(judge(slips))] == ["dA", "db1"]


def test_a_wrong_forward_value_comes_before_what_follows_from_it() -> None:
    found = judge(RIGHT.replace("H = np.tanh(A)", "H = np.tanh(A) * 2"))
    assert wrong(found)[0].name == "H"


def test_an_update_goes_against_the_gradient_at_any_rate() -> None:
    assert verdicts(judge(RIGHT + "W1 -= 0.1 * dW1\nlr = 3e-2\nW2 = W2 - lr * dW2"))["W1"] == "right"
    found = judge(RIGHT + "W1 += 0.1 * dW1")
    assert [(one.name, [part.code for part in one.diagnosis]) for one in wrong(found)] == [("W1", ["sign"])]


def test_what_is_added_to_a_right_gradient_for_another_loss_is_no_alarm() -> None:
    found = judge(RIGHT.replace("db2 =", "dW2 += reg * W2\ndb2 ="))
    assert not wrong(found)


def test_code_of_another_network_is_not_judged() -> None:
    found = judge("A = X * 2\nH = A + 1\nZ = H @ W1\ndZ = Z * 2\ndH = Z * 3\ndA = H\ndW1 = X.T @ A\ndb1 = A.sum(0)")
    assert not wrong(found)


RNN = """
hs, zs = {-1: np.zeros(len(W))}, {}
ys = {}
for t in range(len(X)):
    hs[t] = 1 / (1 + np.exp(-(U @ X[t] + W @ hs[t - 1])))
    e = np.exp(V @ hs[t])
    ys[t] = e / e.sum()
dU, dW, dV = np.zeros_like(U), np.zeros_like(W), np.zeros_like(V)
dhnext = np.zeros(len(W))
for t in reversed(range(len(X))):
    dz = ys[t] - y[t]
    dV += np.outer(dz, hs[t])
    dH = V.T @ dz + dhnext
    da = dH * hs[t] * (1 - hs[t])
    dU += np.outer(da, X[t])
    dW += np.outer(da, hs[t - 1])
    dhnext = W.T @ da
"""


def test_names_in_a_loop_over_time_are_held_against_the_truth_at_that_time() -> None:
    found = judge(RNN, "rnn-bptt")
    assert not wrong(found)
    right = {one.name for one in found.statements if one.verdict == "right"}
    assert {"hs[t]", "ys[t]", "dz", "dH", "da", "dU", "dW", "dV"} <= right


@pytest.mark.parametrize(
    ("right", "slip", "name", "code"),
    [
        ("dz = ys[t] - y[t]", "dz = y[t] - ys[t]", "dz", "sign"),
        ("hs[t] * (1 - hs[t])", "(1 - hs[t] ** 2)", "da", "derivative-other"),
        ("V.T @ dz + dhnext", "V.T @ dz", "dH", "path-only-last"),
        ("np.outer(da, hs[t - 1])", "np.outer(da, hs[t])", "dW", "time-shift"),
        ("dU += np.outer", "dU = np.outer", "dU", "sum-missing"),
    ],
)
def test_a_slip_in_a_loop_over_time_is_found_where_it_is(right: str, slip: str, name: str, code: str) -> None:
    (one,) = wrong(judge(RNN.replace(right, slip), "rnn-bptt"))
    assert one.name == name
    assert code in {part.code for part in one.diagnosis}


def test_a_slip_in_what_is_handed_on_is_said_to_be_there_too() -> None:
    (one,) = wrong(judge(RNN.replace("W.T @ da", "W @ da"), "rnn-bptt"))
    assert (one.name, one.reason) == ("dH", "or dhnext, which is not judged")


def test_a_page_of_vectors_as_columns_is_read_as_such() -> None:
    code = """
z1 = np.dot(W1, x)
y1 = 1 / (1 + np.exp(-z1))
z2 = np.dot(W2, y1)
y = np.exp(z2) / np.sum(np.exp(z2), axis=0)
dz2 = y - t
dW2 = np.dot(dz2, y1.T)
dz1 = np.dot(W2.T, dz2) * y1 * (1 - y1)
dW1 = np.dot(dz1, x.T)
"""
    found = judge(code, "softmax-net")
    assert set(verdicts(found).values()) == {"right"}
    (one,) = wrong(judge(code.replace("np.dot(W2.T, dz2) *", "np.dot(W2.T, y) *"), "softmax-net"))
    assert one.name == "dz1"


SOFTMAX = """
input X[n,i]
weights W1[i,h], b1[h], W2[h,c], b2[c]
target Y[n,c] one-hot c
sizes N=5, I=3, H=4, C=3
A = X W1 + b1
H = relu(A)
Z = H W2 + b2
P = softmax_c(Z)
L = -sum(Y*log(P))/N
"""


def judge_softmax(code: str) -> JudgedCode:
    return Judge(tutor.network(SOFTMAX).instance(seed=3), program([Cell(code.strip("\n"))])).explained()


LATER_MEAN = """
m = X.shape[1]
Z1 = np.dot(W1, X) + b1
A1 = np.maximum(0, Z1)
Z2 = np.dot(W2, A1) + b2
A2 = np.exp(Z2) / np.sum(np.exp(Z2), axis=0)
dZ2 = A2 - Y
dW2 = np.dot(dZ2, A1.T) / m
db2 = np.sum(dZ2, axis=1, keepdims=True) / m
dZ1 = np.dot(W2.T, dZ2) * (A1 > 0)
dW1 = np.dot(dZ1, X.T) / m
db1 = np.sum(dZ1, axis=1, keepdims=True) / m
"""


def test_a_mean_that_is_taken_with_the_weights_alone_is_right() -> None:
    assert set(verdicts(judge_softmax(LATER_MEAN)).values()) == {"definition", "right"}


def test_a_mean_that_is_forgotten_once_is_wrong_beside_one_that_is_taken_later() -> None:
    (one,) = wrong(judge_softmax(LATER_MEAN.replace("dW1 = np.dot(dZ1, X.T) / m", "dW1 = np.dot(dZ1, X.T)")))
    assert one.name == "dW1"
    found = judge_softmax(LATER_MEAN.replace(" / m", ""))
    assert [one.name for one in wrong(found)] == ["dZ2"]


def test_labels_are_handed_in_as_places_where_the_page_picks_by_them() -> None:
    code = """
h = np.maximum(0, X.dot(W1) + b1)
scores = h.dot(W2) + b2
e = np.exp(scores - scores.max(axis=1, keepdims=True))
probs = e / e.sum(axis=1, keepdims=True)
dscores = probs
dscores[range(len(X)), y] -= 1
dscores /= len(X)
dW2 = h.T.dot(dscores)
dh = dscores.dot(W2.T)
dh[h <= 0] = 0
dW1 = X.T.dot(dh)
"""
    found = judge_softmax(code)
    assert not wrong(found)
    right = {one.target for one in found.statements if one.verdict == "right"}
    assert {"dL/dZ", "dL/dW2", "dL/dA", "dL/dW1"} <= right
    (one,) = wrong(judge_softmax(code.replace("dh[h <= 0] = 0", "dh[h <= 0] = 1")))
    assert one.name == "dh[h <= 0]"


POOLING = """
input X[i]
weights K[r], b, V[o,w]
target t[o]
sizes R=3, S=2, W=3, U=2*W, I=U+R-1, O=2
C[u] = sum_r(K[r]*X[u+r-1]) + b
A = relu(C)
B[w,s] = A[2*w+s-2]
P[w] = max_s(B[w,s])
z[o] = sum_w(V[o,w]*P[w])
L = 1/2 sum((z - t)^2)
"""


@pytest.mark.parametrize(
    "slip", ["dB[:] = dP[:, None]", "dB[np.arange(len(B)), B.argmax(1)] = 1", "dB[:] = dP[:, None] / 2"]
)
def test_blocks_of_another_length_are_no_obstacle_to_a_diagnosis(slip: str) -> None:
    code = f"""
R = len(K)
C = np.array([X[u:u + R] @ K for u in range(len(X) - R + 1)]) + b
A = np.maximum(C, 0)
B = A.reshape(-1, 2)
P = B.max(axis=1)
dP = V.T @ (V @ P - t)
dB = np.zeros_like(B)
{slip}
dC = dB.reshape(-1) * (C > 0)
"""
    found = Judge(tutor.network(POOLING).instance(seed=1), program([Cell(code)])).explained()
    assert wrong(found)


def test_hostile_code_has_verdicts_as_well() -> None:
    found = judge("while True:\n    A = X @ W1 + b1\n    while True:\n        H = np.tanh(A)")
    assert not wrong(found)


BATCH_FIRST = """
import numpy as np

def rnn_forward(x, h0, Wx, Wh, b):
    N, T, D = x.shape
    h = np.zeros((N, T, h0.shape[1]))
    prev = h0
    for t in range(T):
        prev = np.tanh(x[:, t] @ Wx + prev @ Wh + b)
        h[:, t] = prev
    return h, (x, h0, h, Wx, Wh, b)

def rnn_backward(dh, cache):
    x, h0, h, Wx, Wh, b = cache
    N, T, H = dh.shape
    dx, dWx, dWh, db = np.zeros_like(x), np.zeros_like(Wx), np.zeros_like(Wh), np.zeros_like(b)
    dprev = np.zeros((N, H))
    for t in reversed(range(T)):
        da = (dh[:, t] + dprev) * (1 - h[:, t] ** 2)
        before = h0 if t == 0 else h[:, t - 1]
        dx[:, t] = da @ Wx.T
        dWx += x[:, t].T @ da
        dWh += before.T @ da
        db += da.sum(axis=0)
        dprev = da @ Wh.T
    return dx, dprev, dWx, dWh, db
"""

TIME_FIRST = tutor.network("""
input x[t,n,d], h0[n,s]
weights Wx[d,s], Wh[k=s,s], b[s]
upstream dh for h
a = x[t] Wx + h[t-1] Wh + b
h = tanh(a)
h[0] = h0
""")


@pytest.mark.parametrize(("slip", "wrong"), [("before.T @ da", []), ("h[:, t].T @ da", ["dWh"])])
def test_code_with_samples_before_time_is_judged_by_a_network_with_time_first(slip: str, wrong: list[str]) -> None:
    marked = tutor.mark_page(BATCH_FIRST.replace("before.T @ da", slip), [TIME_FIRST], name="rnn.py")
    verdicts = {one.left: one.verdict for one in marked.statements}
    assert {"da", "dx[:, t]", "dWx", "db"} <= {name for name, verdict in verdicts.items() if verdict == "right"}
    assert [one.left for one in marked.statements if one.verdict == "wrong"] == wrong
