"""Layers one after the other, regressions and classifiers."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.problems.network.written import Written, relu, sigma, softmax


def _mlp(g: Any) -> Any:
    p = softmax(relu(g.X @ g.W1 + g.b1) @ g.W2 + g.b2)
    return -(g.Y * np.log(p)).sum() / len(g.X) + g.lam * (g.W1**2).sum()


def _vae(g: Any) -> Any:
    h = np.tanh(g.x @ g.W1 + g.b1)
    mu, s = h @ g.Wm, h @ g.Ws
    z = mu + np.exp(s / 2) * g.noise
    xhat = sigma(z @ g.W2 + g.b2)
    kl = ((np.exp(s) + mu**2 - 1 - s) / 2).sum()
    return ((g.x - xhat) ** 2).sum() / 2 + kl


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


def _lora(g: Any) -> Any:
    return (g.dy * (g.X @ g.W + 0.5 * g.X @ g.A @ g.B)).sum()


def _swiglu(g: Any) -> Any:
    a = g.X @ g.W
    return ((a * sigma(a) * (g.X @ g.V)) @ g.W2 - g.Y).__pow__(2).sum()


def _pasted(g: Any) -> Any:
    a1 = np.tanh(g.W1 @ g.x + g.b1)
    a2 = sigma(g.W2 @ a1 + g.b2)
    return ((a2 - g.y) ** 2).sum() / 2


def _smoothing(g: Any) -> Any:
    p = softmax(g.z / 2)
    q = 0.9 * g.y + 0.1 / g.z.shape[1]
    return -(q * np.log(p)).sum() / len(g.z)


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
}
