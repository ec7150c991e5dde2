"""Pages about networks that no problem is, each with what it deserves: every claim that is not named is right."""

from __future__ import annotations

from tests.submission.claims.hand_ins import HandIn

ALL = (
    HandIn(
        "self-attention",
        (),
        r"""
$$S = \frac{Q K^T}{\sqrt{d_k}}$$ $$A = \mathrm{softmax}(S)$$ $$O = A V$$
$$L = \frac{1}{2} \| O - T \|_F^2$$
$$\frac{\partial L}{\partial O} = O - T$$
$$\frac{\partial L}{\partial V} = A^T (O - T)$$
$$\frac{\partial L}{\partial A} = (O - T) V$$
$$\frac{\partial L}{\partial Q} = \frac{1}{\sqrt{d_k}} \frac{\partial L}{\partial S} K$$
$$\frac{\partial L}{\partial K} = \frac{1}{\sqrt{d_k}} (\frac{\partial L}{\partial S})^T Q$$
""",
        wrong={r"(O - T) V": "transpose"},
    ),
    HandIn(
        "an autoencoder with tied weights",
        (),
        r"""
Encoder $h = \sigma(W x + b)$, decoder with tied weights $r = W^T h + c$, loss $E = \frac12 \|r - x\|^2$.
$$\frac{\partial E}{\partial r} = r - x$$
$$\frac{\partial E}{\partial c} = r - x$$
$$\frac{\partial E}{\partial h} = W (r - x)$$
$$\frac{\partial E}{\partial b} = W (r - x) \odot h \odot (1 - h)$$
$$\frac{\partial E}{\partial W} = h (r - x)^T$$
""",
        wrong={r"h (r - x)^T": "path-missing"},
    ),
    HandIn(
        "two layers, columns, squared error",
        (),
        r"""
The forward pass is $z^{(1)} = W^{(1)} x + b^{(1)}$, $a^{(1)} = \sigma(z^{(1)})$, $\hat{y} = W^{(2)} a^{(1)} + b^{(2)}$
and the loss is $J = \frac{1}{2} \| \hat{y} - y \|^2$.

$$\frac{\partial J}{\partial \hat y} = \hat y - y$$
$$\frac{\partial J}{\partial W^{(2)}} = (\hat y - y) a^{(1)T}$$
$$\frac{\partial J}{\partial b^{(2)}} = \hat y - y$$
$$\frac{\partial J}{\partial a^{(1)}} = W^{(2)} (\hat y - y)$$
$$\frac{\partial J}{\partial z^{(1)}} = W^{(2)T} (\hat y - y) \odot a^{(1)} \odot (1 - a^{(1)})$$
""",
        wrong={r"W^{(2)} (\hat y - y)": "transpose"},
    ),
    HandIn(
        "a network by entries and sums",
        (),
        r"""
$$z_j = \sum_i w_{ij} x_i + b_j, \quad h_j = \sigma(z_j), \quad o_k = \sum_j v_{jk} h_j$$
$$E = \frac12 \sum_k (o_k - t_k)^2$$
$$\frac{\partial E}{\partial o_k} = o_k - t_k$$
$$\frac{\partial E}{\partial v_{jk}} = (o_k - t_k) h_j$$
$$\frac{\partial E}{\partial h_j} = \sum_k (o_k - t_k) v_{jk}$$
$$\frac{\partial E}{\partial z_j} = h_j (1 - h_j) \sum_k (o_k - t_k) v_{jk}$$
$$\frac{\partial E}{\partial w_{ij}} = \frac{\partial E}{\partial z_j} x_j$$
""",
        wrong={r"\frac{\partial E}{\partial z_j} x_j": "order"},
    ),
    HandIn(
        "a support vector machine",
        (),
        r"""
Linear SVM: $f = w^T x + b$, $L = \max(0, 1 - y f) + \frac{\lambda}{2} \|w\|^2$.
If the margin is broken:
$$\frac{\partial f}{\partial w} = x$$
$$\frac{\partial L}{\partial b} = -y \mathbb{1}[y f < 1]$$
$$\frac{\partial f}{\partial b} = 0$$
$$\frac{\partial f}{\partial x} = w$$
""",
        wrong={"0": "arithmetic"},
    ),
    HandIn(
        "layer norm with a gradient from outside",
        (),
        r"""
$$\mu = \frac{1}{D} \sum_{i=1}^{D} x_i$$ $$v = \frac{1}{D} \sum_{i=1}^{D} (x_i - \mu)^2$$
$$\hat{x}_i = \frac{x_i - \mu}{\sqrt{v + \epsilon}}$$ $$y_i = \gamma_i \hat{x}_i + \beta_i$$
$$\frac{\partial L}{\partial \beta_i} = \frac{\partial L}{\partial y_i}$$
$$\frac{\partial L}{\partial \gamma_i} = \frac{\partial L}{\partial y_i} \hat{x}_i$$
$$\frac{\partial L}{\partial \hat{x}_i} = \frac{\partial L}{\partial y_i} \beta_i$$
""",
        wrong={r"\frac{\partial L}{\partial y_i} \beta_i": "swapped"},
    ),
    HandIn(
        "logistic regression",
        (),
        r"""
Logistic regression: $z = w^T x + b$, $a = \sigma(z)$ and
$$\ell(a, y) = -y \log a - (1 - y) \log(1 - a)$$
Then
$$\frac{\partial \ell}{\partial a} = -\frac{y}{a} + \frac{1-y}{1-a}$$
$$\frac{\partial \ell}{\partial z} = a - y$$
$$\frac{\partial \ell}{\partial w} = (a - y) x$$
$$\frac{\partial \ell}{\partial b} = y - a$$
""",
        wrong={r"y - a": "sign"},
    ),
    HandIn(
        "an LSTM with concatenation",
        (),
        r"""
An LSTM cell:
\begin{align}
f_t &= \sigma(W_f [h_{t-1}, x_t] + b_f) \\
i_t &= \sigma(W_i [h_{t-1}, x_t] + b_i) \\
\tilde{C}_t &= \tanh(W_C [h_{t-1}, x_t] + b_C) \\
C_t &= f_t \odot C_{t-1} + i_t \odot \tilde{C}_t \\
o_t &= \sigma(W_o [h_{t-1}, x_t] + b_o) \\
h_t &= o_t \odot \tanh(C_t)
\end{align}
with the loss $L = \frac{1}{2} \sum_{t} \| h_t - y_t \|^2$. Then
$$\frac{\partial L}{\partial o_t} = \frac{\partial L}{\partial h_t} \odot \tanh(C_t)$$
$$\frac{\partial L}{\partial i_t} = \frac{\partial L}{\partial C_t} \odot \tilde{C}_t$$
$$\frac{\partial L}{\partial f_t} = \frac{\partial L}{\partial C_t} \odot C_t$$
$$\frac{\partial L}{\partial \tilde{C}_t} = \frac{\partial L}{\partial C_t} \odot i_t$$
""",
        wrong={r"\frac{\partial L}{\partial C_t} \odot C_t": "time-shift"},
    ),
    HandIn(
        "a recurrent network through time",
        (),
        r"""
$$h_t = \tanh(W_{hh} h_{t-1} + W_{xh} x_t + b_h)$$
$$z_t = W_{hy} h_t + b_y$$
$$\hat{y}_t = \mathrm{softmax}(z_t)$$
$$L = -\sum_{t=1}^{T} y_t^T \log \hat{y}_t$$
BPTT:
$$\frac{\partial L}{\partial z_t} = \hat{y}_t - y_t$$
$$\frac{\partial L}{\partial W_{hy}} = \sum_{t=1}^{T} (\hat{y}_t - y_t) h_t^T$$
$$\frac{\partial L}{\partial b_y} = \sum_{t=1}^{T} (\hat{y}_t - y_t)$$
$$\frac{\partial L}{\partial W_{hy}} = \sum_{t=1}^{T} (\hat{y}_t - y_t) h_{t-1}^T$$
""",
        wrong={r"h_{t-1}^T": "time-shift"},
    ),
    HandIn(
        "three layers of tanh",
        (),
        r"""
$z_1 = W_1 x + b_1$, $a_1 = \tanh(z_1)$, $z_2 = W_2 a_1 + b_2$, $a_2 = \tanh(z_2)$, $z_3 = W_3 a_2 + b_3$,
$p = \mathrm{softmax}(z_3)$, $\mathcal{L} = -\sum_k y_k \log p_k$

$$\frac{\partial \mathcal{L}}{\partial z_3} = p - y$$
$$\frac{\partial \mathcal{L}}{\partial W_3} = (p - y) a_2^T$$
$$\frac{\partial \mathcal{L}}{\partial a_2} = W_3^T (p - y)$$
$$\frac{\partial \mathcal{L}}{\partial z_2} = \frac{\partial \mathcal{L}}{\partial a_2} \odot (1 - a_2^2)$$
$$\frac{\partial \mathcal{L}}{\partial W_2} = \frac{\partial \mathcal{L}}{\partial z_2} a_1^T$$
$$\frac{\partial \mathcal{L}}{\partial a_1} = W_2^T \frac{\partial \mathcal{L}}{\partial z_2}$$
$$\frac{\partial \mathcal{L}}{\partial z_1} = \frac{\partial \mathcal{L}}{\partial a_1} \odot (1 + a_1^2)$$
""",
        wrong={r"(1 + a_1^2)": "sign"},
    ),
    HandIn(
        "two layers, a batch in rows",
        (),
        r"""
We train a two-layer network on a batch $X$ of $N$ rows:

$$Z_1 = X W_1 + b_1, \quad H = \tanh(Z_1)$$
$$Z_2 = H W_2 + b_2, \quad P = \mathrm{softmax}(Z_2)$$
$$L = -\frac{1}{N} \sum_{n,c} Y_{nc} \log P_{nc}$$

Backward:

$$\frac{\partial L}{\partial Z_2} = \frac{1}{N}(P - Y)$$
$$\frac{\partial L}{\partial W_2} = H^T \frac{\partial L}{\partial Z_2}$$
$$\frac{\partial L}{\partial H} = \frac{\partial L}{\partial Z_2} W_2^T$$
$$\frac{\partial L}{\partial Z_1} = \frac{\partial L}{\partial H} \odot (1 - H)$$
$$\frac{\partial L}{\partial W_1} = X^T \frac{\partial L}{\partial Z_1}$$
""",
        wrong={r"(1 - H)": "derivative-other"},
    ),
    HandIn(
        "error signals through time",
        (),
        r"""
$$a_t = W h_{t-1} + U x_t + b, \quad h_t = \tanh(a_t), \quad o_t = V h_t, \quad L = \sum_{t} \frac12 \|o_t - y_t\|^2$$
Define $\delta_t = \frac{\partial L}{\partial a_t}$. Then
$$\delta_t = (V^T (o_t - y_t) + W^T \delta_{t+1}) \odot (1 - h_t^2)$$
$$\frac{\partial L}{\partial U} = \sum_t \delta_t x_t^T$$
$$\frac{\partial L}{\partial W} = \sum_t \delta_t h_{t-1}^T$$
$$\frac{\partial L}{\partial b} = \sum_t \delta_{t-1}$$
""",
        wrong={r"\sum_t \delta_{t-1}": "time-shift"},
    ),
    HandIn(
        "a loss at every step, and slopes by the neighbour",
        (),
        r"""
$$a_t = W h_{t-1} + U x_t + b$$ $$h_t = \tanh(a_t)$$ $$o_t = V h_t + c$$ $$L_t = \frac12 \|o_t - y_t\|^2$$
$$L = \sum_{t=1}^T L_t$$
$$\frac{\partial L}{\partial o_t} = o_t - y_t$$
$$\frac{\partial L}{\partial h_t} = V^T (o_t - y_t) + W^T \frac{\partial L}{\partial a_{t+1}}$$
$$\frac{\partial L}{\partial a_t} = \frac{\partial L}{\partial h_t} \odot (1 - h_t^2)$$
$$\frac{\partial L}{\partial U} = \sum_t \frac{\partial L}{\partial a_t} x_t^T$$
$$\frac{\partial L}{\partial W} = \sum_t \frac{\partial L}{\partial a_t} h_t^T$$
$$\frac{\partial h_t}{\partial h_{t-1}} = \mathrm{diag}(1-h_t^2) W$$
""",
        wrong={r"h_t^T": "time-shift"},
    ),
    HandIn(
        "a network written out for two steps",
        (),
        r"""
$$h_1 = \tanh(W x_1 + U h_0)$$ $$h_2 = \tanh(W x_2 + U h_1)$$ $$y = v^T h_2$$ $$L = \frac12 (y - d)^2$$
$$\frac{\partial L}{\partial y} = y - d$$
$$\frac{\partial L}{\partial v} = (y - d) h_2$$
$$\frac{\partial L}{\partial h_2} = (y - d) v$$
$$\frac{\partial L}{\partial h_1} = U^T (\frac{\partial L}{\partial h_2} \odot (1 - h_2^2))$$
$$\frac{\partial L}{\partial h_1} = U (\frac{\partial L}{\partial h_2} \odot (1 - h_2^2))$$
""",
        wrong={r"U (\frac{\partial L}{\partial h_2} \odot (1 - h_2^2))": "transpose"},
    ),
    HandIn(
        "rows, and sums that have a name later",
        (),
        r"""
$$\boldsymbol{h} = \sigma(\boldsymbol{x}\boldsymbol{W}_1 + \boldsymbol{b}_1),
\quad \hat{\boldsymbol{y}} = \mathrm{softmax}(\boldsymbol{h}\boldsymbol{W}_2 + \boldsymbol{b}_2)$$
$$J = CE(\boldsymbol{y}, \hat{\boldsymbol{y}}) = -\sum_i y_i \log \hat{y}_i$$
Let $z_2 = h W_2 + b_2$ and $z_1 = x W_1 + b_1$.
$$\frac{\partial J}{\partial z_2} = \hat{y} - y$$
$$\frac{\partial J}{\partial h} = (\hat{y} - y) W_2^T$$
$$\frac{\partial J}{\partial z_1} = \frac{\partial J}{\partial h} \circ h \circ (1 - h)$$
$$\frac{\partial J}{\partial x} = \frac{\partial J}{\partial z_1} W_1$$
""",
        wrong={r"\frac{\partial J}{\partial z_1} W_1": "transpose"},
        open=(r"CE(\boldsymbol{y}, \hat{\boldsymbol{y}})",),
    ),
    HandIn(
        "samples counted by a small letter",
        (),
        r"""
Model: $\hat{y}^{(i)} = w^T x^{(i)} + b$
and the cost $J(w,b) = \frac{1}{2m} \sum_{i=1}^{m} (\hat{y}^{(i)} - y^{(i)})^2$.

$$\frac{\partial J}{\partial w} = \frac{1}{m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)}) x^{(i)}$$
$$\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^m (\hat{y}^{(i)} - y^{(i)})$$
$$\frac{\partial J}{\partial b} = \frac{1}{m} \sum_{i=1}^m (y^{(i)} - \hat{y}^{(i)})$$
""",
        wrong={r"\sum_{i=1}^m (y^{(i)} - \hat{y}^{(i)})": "sign"},
    ),
    HandIn(
        "a name in the middle of a chain",
        (),
        r"""
Let $h = \tanh(z) = \tanh(W x + b)$ and $\hat{y} = U h = U \tanh(W x + b)$, and $L = (\hat y - y)^T(\hat y - y)$.
$$\frac{\partial L}{\partial \hat y} = 2(\hat y - y)$$
$$\frac{\partial L}{\partial U} = 2(\hat y - y) h^T$$
$$\frac{\partial L}{\partial z} = U^T 2 (\hat y - y) \odot (1 - h^2)$$
$$\frac{\partial L}{\partial W} = \frac{\partial L}{\partial z} x$$
""",
        wrong={r"\frac{\partial L}{\partial z} x": "transpose"},
    ),
    HandIn(
        "batch norm, the variance as a square",
        (),
        r"""
$$\mu_B = \frac{1}{m} \sum_{i=1}^{m} x_i$$
$$\sigma_B^2 = \frac{1}{m} \sum_{i=1}^{m} (x_i - \mu_B)^2$$
$$\hat{x}_i = \frac{x_i - \mu_B}{\sqrt{\sigma_B^2 + \epsilon}}$$
$$y_i = \gamma \hat{x}_i + \beta$$
$$\frac{\partial L}{\partial \hat{x}_i} = \frac{\partial L}{\partial y_i} \gamma$$
$$\frac{\partial L}{\partial \gamma} = \sum_{i=1}^m \frac{\partial L}{\partial y_i} \hat{x}_i$$
$$\frac{\partial L}{\partial \beta} = \sum_{i=1}^m \frac{\partial L}{\partial y_i}$$
""",
    ),
    HandIn(
        "single units with long names",
        (),
        r"""
$net_{h1} = w_1 * i_1 + w_2 * i_2 + b_1 * 1 = 0.15 * 0.05 + 0.2 * 0.1 + 0.35 * 1 = 0.3775$

$out_{h1} = \frac{1}{1+e^{-net_{h1}}} = 0.593269992$

$net_{o1} = w_5 * out_{h1} + b_2$, $out_{o1} = \frac{1}{1+e^{-net_{o1}}}$

$E_{o1} = \frac{1}{2}(target_{o1} - out_{o1})^2$

$E_{total} = E_{o1}$

$\frac{\partial E_{total}}{\partial out_{o1}} = -(target_{o1} - out_{o1})$

$\frac{\partial out_{o1}}{\partial net_{o1}} = out_{o1}(1 - out_{o1})$

$\frac{\partial net_{o1}}{\partial w_5} = out_{h1}$

$\frac{\partial E_{total}}{\partial w_5} = -(target_{o1} - out_{o1}) * out_{o1}(1 - out_{o1}) * out_{h1}$

$\frac{\partial E_{total}}{\partial out_{h1}} = -(target_{o1} - out_{o1}) * out_{o1}(1 - out_{o1}) * w_5$

$\frac{\partial net_{h1}}{\partial w_1} = i_2$
""",
        wrong={r"i_2": "swapped"},
        open=(r"0.15 * 0.05 + 0.2 * 0.1 + 0.35 * 1",),
    ),
    HandIn(
        "samples by superscripts, a loss of arguments, and a capital for all columns",
        (),
        r"""
With $u^{(i)} = v^T x^{(i)} + c$ and $p^{(i)} = \sigma(u^{(i)})$ one sample costs
$$\ell(p^{(i)}, y^{(i)}) = -\left[ y^{(i)} \log p^{(i)} + (1 - y^{(i)}) \log(1 - p^{(i)}) \right]$$
and all of them $J(v, c) = \frac{1}{m} \sum_{i=1}^m \ell(p^{(i)}, y^{(i)})$.
$$\frac{\partial J}{\partial c} = \frac{1}{m} \sum_{i=1}^m (p^{(i)} - y^{(i)})$$
$$\frac{\partial J}{\partial v} = \frac{1}{m} \sum_{i=1}^m (y^{(i)} - p^{(i)}) x^{(i)}$$
All at once, $P = \sigma(v^T X + c)$, $dv = \frac{1}{m} X (P - Y)^T$, and then $v := v - \alpha dv$.
""",
        wrong={r"(y^{(i)} - p^{(i)}) x^{(i)}": "sign"},
    ),
    HandIn(
        "one model after another, whose losses have one name",
        (),
        r"""
# A line
\[ f(x) = w^T x + b \]
\[ J(w, b) = \frac{1}{K} \sum_{k=1}^{K} (f(x_k) - s_k)^2 \]
\[ \frac{\partial J}{\partial w} = \frac{2}{K} \sum_{k=1}^{K} (f(x_k) - s_k) x_k \]
# A probability
\[ J(w) = -\frac{1}{K} \sum_{k=1}^{K} \left[ s_k \log(\sigma(w^T x_k)) + (1 - s_k) \log(1 - \sigma(w^T x_k)) \right] \]
\[ \frac{\partial J}{\partial w} = \frac{1}{K} \sum_{k=1}^{K} (\sigma(w^T x_k) - s_k) x_k \]
""",
    ),
    HandIn(
        "the cross-entropy by a softmax and again by its name, and a class that nothing says",
        (),
        r"""
The loss is $L = -\sum_i t_i \log(\mathrm{softmax}(a)_i)$. Let $q = \mathrm{Softmax}(a)$, then
$$L = -\sum_i t_i \log(q_i)$$
$$\frac{\partial q_i}{\partial a_j} = q_i (\delta_{ij} - q_j)$$
$$\frac{\partial L}{\partial a_j} = q_j - t_j$$
For the class $c$:
$$\frac{\partial L}{\partial a_j} = q_j - \delta_{jc}$$
""",
        open=(r"\delta_{jc}",),
    ),
    HandIn(
        "updates by names before what they are updated by",
        (),
        r"""
$$h = g_{\text{relu}}(M x + r), \quad o = N h + s, \quad E = \frac{1}{2} \| o - y \|^2$$
$$s := s - \eta \, ds$$ $$\frac{\partial E}{\partial o} = o - y$$
$$\frac{\partial E}{\partial N} = (o - y) h^T$$ $$\frac{\partial E}{\partial h} = N (o - y)$$
""",
        wrong={r"N (o - y)": "transpose"},
    ),
    HandIn(
        "a derivative by a variance, and the three paths through a batch",
        (),
        r"""
$$m_{\mathcal{S}} = \frac{1}{n} \sum_{i=1}^{n} u_i$$
$$\sigma_{\mathcal{S}}^2 = \frac{1}{n} \sum_{i=1}^{n} (u_i - m_{\mathcal{S}})^2$$
$$\hat{u}_i = \frac{u_i - m_{\mathcal{S}}}{\sqrt{\sigma_{\mathcal{S}}^2 + \epsilon}}$$
$$o_i = \gamma \hat{u}_i + \beta$$
$$\frac{\partial L}{\partial \sigma_{\mathcal{S}}^2} = -\frac{1}{2} \sum_{i=1}^{n} \frac{\partial L}{\partial \hat{u}_i}
  (u_i - m_{\mathcal{S}}) (\sigma_{\mathcal{S}}^2 + \epsilon)^{-3/2}$$
$$\frac{\partial \sigma_{\mathcal{S}}^2}{\partial u_i} = \frac{u_i - m_{\mathcal{S}}}{n}$$
$$\frac{\partial L}{\partial u_i} = \frac{\partial L}{\partial \hat{u}_i} \frac{\partial \hat{u}_i}{\partial u_i}
  + \frac{\partial L}{\partial \sigma_{\mathcal{S}}^2} \frac{\partial \sigma_{\mathcal{S}}^2}{\partial u_i}
  + \frac{\partial L}{\partial m_{\mathcal{S}}} \frac{\partial m_{\mathcal{S}}}{\partial u_i}$$
""",
        wrong={r"= \frac{u_i - m_{\mathcal{S}}}{n}"[2:]: "factor"},
    ),
    HandIn(
        "error signals of numbered layers",
        (),
        r"""
$$s^{(1)} = V^{(1)} x, \quad h^{(1)} = \tanh(s^{(1)}), \quad s^{(2)} = V^{(2)} h^{(1)}$$
$$E = \frac12 \|s^{(2)} - t\|^2$$
$$\delta^{(2)} = s^{(2)} - t$$
$$\delta^{(1)} = (V^{(2)})^T \delta^{(2)} \odot h^{(1)} \odot (1 - h^{(1)})$$
$$\frac{\partial E}{\partial V^{(1)}} = \delta^{(1)} x^T$$
$$\frac{\partial E}{\partial x} = V^{(1)T} \delta^{(1)}$$
""",
        wrong={r"h^{(1)} \odot (1 - h^{(1)})": "derivative-other"},
    ),
    HandIn(
        "an output that is one number",
        (),
        r"""
$$u^{(1)} = W^{(1)} x + b^{(1)}, \quad r^{(1)} = \sigma(u^{(1)}), \quad u^{(2)} = W^{(2)} r^{(1)} + b^{(2)}$$
$$\hat{y} = u^{(2)}, \quad L = \frac{1}{2} (\hat{y} - y)^2$$
$$\frac{\partial L}{\partial u^{(2)}} = \hat{y} - y$$
$$\frac{\partial L}{\partial W^{(2)}} = (\hat{y} - y) (r^{(1)})^T$$
$$\frac{\partial L}{\partial u^{(1)}} = (W^{(2)})^T (\hat{y} - y) \odot r^{(1)} \odot (1 - r^{(1)})$$
$$\frac{\partial L}{\partial r^{(1)}} = (W^{(2)})^T (y - \hat{y})$$
""",
        wrong={r"(W^{(2)})^T (y - \hat{y})": "sign"},
    ),
    HandIn(
        "marks above names with indices, a length in single bars, and what an activation is of in another order",
        (),
        r"""
$$s_t = \tanh(A u_t + B s_{t-1} + e), \quad \hat{v_t} = C s_t + g$$
$$ L = \sum_{t=1}^3 L_t, \quad \text{where } L_t = \frac{1}{2} |\hat{v_t} - v_t|^2 $$
The derivative of $u = \tanh(v)$ is $1 - u^2$.
$$\frac{\partial L}{\partial C} = \sum_{t=1}^3 (\hat{v_t} - v_t) s_t^T$$
Let $r_t = B s_{t-1} + A u_t + e$ and $\delta_t = \frac{\partial L}{\partial r_t}$.
$$\frac{\partial L}{\partial B} = \sum_{t=1}^3 \delta_t s_t^T$$
$$\frac{\partial L}{\partial A} = \sum_{t=1}^3 \delta_t u_t^T$$
""",
        wrong={r"\delta_t s_t^T": "time-shift"},
    ),
    HandIn(
        "a loss of the last step alone",
        (),
        r"""
$$r_t = V u_{t-1} + A x_t + e$$ $$u_t = \tanh(r_t)$$ $$s = w^T u_T + g$$ $$\hat{y} = \sigma(s)$$
$$L = -y \log \hat{y} - (1 - y) \log(1 - \hat{y})$$
$$\frac{\partial L}{\partial s} = \hat{y} - y$$
$$\frac{\partial L}{\partial w} = (\hat{y} - y) u_T$$
$$\frac{\partial L}{\partial u_T} = (\hat{y} - y) w$$
$$\frac{\partial L}{\partial V} = \sum_{t=1}^T \frac{\partial L}{\partial r_t} u_{t-1}^T$$
$$\frac{\partial L}{\partial A} = \sum_{t=1}^T \frac{\partial L}{\partial r_t} u_t^T$$
""",
        wrong={r"r_t} u_t^T": "swapped"},
    ),
)
