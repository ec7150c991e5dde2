"""Pages as people hand them in, each with what it deserves: every claim that is not named here is right.

A claim is named by a piece of its right side. What is wrong has a code, what follows the piece of the wrong claim that
it comes of.
"""

from __future__ import annotations

from tutor.record import Record


class HandIn(Record):
    """A page: what it is called, the problems that are handed in with it, and its text.

    ``wrong`` are the codes of wrong claims, ``follows`` from which wrong claim others come, ``open`` what is not read
    or not decided.
    """

    name: str
    problems: tuple[str, ...]
    text: str
    wrong: dict[str, str] = {}
    follows: dict[str, str] = {}
    open: tuple[str, ...] = ()
    kind: str = "markdown"
    layout: str = ""


SOFTMAX_IN_THE_ARRAYS_OWN_LAYOUT = HandIn(
    "softmax, gradients as columns",
    ("softmax-net",),
    r"""
## Backward pass

Forward: $z^{(1)} = W^{(1)} x$, $y^{(1)} = \sigma(z^{(1)})$, $z^{(2)} = W^{(2)} y^{(1)}$.

Softmax and cross-entropy together give
$$\frac{\partial L}{\partial z^{(2)}} = y^{(2)} - t$$
so that
$$\frac{\partial L}{\partial W^{(2)}} = \frac{\partial L}{\partial z^{(2)}} \, y^{(1)T} = (y^{(2)} - t)\, y^{(1)T}$$
and, going back through the weights,
$$\frac{\partial L}{\partial y^{(1)}} = W^{(2)T} \frac{\partial L}{\partial z^{(2)}}$$
$$\frac{\partial L}{\partial z^{(1)}} = \frac{\partial L}{\partial y^{(1)}} \odot y^{(1)} \odot (1 + y^{(1)})$$
$$\frac{\partial L}{\partial W^{(1)}} = \frac{\partial L}{\partial z^{(1)}} x^T$$
Update: $W^{(1)} \leftarrow W^{(1)} - \eta \frac{\partial L}{\partial W^{(1)}}$.
""",
    wrong={r"\odot (1 + y^{(1)})": "sign"},
)

SOFTMAX_AS_ROWS = HandIn(
    "softmax, gradients as rows",
    ("softmax-net",),
    r"""
We lay derivatives out with the numerator first.

\begin{align}
\frac{\partial L}{\partial z^{(2)}} &= (y^{(2)} - t)^T \\
\frac{\partial L}{\partial y^{(1)}} &= \frac{\partial L}{\partial z^{(2)}} \frac{\partial z^{(2)}}{\partial y^{(1)}}
   = (y^{(2)} - t)^T W^{(2)} \\
\frac{\partial y^{(1)}}{\partial z^{(1)}} &= \mathrm{diag}(y^{(1)} \odot (1 - y^{(1)})) \\
\frac{\partial L}{\partial z^{(1)}} &= (y^{(2)} - t)^T W^{(2)} \mathrm{diag}(y^{(1)} \odot (1 - y^{(1)})) \\
\frac{\partial L}{\partial x} &= \frac{\partial L}{\partial z^{(1)}} W^{(1)T}
\end{align}
""",
    wrong={r"\frac{\partial L}{\partial z^{(1)}} W^{(1)T}": "transpose"},
    kind="latex",
)

SKIP_MLP_IN_CHINESE = HandIn(
    "skip mlp, by entries",
    ("skip-mlp",),
    r"""
## 第一题

前向: $a_h^{(n)} = \sum_i w_{ih} x_i^{(n)}$, $v_h^{(n)} = \sigma(a_h^{(n)})$, 输出 $\hat{y}^{(n)} = \sigma(z^{(n)})$.

记 $e^{(n)} = \hat{y}^{(n)} - y^{(n)}$, 由链式法则得

$$\frac{\partial L}{\partial \hat{y}^{(n)}} = \frac{2}{N} e^{(n)}$$

$$\frac{\partial L}{\partial z^{(n)}} = \frac{2}{N} e^{(n)} \hat{y}^{(n)} (1 - \hat{y}^{(n)})$$

$$\frac{\partial L}{\partial w_{ho}} = \sum_n \frac{\partial L}{\partial z^{(n)}} v_h^{(n)}
= \frac{2}{N} \sum_n e^{(n)} \hat{y}^{(n)} (1 - \hat{y}^{(n)}) v_h^{(n)}$$

$$\frac{\partial L}{\partial v_h^{(n)}} = \frac{\partial L}{\partial z^{(n)}} w_{ho}$$

其中隐层的导数 $\frac{\partial L}{\partial a_h^{(n)}} = \frac{\partial L}{\partial v_h^{(n)}} v_h^{(n)}$, 于是

$$\frac{\partial L}{\partial w_{ih}} = \sum_n \frac{\partial L}{\partial a_h^{(n)}} x_i^{(n)}
= \sum_n \frac{\partial L}{\partial v_h^{(n)}} v_h^{(n)} x_i^{(n)}$$
""",
    wrong={r"\frac{\partial L}{\partial v_h^{(n)}} v_h^{(n)}$": "derivative-other"},
    follows={r"v_h^{(n)}} v_h^{(n)} x_i^{(n)}": r"\frac{\partial L}{\partial v_h^{(n)}} v_h^{(n)}$"},
)

ALL = (SOFTMAX_IN_THE_ARRAYS_OWN_LAYOUT, SOFTMAX_AS_ROWS, SKIP_MLP_IN_CHINESE)
