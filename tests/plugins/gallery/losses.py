"""The networks of the gallery in plain NumPy, for autograd: written anew from what the field knows, not from the files.

Each takes the given arrays by name and returns the loss. Where the gradient comes from outside it is that of a sum.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import autograd.numpy as np

Given = SimpleNamespace


def softmax(z: Any) -> Any:
    """The softmax along the last axis."""
    e = np.exp(z - np.max(z, axis=-1, keepdims=True))
    return e / np.sum(e, axis=-1, keepdims=True)


def sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def normalised(x: Any, axis: int, eps: Any) -> Any:
    """Zero mean and unit variance along an axis."""
    centred = x - np.mean(x, axis=axis, keepdims=True)
    return centred / np.sqrt(np.mean(centred**2, axis=axis, keepdims=True) + eps)


def at(label: Any) -> Any:
    """Places that labels say, counted from 0."""
    return np.asarray(label).astype(int) - 1


def logistic_regression(g: Given) -> Any:
    z = g.X @ g.w + g.b
    return np.mean(np.log(1 + np.exp(z)) - g.y * z)


def ridge_regression(g: Given) -> Any:
    return np.mean((g.X @ g.w - g.y) ** 2) / 2 + g.lam / 2 * g.w @ g.w


def relu_classifier(g: Given) -> Any:
    z = np.maximum(g.X @ g.W1 + g.b1, 0) @ g.W2 + g.b2
    return -np.mean(np.sum(g.Y * np.log(softmax(z)), axis=1))


def label_smoothing(g: Given) -> Any:
    q = (1 - g.eps) * g.y + g.eps / len(g.y)
    return -np.sum(q * np.log(softmax(g.z / g.tau)))


def dropout(g: Given) -> Any:
    return np.sum((g.W2 @ (g.m * np.tanh(g.W1 @ g.x) / (1 - g.p)) - g.t) ** 2) / 2


def residual_block(g: Given) -> Any:
    return g.dy @ (g.x + g.W2 @ np.maximum(g.W1 @ g.x + g.b1, 0) + g.b2)


def layer_norm(g: Given) -> Any:
    return np.sum(g.dY * (g.gamma * normalised(g.X, 1, g.eps) + g.beta))


def batch_norm(g: Given) -> Any:
    return np.sum(g.dY * (g.gamma * normalised(g.X, 0, g.eps) + g.beta))


def strided_convolution(g: Given) -> Any:
    """Windows at every second place of a sequence with zeros around it, the first of them at the zero before it."""
    _, channels, width = g.W.shape
    zeros = np.zeros((channels, width))
    padded = np.concatenate([zeros[:, :1], g.X, zeros], axis=1)
    total = np.sum(g.dY * g.b[:, None])
    for u, arriving in enumerate(g.dY.T):
        window = padded[:, 2 * u : 2 * u + width]
        total = total + arriving @ np.sum(g.W * window, axis=(1, 2))
    return total


def embedding(g: Given) -> Any:
    p = softmax(g.E[at(g.w)] @ g.W)
    return -np.mean(np.sum(g.Y * np.log(p), axis=1))


def rmsnorm_swiglu(g: Given) -> Any:
    n = g.g * g.x / np.sqrt(np.mean(g.x**2) + g.eps)
    a = g.W_1 @ n
    return g.dy @ (g.x + g.W_2 @ (a * sigma(a) * (g.W_3 @ n)))


def lora(g: Given) -> Any:
    return np.sum(((g.W + g.alpha * g.B @ g.A) @ g.x - g.t) ** 2) / 2


def gru_cell(g: Given) -> Any:
    z = sigma(g.W_z @ g.x + g.U_z @ g.h_prev + g.b_z)
    r = sigma(g.W_r @ g.x + g.U_r @ g.h_prev + g.b_r)
    c = np.tanh(g.W_c @ g.x + g.U_c @ (r * g.h_prev) + g.b_c)
    return np.sum(((1 - z) * g.h_prev + z * c - g.y) ** 2) / 2


def gru_through_time(g: Given) -> Any:
    h, total = g.h0, 0.0
    for x, y in zip(g.x, g.y, strict=True):
        z = sigma(g.W_z @ x + g.U_z @ h)
        r = sigma(g.W_r @ x + g.U_r @ h)
        h = (1 - z) * h + z * np.tanh(g.W_c @ x + g.U_c @ (r * h))
        total = total + np.sum((h - y) ** 2) / 2
    return total


def causal_attention(g: Given) -> Any:
    """Row by row: each query sees the keys up to its own."""
    total = 0.0
    for i, query in enumerate(g.Q):
        weights = softmax(g.K[: i + 1] @ query / np.sqrt(len(query)))
        total = total + g.dO[i] @ (weights @ g.V[: i + 1])
    return total


def multi_head_attention(g: Given) -> Any:
    out = 0.0
    for query, key, value, back in zip(g.W_Q, g.W_K, g.W_V, g.W_O, strict=True):
        scores = (g.X @ query) @ (g.X @ key).T / np.sqrt(query.shape[1])
        out = out + softmax(scores) @ (g.X @ value) @ back
    return np.sum(g.dY * out)


def transformer_block(g: Given) -> Any:
    u = g.g_1 * normalised(g.X, 1, g.eps)
    scores = (u @ g.W_Q) @ (u @ g.W_K).T / np.sqrt(g.W_Q.shape[1])
    r = g.X + softmax(scores) @ (u @ g.W_V) @ g.W_O
    f = np.maximum(g.g_2 * normalised(r, 1, g.eps) @ g.W_1 + g.b_1, 0)
    return np.sum(g.dY * (r + f @ g.W_2 + g.b_2))


def word2vec(g: Given) -> Any:
    seen, others = g.U[at(g.o)] @ g.h, g.U[at(g.n)] @ g.h
    return np.log(1 + np.exp(-seen)) + np.sum(np.log(1 + np.exp(others)))


def matrix_factorisation(g: Given) -> Any:
    known = np.sum(g.M * (g.U @ g.V.T - g.R) ** 2)
    return (known + g.lam * (np.sum(g.U**2) + np.sum(g.V**2))) / 2


def variational_autoencoder(g: Given) -> Any:
    mu, s = g.W_m @ g.x, g.W_s @ g.x
    likelihood = np.sum((g.x - g.V @ (mu + np.exp(s / 2) * g.eps)) ** 2)
    return (likelihood + np.sum(mu**2 + np.exp(s) - s - 1)) / 2


def contrastive_loss(g: Given) -> Any:
    return -np.mean(np.log(np.diag(softmax(g.A @ g.B.T / g.tau))))


def max_pooling(g: Given) -> Any:
    _, _, rows, columns = g.windows
    total = 0.0
    for u, row in enumerate(g.dY):
        for v, arriving in enumerate(row):
            total = total + arriving * np.max(g.X[2 * u : 2 * u + rows, 2 * v : 2 * v + columns])
    return total


LOSSES: dict[str, Callable[[Given], Any]] = {
    function.__name__.replace("_", "-"): function
    for function in (
        logistic_regression,
        ridge_regression,
        relu_classifier,
        label_smoothing,
        dropout,
        residual_block,
        layer_norm,
        batch_norm,
        strided_convolution,
        embedding,
        rmsnorm_swiglu,
        lora,
        gru_cell,
        gru_through_time,
        causal_attention,
        multi_head_attention,
        transformer_block,
        word2vec,
        matrix_factorisation,
        variational_autoencoder,
        contrastive_loss,
        max_pooling,
    )
}
