"""Pages of functions and classes that nothing on them calls: each way back is held against its forward pass."""

from __future__ import annotations

import pytest

from tutor.submission.code.assignments.judged_code import JudgedCode
from tutor.submission.code.own_pass.judge import judged_by_itself
from tutor.submission.code.syntax.program import Cell, program

TWO_FAMILIES = """
import numpy as np

def scale_forward(x, gain, shift):
    mid = np.mean(x, axis=0)
    out = gain * (x - mid) + shift
    kept = (x, mid, gain)
    return out, kept, mid

def scale_backward(dout, cache):
    x, mid, gain = cache
    dgain = np.sum(dout * (x - mid), axis=0)
    dshift = np.sum(dout, axis=0)
    dx = gain * (dout - np.mean(dout, axis=0))
    return dx, dgain, dshift

def mix_forward(x, M, b):
    a = x @ M + b
    out = np.tanh(a)
    return out, (x, M, out)

def mix_backward(dout, cache):
    x, M, out = cache
    da = dout * (1 - out ** 2)
    dM = x.T @ da
    db = np.sum(da, axis=0)
    dx = da @ M.T
    return dx, dM, db

x = np.random.randn(3, 4)
out, kept, mid = scale_forward(x, np.ones(4), np.zeros(4))
dx, dgain, dshift = scale_backward(np.ones((3, 4)), kept)
print("a test of one of them", dx.shape)
"""
CELL = """
from helpers import *

def cell_forward(xt, s_prev, parameters):
    Wk, bk = parameters["Wk"], parameters["bk"]
    Wn, bn = parameters["Wn"], parameters["bn"]
    n_s, m = s_prev.shape
    joined = np.zeros((n_s + xt.shape[0], m))
    joined[:n_s, :] = s_prev
    joined[n_s:, :] = xt
    kt = sigmoid(np.dot(Wk, joined) + bk)
    nt = np.tanh(np.dot(Wn, joined) + bn)
    s_next = kt * s_prev + (1 - kt) * nt
    cache = (s_prev, xt, kt, nt, joined, parameters)
    return s_next, cache

def cell_backward(ds_next, cache):
    s_prev, xt, kt, nt, joined, parameters = cache
    n_s, m = s_prev.shape
    dkt = ds_next * (s_prev - nt) * kt * (1 - kt)
    dnt = ds_next * (1 - kt) * (1 - nt ** 2)
    dWk = np.dot(dkt, joined.T)
    dWn = np.dot(dnt, joined.T)
    dbk = np.sum(dkt, axis=1, keepdims=True)
    dbn = np.sum(dnt, axis=1, keepdims=True)
    back = np.dot(parameters["Wk"].T, dkt) + np.dot(parameters["Wn"].T, dnt)
    ds_prev = ds_next * kt + back[:n_s]
    dxt = back[n_s:]
    return {"ds_prev": ds_prev, "dxt": dxt, "dWk": dWk, "dWn": dWn, "dbk": dbk, "dbn": dbn}
"""
PICTURES = """
def conv_forward(x, w, b, param):
    stride, pad = param["stride"], param["pad"]
    N, C, H, W = x.shape
    F, _, K, L = w.shape
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    rows, columns = 1 + (H + 2 * pad - K) / stride, 1 + (W + 2 * pad - L) / stride
    out = np.zeros((N, F, rows, columns))
    for n in xrange(N):
        for f in xrange(F):
            for r in xrange(rows):
                for c in xrange(columns):
                    part = wide[n, :, r * stride:r * stride + K, c * stride:c * stride + L]
                    out[n, f, r, c] = np.sum(part * w[f]) + b[f]
    print "made", out.shape
    return out, (x, w, b, param)

def conv_backward(dout, cache):
    x, w, b, param = cache
    stride, pad = param["stride"], param["pad"]
    N, C, H, W = x.shape
    F, _, K, L = w.shape
    _, _, rows, columns = dout.shape
    wide = np.pad(x, ((0, 0), (0, 0), (pad, pad), (pad, pad)), mode="constant")
    dwide, dw, db = np.zeros_like(wide), np.zeros_like(w), np.zeros_like(b)
    for n in xrange(N):
        for f in xrange(F):
            for r in xrange(rows):
                for c in xrange(columns):
                    part = wide[n, :, r * stride:r * stride + K, c * stride:c * stride + L]
                    db[f] += dout[n, f, r, c]
                    dw[f] += part * dout[n, f, r, c]
                    dwide[n, :, r * stride:r * stride + K, c * stride:c * stride + L] += w[f] * dout[n, f, r, c]
    dx = dwide[:, :, pad:pad + H, pad:pad + W]
    return dx, dw, db
"""
LAYERS = """
from shared import softmax, cross_entropy_error

class Gate:
    def __init__(self):
        self.out = None

    def forward(self, x):
        self.out = 1 / (1 + np.exp(-x))
        return self.out

    def backward(self, dout):
        dx = dout * self.out * (1 - self.out)
        return dx

class Dense:
    def __init__(self, W, b):
        self.W, self.b = W, b
        self.dW = None

    def forward(self, x):
        self.x = x
        return np.dot(x, self.W) + self.b

    def backward(self, dout):
        self.dW = np.dot(self.x.T, dout)
        self.db = np.sum(dout, axis=0)
        dx = np.dot(dout, self.W.T)
        return dx

class Last:
    def forward(self, x, t):
        self.t, self.y = t, softmax(x)
        self.loss = cross_entropy_error(self.y, t)
        return self.loss

    def backward(self, dout=1):
        dx = (self.y - self.t) / self.t.shape[0]
        return dx
"""
FOR_TORCH = """
import torch

class Bend(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x, weight, bias):
        a = x @ weight.t() + bias
        ctx.save_for_backward(x, weight, a)
        return torch.tanh(a)

    @staticmethod
    def backward(ctx, grad_output):
        x, weight, a = ctx.saved_tensors
        grad_a = grad_output * (1 - torch.tanh(a) ** 2)
        grad_x = grad_a @ weight
        grad_weight = grad_a.t() @ x
        grad_bias = grad_a.sum(0)
        return grad_x, grad_weight, grad_bias
"""

FIELDS = """
import numpy as np

class Mixed:
    def __init__(self, inputs, neurons):
        self.weights = 0.01 * np.random.randn(inputs, neurons)
        self.biases = np.zeros((1, neurons))

    def forward(self, inputs):
        self.output = np.dot(inputs, self.weights) + self.biases
        self.inputs = inputs

    def backward(self, dvalues):
        self.dweights = np.dot(self.inputs.T, dvalues)
        self.dbiases = np.sum(dvalues, axis=0, keepdims=True)
        self.dinputs = np.dot(dvalues, self.weights.T)
"""


def judge(code: str) -> JudgedCode:
    found = judged_by_itself(program([Cell(code)]))
    assert found is not None
    return found


def by_verdict(code: str, verdict: str) -> list[str]:
    """The names of the gradients with a verdict, in the order of the page."""
    found = [one for one in judge(code).statements if one.verdict == verdict]
    return [one.name for one in sorted(found, key=lambda one: one.line)]


@pytest.mark.parametrize(
    ("page", "right"),
    [
        (TWO_FAMILIES, {"dgain", "dshift", "dx", "da", "dM", "db"}),
        (CELL, {"dkt", "dnt", "dWk", "dWn", "dbk", "dbn", "ds_prev", "dxt"}),
        (PICTURES, {"db[f]", "dw[f]", "dx"}),
        (LAYERS, {"dx", "self.dW", "self.db"}),
        (FIELDS, {"self.dweights", "self.dbiases", "self.dinputs"}),
        (FOR_TORCH, {"grad_a", "grad_x", "grad_weight", "grad_bias"}),
    ],
)
def test_all_gradients_of_functions_that_a_page_does_not_train_with_are_right(page: str, right: set[str]) -> None:
    assert by_verdict(page, "wrong") == []
    assert set(by_verdict(page, "right")) >= right


@pytest.mark.parametrize(
    ("page", "line", "other", "name"),
    [
        (TWO_FAMILIES, "dgain = np.sum(dout * (x - mid), axis=0)", "dgain = np.sum(dout * x, axis=0)", "dgain"),
        (CELL, "(s_prev - nt) * kt * (1 - kt)", "(s_prev - nt) * (1 - kt)", "dkt"),
        (PICTURES, "db[f] += dout", "db[f] = dout", "db[f]"),
        (LAYERS, "dout * self.out * (1 - self.out)", "dout * (1 - self.out)", "dx"),
        (FOR_TORCH, "grad_a @ weight", "grad_output @ weight", "grad_x"),
    ],
)
def test_a_mistake_in_one_of_several_functions_is_found(page: str, line: str, other: str, name: str) -> None:
    assert line in page
    assert name in by_verdict(page.replace(line, other), "wrong")
