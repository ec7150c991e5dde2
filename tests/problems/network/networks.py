"""Networks as people write them in papers, notebooks and homework, each with its loss in NumPy beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

Arrays = Mapping[str, Any]


class Written(NamedTuple):
    """A network file, and its loss from the given arrays by name."""

    text: str
    loss: Callable[[Any], Any]


class _Named(dict[str, Any]):
    """Arrays by attribute: ``g.W1``."""

    __getattr__ = dict.__getitem__


def named(arrays: Arrays) -> Any:
    """Arrays whose names can be written after a dot."""
    return _Named(arrays)


def sigma(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def relu(z: Any) -> Any:
    return np.where(np.real(z) > 0, z, 0)


def softmax(z: Any) -> Any:
    e = np.exp(z)
    return e / e.sum(-1, keepdims=True)


def _mlp(g: Any) -> Any:
    p = softmax(relu(g.X @ g.W1 + g.b1) @ g.W2 + g.b2)
    return -(g.Y * np.log(p)).sum() / len(g.X) + g.lam * (g.W1**2).sum()


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


def _vae(g: Any) -> Any:
    h = np.tanh(g.x @ g.W1 + g.b1)
    mu, s = h @ g.Wm, h @ g.Ws
    z = mu + np.exp(s / 2) * g.noise
    xhat = sigma(z @ g.W2 + g.b2)
    kl = ((np.exp(s) + mu**2 - 1 - s) / 2).sum()
    return ((g.x - xhat) ** 2).sum() / 2 + kl


def _word2vec(g: Any) -> Any:
    return -np.log(sigma(g.u @ g.v)) - np.log(sigma(-(g.U @ g.v))).sum()


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


def _backwards(g: Any) -> Any:
    s, loss = 0, 0
    for x, y in zip(g.x[::-1], g.y[::-1], strict=True):
        s = np.tanh(g.w * x + g.u * s)
        loss = loss + (s - y) ** 2
    return loss


def _tied(g: Any) -> Any:
    return ((g.X - np.tanh(g.X @ g.W + g.b) @ g.W.T - g.c) ** 2).sum() / len(g.X)


def _residual(g: Any) -> Any:
    h1 = relu(g.X @ g.W1 + g.b1)
    h2 = g.X + h1 @ g.W2 + g.b2
    h3 = h2 + relu(h2 @ g.W3) @ g.W4
    return ((h3 - g.Y) ** 2).mean()


def _logistic(g: Any) -> Any:
    p = sigma(g.X @ g.w + g.b)
    return -(g.y * np.log(p) + (1 - g.y) * np.log(1 - p)).sum() / len(g.y)


def _kmeans(g: Any) -> Any:
    d = ((g.x[:, None] - g.mu[None]) ** 2).sum(-1)
    return (g.r * d).sum()


def _lora(g: Any) -> Any:
    return (g.dy * (g.X @ g.W + 0.5 * g.X @ g.A @ g.B)).sum()


def _swiglu(g: Any) -> Any:
    a = g.X @ g.W
    return ((a * sigma(a) * (g.X @ g.V)) @ g.W2 - g.Y).__pow__(2).sum()


def _pasted(g: Any) -> Any:
    a1 = np.tanh(g.W1 @ g.x + g.b1)
    a2 = sigma(g.W2 @ a1 + g.b2)
    return ((a2 - g.y) ** 2).sum() / 2


def _pasted_rnn(g: Any) -> Any:
    h, loss = np.zeros(g.b_h.shape), 0
    for x, y in zip(g.x, g.y, strict=True):
        h = np.tanh(g.W_xh @ x + g.W_hh @ h + g.b_h)
        loss = loss - (y * np.log(softmax(g.W_hy @ h + g.b_y))).sum()
    return loss


def _two_heads(g: Any) -> Any:
    q, k, v = (np.einsum("td,dmk->tmk", g.X, w) for w in (g.Wq, g.Wk, g.Wv))
    s = np.einsum("tmk,smk->mts", q, k) / np.sqrt(q.shape[-1])
    o = np.einsum("mts,smk->tmk", softmax(s), v)
    return (np.einsum("tmk,mkd->td", o, g.Wo) ** 2).sum()


def _matrix_factors(g: Any) -> Any:
    return (g.M * (g.R - g.U @ g.V.T) ** 2).sum() / 2 + g.lam / 2 * ((g.U**2).sum() + (g.V**2).sum())


def _smoothing(g: Any) -> Any:
    p = softmax(g.z / 2)
    q = 0.9 * g.y + 0.1 / g.z.shape[1]
    return -(q * np.log(p)).sum() / len(g.z)


def _ode(g: Any) -> Any:
    h, loss = g.h0, 0
    for x in g.x:
        h = 0.9 * h + 0.1 * np.tanh(g.W @ h + g.B @ x)
        loss = loss + (h**2).sum()
    return loss


NETWORKS: dict[str, Written] = {
    "classifier": Written(
        """
        title    Two-layer classifier
        input    X[n,i]
        weights  W1[i,h], b1[h], W2[h,c], b2[c]
        target   Y[n,c] one-hot c
        constant lam in 0.01..0.1

        H = relu(X W1 + b1)
        Z = H W2 + b2
        P = softmax(Z)
        L = -1/N sum(Y * log(P)) + lam*sum(W1^2)
        """,
        _mlp,
    ),
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
    "vae": Written(
        """
        input x[n,d], noise[n,z]
        weights W1[d,h], b1[h], Wm[h,z], Ws[h,z], W2[z,d], b2[d]
        h = tanh(x W1 + b1)
        mu = h Wm
        s = h Ws                       # the logarithm of the variance
        z = mu + exp(s/2)*noise
        xhat = sigma(z W2 + b2)
        R = 1/2 sum((x - xhat)^2)
        KL = 1/2 sum(exp(s) + mu^2 - 1 - s)
        loss J
        J = R + KL
        """,
        _vae,
    ),
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
    "tied-weights": Written(
        """
        input X[n,d]
        weights W[d,h], b[h], c[d]
        H = tanh(X W + b)
        R = H W^T + c
        L = 1/N sum((X - R)^2)
        """,
        _tied,
    ),
    "residual": Written(
        """
        input X[n,d]
        weights W1[d,h], b1[h], W2[h,d], b2[d], W3[d,m], W4[m,d]
        target Y[n,d]
        H1 = relu(X W1 + b1)
        H2 = X + H1 W2 + b2
        H3 = H2 + relu(H2 W3) W4
        L = mean((H3 - Y)^2)
        """,
        _residual,
    ),
    "logistic": Written(
        """
        inputs  X[n,i]
        weights w[i], b
        targets y[n] in 0.1..0.9
        p = σ(X w + b)
        ℓ = -1/N Σ (y*log(p) + (1 - y)*log(1 - p))
        """,
        _logistic,
    ),
    "softmax-regression": Written(
        r"""
        input X[n,d]
        weight W[d,k]
        target Y[n,k] one-hot k
        Z = X W
        \hat{Y} = \mathrm{softmax}(Z)
        \mathcal{L} = -\frac{1}{N} \sum_{n,k} Y \log \hat{Y}
        """,
        lambda g: -(g.Y * np.log(softmax(g.X @ g.W))).sum() / len(g.X),
    ),
    "class-labels": Written(
        """
        title Cross-entropy with class numbers, as in every framework
        input X[n,i]
        weights W[i,c], b[c]
        label y[n] of c
        P = softmax(X W + b)
        L = -1/N sum_n(log(P[n,y[n]]))
        """,
        lambda g: -np.log(softmax(g.X @ g.W + g.b)[np.arange(len(g.y)), g.y.real.astype(int) - 1]).mean(),
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
    "max-pooling": Written(
        """
        input x[c,i]
        m = max_i(x)
        L = sum(m^2)
        """,
        lambda g: (np.take_along_axis(g.x, g.x.real.argmax(1)[:, None], 1) ** 2).sum(),
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
    "ridge": Written(
        """
        input X[n,i]
        weights w[i]
        target y[n]
        constant lam positive
        yhat = X w
        E = 1/(2N) sum((yhat - y)^2) +
            lam/2 sum(w^2)
        """,
        lambda g: ((g.X @ g.w - g.y) ** 2).sum() / (2 * len(g.y)) + g.lam / 2 * (g.w**2).sum(),
    ),
    "lasso-like": Written(
        """
        input X[n,i]
        weights w[i]
        target y[n]
        soft(z) = sqrt(z^2 + 0.01)
        L = mean((X w - y)^2) + 0.1*sum(soft(w))
        """,
        lambda g: ((g.X @ g.w - g.y) ** 2).mean() + 0.1 * np.sqrt(g.w**2 + 0.01).sum(),
    ),
    "swish": Written(
        """
        input x[i]
        weights W[h,i], v[h]
        swish(z) = z*sigma(z)
        a = swish(W x)
        L = (v^T a - 1)^2
        """,
        lambda g: (g.v @ ((g.W @ g.x) * sigma(g.W @ g.x)) - 1) ** 2,
    ),
    "lora": Written(
        """
        input X[n,i]
        weights A[i,r], B[r,o]
        constant W[i,o]
        y = X W + 0.5*X A B
        upstream dy for y
        """,
        _lora,
    ),
    "swiglu": Written(
        """
        input X[n,d]
        weights W[d,h], V[d,h], W2[h,d]
        target Y[n,d]
        swish(x) = x σ(x)
        G = swish(X W)
        U = G*(X V)
        O = U W2
        L = sum((O - Y)^2)
        """,
        _swiglu,
    ),
    "pasted-mlp": Written(
        r"""
        input \mathbf{x}[i]
        weights W^{(1)}[h,i], b^{(1)}[h], W^{(2)}[o,h], b^{(2)}[o]
        target y[o]
        z^{(1)} &= W^{(1)} \mathbf{x} + b^{(1)} \\
        a^{(1)} &= \tanh(z^{(1)}) \\
        z^{(2)} &= W^{(2)} a^{(1)} + b^{(2)} \\
        a^{(2)} &= \sigma(z^{(2)}) \\
        J &= \frac{1}{2} \sum (a^{(2)} - y)^2
        """,
        _pasted,
    ),
    "course-notes": Written(
        r"""
        input x[i]
        weights W1[h,i], b1[h], W2[o,h], b2[o]
        target y[o]
        symbol W1 W^{[1]}
        z^{[1]} = W^{[1]} x + b^{[1]}
        a^{[1]} = \tanh(z^{[1]})
        z^{[2]} = W^{[2]} a^{[1]} + b^{[2]}
        a^{[2]} = \sigma(z^{[2]})
        J = \frac{1}{2} \sum_o (a^{[2]} - y)^2
        """,
        _pasted,
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
    "matrix-factors": Written(
        """
        input R[i,j]
        constant M[i,j] mask, lam in 0.1..0.5
        weights U[i,k], V[j,k]
        L = 1/2 sum(M*(R - U V^T)^2) + lam/2*(sum(U^2) + sum(V^2))
        """,
        _matrix_factors,
    ),
    "label-smoothing": Written(
        """
        weights z[n,c]
        target y[n,c] one-hot c
        q = 0.9*y + 0.1/C
        p = softmax(z/2)
        L = -1/N sum(q*log(p))
        """,
        _smoothing,
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
    "time-by-any-letter": Written(
        """
        input u[k]
        weights a, b
        x = a*x[k-1] + b*u[k]
        L = 1/2 sum(x^2)
        """,
        lambda g: _linear(g.u, g.a, g.b),
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


def _causal(g: Any) -> Any:
    q, k = g.X @ g.Wq, g.X @ g.Wk
    later = np.triu(np.ones((len(q), len(q))), 1)
    return ((softmax(q @ k.T / np.sqrt(q.shape[1]) - 50 * later) @ g.X) ** 2).sum()


def _linear(u: Any, a: Any, b: Any) -> Any:
    x, loss = 0, 0
    for one in u:
        x = a * x + b * one
        loss = loss + x**2 / 2
    return loss
