"""Everything else that people write, and uses of single statements."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.problems.network.written import Written, sigma


def _word2vec(g: Any) -> Any:
    return -np.log(sigma(g.u @ g.v)) - np.log(sigma(-(g.U @ g.v))).sum()


def _kmeans(g: Any) -> Any:
    d = ((g.x[:, None] - g.mu[None]) ** 2).sum(-1)
    return (g.r * d).sum()


def _matrix_factors(g: Any) -> Any:
    return (g.M * (g.R - g.U @ g.V.T) ** 2).sum() / 2 + g.lam / 2 * ((g.U**2).sum() + (g.V**2).sum())


NETWORKS: dict[str, Written] = {
    "word2vec": Written(
        """
        title Skip-gram with negative sampling
        weights v[d], u[d], U[k,d]
        pos = sigma(u^T v)
        neg = sigma(-(U v))
        J = -log(pos) - sum(log(neg))
        """,
        _word2vec,
    ),
    "lookup": Written(
        """
        title Embeddings looked up by their numbers
        weights E[v,d], W[d,k]
        label w[n] of v
        target Y[n,k]
        e[n,d] = E[w[n],d]
        L = sum((e W - Y)^2)
        """,
        lambda g: ((g.E[g.w.real.astype(int) - 1] @ g.W - g.Y) ** 2).sum(),
    ),
    "k-means": Written(
        """
        input x[n,d]
        constant r[n,k] one-hot k
        weights mu[k,d]
        D[n,k] = sum_d((x[n,d] - mu[k,d])^2)
        J = sum(r*D)
        """,
        _kmeans,
    ),
    "matrix-factors": Written(
        """
        input R[i,j]
        constant M[i,j] mask, lam in 0.1..0.5
        weights U[i,k], V[j,k]
        L = 1/2 sum(M*(R - U V^T)^2) + lam/2*(sum(U^2) + sum(V^2))
        """,
        _matrix_factors,
    ),
    "spread": Written(
        """
        input X[n,m]
        weights b[m]
        B[n,m] = b[m]
        L = sum((X - B)^2)
        """,
        lambda g: ((g.X - g.b) ** 2).sum(),
    ),
    "fixed-entries": Written(
        """
        input V[i,o]
        weights v[i]
        sizes O=3
        d = v[1]*V[:,2]
        L = sum(d^2) + v[2]^2
        """,
        lambda g: ((g.v[0] * g.V[:, 1]) ** 2).sum() + g.v[1] ** 2,
    ),
    "row": Written(
        """
        row x[d]
        weights W[d,h]
        y = x W
        L = sum(y^2)
        """,
        lambda g: ((g.x @ g.W) ** 2).sum(),
    ),
    "textbook-numbers": Written(
        """
        title The example with two inputs that every blog has
        input x[i]
        weights W1[h,i], W2[o,h], b1, b2
        target t[o]
        value x = [0.05, 0.1]
        value W1 = [[0.15, 0.2], [0.25, 0.3]]
        value W2 = [[0.4, 0.45], [0.5, 0.55]]
        value b1 = 0.35
        value b2 = .6
        value t = [0.01, 0.99]
        h = sigma(W1 x + b1)
        y = sigma(W2 h + b2)
        E = 1/2 sum((t - y)^2)
        """,
        lambda g: ((g.t - sigma(g.W2 @ sigma(g.W1 @ g.x + g.b1) + g.b2)) ** 2).sum() / 2,
    ),
    "same-letter": Written(
        """
        title The loss l and the axis l
        input h[l,h]
        weights w[h]
        target t[l]
        y = h w
        l = sum((y - t)^2)
        """,
        lambda g: ((g.h @ g.w - g.t) ** 2).sum(),
    ),
    "size-e": Written(
        """
        input x[e]
        weights W[h,e]
        y = W x/E
        L = sum(y^2)
        """,
        lambda g: ((g.W @ g.x / len(g.x)) ** 2).sum(),
    ),
    "two-losses": Written(
        """
        input X[n,d]
        weights W[d,k], v[d]
        target Y[n,k], s[n]
        A = X W
        b = X v
        L1 = sum((A - Y)^2)
        L2 = sum((b - s)^2)
        L = L1 + 0.5*L2
        """,
        lambda g: ((g.X @ g.W - g.Y) ** 2).sum() + 0.5 * ((g.X @ g.v - g.s) ** 2).sum(),
    ),
}
