"""Formulas between dollar signs, and the statements they are cut into."""

from __future__ import annotations

import pytest

from tests.submission.text.said import said
from tutor.submission.text.page import statements_of

CASES = [
    (r"$\frac{dL}{dw}$ = $x \delta$", [r"\frac{dL}{dw} = x \delta"]),
    (r"$$a = b \tag{1}$$", ["a = b"]),
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
    (r"from $l = L$ to $l = 1$", ["setting: l = L", "setting: l = 1"]),
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
    (r"$q_t = \sigma(A [m_{t-1}; e_t] + b)$", [r"q_t = \sigma(A [m_{t-1}; e_t] + b)"]),
    ("$u_i = g_i(v_{i-1})$, $v_i = g(u_i)$", ["dependency: u_i = g_i(v_{i-1})", "v_i = g(u_i)"]),
    (
        r"$K = \begin{bmatrix} \square & \square \end{bmatrix}$",
        [r"setting: K = \begin{bmatrix} \square & \square \end{bmatrix}"],
    ),
    (r"$W \leftarrow W - \eta \frac{dL}{dW}$", [r"W \leftarrow W - \eta \frac{dL}{dW}"]),
    (r"$W := W - \eta dW$", [r"W := W - \eta dW"]),
    (r"$y \approx 0.37$", [r"y \approx 0.37"]),
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
    (r"$\textcolor{red}{a = b}$", ["a = b"]),
    (r"\(a = b\) and \[c = d\]", ["a = b", "c = d"]),
    ("$$a = b。$$", ["a = b"]),
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
    ("Set $x=1$, $w=2$ and $b=0$.", ["x = 1", "w = 2", "b = 0"]),
    (r"$\nabla_W L = \delta x^\top$", [r"\nabla_W L = \delta x^\top"]),
    (
        r"$\frac{\partial L}{\partial W}=\frac{\partial L}{\partial z}\frac{\partial z}{\partial W}=\delta x^{T}.$",
        [r"\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z}\frac{\partial z}{\partial W} = \delta x^{T}"],
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
    (r"$\text{let } z = Wx + b$", ["z = Wx + b"]),
    (r"$\text{where } z = Wx, \text{ and } a = \tanh z$", ["z = Wx", r"a = \tanh z"]),
    (r"$L = \text{CE}(y, t)$", [r"L = \text{CE}(y, t)"]),
    (r"$y = \text{softmax}(z)$", [r"y = \text{softmax}(z)"]),
    (r"$$\text{dW} = \text{dz}\, x^T$$", [r"\text{dW} = \text{dz}\, x^T"]),
    ("$a = b$; $c = d$", ["a = b", "c = d"]),
    ("$a = b; c = d$", ["a = b", "c = d"]),
    ("$x_1 = 0{,}5, x_2 = 0.3$", ["x_1 = 0{,}5", "x_2 = 0.3"]),
    ("$x = (1, 2), y = [0.5, 0.3]$", ["x = (1, 2)", "y = [0.5, 0.3]"]),
    (r"$[f, i, o] = \sigma(Wx)$", [r"[f, i, o] = \sigma(Wx)"]),
    (r"$\left[ a, b \right] = \left[ c, d \right]$", [r"\left[ a, b \right] = \left[ c, d \right]"]),
    (
        r"$\left. \frac{\partial L}{\partial x} \right|_{x=1} = 3$",
        [r"\left. \frac{\partial L}{\partial x} \right|_{x=1} = 3"],
    ),
    (r"$\frac{\partial L}{\partial x}\Big|_{x=1} = 3$", [r"\frac{\partial L}{\partial x}\Big|_{x=1} = 3"]),
    (r"$$\vdots$$", []),
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
    (r"$\cancel{a = b}$ $c = d$", ["c = d"]),
    (r"\sout{$a = b$} $c = d$", ["c = d"]),
    (r"$\require{cancel} a = b$", [r"a = b"]),
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
    (r"$$(i)\; a = b$$", ["a = b"]),
    ("$a = b$ (1)", ["a = b"]),
    (r"$$ {\bf a} = {\bf b} $$", [r"{\bf a} = {\bf b}"]),
    (r"$$ \text{Forward: } z = Wx $$", ["z = Wx"]),
    (r"$$ \text{故 } a = b \text{，其中 } c = d $$", ["a = b", "c = d"]),
    ("$a = b，其中 c = d$", ["a = b", "c = d"]),
    (r"$a=b\ 且\ c=d$", ["a = b", "c = d"]),
    (r"$$\tag{1} a = b$$", ["a = b"]),
    (r"$$a = b \cr c = d$$", ["a = b", "c = d"]),
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
    (r"$$ dc_t \mathrel{+}= dh_t \odot o_t, \quad dW += di $$", [r"dc_t += dh_t \odot o_t", "dW += di"]),
    (r"$$ a_j = b_j, \qquad j = 1, \ldots, d. $$", [r"a_j = b_j | j = 1, \ldots, d", r"setting: j = 1, \ldots, d"]),
    (
        r"""当 $t=T$ 时，$a = b$；当 $t<T$ 时：

$$c = d$$""",
        ["setting: t = T", "a = b | t=T", "setting: t < T", "c = d | t<T"],
    ),
    (
        "$a = b$ for $i = 1$; $c = d$ for $i = 2$",
        ["a = b | i = 1", "setting: i = 1", "c = d | i = 2", "setting: i = 2"],
    ),
    (
        "For $i = 1$, $a = b$. For $i = 2$, $c = d$.",
        ["setting: i = 1", "a = b | i = 1", "setting: i = 2", "c = d | i = 2"],
    ),
    ("$x$ = 3 and $y$ = 4", ["name: x", "name: y"]),
    ("$x$=$y$+$z$", ["x = y + z"]),
    (r"$\frac{\partial L}{\partial x}$ = $a$ $b$", [r"\frac{\partial L}{\partial x} = a", "name: b"]),
    ("$z$: $= Wx$", ["name: z", "= Wx"]),
    ("Compute $L$. $$= 3$$", ["name: L", "= 3"]),
    ("$$a = b$$ where $c = d$, $$e = f$$", ["a = b", "c = d", "e = f"]),
    (
        r"$$z = Wx \quad\text{and}\quad a = f(z) \quad\text{with}\quad W \in \mathbb{R}^{n\times n}$$",
        [
            r"z = Wx | W \in \mathbb{R}^{n\times n}",
            r"a = f(z) | W \in \mathbb{R}^{n\times n}",
            r"setting: W \in \mathbb{R}^{n\times n}",
        ],
    ),
    (r"$$z = Wx \quad\mbox{where}\quad x = y$$", ["z = Wx", "x = y"]),
    (r"$$z = Wx,\text{where } W = U V$$", ["z = Wx", "W = U V"]),
    (r"$$ a \overset{\text{def}}{=} b $$", ["a = b"]),
    (r"$$ a \stackrel{\triangle}{=} b $$", ["a = b"]),
    (r"$$ a \underset{x}{=} b $$", ["a = b"]),
    (r"$$ \hat{y} := \sigma(z) \approx 0.62 $$", [r"\hat{y} := \sigma(z) \approx 0.62"]),
    (r"$$ z = \color{blue}{Wx} + b $$", ["z = {Wx} + b"]),
    (r"$$ \bbox[yellow]{z = Wx} $$", ["z = Wx"]),
    (r"$$ \fbox{$z = Wx$} $$", ["z = Wx"]),
    (r"$$ \bm{z = Wx} $$", ["z = Wx"]),
    (r"$\mathbf{W} = \mathbf{W} - \eta\, \mathbf{G}$", [r"\mathbf{W} = \mathbf{W} - \eta\, \mathbf{G}"]),
    (
        r"$ dW = \dfrac{1}{m} dZ X^T$, $\ db = \dfrac{1}{m}\sum dZ$",
        [r"dW = \dfrac{1}{m} dZ X^T", r"db = \dfrac{1}{m}\sum dZ"],
    ),
    (r"$f\colon x \mapsto x^2$", [r"name: f\colon x", "name: x^2"]),
    (r"$a \to b$, $\lim_{x \to 0} f = 1$", ["name: a", "name: b", r"\lim_{x \to 0} f = 1"]),
    (r"$p(y=1 \mid x) = \sigma(w^\top x)$", [r"p(y=1 \mid x) = \sigma(w^\top x)"]),
    (r"$y = 1\{z > 0\}$", [r"y = 1\{z > 0\}"]),
    (r"$y = \mathbb{1}_{z > 0}$", [r"y = \mathbb{1}_{z > 0}"]),
    ("$y = [z > 0]$", ["y = [z > 0]"]),
    ("$0 < a < 1$", ["setting: 0 < a < 1"]),
    ("$a = b < c$", ["a = b < c"]),
    (r"$\hat y = \arg\max_k z_k$", [r"\hat y = \arg\max_k z_k"]),
    (r"$A = \{1, 2, 3\}$", [r"A = \{1, 2, 3\}"]),
    ("$x = [1, 2, 3]^T$", ["x = [1, 2, 3]^T"]),
    (r"$x_1 = 1, x_2 = 2, \ldots, x_n = n$", ["x_1 = 1", "x_2 = 2", "x_n = n"]),
    (r"$\{z_i = f(y_i)\}_{i=1}^n$", [r"name: \{z_i = f(y_i)\}_{i=1}^n"]),
    (r"$L = \sum_{t} L_t,\ L_t = -\log p_t$", [r"L = \sum_{t} L_t", r"L_t = -\log p_t"]),
    ("$a = b.$ Then $c = d.$", ["a = b", "c = d"]),
    (r"$$ a = b \newline c = d $$", ["a = b", "c = d"]),
    (
        r"""$$ a = b % comment = x
+ c $$""",
        ["a = b + c"],
    ),
    (r"$$ a = 50\% $$", [r"a = 50\%"]),
    (
        r"$$ h_t = \tanh(\underbrace{W_{hh} h_{t-1}}_{\text{recurrent}} + \underbrace{W_{xh} x_t}_{\text{input}}) $$",
        [r"h_t = \tanh( {W_{hh} h_{t-1}} + {W_{xh} x_t} )"],
    ),
    (
        r"$$ \frac{\partial L}{\partial W} \propto \delta $$",
        [r"relation: \frac{\partial L}{\partial W} \propto \delta"],
    ),
    (r"$$ \Big( a + b \Big)_{i} = c $$", [r"\Big( a + b \Big)_{i} = c"]),
    (r"$$ \| x \|_2^2 = x^T x $$", [r"\| x \|_2^2 = x^T x"]),
    (r"$$ |x| = \max(x, -x) $$", [r"|x| = \max(x, -x)"]),
    (r"$$ \langle a, b \rangle = c $$", [r"\langle a, b \rangle = c"]),
    (r"$\delta^L \equiv \frac{\partial C}{\partial z^L}$", [r"\delta^L = \frac{\partial C}{\partial z^L}"]),
    (r"$W = \text{diag}(1, 2), \quad b = \text{zeros}$", [r"W = \text{diag}(1, 2)", r"b = \text{zeros}"]),
    (r"$$\mathrm{where}\; a = b$$", ["a = b"]),
    (r"$$a = b \mathrm{~and~} c = d$$", ["a = b", "c = d"]),
    (r"$$a = b \textbf{ or equivalently } c = d$$", ["a = b", "c = d"]),
    (r"$$\text{Let } a = b. \text{ Then } c = d$$", ["a = b", "c = d"]),
    (r"$$ \text{MSE} = \frac1n \sum_i (y_i - t_i)^2 $$", [r"\text{MSE} = \frac1n \sum_i (y_i - t_i)^2"]),
    (r"$$ \text{dL/dz} = y - t $$", [r"\text{dL/dz} = y - t"]),
    (r"$a\;=\;b$", ["a = b"]),
    (r"$a\ = \ b\ $", ["a = b"]),
    (r"$ a = b \, , \quad c = d \, . $", ["a = b", "c = d"]),
    (r"$a = b\,(c)$", [r"a = b\,(c)"]),
    (r"$a = f\,(x) \quad (2.1)$", [r"a = f\,(x)"]),
    ("$a = b$, (2) $c = d$", ["a = b", "c = d"]),
    (r"$(1)\ a = b$; $(2)\ c = d$", ["a = b", "c = d"]),
    (
        r"""<details><summary>x = y</summary>

$a = b$
</details>""",
        ["a = b"],
    ),
    ("[link](http://x.y/z=1) $a = b$", ["a = b"]),
    (
        r"""For $l = 2, 1$:

- $a_l = b_l$
- $c_l = d_l$

$e = f$""",
        ["setting: l = 2, 1", "a_l = b_l | l = 2, 1", "c_l = d_l | l = 2, 1", "e = f"],
    ),
    (
        r"""For $t = 3$: $a = b$
Then $c = d$""",
        ["setting: t = 3", "a = b | t = 3", "c = d"],
    ),
    (r"$$ x = [1, 2] \; w = [0.5, 0.3] $$", ["x = [1, 2]", "w = [0.5, 0.3]"]),
]
"""A text, and its statements; what is no claim has its kind before it, the settings of a claim stand behind a bar."""


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_formula_makes_these_statements(text: str, expected: list[str]) -> None:
    assert [said(one) for one in statements_of(text, "markdown").statements] == expected
