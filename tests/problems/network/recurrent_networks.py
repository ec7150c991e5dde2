"""Networks with a state that goes on in time."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.problems.network.written import Written, sigma, softmax


def _rnn(g: Any) -> Any:
    h, loss = g.h0, 0
    for x, y in zip(g.X, g.Y, strict=True):
        h = np.tanh(g.W @ x + g.U @ h + g.b)
        loss = loss + ((g.V @ h + g.c - y) ** 2).sum() / 2
    return loss


def _batch_rnn(g: Any) -> Any:
    h, loss = np.zeros((g.X.shape[0], g.Wh.shape[0])), 0
    for t in range(g.X.shape[1]):
        h = np.tanh(g.X[:, t] @ g.Wx + h @ g.Wh + g.b)
        p = softmax(h @ g.V + g.c)
        loss = loss - (g.Y[:, t] * np.log(p)).sum()
    return loss / g.X.shape[0]


def _gru(g: Any) -> Any:
    h, loss = np.zeros(g.bz.shape), 0
    for x, y in zip(g.X, g.Y, strict=True):
        z = sigma(g.Wz @ x + g.Uz @ h + g.bz)
        r = sigma(g.Wr @ x + g.Ur @ h + g.br)
        c = np.tanh(g.W @ x + g.U @ (r * h) + g.b)
        h = (1 - z) * h + z * c
        loss = loss + ((h - y) ** 2).sum()
    return loss


def _lstm(g: Any) -> Any:
    h, c, loss = g.h0, g.c0, 0
    for x, y in zip(g.X, g.Y, strict=True):
        i = sigma(g.Wi @ x + g.Ui @ h + g.bi)
        f = sigma(g.Wf @ x + g.Uf @ h + g.bf)
        o = sigma(g.Wo @ x + g.Uo @ h + g.bo)
        q = np.tanh(g.Wg @ x + g.Ug @ h + g.bg)
        c = f * c + i * q
        h = o * np.tanh(c)
        loss = loss + ((h - y) ** 2).sum()
    return loss


def _gru_cell(g: Any) -> Any:
    z = sigma(g.Wz @ g.x + g.Uz @ g.h_prev)
    r = sigma(g.Wr @ g.x + g.Ur @ g.h_prev)
    hhat = np.tanh(g.W @ g.x + g.U @ (r * g.h_prev))
    return (g.dh * ((1 - z) * g.h_prev + z * hhat)).sum()


def _backwards(g: Any) -> Any:
    s, loss = 0, 0
    for x, y in zip(g.x[::-1], g.y[::-1], strict=True):
        s = np.tanh(g.w * x + g.u * s)
        loss = loss + (s - y) ** 2
    return loss


def _pasted_rnn(g: Any) -> Any:
    h, loss = np.zeros(g.b_h.shape), 0
    for x, y in zip(g.x, g.y, strict=True):
        h = np.tanh(g.W_xh @ x + g.W_hh @ h + g.b_h)
        loss = loss - (y * np.log(softmax(g.W_hy @ h + g.b_y))).sum()
    return loss


def _ode(g: Any) -> Any:
    h, loss = g.h0, 0
    for x in g.x:
        h = 0.9 * h + 0.1 * np.tanh(g.W @ h + g.B @ x)
        loss = loss + (h**2).sum()
    return loss


def _linear(u: Any, a: Any, b: Any) -> Any:
    x, loss = 0, 0
    for one in u:
        x = a * x + b * one
        loss = loss + x**2 / 2
    return loss


NETWORKS: dict[str, Written] = {
    "rnn": Written(
        """
        input X[t,d], h0[h]
        weights W[h,d], U[h,k=h], b[h], V[o,h], c[o]
        target Y[t,o]
        a = W X[t] + U h[t-1] + b      # h is known only through a
        h = tanh(a)
        h[0] = h0
        y = V h + c
        L = 1/2 sum((y - Y)^2)
        """,
        _rnn,
    ),
    "batch-rnn": Written(
        """
        title RNN over a batch, samples in rows
        input X[n,t,d]
        weights Wx[d,h], Wh[k=h,h], b[h], V[h,c], c[c]
        target Y[n,t,c] one-hot c
        H[t] = tanh(X[t] Wx + H[t-1] Wh + b)
        P = softmax(H V + c)
        L = -1/N sum(Y*log(P))
        """,
        _batch_rnn,
    ),
    "gru": Written(
        """
        input X[t,d]
        weights Wz[h,d], Uz[h,k=h], bz[h], Wr[h,d], Ur[h,k=h], br[h], W[h,d], U[h,k=h], b[h]
        target Y[t,h]
        z = sigma(Wz X[t] + Uz h[t-1] + bz)
        r = sigma(Wr X[t] + Ur h[t-1] + br)
        c = tanh(W X[t] + U (r*h[t-1]) + b)
        h = (1 - z)*h[t-1] + z*c
        J = sum((h - Y)^2)
        """,
        _gru,
    ),
    "lstm": Written(
        """
        input X[t,d], h0[h], c0[h]
        weights Wi[h,d], Ui[h,k=h], bi[h], Wf[h,d], Uf[h,k=h], bf[h]
        weights Wo[h,d], Uo[h,k=h], bo[h], Wg[h,d], Ug[h,k=h], bg[h]
        target Y[t,h]
        i[t,h] = sigma(Wi X[t] + Ui h[t-1] + bi)
        f[t,h] = sigma(Wf X[t] + Uf h[t-1] + bf)
        o[t,h] = sigma(Wo X[t] + Uo h[t-1] + bo)
        g[t,h] = tanh(Wg X[t] + Ug h[t-1] + bg)
        c = f*c[t-1] + i*g
        h = o*tanh(c)
        h[0] = h0
        c[0] = c0
        L = sum((h - Y)^2)
        """,
        _lstm,
    ),
    "gru-cell": Written(
        """
        input x[d], h_prev[h]
        weights Wz[h,d], Uz[h,k=h], Wr[h,d], Ur[h,k=h], W[h,d], U[h,k=h]
        z = sigma(Wz x + Uz h_prev)
        r = sigma(Wr x + Ur h_prev)
        hhat = tanh(W x + U (r*h_prev))
        h = (1 - z)*h_prev + z*hhat
        upstream dh for h
        """,
        _gru_cell,
    ),
    "backwards": Written(
        """
        input x[t]
        target y[t]
        weights w, u
        s[t] = tanh(w*x[t] + u*s[t+1])
        L = sum((s - y)^2)
        """,
        _backwards,
    ),
    "pasted-rnn": Written(
        r"""
        input x[t,d]
        weights W_{xh}[h,d], W_{hh}[h,k=h], b_h[h], W_{hy}[c,h], b_y[c]
        target y[t,c] one-hot c
        \mathbf{h}_t = \tanh(W_{xh} \mathbf{x}_t + W_{hh} \mathbf{h}_{t-1} + b_h)
        \hat{y}_t = \mathrm{softmax}(W_{hy} h_t + b_y)
        \mathcal{L} = -\sum_t \sum_c y_{t,c} \log \hat{y}_{t,c}
        """,
        _pasted_rnn,
    ),
    "leaky-integrator": Written(
        """
        input x[t,d], h0[h]
        weights W[h,k=h], B[h,d]
        h[t] = 0.9*h[t-1] + 0.1*tanh(W h[t-1] + B x[t])
        h[0] = h0
        L = sum(h^2)
        """,
        _ode,
    ),
    "samples-run": Written(
        """
        title One sample at a time, as papers write it
        input x[n,i]
        weights W[h,i], b[h], v[h]
        target y[n]
        a = tanh(W x + b)
        p = v^T a
        L = 1/N sum((p - y)^2)
        """,
        lambda g: ((np.tanh(g.x @ g.W.T + g.b) @ g.v - g.y) ** 2).mean(),
    ),
    "time-by-any-letter": Written(
        """
        input u[k]
        weights a, b
        x = a*x[k-1] + b*u[k]
        L = 1/2 sum(x^2)
        """,
        lambda g: _linear(g.u, g.a, g.b),
    ),
    "concatenated": Written(
        """
        title One gate of a textbook LSTM
        input x[d], h_prev[h]
        weights W[h,z], b[h]
        sizes Z = H+D
        f = sigma(W [h_prev, x] + b)
        L = sum(f^2)
        """,
        lambda g: (sigma(g.W @ np.concatenate([g.h_prev, g.x]) + g.b) ** 2).sum(),
    ),
}
