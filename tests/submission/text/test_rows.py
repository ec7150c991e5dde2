"""Environments, rows and matrices, and the statements they are cut into."""

from __future__ import annotations

import pytest

from tests.submission.text.said import said
from tutor.submission.text.page import statements_of

CASES = [
    (
        r"""$$
u = v w

Z
= \hat{Z}
$$

By the law of slopes,

$$\tanh'(u)
= 1 - \tanh^2(u)$$""",
        ["u = v w", r"Z = \hat{Z}", r"\tanh'(u) = 1 - \tanh^2(u)"],
    ),
    (
        r"$$q = \sum _{ j = 1 } ^m v _j \, b_ {i}$$",
        [r"q = \sum_{ j = 1 } ^m v_j \, b_{i}"],
    ),
    (
        r"""$$\begin{aligned}
r &= Ws \\ \\
\frac {\partial L}{\partial s}
&= W^T g \\
&= h \\
W k + v
&= \sigma(r)
\end{aligned}$$""",
        ["r = Ws", r"\frac {\partial L}{\partial s} = W^T g = h", r"W k + v = \sigma(r)"],
    ),
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
    (
        r"""\begin{align}
a &= b + c \label{eq:1} \\
  &\quad + d \nonumber \\
  &= e
\end{align}""",
        ["a = b + c + d = e"],
    ),
    (r"$\left\{ \begin{array}{l} a = b \\ c = d \end{array} \right.$", ["a = b", "c = d"]),
    (
        r"$f(z) = \begin{cases} z & z > 0 \\ 0 & \text{otherwise} \end{cases}$",
        [r"f(z) = \begin{cases} z & z > 0 \\ 0 & \text{otherwise} \end{cases}"],
    ),
    (r"\begin{cases} a = b \\ c = d \end{cases}", ["a = b", "c = d"]),
    (r"$$\begin{cases} a = b \\ c = d \end{cases}$$", ["a = b", "c = d"]),
    (
        r"$$A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} b = \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}$$",
        [r"A = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}", r"b = \begin{bmatrix} 1 \\ 2 \\ 3 \end{bmatrix}"],
    ),
    (
        r"$$z = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}$$",
        [r"z = \begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix} x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}"],
    ),
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
    (r"\\[ a = b \\]", ["a = b"]),
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
        r"$$\frac{\partial p_i}{\partial z_j} = \begin{cases} p_i(1-p_i) & i = j \\ -p_i p_j & i \neq j \end{cases}$$",
        [r"\frac{\partial p_i}{\partial z_j} = \begin{cases} p_i(1-p_i) & i = j \\ -p_i p_j & i \neq j \end{cases}"],
    ),
    (
        r"$$x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}, \quad W = \begin{pmatrix} 1 & 0 \end{pmatrix}$$",
        [r"x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}", r"W = \begin{pmatrix} 1 & 0 \end{pmatrix}"],
    ),
    (
        r"$$\begin{pmatrix} a \\ b \end{pmatrix} = \begin{pmatrix} c \\ d \end{pmatrix}$$",
        [r"\begin{pmatrix} a \\ b \end{pmatrix} = \begin{pmatrix} c \\ d \end{pmatrix}"],
    ),
    (
        r"$$\begin{bmatrix} f \\ i \end{bmatrix} = \begin{bmatrix} \sigma \\ \sigma \end{bmatrix} W x = u$$",
        [r"\begin{bmatrix} f \\ i \end{bmatrix} = \begin{bmatrix} \sigma \\ \sigma \end{bmatrix} W x = u"],
    ),
    (
        r"""$$ a = b $$
$$ \vdots $$
$$ = c $$""",
        ["a = b = c"],
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
    (r"$$a = b \\[6pt] c = d$$", ["a = b", "c = d"]),
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
    (
        r"$$ \begin{align*} i_t &= \sigma(W x) & \text{(input gate)} \\ f_t &= g & \text{(forget gate)} \end{align*} $$",  # noqa: E501
        [r"i_t = \sigma(W x)", "f_t = g"],
    ),
    (
        r"""$$
\sigma(x) = y \\\\
\rightarrow \hspace{0.3in} \frac{d\sigma(x)}{dx} = \left( a \right) \left( b \right)
= \left( 1 - \sigma(x) \right) \sigma(x)
$$""",
        [
            r"\sigma(x) = y",
            r"\frac{d\sigma(x)}{dx} = \left( a \right) \left( b \right) = \left( 1 - \sigma(x) \right) \sigma(x)",
        ],
    ),
    (
        r"""\begin{align*}
    dW &= \frac{1}{m} dZ A^T \tag{3}\\
    db &= \frac{1}{m} \sum_{i} dZ^{(i)} \tag{4}
\end{align*}""",
        [r"dW = \frac{1}{m} dZ A^T", r"db = \frac{1}{m} \sum_{i} dZ^{(i)}"],
    ),
    (
        r"""$$\begin{align}
\frac{\partial L}{\partial w_1} & = \frac{\partial L}{\partial y} \times \frac{\partial y}{\partial w_1} \\
& = -2 \times 3 \\
& = -6
\end{align}$$""",
        [
            r"\frac{\partial L}{\partial w_1} = \frac{\partial L}{\partial y} \times \frac{\partial y}{\partial w_1} = -2 \times 3 = -6"  # noqa: E501
        ],
    ),
    (
        r"""$$\begin{aligned}
& z = Wx + b \\
& a = \sigma(z) \\
& L = (a-y)^2
\end{aligned}$$""",
        ["z = Wx + b", r"a = \sigma(z)", "L = (a-y)^2"],
    ),
    (
        r"""$$\begin{aligned}
L =& \sum_i (y_i - t_i)^2 \\
=& \lVert y - t \rVert^2 \\
&+ \lambda \lVert w \rVert^2
\end{aligned}$$""",
        [r"L = \sum_i (y_i - t_i)^2 = \lVert y - t \rVert^2 + \lambda \lVert w \rVert^2"],
    ),
    (r"$$\begin{aligned} L &= a \\ &\quad \cdot b \\ &\times c \end{aligned}$$", [r"L = a \cdot b \times c"]),
    (
        r"$$\begin{aligned} \text{Forward:} \quad z &= Wx \\ \text{Backward:} \quad dx &= W^T dz \end{aligned}$$",
        ["z = Wx", "dx = W^T dz"],
    ),
    (r"$$\begin{aligned} \text{(a)}\; z &= Wx \\ \text{(b)}\; a &= f(z) \end{aligned}$$", ["z = Wx", "a = f(z)"]),
    (
        r"$$ \frac{\partial L}{\partial W} = \left\{ \begin{array}{ll} a & i = j \\ b & i \ne j \end{array} \right. $$",
        [r"\frac{\partial L}{\partial W} = \left\{ \begin{array}{ll} a & i = j \\ b & i \ne j \end{array} \right."],
    ),
    (
        r"$$ \left( \begin{array}{c} f \\ i \end{array} \right) = \left( \begin{array}{c} \sigma \\ \sigma \end{array} \right) W $$",  # noqa: E501
        [
            r"\left( \begin{array}{c} f \\ i \end{array} \right) = \left( \begin{array}{c} \sigma \\ \sigma \end{array} \right) W"  # noqa: E501
        ],
    ),
    (
        r"$$ \left.\begin{aligned} a &= b \\ c &= d \end{aligned}\right\} \Rightarrow e = f $$",
        ["a = b", "c = d", "e = f"],
    ),
    (
        r"""$a = b,$ and
$$c = d,$$
which gives $e = f$.""",
        ["a = b", "c = d", "e = f"],
    ),
    (
        r"""$$
a = b
$$
$$
= c
$$
and
$$
d = e
$$""",
        ["a = b = c", "d = e"],
    ),
    (
        r"""> **Note.** $a = b$
> $$
> c = d
> $$""",
        ["a = b", "c = d"],
    ),
    (
        r"""1. First:

   $$ a = b $$

   then $c = d$""",
        ["a = b", "c = d"],
    ),
    (r"$$ a = b \\ \hline c = d $$", ["a = b", "c = d"]),
    (
        r"$$ W^{(1)} = W^{(1)} - \eta \frac{\partial L}{\partial W^{(1)}},\\ b^{(1)} = b^{(1)} - \eta \frac{\partial L}{\partial b^{(1)}} $$",  # noqa: E501
        [
            r"W^{(1)} = W^{(1)} - \eta \frac{\partial L}{\partial W^{(1)}}",
            r"b^{(1)} = b^{(1)} - \eta \frac{\partial L}{\partial b^{(1)}}",
        ],
    ),
    (r"$$ loss = (y - t)^2 \\ grad = 2(y - t) $$", ["loss = (y - t)^2", "grad = 2(y - t)"]),
    (
        r"""For $t = 3$:
$$a = b$$
$$c = d$$

$$e = f$$""",
        ["setting: t = 3", "a = b | t = 3", "c = d | t = 3", "e = f"],
    ),
    (
        r"$$ W = \left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right] b = \left[\begin{array}{c} 1 \\ 2 \\ 3 \end{array}\right] $$",  # noqa: E501
        [
            r"W = \left[\begin{array}{cc} 1 & 2 \\ 3 & 4 \end{array}\right]",
            r"b = \left[\begin{array}{c} 1 \\ 2 \\ 3 \end{array}\right]",
        ],
    ),
    (
        r"$$ A^2 = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix} B^2 = \begin{pmatrix} 1 & 0 \\ 0 & 9 \end{pmatrix} $$",
        [r"A^2 = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix}", r"B^2 = \begin{pmatrix} 1 & 0 \\ 0 & 9 \end{pmatrix}"],
    ),
    (
        r"$$ y = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix} x = \begin{pmatrix} 1 \\ 8 \end{pmatrix} $$",
        [r"y = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix} x = \begin{pmatrix} 1 \\ 8 \end{pmatrix}"],
    ),
    (
        r"$$ x = \begin{bmatrix} 1 \\ 2 \end{bmatrix} \; w = \begin{bmatrix} 3 \\ 4 \end{bmatrix} $$",
        [r"x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}", r"w = \begin{bmatrix} 3 \\ 4 \end{bmatrix}"],
    ),
    (
        r"$$ x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}, w = \begin{bmatrix} 3 \\ 4 \end{bmatrix} $$",
        [r"x = \begin{bmatrix} 1 \\ 2 \end{bmatrix}", r"w = \begin{bmatrix} 3 \\ 4 \end{bmatrix}"],
    ),
    (
        r"$$ z_1 = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix} x_1 = \begin{pmatrix} 1 \\ 8 \end{pmatrix} $$",
        [r"z_1 = \begin{pmatrix} 1 & 0 \\ 0 & 4 \end{pmatrix} x_1 = \begin{pmatrix} 1 \\ 8 \end{pmatrix}"],
    ),
    (
        r"""$$
E_t = a \\
\begin{aligned}
E
&= b \\
&= c
\end{aligned}
$$""",
        ["E_t = a", "E = b = c"],
    ),
    (
        r"""So $(1-h^2) \approx 1$, and

$$\text{factor of a step} \approx 2 \times 1.5 = 3$$""",
        [r"(1-h^2) \approx 1", r"\approx 2 \times 1.5 = 3"],
    ),
    (r"$$k = \left\(a + b\right\) c$$", [r"k = \left (a + b\right ) c"]),
]
"""A text, and its statements; what is no claim has its kind before it, the settings of a claim stand behind a bar."""


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_rows_make_these_statements(text: str, expected: list[str]) -> None:
    assert [said(one) for one in statements_of(text, "markdown").statements] == expected
