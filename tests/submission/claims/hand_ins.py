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

RELU_CLASSIFIER_WITH_ROWS = HandIn(
    "two layers, samples in rows",
    ("relu-classifier",),
    r"""
# Two-layer net

Let $A = XW_1 + b_1$, $H = \max(0, A)$ and the scores $Z = HW_2 + b_2$. With $P = \text{softmax}(Z)$ the loss is
$$L = -\frac{1}{N} \sum_{n} \sum_c Y_{nc} \log P_{nc}$$

Then
$$\frac{\partial L}{\partial Z} = P - Y$$
$$\frac{\partial L}{\partial W_2} = H^T \frac{\partial L}{\partial Z}, \qquad
\frac{\partial L}{\partial b_2} = \sum_n \frac{\partial L}{\partial Z_n}$$
$$\frac{\partial L}{\partial H} = \frac{\partial L}{\partial Z} W_2$$
$$\frac{\partial L}{\partial A} = \frac{\partial L}{\partial H} \odot \mathbb{1}[A > 0]$$
$$\frac{\partial L}{\partial W_1} = X^T \frac{\partial L}{\partial A}$$
$$dX = dA\, W_1^T$$
""",
    wrong={"P - Y": "mean-missing", r"\frac{\partial L}{\partial Z} W_2": "transpose"},
)

LOGISTIC_REGRESSION = HandIn(
    "logistic regression",
    ("logistic-regression",),
    r"""
The model is $\hat p = \sigma(z)$, $z = Xw + b$, and the loss (binary cross entropy)
$$J = -\frac{1}{N}\sum_{i=1}^{N} \left[ y_i \log p_i + (1-y_i)\log(1-p_i) \right].$$
We need $\sigma'(z) = \sigma(z)(1-\sigma(z))$.
$$\frac{\partial J}{\partial p_i} = -\frac{1}{N}\left( \frac{y_i}{p_i} - \frac{1-y_i}{1-p_i} \right)$$
$$\frac{\partial J}{\partial z_i} = \frac{\partial J}{\partial p_i}\frac{\partial p_i}{\partial z_i}
= \frac{1}{N}(y_i - p_i)$$
$$\nabla_w J = \frac{1}{N} X^T (p - y)$$
$$\frac{\partial J}{\partial b} = \frac{1}{N}\sum_i (p_i - y_i)$$
Gradient descent: $w := w - \alpha \frac{1}{N} X^T(p-y)$
""",
    wrong={r"\frac{1}{N}(y_i - p_i)": "sign"},
)

RIDGE_REGRESSION = HandIn(
    "ridge regression, plain text",
    ("ridge-regression",),
    r"""
Ridge regression by hand

r = X w - y
L = 1/(2N) ||r||^2 + lambda/2 ||w||^2
dL/dr = r/N
dL/dw = X^T r / N + lambda w
dL/dw = X^T (X w - y)/N

update
w <- w - eta dL/dw
""",
    wrong={"X^T (X w - y)/N": "regulariser"},
    kind="text",
)

GATED_UNIT = HandIn(
    "gated unit, one step",
    ("gru-cell",),
    r"""
GRU: $z_t = \sigma(W_z x_t + U_z h_{t-1} + b_z)$, $r_t = \sigma(W_r x_t + U_r h_{t-1} + b_r)$,
$\tilde{h}_t = \tanh(W_c x_t + U_c (r_t \odot h_{t-1}) + b_c)$,
$h_t = (1 - z_t) \odot h_{t-1} + z_t \odot \tilde{h}_t$.

$$\frac{\partial L}{\partial h_t} = h_t - y$$
$$\frac{\partial L}{\partial \tilde{h}_t} = \frac{\partial L}{\partial h_t} \odot z_t$$
$$\frac{\partial L}{\partial z_t} = \frac{\partial L}{\partial h_t} \odot (\tilde{h}_t + h_{t-1})$$
""",
    wrong={r"(\tilde{h}_t + h_{t-1})": "sign"},
)

THROUGH_TIME = HandIn(
    "recurrent network through time",
    ("rnn-bptt",),
    r"""
**BPTT.** $a_t = U x_t + W h_{t-1}$, $h_t = \sigma(a_t)$, $z_t = V h_t$, $\hat{y}_t = \mathrm{softmax}(z_t)$.

The loss is $L = -\sum_t \log(\hat{y}_t^T y_t)$, so that $\frac{\partial L}{\partial z_t} = \hat{y}_t - y_t$ and
$$\frac{\partial L}{\partial V} = \sum_{t=1}^{T} (\hat{y}_t - y_t) h_t^T .$$

For the hidden state
$$\frac{\partial L}{\partial h_t} = V^T (\hat{y}_t - y_t) + W^T \frac{\partial L}{\partial a_{t+1}}$$
with $\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial h_t} \odot h_t \odot (1-h_t)$. Then
\begin{align}
\frac{\partial L}{\partial W} &= \sum_t \frac{\partial L}{\partial a_t} h_t^T \\
\frac{\partial L}{\partial U} &= \sum_t \frac{\partial L}{\partial a_t} x_t^T
\end{align}
$$\frac{\partial L}{\partial W} = \sum_{t=1}^T \frac{\partial L}{\partial h_t} \frac{\partial h_t}{\partial W}$$
$$\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(h_t \odot (1-h_t)) W$$
$$\frac{\partial h_T}{\partial h_k} = \prod_{j=k+1}^{T} \frac{\partial h_j}{\partial h_{j-1}}$$
$$\frac{\partial h_t}{\partial h_k} = \prod_{i=k+1}^{t} \frac{\partial h_i}{\partial h_{i-1}}
= \prod_{i=k+1}^t \text{diag}(\sigma'(a_i)) W$$
""",
    wrong={r"\frac{\partial L}{\partial a_t} h_t^T": "time-shift"},
)

CELL_IN_NUMBERS = HandIn(
    "one cell in numbers",
    ("lstm-cell",),
    r"""
$f_t = \sigma(0.5 \cdot 0 + 0.5 \cdot 1) = \sigma(0.5) = 0.622$, $i_t = \sigma(0.4) = 0.599$,
$\tilde{C}_t = \tanh(0.4) = 0.380$.

$C_t = 0.622 \cdot 0 + 0.599 \cdot 0.380 = 0.228$

$h_t = o_t \tanh(C_t) = 0.622 \cdot 0.224 = 0.139$

$L = \frac12 (h_t - d)^2 = \frac12 (0.139 - 0.6)^2 = 0.106$

$\frac{\partial L}{\partial o_t} = (h_t - d)\tanh(C_t) = -0.461 \cdot 0.224 = 0.103$
""",
    wrong={"0.103": "sign"},
)

CONVOLUTION = HandIn(
    "convolution and dense layers",
    ("conv-dense",),
    r"""
Write $f$ for the activation.
$$\frac{\partial L}{\partial z_3} = z_3 - d$$
$$\frac{\partial L}{\partial y_3} = \frac{\partial L}{\partial z_3} \odot f'(y_3)$$
$$\frac{\partial L}{\partial w_3} = z_2 \left(\frac{\partial L}{\partial y_3}\right)^T$$
$$\frac{\partial L}{\partial z_2} = w_3 \frac{\partial L}{\partial y_3}$$
$$\frac{\partial L}{\partial b} = \frac{\partial L}{\partial y_1}$$
$$\frac{\partial L}{\partial K_{rc}} = \sum_{u,v} \frac{\partial L}{\partial y_1[u,v]} z_0[u+r, v+c]$$
$$b_{t+1} = - \eta \frac{\partial L}{\partial y_1} + b_t$$
""",
    wrong={r"\frac{\partial L}{\partial y_1}$": "sum-missing"},
    follows={r"- \eta \frac": r"\frac{\partial L}{\partial y_1}$"},
)

NORMALISED_ROWS = HandIn(
    "batch normalisation, one sample at a time",
    ("batch-norm",),
    r"""
$\mu = \frac{1}{N}\sum_i x_i$, $\sigma^2 = \frac{1}{N} \sum_i (x_i - \mu)^2$,
$\hat{x}_i = \frac{x_i - \mu}{\sqrt{\sigma^2 + \epsilon}}$, $y_i = \gamma \hat{x}_i + \beta$
$$\frac{\partial L}{\partial \gamma} = \sum_i \frac{\partial L}{\partial y_i} \hat{x}_i$$
$$\frac{\partial L}{\partial \beta} = \sum_i \frac{\partial L}{\partial y_i}$$
$$\frac{\partial L}{\partial \hat{x}_i} = \frac{\partial L}{\partial y_i} \gamma$$
$$\frac{\partial L}{\partial \sigma^2} = \sum_i \frac{\partial L}{\partial \hat{x}_i} (x_i - \mu)
\cdot \frac{1}{2} (\sigma^2 + \epsilon)^{-3/2}$$
""",
    wrong={r"\cdot \frac{1}{2}": "sign"},
)

NET_IN_PLAIN_TEXT = HandIn(
    "softmax, plain text",
    ("logistic-unit", "softmax-net"),
    r"""
Backprop for the two layer net

z1 = W1 x
y1 = sigma(z1)
z2 = W2 y1
y = softmax(z2)

dL/dz2 = y - t
dL/dW2 = dL/dz2 y1^T
dL/dy1 = W2^T dL/dz2
dL/dz1 = dL/dy1 * y1 * (1 - y1)
dL/dW1 = x^T dL/dz1
W1 <- W1 - eta dL/dW1
""",
    wrong={"x^T dL/dz1": "transpose"},
    kind="text",
)

STEP_OF_A_BATCH = HandIn(
    "one recurrent step, in short names",
    ("rnn-step",),
    r"""
$u = x W_x + h_{prev} W_h + b$ and $h = \tanh(u)$. Then
$$du = dh \odot (1 - h^2)$$
$$dW_x = x^T du,\quad dW_h = h_{prev} du,\quad db = \sum_n du_n$$
$$dx = du W_x^T,\quad dh_{prev} = du W_h^T$$
""",
    wrong={"h_{prev} du": "transpose"},
)

TWO_EXERCISES = HandIn(
    "two exercises, a letter for the activation",
    ("logistic-unit", "softmax-net"),
    r"""
1: $z = Wx$, $y = g(z)$, $E = -t \log y$.

$$\frac{\partial E}{\partial y} = -\frac{t}{y}$$
$$\frac{\partial E}{\partial x} = -t \cdot \frac{1}{g(z)} \cdot g(z)(1 - g(z)) W = -t (1 - y) W$$

2: 令 $z^{(1)} = W^{(1)} x$, $y^{(1)} = g(z^{(1)})$, $z^{(2)} = W^{(2)} y^{(1)}$, 则

$$\frac{\partial E}{\partial z_i^{(2)}} = y_i^{(2)} - t_i$$
$$\frac{\partial E}{\partial W_{uv}^{(2)}}
= \frac{\partial E}{\partial z_u^{(2)}} \frac{\partial z_u^{(2)}}{\partial W_{uv}^{(2)}}
= (y_u^{(2)} - t_u) y_v^{(1)}$$
$$\frac{\partial E}{\partial W_{uv}^{(1)}} = \sum_m (y_m^{(2)} - t_m) W_{mu}^{(2)} y_u^{(1)} x_v$$
""",
    wrong={"y_u^{(1)} x_v": "derivative-other"},
)

SKIP_MLP_IN_PLAIN_TEXT = HandIn(
    "skip mlp, plain text",
    ("skip-mlp",),
    r"""
Let e_n = yhat_n - y_n. Then

dL/dyhat_n = 2/N * e_n
dL/dz_n = dL/dyhat_n * yhat_n * (1 - yhat_n)
dL/dw_io = sum_n dL/dz_n * x_ni
dL/dw_ho = sum_n dL/dz_n * v_nh
dL/dx_ni = dL/dz_n * (w_io + sum_h w_ho * v_nh * (1 - v_nh) * w_ih)
w_io <- w_io + eta * dL/dw_io
""",
    wrong={"w_io + eta": "sign"},
    kind="text",
)

ERRORS_THROUGH_TIME = HandIn(
    "errors through time by a letter of their own",
    ("rnn-bptt",),
    r"""
$$\delta_t = \frac{\partial L}{\partial a_t}$$
$$\delta_t = (V^T (\hat y_t - y_t) + W^T \delta_{t+1}) \odot \sigma'(a_t)$$
$$\frac{\partial L}{\partial U} = \sum_t \delta_t x_t^T, \quad
\frac{\partial L}{\partial W} = \sum_t \delta_t h_{t+1}^T$$
$$\frac{\partial L}{\partial V} = \sum_t (\hat y_t + y_t) h_t^T$$
""",
    wrong={"h_{t+1}^T": "time-shift", r"(\hat y_t + y_t)": "sign"},
)

UPDATES_AS_EQUATIONS = HandIn(
    "updates that are written as equations, and with any rate",
    ("softmax-net",),
    r"""
$W_1^{new} = W_1 - \eta \frac{\partial L}{\partial W_1}$, $W_2' = W_2 - \alpha \frac{\partial L}{\partial W_2}$,
$W_1^{(k+1)} = W_1^{(k)} - \lambda \frac{\partial L}{\partial W_1^{(k)}}$,
$W_{2,\text{new}} = W_{2,\text{old}} - \eta (y - t) y_1^T$,
$W^{(1)}(t+1) = W^{(1)}(t) - \eta \frac{\partial L}{\partial W_1}$ and
$W_2 = W_2 - 0.01 \frac{\partial L}{\partial W_2}$.

$W₁ ← W₁ − η ∂L/∂W₁$

$W_2^{\text{new}} = W_2 + \eta (y - t) y_1^T$, $W_1 := W_1 + 0.5 \frac{\partial L}{\partial W_1}$,
$W_1' = W_1 - \frac{\partial L}{\partial W_1}$
""",
    wrong={
        r"W_2 + \eta (y - t) y_1^T": "sign",
        r"W_1 + 0.5": "sign",
        r"W_1 - \frac{\partial L}{\partial W_1}$": "rate-missing",
    },
)

PRODUCTS_OVER_STEPS = HandIn(
    "products over steps whose letter is none of the state's",
    ("rnn-bptt",),
    r"""
$\frac{\partial h_i}{\partial h_{i-1}} = \text{diag}(h_i(1-h_i)) W$, so that
$\frac{\partial h_t}{\partial h_k} = \prod_{i=k+1}^{t} \frac{\partial h_i}{\partial h_{i-1}}
= \prod_{i=k+1}^t \text{diag}(h_i(1-h_i)) W$.

$$\frac{\partial h_T}{\partial h_t} = \prod_{j=t}^{T-1} \frac{\partial h_{j+1}}{\partial h_j}$$

$$\frac{\partial h_3}{\partial h_1} = \prod_{i=2}^{3} \frac{\partial h_i}{\partial h_{i-1}}$$

$$\frac{\partial h_3}{\partial W} = \sum\limits_{k=0}^{3} \left(\prod_{j=k+1}^{3}
\frac{\partial h_j}{\partial h_{j-1}}\right) \frac{\partial h_k}{\partial W}$$

$$\frac{\partial h_3}{\partial U} = \sum_{k=2}^{3} \frac{\partial h_3}{\partial h_k} \frac{\partial h_k}{\partial U}$$
""",
    wrong={r"\sum_{k=2}^{3}": "unrecognised"},
)

SAMPLES_WITHOUT_SUMS = HandIn(
    "sums over samples that are due",
    ("skip-mlp",),
    r"""
$\frac{\partial L}{\partial z} = \frac{2}{N} (\hat y - y) \hat y (1 - \hat y)$

$\frac{\partial L}{\partial w_{ho}} = \sum_n \frac{\partial L}{\partial z} v_h$

$\frac{\partial L}{\partial w_{ho}} = v^T \frac{\partial L}{\partial z}$

$\frac{\partial L}{\partial w_{io}} = \frac{\partial L}{\partial z} x_i$
""",
    wrong={r"x_i": "sum-missing"},
)

ONE_STEP_FOR_ALL = HandIn(
    "the loss of one step for that of all",
    ("gru-through-time",),
    r"""
$L = \frac12 \sum_t \|h_t - y_t\|^2$, but not $L = \frac12 \|h_t - y_t\|^2 .$
""",
    wrong={r"\frac12 \|h_t": "sum-missing"},
)

MEAN_WITH_THE_WEIGHTS = HandIn(
    "a mean that comes with the weights",
    ("logistic-regression",),
    r"""
$\frac{\partial L}{\partial z} = p - y$

$\frac{\partial L}{\partial w} = \frac{1}{N} X^T \frac{\partial L}{\partial z}$
""",
)

MEAN_BESIDE_A_WRONG_GRADIENT = HandIn(
    "a mean with the weights beside a wrong gradient by a value",
    ("logistic-regression",),
    r"""
$\frac{\partial L}{\partial z} = 2 p - y$

$\frac{\partial L}{\partial w} = \frac{1}{N} X^T \frac{\partial L}{\partial z}$
""",
    wrong={"2 p - y": "unrecognised"},
)

ALL = (
    SOFTMAX_IN_THE_ARRAYS_OWN_LAYOUT,
    SOFTMAX_AS_ROWS,
    SKIP_MLP_IN_CHINESE,
    RELU_CLASSIFIER_WITH_ROWS,
    LOGISTIC_REGRESSION,
    RIDGE_REGRESSION,
    GATED_UNIT,
    THROUGH_TIME,
    CELL_IN_NUMBERS,
    CONVOLUTION,
    NORMALISED_ROWS,
    NET_IN_PLAIN_TEXT,
    STEP_OF_A_BATCH,
    TWO_EXERCISES,
    SKIP_MLP_IN_PLAIN_TEXT,
    ERRORS_THROUGH_TIME,
    UPDATES_AS_EQUATIONS,
    PRODUCTS_OVER_STEPS,
    SAMPLES_WITHOUT_SUMS,
    ONE_STEP_FOR_ALL,
    MEAN_WITH_THE_WEIGHTS,
    MEAN_BESIDE_A_WRONG_GRADIENT,
)
