"""Attention, and layers that normalise."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.problems.network.written import Written, softmax


def _attention(g: Any) -> Any:
    q, k, v = g.X @ g.Wq, g.X @ g.Wk, g.X @ g.Wv
    return ((softmax(q @ k.T / np.sqrt(q.shape[1])) @ v - g.Y) ** 2).sum() / 2


def _batched_attention(g: Any) -> Any:
    q, k, v = g.X @ g.Wq, g.X @ g.Wk, g.X @ g.Wv
    a = softmax(q @ np.swapaxes(k, 1, 2) / np.sqrt(q.shape[-1]))
    return (g.dO * (a @ v)).sum()


def _masked_attention(g: Any) -> Any:
    a = softmax(g.Q @ g.K.T / np.sqrt(g.Q.shape[1]) - 5 * (1 - g.M))
    return (g.dO * (a @ g.V)).sum()


def _layer_norm(g: Any) -> Any:
    mu = g.x.mean(-1, keepdims=True)
    v = ((g.x - mu) ** 2).mean(-1, keepdims=True)
    return (g.dy * (g.gamma * (g.x - mu) / np.sqrt(v + 1e-5) + g.beta)).sum()


def _batch_norm(g: Any) -> Any:
    mu = g.x.mean(0)
    v = ((g.x - mu) ** 2).mean(0)
    return (g.dy * (g.gamma * (g.x - mu) / np.sqrt(v + 1e-5) + g.beta)).sum()


def _rms(g: Any) -> Any:
    r = np.sqrt((g.x**2).mean() + 1e-6)
    return ((g.x / r * g.gain - g.y) ** 2).sum()


def _two_heads(g: Any) -> Any:
    q, k, v = (np.einsum("td,dmk->tmk", g.X, w) for w in (g.Wq, g.Wk, g.Wv))
    s = np.einsum("tmk,smk->mts", q, k) / np.sqrt(q.shape[-1])
    o = np.einsum("mts,smk->tmk", softmax(s), v)
    return (np.einsum("tmk,mkd->td", o, g.Wo) ** 2).sum()


def _causal(g: Any) -> Any:
    q, k = g.X @ g.Wq, g.X @ g.Wk
    later = np.triu(np.ones((len(q), len(q))), 1)
    return ((softmax(q @ k.T / np.sqrt(q.shape[1]) - 50 * later) @ g.X) ** 2).sum()


NETWORKS: dict[str, Written] = {
    "attention": Written(
        """
        input X[t,d]
        weights Wq[d,a], Wk[d,a], Wv[d,v]
        target Y[t,v]
        Q = X Wq
        K = X Wk
        V = X Wv
        S = Q K^T / sqrt(A)
        P = softmax(S)
        O = P V
        L = 1/2 sum((O - Y)^2)
        """,
        _attention,
    ),
    "batched-attention": Written(
        """
        input X[b,t,d]
        weights Wq[d,k], Wk[d,k], Wv[d,v]
        each b
        Q = X Wq
        M = X Wk
        V = X Wv
        A = softmax(Q M^T / sqrt(K))
        O = A V
        upstream dO for O
        """,
        _batched_attention,
    ),
    "masked-attention": Written(
        """
        input Q[t,d], K[s,d], V[s,e]
        constant M[t,s] mask
        S = Q K^T / sqrt(D) - 5*(1 - M)
        A = softmax(S)
        O = A V
        upstream dO for O
        ask dL/dQ, dL/dK, dL/dV
        """,
        _masked_attention,
    ),
    "causal-attention": Written(
        """
        input X[t,d]
        weights Wq[d,k], Wk[d,k]
        Q = X Wq
        M = X Wk
        S[t,s=t] = Q M^T / sqrt(K)
        Z[t,s] = S - 50*1[s>t]
        A = softmax(Z)
        L = sum((A X)^2)
        """,
        lambda g: _causal(g),
    ),
    "two-heads": Written(
        """
        input X[t,d]
        weights Wq[d,m,k], Wk[d,m,k], Wv[d,m,k], Wo[m,k,d]
        Q[t,m,k] = sum_d(X[t,d]*Wq[d,m,k])
        E[t,m,k] = sum_d(X[t,d]*Wk[d,m,k])
        V[t,m,k] = sum_d(X[t,d]*Wv[d,m,k])
        S[m,t,s=t] = sum_k(Q[t,m,k]*E[s,m,k])/sqrt(K)
        A = softmax(S)
        O[t,m,k] = sum_s(A[m,t,s]*V[s,m,k])
        Y[t,d] = sum_{m,k}(O[t,m,k]*Wo[m,k,d])
        L = sum(Y^2)
        """,
        _two_heads,
    ),
    "layer-norm": Written(
        r"""
        input x[n,d]
        weights gamma[d], beta[d]
        \mu = 1/D sum_d(x[n,d])
        c[n,d] = x - \mu
        v[n] = 1/D sum_d(c^2)
        y[n,d] = \gamma[d]*c/sqrt(v + 1e-5) + \beta[d]
        upstream dy for y
        """,
        _layer_norm,
    ),
    "batch-norm": Written(
        """
        input x[n,d]
        weights gamma[d], beta[d]
        mu[d] = mean_n(x)
        v[d] = mean_n((x - mu)^2)
        xhat = (x - mu)/sqrt(v + 1e-5)
        y = gamma*xhat + beta
        upstream dy for y
        """,
        _batch_norm,
    ),
    "rms-norm": Written(
        """
        input x[d]
        weights gain[d]
        target y[d]
        r = sqrt(mean(x^2) + 1e-6)
        u = x/r*gain
        L = sum((u - y)^2)
        """,
        _rms,
    ),
}
