"""Convolutions, pooling and other uses of neighbours."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.problems.network.written import Written, relu


def _conv(g: Any) -> Any:
    rows, columns = g.K.shape
    out = np.array(
        [
            [(g.X[a : a + rows, b : b + columns] * g.K).sum() for b in range(g.X.shape[1] - columns + 1)]
            for a in range(g.X.shape[0] - rows + 1)
        ]
    )
    return (relu(out + g.b) ** 2).sum()


def _strided(g: Any) -> Any:
    size = (len(g.x) - len(g.w)) // 2 + 1
    y = np.array([(g.w * g.x[2 * u : 2 * u + len(g.w)]).sum() + g.b for u in range(size)])
    return (y**2).sum() / 2


def _channels(g: Any) -> Any:
    o, _, r = g.K.shape
    y = [[(g.K[k] * g.x[:, u : u + r]).sum() for u in range(g.x.shape[1] - r + 1)] for k in range(o)]
    return (np.tanh(np.array(y)) ** 2).sum()


NETWORKS: dict[str, Written] = {
    "convolution": Written(
        """
        input X[i,j]
        weights K[r,c], b
        sizes I=5, J=6, R=2, C=3
        Y = corr(X, K) + b
        A = relu(Y)
        L = sum(A^2)
        """,
        _conv,
    ),
    "strided-convolution": Written(
        """
        input x[i]
        weights w[r], b
        y[u] = sum_r(w[r]*x[2u+r-2]) + b
        L = 1/2 sum(y^2)
        """,
        _strided,
    ),
    "channels": Written(
        """
        input x[c,i]
        weights K[o,c,r]
        y[o,u] = sum_{c,r}(K[o,c,r]*x[c,u+r-1])
        a = tanh(y)
        L = sum(a^2)
        """,
        _channels,
    ),
    "max-pooling": Written(
        """
        input x[c,i]
        m = max_i(x)
        L = sum(m^2)
        """,
        lambda g: (np.take_along_axis(g.x, g.x.real.argmax(1)[:, None], 1) ** 2).sum(),
    ),
}
