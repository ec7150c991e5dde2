"""Pages as people write them, and the statements in each: left side, relation, right side, settings beside it."""

from __future__ import annotations

import pytest

from tutor.submission.statement import Statement
from tutor.submission.text.page import statements_of

CASES = [
    ("dL/dW = (y - t) x^T", ["dL/dW = (y - t) x^T"]),
    ("so dL/dW = (y - t) x^T, where t is the target", ["dL/dW = (y - t) x^T"]),
    ("∂L/∂W⁽²⁾ = (ŷ − y) hᵀ", []),
    ("The gradient of the loss by w = 3", []),
    ("Let z = W x + b, then a = sigma(z).", ["z = W x + b", "a = sigma(z)"]),
    ("We have dL/dw = 2 times x", ["dL/dw = 2 times x"]),
    ("loss = -sum(t * log(y))", ["loss = -sum(t * log(y))"]),
    ("learning rate = 0.5", []),
    (
        "h_t = tanh(W_h h_{t-1} + W_x x_t + b) for t = 1, ..., T",
        ["h_t = tanh(W_h h_{t-1} + W_x x_t + b) | t = 1, ..., T", "setting: t = 1, ..., T"],
    ),
    (
        r"""z1 = W1 x + b1
a1 = sigma(z1)
L = (a1 - y)^2
  = a1^2 - 2 a1 y + y^2""",
        ["z1 = W1 x + b1", "a1 = sigma(z1)", "L = (a1 - y)^2 = a1^2 - 2 a1 y + y^2"],
    ),
    (
        r"""dL/dz = a - y
      = sigma(z) - y""",
        ["dL/dz = a - y = sigma(z) - y"],
    ),
    (
        r"""- dW = dz @ x.T
- db = dz""",
        ["dW = dz @ x.T", "db = dz"],
    ),
    (
        r"""1. z = w*x
2. L = z^2""",
        ["z = w*x", "L = z^2"],
    ),
    ("**dL/dz = y - t**", ["dL/dz = y - t"]),
    ("| a | b = c |", []),
    ("see https://x.org/?a=b for more", []),
    ("f'(z) = 1 if z > 0 else 0", []),
    ("f(z) = z if z > 0", ["f(z) = z | z > 0", "setting: z > 0"]),
    (r'<img width=3 src="x=y">', []),
    (r"$\frac{dL}{dw}$ = $x \delta$", [r"\frac{dL}{dw} = x \delta"]),
    (
        r"""$$
z = Wx
a = \sigma(z)
$$""",
        ["z = Wx", r"a = \sigma(z)"],
    ),
    (
        r"""$$
\frac{\partial L}{\partial w} =
\frac{\partial L}{\partial z}
\cdot x
$$""",
        [r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} \cdot x"],
    ),
    (r"$$a = b \tag{1}$$", ["a = b"]),
    (
        r"""\begin{align}
a &= b + c \label{eq:1} \\
  &\quad + d \nonumber \\
  &= e
\end{align}""",
        ["a = b + c + d = e"],
    ),
    (r"$$\boxed{\frac{\partial L}{\partial W} = \delta x^T}$$", [r"\frac{\partial L}{\partial W} = \delta x^T"]),
    (r"$\colorbox{yellow}{$y = Wx$}$", ["y = Wx"]),
    (r"$$\mathrm{y = Wx + b}$$", ["y = Wx + b"]),
    (r"$$\underbrace{\frac{\partial L}{\partial y}}_{y - t = 1} x = c$$", [r"{\frac{\partial L}{\partial y}} x = c"]),
    (
        r"""\newcommand{\pd}[2]{\frac{\partial #1}{\partial #2}}
$$\pd{L}{w} = \pd{L}{z} x$$""",
        [r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z} x"],
    ),
    (
        r"""\def\d{\delta}
$\d = y - t$""",
        [r"\delta = y - t"],
    ),
    (r"$\left\{ \begin{array}{l} a = b \\ c = d \end{array} \right.$", ["a = b", "c = d"]),
    (
        r"$f(z) = \begin{cases} z & z > 0 \\ 0 & \text{otherwise} \end{cases}$",
        [r"f(z) = \begin{cases} z & z > 0 \\ 0 & \text{otherwise} \end{cases}"],
    ),
    (r"\begin{cases} a = b \\ c = d \end{cases}", ["a = b", "c = d"]),
    (r"$$\begin{cases} a = b \\ c = d \end{cases}$$", ["a = b", "c = d"]),
    (r"$\forall t: h_t = \tanh(z_t)$", [r"setting: \forall t", r"h_t = \tanh(z_t) | \forall t"]),
    (
        r"$h_t = \tanh(z_t), \quad \forall t = 1, \dots, T$",
        [r"h_t = \tanh(z_t) | t = 1, \dots, T", r"setting: t = 1, \dots, T"],
    ),
    (
        r"$h_t = \tanh(z_t) \quad \text{for } t = 1, \ldots, T$",
        [r"h_t = \tanh(z_t) | t = 1, \ldots, T", r"setting: t = 1, \ldots, T"],
    ),
    (
        r"""For $t = 3$:
$$\delta_3 = y_3 - t_3$$""",
        ["setting: t = 3", r"\delta_3 = y_3 - t_3 | t = 3"],
    ),
    (r"$i, j = 1, \dots, n$", [r"setting: i, j = 1, \dots, n"]),
    ("$h_t, c_t = f(x)$", ["h_t, c_t = f(x)"]),
    (
        r"$x \in \mathbb{R}^n$ and $W \in \mathbb{R}^{m \times n}$",
        [r"setting: x \in \mathbb{R}^n", r"setting: W \in \mathbb{R}^{m \times n}"],
    ),
    (
        "$L = L(z_3)$, $h_k = f_1(x; W)$, $y = f(x, W)$",
        ["dependency: L = L(z_3)", "dependency: h_k = f_1(x; W)", "dependency: y = f(x, W)"],
    ),
    (r"$W \leftarrow W - \eta \frac{dL}{dW}$", [r"W \leftarrow W - \eta \frac{dL}{dW}"]),
    (r"$W := W - \eta dW$", [r"W := W - \eta dW"]),
    (r"$y \approx 0.37$", [r"y \approx 0.37"]),
    (
        r"$$A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} b = \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}$$",
        [r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"b = \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}"],
    ),
    (
        r"$$z = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$$",
        [r"z = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}"],
    ),
    ("~~$a = b$~~ $a = c$", ["a = c"]),
    ("<!-- $a = b$ --> $a = c$", ["a = c"]),
    (
        r"""$a = b % old
= c$""",
        ["a = b = c"],
    ),
    (
        r"""```python
dW = x
```
$a = b$""",
        ["a = b"],
    ),
    (
        r"""```
dL/dz = y - t
```""",
        ["dL/dz = y - t"],
    ),
    (
        r"""```math
a = b
```""",
        ["a = b"],
    ),
    ("so `dW = dz @ x.T` here", ["dW = dz @ x.T"]),
    ("$a（x） ＝ b，c = d$", ["a(x) = b", "c = d"]),
    ("$a\u200b = b$", ["a = b"]),
    ("costs $5 and $6", ["name: 5 and"]),
    ("$ a = b", ["a = b"]),
    (
        r"""$$a = b

Some prose with $c = d$ inside.""",
        ["a = b", "c = d"],
    ),
    ("(1) $a = b$", ["a = b"]),
    (r"$$(2) \quad a = b$$", ["a = b"]),
    (r"$$a = b \qquad (2)$$", ["a = b"]),
    (r"$a = b \text{ and } c = d$", ["a = b", "c = d"]),
    (r"$a = b \text{ (chain rule)}$", ["a = b"]),
    (r"$\text{ReLU}(z) = \max(0, z)$", [r"\text{ReLU}(z) = \max(0, z)"]),
    (r"$\text{Loss} = \frac{1}{2}(y-t)^2$", [r"\text{Loss} = \frac{1}{2}(y-t)^2"]),
    (
        r"""$$a = b$$
which is
$$= c$$""",
        ["a = b = c"],
    ),
    (
        r"""$$a = b$$
$$+ c$$""",
        ["a = b + c"],
    ),
    (
        r"""$$a = b$$

## Next

$$= c$$""",
        ["a = b", "= c"],
    ),
    (
        r"$$ \begin{aligned} a &= b \\ -\frac{\partial L}{\partial z} &= c \end{aligned} $$",
        ["a = b", r"-\frac{\partial L}{\partial z} = c"],
    ),
    (r"$$ \begin{aligned} a = & b \\ & - c \\ & = d \end{aligned} $$", ["a = b - c = d"]),
    (
        r"$$ \begin{aligned} a &= \left( b \right. \\ &\left. + c \right) \\ d &= e \end{aligned} $$",
        [r"a = \left( b \right. \left. + c \right)", "d = e"],
    ),
    (r"$a = (b \quad c)$", [r"a = (b \quad c)"]),
    (r"$\because a = b \therefore c = d$", ["a = b", "c = d"]),
    (r"$a = b \Rightarrow c = d \iff e = f$", ["a = b", "c = d", "e = f"]),
    ("$a = 0.5, b = 0.3$", ["a = 0.5", "b = 0.3"]),
    ("$a = f(x, y), b = c; d = e$", ["dependency: a = f(x, y)", "b = c", "d = e"]),
    ("$w = 1, 2$", ["w = 1, 2"]),
    (r"$P(y=1|x) = \sigma(z)$", [r"P(y=1|x) = \sigma(z)"]),
    (r"$\sum_{i=1}^{n} x_i = n\bar{x}$", [r"\sum_{i=1}^{n} x_i = n\bar{x}"]),
    (r"$\delta_{ij} = 1[i=j]$", [r"\delta_{ij} = 1[i=j]"]),
    ("$a^{<t>} = g(W a^{<t-1>})$", ["a^{<t>} = g(W a^{<t-1>})"]),
    (r"{\color{red} a = b}", []),
    (r"$\textcolor{red}{a = b}$", ["a = b"]),
    (r"\\[ a = b \\]", ["a = b"]),
    (r"\(a = b\) and \[c = d\]", ["a = b", "c = d"]),
    ("$$a = b。$$", ["a = b"]),
    ("由链式法则，dL/dw = dL/dz · x，其中 dL/dz = y − t。", ["dL/dw = dL/dz · x", "dL/dz = y − t"]),
    (
        r"""当T=3：

$$L = L_1 + L_2 + L_3$$""",
        ["setting: T = 3", "L = L_1 + L_2 + L_3 | T=3"],
    ),
    (
        r"""---
title: a = b
---
$c = d$""",
        ["c = d"],
    ),
    ("The gradient of the loss by w = 3", []),
    ("f(z) = z if z > 0", ["f(z) = z | z > 0", "setting: z > 0"]),
    ("the gradient for w = x * d", []),
    ("Backward pass: dL/dw1 = dL/dz1 * x, dL/db1 = dL/dz1", ["dL/dw1 = dL/dz1 * x", "dL/db1 = dL/dz1"]),
    ("Thus ∂L/∂w = (a − y)·x and ∂L/∂b = a − y.", ["∂L/∂w = (a − y)·x", "∂L/∂b = a − y"]),
    ("W -= lr * dW", ["W -= lr * dW"]),
    ("w_new = w - eta * dL/dw   # one step", ["w_new = w - eta * dL/dw"]),
    ("net_h1 = w1 * i1 + w2 * i2 + b1 * 1", ["net_h1 = w1 * i1 + w2 * i2 + b1 * 1"]),
    (r"out_{h1} = \frac{1}{1+e^{-net_{h1}}}", [r"out_{h1} = \frac{1}{1+e^{-net_{h1}}}"]),
    (
        r"\frac{\partial E}{\partial w_5} = \delta_{o1} out_{h1}",
        [r"\frac{\partial E}{\partial w_5} = \delta_{o1} out_{h1}"],
    ),
    ("delta = (p - y)", ["delta = (p - y)"]),
    ("- c", []),
    (
        r"""z = w x + b
a = f(z)    (2)""",
        ["z = w x + b", "a = f(z)"],
    ),
    ("E_total = Σ ½(target − output)²", ["E_total = Σ ½(target − output)²"]),
    ("σ'(z) = σ(z)(1 − σ(z))", ["σ'(z) = σ(z)(1 − σ(z))"]),
    ("batch size = 32", []),
    ("N = 3", ["setting: N = 3"]),
    ("y = [1, 0, 0]", ["y = [1, 0, 0]"]),
    ("softmax(z)_i = exp(z_i) / sum_j exp(z_j)", ["softmax(z)_i = exp(z_i) / sum_j exp(z_j)"]),
    ("We know that the loss is L = (y - t)^2 / 2, so dL/dy = y - t.", ["L = (y - t)^2 / 2", "dL/dy = y - t"]),
    ("损失 L = (y - t)^2，求导得 dL/dy = 2(y - t)。", ["L = (y - t)^2", "dL/dy = 2(y - t)"]),
    ("若 z > 0，则 f'(z) = 1", ["setting: z > 0", "f'(z) = 1 | z > 0"]),
    ("1) dL/dz = y - t", ["dL/dz = y - t"]),
    ("> dL/dz = y - t", ["dL/dz = y - t"]),
    ("dL/dz := y - t", ["dL/dz := y - t"]),
    (
        r"""dL/dW1 =
  W2^T dL/dz2""",
        ["dL/dW1 = W2^T dL/dz2"],
    ),
    (
        r"""dL/dz = y - t
with more words here
= z""",
        ["dL/dz = y - t"],
    ),
    ("Set $x=1$, $w=2$ and $b=0$.", ["x = 1", "w = 2", "b = 0"]),
    (r"$\nabla_W L = \delta x^\top$", [r"\nabla_W L = \delta x^\top"]),
    (
        r"$\frac{\partial L}{\partial W}=\frac{\partial L}{\partial z}\frac{\partial z}{\partial W}=\delta x^{T}.$",
        [r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z}\frac{\partial z}{\partial W} = \delta x^{T}"],
    ),
    (
        r"""$$
\begin{aligned}
\frac{\partial L}{\partial z}
&= \frac{\partial L}{\partial a}\frac{\partial a}{\partial z} && \text{(chain rule)} \\
&= (a - y) \sigma'(z) && \text{since } a = \sigma(z)
\end{aligned}
$$""",
        [
            r"\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a}\frac{\partial a}{\partial z} = (a - y) \sigma'(z)",  # noqa: E501
            r"a = \sigma(z)",
        ],
    ),
    (
        r"$$\begin{aligned} z_1 &= W_1 x, & a_1 &= \sigma(z_1) \\ z_2 &= W_2 a_1, & a_2 &= \sigma(z_2) \end{aligned}$$",
        ["z_1 = W_1 x", r"a_1 = \sigma(z_1)", "z_2 = W_2 a_1", r"a_2 = \sigma(z_2)"],
    ),
    (r"$$\begin{gather} a = b \\ c = d \end{gather}$$", ["a = b", "c = d"]),
    (r"\begin{multline} a = b + c \\ + d \end{multline}", ["a = b + c + d"]),
    (r"\begin{eqnarray} a & = & b \\ & = & c \end{eqnarray}", ["a = b = c"]),
    (r"\begin{equation*}\begin{split} a &= b \\ &= c \end{split}\end{equation*}", ["a = b = c"]),
    (
        r"""\begin{equation}
\delta^{l} = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)
\tag{BP2}
\end{equation}""",
        [r"\delta^{l} = ((w^{l+1})^T \delta^{l+1}) \odot \sigma'(z^l)"],
    ),
    (
        r"$$\frac{\partial L}{\partial w} \stackrel{(a)}{=} \delta x \overset{!}{=} c$$",
        [r"\frac{\partial L}{\partial w} = \delta x = c"],
    ),
    (r"$$\displaystyle a = \displaystyle b$$", ["a = b"]),
    (r"$$a \triangleq b \equiv c$$", ["a = b = c"]),
    (r"$$\dot{a} = b \;\;\; (3)$$", [r"\dot{a} = b"]),
    (r"$$a = b \hspace{1cm} c = d$$", ["a = b", "c = d"]),
    (r"$$W^{[1]} \gets W^{[1]} - \alpha \, dW^{[1]}$$", [r"W^{[1]} \leftarrow W^{[1]} - \alpha \, dW^{[1]}"]),
    (
        r"$$J = -\frac{1}{m}\sum_{i=1}^{m} \left( y^{(i)}\log a^{(i)} + (1-y^{(i)})\log(1-a^{(i)}) \right)$$",
        [r"J = -\frac{1}{m}\sum_{i=1}^{m} \left( y^{(i)}\log a^{(i)} + (1-y^{(i)})\log(1-a^{(i)}) \right)"],
    ),
    (
        r"$$dZ^{[2]} = A^{[2]} - Y,\; dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}$$",
        ["dZ^{[2]} = A^{[2]} - Y", r"dW^{[2]} = \frac{1}{m} dZ^{[2]} A^{[1]T}"],
    ),
    (r"$$ a_i = b_i, \qquad i = 1, 2, 3 $$", ["a_i = b_i | i = 1, 2, 3", "setting: i = 1, 2, 3"]),
    (r"$$ a_i = b_i \quad (i = 1, \ldots, n) $$", [r"a_i = b_i | i = 1, \ldots, n", r"setting: i = 1, \ldots, n"]),
    (
        r"$$ a_i = b_i \quad \forall i \in \{1, \dots, n\} $$",
        [r"a_i = b_i | i \in \{1, \dots, n\}", r"setting: i \in \{1, \dots, n\}"],
    ),
    ("$z_i = f(y_i)$, $i=1,2,3$", ["z_i = f(y_i) | i=1,2,3", "setting: i = 1,2,3"]),
    (r"where $i \neq j$ and $z > 0$", [r"setting: i \neq j", "setting: z > 0"]),
    (
        r"$\frac{\partial p_i}{\partial z_j} = -p_i p_j$ if $i \neq j$",
        [r"\frac{\partial p_i}{\partial z_j} = -p_i p_j | i \neq j", r"setting: i \neq j"],
    ),
    (
        r"$$\frac{\partial p_i}{\partial z_j} = \begin{cases} p_i(1-p_i) & i = j \\ -p_i p_j & i \neq j \end{cases}$$",
        [r"\frac{\partial p_i}{\partial z_j} = \begin{cases} p_i(1-p_i) & i = j \\ -p_i p_j & i \neq j \end{cases}"],
    ),
    (r"$\text{let } z = Wx + b$", ["z = Wx + b"]),
    (r"$\text{where } z = Wx, \text{ and } a = \tanh z$", ["z = Wx", r"a = \tanh z"]),
    (r"$L = \text{CE}(y, t)$", [r"L = \text{CE}(y, t)"]),
    (r"$y = \text{softmax}(z)$", [r"y = \text{softmax}(z)"]),
    (r"$$\text{dW} = \text{dz}\, x^T$$", [r"\text{dW} = \text{dz}\, x^T"]),
    ("$a = b$; $c = d$", ["a = b", "c = d"]),
    ("$a = b; c = d$", ["a = b", "c = d"]),
    ("$x_1 = 0{,}5, x_2 = 0.3$", ["x_1 = 0{,}5", "x_2 = 0.3"]),
    ("$x = (1, 2), y = [0.5, 0.3]$", ["x = (1, 2)", "y = [0.5, 0.3]"]),
    (
        r"$$x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}, \quad W = \begin{pmatrix} 1 & 0 \end{pmatrix}$$",
        [r"x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"W = \begin{pmatrix} 1 & 0 \end{pmatrix}"],
    ),
    (
        r"$$\begin{pmatrix} a \\ b \end{pmatrix} = \begin{pmatrix} c \\ d \end{pmatrix}$$",
        [r"\begin{pmatrix} a \\ b \end{pmatrix} = \begin{pmatrix} c \\ d \end{pmatrix}"],
    ),
    (r"$[f, i, o] = \sigma(Wx)$", [r"[f, i, o] = \sigma(Wx)"]),
    (
        r"$$\begin{bmatrix} f \\ i \end{bmatrix} = \begin{bmatrix} \sigma \\ \sigma \end{bmatrix} W x = u$$",
        [r"\begin{bmatrix} f \\ i \end{bmatrix} = \begin{bmatrix} \sigma \\ \sigma \end{bmatrix} W x = u"],
    ),
    (r"$\left[ a, b \right] = \left[ c, d \right]$", [r"\left[ a, b \right] = \left[ c, d \right]"]),
    (
        r"$\left. \frac{\partial L}{\partial x} \right|_{x=1} = 3$",
        [r"\left. \frac{\partial L}{\partial x} \right|_{x=1} = 3"],
    ),
    (r"$\frac{\partial L}{\partial x}\Big|_{x=1} = 3$", [r"\frac{\partial L}{\partial x}\Big|_{x=1} = 3"]),
    (r"$$\vdots$$", []),
    (
        r"""$$ a = b $$
$$ \vdots $$
$$ = c $$""",
        ["a = b = c"],
    ),
    (
        r"""$\frac{\partial L}{\partial w}$:

$$= \delta x$$""",
        [r"\frac{\partial L}{\partial w} = \delta x"],
    ),
    (
        r"""Now $x$ is the input.

$$= \delta x$$""",
        ["name: x", r"= \delta x"],
    ),
    (
        r"""$$P = p_1 p_2$$
$$p_3 p_4$$
$$= q$$""",
        ["P = p_1 p_2 p_3 p_4 = q"],
    ),
    (
        r"""$$a = b -$$
$$c$$""",
        ["a = b - c"],
    ),
    (
        r"$$L = \sum_i (y_i - t_i)^2 \\ \frac{\partial L}{\partial y} = 2(y - t)$$",
        [r"L = \sum_i (y_i - t_i)^2", r"\frac{\partial L}{\partial y} = 2(y - t)"],
    ),
    (r"$\cancel{a = b}$ $c = d$", ["c = d"]),
    (r"\sout{$a = b$} $c = d$", ["c = d"]),
    (r"$\require{cancel} a = b$", [r"\require{cancel} a = b"]),
    (r"$$\newcommand{\W}{\mathbf{W}} \W x = z$$", [r"\mathbf{W} x = z"]),
    (
        r"""\newcommand{\a}{\b} \newcommand{\b}{\a}
$\a = 1$""",
        [r"\a = 1"],
    ),
    (
        r"""\DeclareMathOperator{\sm}{softmax}
$y = \sm(z)$""",
        [r"y = \operatorname{softmax}(z)"],
    ),
    (
        r"""\newcommand\dd[2][L]{\frac{d #1}{d #2}}
$\dd{w} = \dd[E]{w}$""",
        [r"\frac{d L}{d w} = \frac{d E}{d w}"],
    ),
    (
        r"""\let\eps\varepsilon
$\eps = 1$""",
        [r"\varepsilon = 1"],
    ),
    (r"$\sqrt{x} = \frac{1}{2}$ (see $p = q$)", [r"\sqrt{x} = \frac{1}{2} | p = q", "setting: p = q"]),
    ("text $a = b$, text $c$ text", ["a = b", "name: c"]),
    ("$$a = b$$ $$c = d$$", ["a = b", "c = d"]),
    ("$a = b = c$ and $= d$", ["a = b = c = d"]),
    (r"$y^{(1)} = f(z^{(1)}) \to L$", ["y^{(1)} = f(z^{(1)})", "name: L"]),
    ("f: x -> y", []),
    ("`lr = 0.1` is the rate", ["lr = 0.1"]),
    ("`model.fit(x, y, epochs=3)`", []),
    (
        r"""```python
loss = (y - t)**2
```""",
        [],
    ),
    (
        r"""```
import numpy as np
x = np.ones(3)
```""",
        [],
    ),
    (
        r"""~~~
a = b
c = d
~~~""",
        ["a = b", "c = d"],
    ),
    (
        r"""* $a = b$
* $c = d$""",
        ["a = b", "c = d"],
    ),
    ("<b>dL/dz = y - t</b>", ["dL/dz = y - t"]),
    (r'<p align="center">x</p>', []),
    ("if x == 3 then stop", []),
    ("$100 and $200 = cost", ["name: 100 and"]),
    (r"\$5 = 3", ["5 = 3"]),
    ("$a = b", ["a = b"]),
    (r"$\frac{a}{b = c$", [r"name: \frac{a}{b = c"]),
    ("$a = (b, c = d$", ["a = (b, c = d"]),
    ("$a = b) = c$", ["a = b) = c"]),
    (r"$\}$ $a = b$", [r"name: \}", "a = b"]),
    (r"$$a \propto b$$", [r"relation: a \propto b"]),
    ("$|w| < 1$", ["setting: |w| < 1"]),
    (r"$a \sim N(0, 1)$", [r"relation: a \sim N(0, 1)"]),
    (r"$k \le t$", [r"setting: k \le t"]),
    ("$T = 3$, $t=1$, $f_t = 1$", ["setting: T = 3", "setting: t = 1", "f_t = 1 | T = 3; t=1"]),
    ("$i = j$", ["setting: i = j"]),
    (r"$t \in \{1, \dots, T\}$", [r"setting: t \in \{1, \dots, T\}"]),
    ("① $a = b$ ② $c = d$", ["a = b", "c = d"]),
    ("(a) a = b", ["a = b"]),
    (r"$$(i)\; a = b$$", ["a = b"]),
    ("$a = b$ (1)", ["a = b"]),
    (r"$$ {\bf a} = {\bf b} $$", [r"{\bf a} = {\bf b}"]),
    (r"$$ \text{Forward: } z = Wx $$", ["z = Wx"]),
    (r"$$ \text{故 } a = b \text{，其中 } c = d $$", ["a = b", "c = d"]),
    ("$a = b，其中 c = d$", ["a = b", "c = d"]),
    (r"$a=b\ 且\ c=d$", ["a = b", "c = d"]),
    (r"$$\tag{1} a = b$$", ["a = b"]),
    (r"$$a = b \\[6pt] c = d$$", ["a = b", "c = d"]),
    (r"$$a = b \cr c = d$$", ["a = b", "c = d"]),
    (r"$$\begin{array}{ll} a = b & c = d \\ e = f & g = h \end{array}$$", ["a = b", "c = d", "e = f", "g = h"]),
    (
        r"""\[
\begin{array}{l}
\frac{\partial L}{\partial b} = \delta \\
\frac{\partial L}{\partial W} = \delta x^T
\end{array}
\]""",
        [r"\frac{\partial L}{\partial b} = \delta", r"\frac{\partial L}{\partial W} = \delta x^T"],
    ),
    (r"$\left\{\begin{aligned} a &= b \\ c &= d \end{aligned}\right.$", ["a = b", "c = d"]),
    (
        r"$$\left\{ \begin{array}{ll} 1 & x > 0 \\ 0 & x \le 0 \end{array} \right.$$",
        [r"name: \left\{ \begin{array}{ll} 1 & x > 0 \\ 0 & x \le 0 \end{array} \right."],
    ),
    (r"$\overbrace{a + b}^{= c} = d$", ["{a + b} = d"]),
    (r"$a = \mathbf{b}$", [r"a = \mathbf{b}"]),
    (r"$\mathbf{a = b}$", ["a = b"]),
    (r"$\mathrm{d}L/\mathrm{d}w = x$", [r"\mathrm{d}L/\mathrm{d}w = x"]),
    (r"$$a = b \quad + c$$", ["a = b + c"]),
    (r"$$a = b \quad = c$$", ["a = b = c"]),
    (r"$a = b, \; c$", ["a = b", "name: c"]),
    (r"$w \leftarrow w - \eta g = 0.3$", [r"w \leftarrow w - \eta g = 0.3"]),
    (
        r"$$ \frac{\partial L}{\partial a} = a - y \qquad \qquad \frac{\partial L}{\partial z} = \ldots $$",
        [r"\frac{\partial L}{\partial a} = a - y", r"name: \frac{\partial L}{\partial z}"],
    ),
]
"""A text of Markdown, and its statements; what is no claim has its kind before it, the settings beside a claim stand
behind a bar."""


def said(statement: Statement) -> str:
    """A statement on one line."""
    kind = "" if statement.kind == "claim" else f"{statement.kind}: "
    sides = [statement.left, *(f"{link.relation} {link.text}" for link in statement.links)]
    settings = f" | {'; '.join(one.text for one in statement.settings)}" if statement.settings else ""
    return kind + " ".join(" ".join(sides).split()) + settings


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_page_makes_these_statements(text: str, expected: list[str]) -> None:
    assert [said(one) for one in statements_of(text, "markdown").statements] == expected
