"""Ways to write names, layers, error signals and letters in the bundled networks; and what is refused.

A row of `SPELLINGS` has a right answer in its plain form and other spellings of it. A row of `REFUSED` has answers
that are not right, and whether they have to be invalid.
"""

from __future__ import annotations

from typing import NamedTuple


class Spellings(NamedTuple):
    """A right answer to a step, ``plain``, and other ``forms`` that mean the same."""

    problem: str
    step: str
    plain: str
    forms: tuple[str, ...]


class Refused(NamedTuple):
    """Answers that must not be right: ``invalid`` with a sentence that matches, or any verdict but right."""

    problem: str
    step: str
    forms: tuple[str, ...]
    sentence: str = ""


SPELLINGS: tuple[Spellings, ...] = (
    # -- layers ------------------------------------------------------------------------------------------------
    Spellings(
        "softmax-net",
        "dL/dy1",
        "W2.T @ (y - t)",
        (
            r"W^{[2]T}(y^{[2]} - t)",
            r"W^{[2]\top}(y^{[2]} - t)",
            r"W^{(2)^T}(y^{(2)} - t)",
            r"W^{(2)^\top}(y - t)",
            r"W^{(2)^{T}}(y - t)",
            r"{W^{(2)}}^\top (y - t)",
            r"{W^{[2]}}^{T} (y - t)",
            r"{W}^{(2)T} (y - t)",
            r"{W}_2^T (y_2 - t)",
            r"\mathbf{W}^{[2]\intercal}(\mathbf{y}^{[2]} - \mathbf{t})",
            r"\mathbf{W^{(2)}}^\top (\boldsymbol{y} - \boldsymbol{t})",
            r"W^{ [ 2 ] T}(y - t)",
            "W⁽²⁾ᵀ(y⁽²⁾ − t)",
            "W⁽²⁾⊤(y − t)",
            "W₂⊺(y₂ − t)",
            "W^[2].T (y - t)",
            "W^[2]T (y - t)",
            "W^(2).T (y - t)",
            "W_2^T (a^{[2]} - t)",
            "W_2^T (a^{(2)} - t)",
            r"W_2^T (\hat{y} - t)",
            "W2' (y - t)",
            "(W2)' (y - t)",
            "W₂ᵗ (y − t)",
        ),
    ),
    Spellings(
        "softmax-net",
        "dL/dW2",
        "(y - t) y1^T",
        (r"(y - t) y^{[1]T}", r"(y-t) {y^{[1]}}^\top", "(y-t) a^{(1)T}", r"(y-t) a^{[1]\top}", "(y-t) * y1'"),
    ),
    Spellings("softmax-net", "z1", "W1 x", (r"W^{[1]} x", r"W^{[1]} a^{[0]}", "W^<1> x", "W₁ x")),
    Spellings(
        "softmax-net",
        "W1_new",
        "W1 - eta dL/dW1",
        (r"W^{[1]} - \eta \frac{\partial L}{\partial W^{[1]}}", r"W^{[1]} - \alpha\, dW^{[1]}", "W1 - lr * dW1"),
    ),
    # -- error signals -----------------------------------------------------------------------------------------
    Spellings(
        "softmax-net",
        "dL/dy1",
        "W2.T @ dL/dz2",
        (
            r"W_2^T \delta_2",
            r"W^{(2)T} \delta^{(2)}",
            r"W^{[2]T} \delta^{[2]}",
            r"{W^{(2)}}^T \boldsymbol{\delta}^{(2)}",
            "W₂ᵀ δ₂",
            "W₂ᵀ δ⁽²⁾",
            "W2.T @ delta_2",
            "W2.T @ delta2",
            "W2.T @ δ2",
            r"W_2^T \delta_{z_2}",
            r"\sum_m W^{(2)}_{mh} \delta^{(2)}_m",
            r"\sum_m W^{(2)}_{mh} \delta_m",
            "sum_m(W2[m,h] * delta_2[m])",
            "W2.T @ dz2",
            "W2.T @ dz_2",
            r"W_2^T dz^{(2)}",
            r"W_2^T dz^{[2]}",
            "W2.T @ dL_dz2",
            "W2.T @ dLdz2",
            "W2.T @ grad_z2",
            "W2.T @ z2_grad",
            "W2.T @ z2.grad",
            r"W_2^T \bar{z}_2",
            r"W_2^T \bar{z}^{(2)}",
            r"W_2^T \bar{z^{(2)}}",
            r"W_2^T \overline{z_2}",
            r"W_2^T \nabla_{z_2} L",
            r"W_2^T \nabla_{z^{(2)}} \mathcal{L}",
            r"W_2^T \nabla_{z^{[2]}} J",
            r"W_2^T \nabla_{z_2}\ell",
            "W₂ᵀ ∇_{z₂} ℒ",
            "W_2^T ∂_{z_2} L",
            r"W_2^T \frac{\partial J}{\partial z_2}",
            r"W_2^T \frac{\partial C}{\partial z^{(2)}}",
            r"W_2^T \frac{\partial E}{\partial z^{[2]}}",
            r"W_2^T \frac{\partial \ell}{\partial z_2}",
            r"W_2^T \frac{d\mathcal{L}}{dz_2}",
            "W2.T @ dcost/dz2",
            "W2.T @ dLoss/dz2",
        ),
    ),
    Spellings(
        "rnn-bptt",
        "dL/dX",
        "U^T dL/da_t",
        (r"W_{xh}^\top \delta_a", "da @ U", "da @ Wxh", r"U^\top \bar{a}_t", r"U^T \nabla_{a_t} L"),
    ),
    Spellings(
        "rnn-bptt",
        "dL/da",
        "dL/dH H (1 - H)",
        ("dH * H * (1 - H)", "dh * h * (1 - h)", r"\nabla_{H_t} \mathcal L \odot h_t (1 - h_t)"),
    ),
    Spellings(
        "rnn-step",
        "dL/dWh",
        "h_prev^T dL/du",
        ("h_prev.T @ du", r"h_{t-1}^\top \delta_u", r"h_{t-1}^\top \nabla_u L", "prev_h.T @ du"),
    ),
    Spellings(
        "rnn-step",
        "dL/du",
        "dh*(1 - h^2)",
        ("dnext_h * (1 - next_h**2)", r"\nabla_h L (1 - h^2)", "grad_h * (1 - h^2)"),
    ),
    Spellings(
        "lstm-cell",
        "dL/do",
        "dL/dh tanh(C)",
        ("dh tanh(C)", "dh * tanh(c)", r"\bar{h} \tanh(c_t)", r"\frac{dJ}{dh_t} \tanh c_t"),
    ),
    Spellings("lstm-step", "dL/dh_prev", "dL/da Wh^T", ("da @ Wh.T", r"\nabla_a L\, W_h^\top", r"\bar a W_h^T")),
    Spellings(
        "conv-dense",
        "dL/dw3",
        "outer(z2, dL/dy3)",
        (r"z_2 \delta_3^T", r"z^{[2]} \delta^{[3]T}", "outer(z2, dy3)", r"z_2 \delta_{y_3}^\top"),
    ),
    Spellings("conv-dense", "dL/dz2", "w3 dL/dy3", (r"w_3 \delta_3", r"w^{[3]} \delta^{(3)}", "w3 dy3")),
    Spellings(
        "skip-mlp",
        "dL/dw_io",
        "sum_n dL/dz x",
        (
            r"\sum_n \delta_z x",
            r"\sum_n dz^{(n)} x^{(n)}",
            r"\sum_n \bar z x",
            "sum_n(dz * x)",
            r"\sum_n \nabla_{z^{(n)}} L\, x^{(n)}",
        ),
    ),
    Spellings(
        "skip-mlp",
        "dL/dw_ih",
        "sum_n dL/da_h x_i",
        (r"\sum_n \delta_h x_i", r"\sum_n \delta_h^{(n)} x_i^{(n)}", "sum_n(da[n,h] * x[n,i])"),
    ),
    Spellings(
        "skip-mlp",
        "dL/dz",
        "dL/dyhat yhat (1 - yhat)",
        (r"\bar{\hat y} \hat y (1 - \hat y)", r"\nabla_{\hat y} J\, ŷ (1 - ŷ)", "dyhat * yhat * (1 - yhat)"),
    ),
    Spellings(
        "relu-classifier",
        "dL/dW2",
        "H^T dL/dZ",
        (r"H^T \delta_2", r"H^\top \delta^{(2)}", "H.T @ dZ", r"H^\top \nabla_Z L"),
    ),
    Spellings("relu-classifier", "dL/dW1", "X^T dL/dA", (r"X^T \delta^{[1]}", "X.T @ dA", "Xᵀ δ₁")),
    Spellings(
        "gru-cell",
        "dL/dU_r",
        "dL/da_r h_prev^T",
        (r"da_r h_{t-1}^T", r"\delta_{a_r} h_{t-1}^\top", r"\nabla_{a_r} L\, h_{t-1}^\top"),
    ),
    Spellings(
        "layer-norm",
        "dL/dXhat",
        "dY * gamma",
        (r"\nabla_Y L \odot \gamma", "dY * γ", r"\frac{\partial L}{\partial Y} \odot \gamma"),
    ),
    # -- renamings ---------------------------------------------------------------------------------------------
    Spellings(
        "rnn-bptt",
        "dL/dW",
        r"sum_t dL/da_t H_{t-1}^T",
        (
            r"\sum_t \frac{\partial L}{\partial a_t} s_{t-1}^\top",
            r"\sum_t da_t h_{t-1}^T",
            r"\sum_t da_t h^{\langle t-1\rangle T}",
            r"\sum_t da_t\, s^{\langle t-1 \rangle \top}",
            r"\sum_t da_t h^{<t-1>T}",
            "sum_t(da_t h^<t-1>.T)",
        ),
    ),
    Spellings(
        "rnn-bptt",
        "a",
        "U X_t + W H[t-1]",
        (
            r"W_{xh} x_t + W_{hh} h_{t-1}",
            r"W_{hx} x^{\langle t\rangle} + W_{hh} h^{\langle t-1\rangle}",
            "Wxh x_t + Whh h[t-1]",
            "U x_t + W s_{t-1}",
            "U x_t + W sₜ₋₁",
        ),
    ),
    Spellings(
        "rnn-bptt",
        "dL/dz",
        "Y - y",
        (r"\hat{y}_t - y_t", r"\hat y^{\langle t\rangle} - y^{\langle t\rangle}", "yhat - y"),
    ),
    Spellings(
        "rnn-step",
        "dL/dh_prev",
        "dL/du Wh^T",
        (r"du W_{hh}^\top", r"\frac{\partial L}{\partial u} W_{hh}^T", "du @ Whh.T"),
    ),
    Spellings(
        "lstm-cell",
        "C",
        "f C_prev + i g",
        (
            r"f_t c_{t-1} + i_t \tilde c_t",
            "f_t c_{t-1} + i_t g_t",
            r"\Gamma_f c_{t-1} + \Gamma_u \tilde{c}_t",
            r"\Gamma_f^{\langle t\rangle} c^{\langle t-1\rangle} + \Gamma_u \tilde c^{\langle t\rangle}",
            "Γ_f Cₜ₋₁ + Γ_i C̃ₜ",
        ),
    ),
    Spellings(
        "lstm-cell",
        "h",
        "o tanh(C)",
        (r"\Gamma_o \tanh(c_t)", r"o^{\langle t\rangle} \tanh c^{\langle t \rangle}", "oₜ tanh(cₜ)"),
    ),
    Spellings(
        "gru-cell",
        "h",
        "(1 - z) h_prev + z c",
        (r"(1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t", r"\Gamma_u \tilde c_t + (1 - \Gamma_u) h_{t-1}"),
    ),
    Spellings(
        "gru-through-time", "h", "(1 - z[t])*h[t-1] + z[t]*c[t]", (r"(1 - z_t) \odot h_{t-1} + z_t \odot \tilde h_t",)
    ),
    # -- letters -----------------------------------------------------------------------------------------------
    Spellings(
        "layer-norm",
        "Xhat",
        "(X - mu)/sqrt(v + eps)",
        (
            r"\frac{X - \mu}{\sqrt{v + \epsilon}}",
            r"\frac{X - \mu}{\sqrt{v + \varepsilon}}",
            "(X − μ)/√(v + ϵ)",
            "(𝑋 − 𝜇)/√(𝑣 + 𝜀)",
        ),
    ),
    Spellings("matrix-factorisation", "dL/dU", "lam U + (M*E) V", (r"\lambda U + (M \odot E) V", "λ𝐔 + (𝐌⊙𝐄)𝐕")),
    Spellings(
        "softmax-net",
        "dL/dz2",
        "y - t",
        ("y — t", "y ‐ t", "ｙ－ｔ", "𝐲−𝐭", "𝕪 − 𝕥", "\ufeffy\u200b - t", r"\mathbb{y} - \mathscr{t}"),
    ),
    Spellings(
        "softmax-net",
        "dL/dz1",
        "dL/dy1 y1 (1 - y1)",
        (
            "dL/dy1 × y1 ✕ (1 − y1)",
            "dL/dy1 ∙ y₁ ⋅ (1 − y₁)",
            "dy1\u2062y1\u2062(1 − y1)",
            "dL/dy1 σ′(z1)",
            "dL/dy1 * σ'(z₁)",
            "∂L/∂y１ * y１ * (１ − y１)",
        ),
    ),
)

REFUSED: tuple[Refused, ...] = (
    # -- words -------------------------------------------------------------------------------------------------
    Refused("softmax-net", "dL/dy1", ("gelo(y)",), "`gelo` at column 1 is not a function here: did you mean `gelu`"),
    Refused("softmax-net", "dL/dy1", ("xsin(x)",), r"write x\*sin"),
    Refused("softmax-net", "dL/dy1", ("sinx",), r"write sin\(x\)"),
    Refused("softmax-net", "dL/dy1", ("lnx",), r"write ln\(x\)"),
    Refused("softmax-net", "dL/dy1", ("W2ty",), r"write W2\^T y"),
    Refused("softmax-net", "dL/dy1", ("W2t(y - t)",), r"write W2\^T"),
    Refused("softmax-net", "y1", ("rectifier(z1)",), "did you mean `relu`"),
    Refused("softmax-net", "y1", ("sigmod(z1)",), "did you mean `sigmoid`"),
    Refused("softmax-net", "y1", ("H(z1)",), "write step"),
    Refused("softmax-net", "y1", ("y and t", "y1 and 1"), "`and` at column .* is a word of programs"),
    Refused("softmax-net", "y1", ("y1 or t",), "`or` at column 4 is a word of programs"),
    Refused("softmax-net", "y1", ("not y1",), "`not` at column 1 is a word of programs"),
    Refused("softmax-net", "y1", ("sigma(z1) if z1 else 0",), "a condition such as z > 0 should stand at column 14"),
    Refused("softmax-net", "y1", ("return sigma(z1)",), "`return` at column 1 is a word of programs"),
    Refused("softmax-net", "y1", ("for h in y1",), "`for` at column 1 is a word of programs"),
    Refused("softmax-net", "L", (r"\mathbb{E}[y]", r"\mathbb E[-\log y]"), "expectation"),
    Refused("softmax-net", "L", ("𝔼[y]",), "not part of the language"),
    Refused("lstm-cell", "dL/do", ("dtanh(C)",), "not a function here"),
    Refused("lstm-cell", "dL/do", ("d h tanh(C)", "d*h*tanh(C)")),
    # -- error signals -----------------------------------------------------------------------------------------
    Refused(
        "softmax-net",
        "dL/dy1",
        (r"W_2^T \delta", "W2.T @ delta", "W_2^T δ"),
        "does not say where: write dL/dz1 or dL/dz2",
    ),
    Refused(
        "softmax-net", "dL/dy1", (r"W_2^T \delta_3", r"W_2^T \delta^{(3)}", r"W_2^T \delta_k"), "does not say where"
    ),
    Refused("softmax-net", "dL/dy1", (r"W_2^T \delta_y", r"W_2^T \delta_{y_1}"), "does not say where"),
    Refused("softmax-net", "dL/dy1", (r"W_2^T \delta_1", r"W_2^T \delta^{[1]}", "W_2^T dz1", r"W_2^T \bar{z}_1")),
    Refused(
        "softmax-net",
        "dL/dy1",
        (
            "dy1",
            "grad_y1",
            r"\nabla_{y_1} L",
            r"\bar{y}_1",
            "y1.grad",
            "dL_dy1",
            r"\frac{\partial J}{\partial y^{[1]}}",
        ),
        "is what is asked for",
    ),
    Refused("softmax-net", "dL/dz2", ("dz2", r"\delta_2", r"\delta^{(2)}", "z2.grad"), "is what is asked for"),
    Refused(
        "softmax-net",
        "dL/dy1",
        (r"W_2^T \nabla_{z_2}", r"W_2^T \nabla L", r"W_2^T \nabla_{z_2} y", r"W_2^T \nabla_{z_2} L(y)"),
        "a gradient at column",
    ),
    Refused("softmax-net", "dL/dy1", ("W_2^T dz",), "did you mean `dL/dz1` or `dL/dz2`"),
    Refused("softmax-net", "dL/dy1", ("W2.T @ t.grad", "W2.T @ 2 .grad"), ""),
    Refused("rnn-bptt", "dL/dX", (r"U^T \delta_t", r"U^T \delta^{(t)}", r"U^T \delta"), "write dL/da or dL/dz"),
    Refused("conv-dense", "dL/dw3", (r"z_2 \delta^T",), "write dL/dy1, dL/dy2 or dL/dy3"),
    Refused("conv-dense", "dL/dw3", (r"z_2 \delta_2^T", "outer(z2, dz3)")),
    Refused("gru-cell", "dL/dU_r", (r"\delta_r h_{t-1}^T", r"\delta_{z} h_{t-1}^T"), "does not say where"),
    Refused("lstm-cell", "dL/dC", ("dC/do",), "not a name of this question"),
    Refused(
        "skip-mlp", "dL/dz", ("dy * yhat * (1 - yhat)", r"\bar y \hat y (1 - \hat y)"), "not a name of this question"
    ),
    # -- layers and indices that are none ----------------------------------------------------------------------
    Refused("logistic-unit", "dL/dz", (r"-t(1 - x^{[2]})", r"-t(1 - x^{(2)})"), "has no layer"),
    Refused("lstm-cell", "C", (r"f d^{<t>} + i g",), "has no index t"),
    Refused(
        "softmax-net",
        "dL/dy1",
        (r"W^{[1]T}(y - t)", r"W^{(2)^2}(y - t)", r"W^{[2]}(y - t)", r"W^{[3]T}(y - t)", "W₂^t (y − t)"),
    ),
    Refused("softmax-net", "dL/dW2", ("(y - t) y1", r"\delta_1 y_1^T", r"(y - t) y^{[2]T}")),
    Refused(
        "rnn-bptt",
        "dL/dX",
        (r"W_{ab}^T \frac{\partial L}{\partial a_t}", r"V_{hh}^T da_t"),
        "not a name of this question",
    ),
    Refused("rnn-bptt", "dL/dX", (r"W_{hh}^T \frac{\partial L}{\partial a_t}", r"W_{hy}^T da_t")),
    Refused(
        "gru-cell",
        "dL/dq",
        (r"U_{hh}^T da_c", r"U_{cc}^T da_c", r"W_{hh}^T da_c"),
        "1 index given|not a name of this question",
    ),
    Refused("rnn-bptt", "dL/dW", ("sum_t(da_t s^T)",), "`s` at column"),
    Refused(
        "lstm-cell",
        "C",
        (
            r"\Gamma_i c_{t-1} + \Gamma_f \tilde c_t",
            r"f_t c_t + i_t \tilde c_t",
            r"\Gamma_f c_{t-1} + \Gamma_o \tilde c_t",
        ),
    ),
    Refused(
        "gru-cell",
        "h",
        (r"z_t \odot h_{t-1} + (1 - z_t) \odot \tilde h_t", r"\Gamma_r \tilde c_t + (1 - \Gamma_r) h_{t-1}"),
    ),
    # -- primes ------------------------------------------------------------------------------------------------
    Refused("lstm-cell", "C", ("f' C_prev + i g",), "a prime at column 2"),
    Refused("softmax-net", "dL/dy1", ("W2'' (y - t)",), "a prime at column"),
    Refused("softmax-net", "dL/dy1", ("W2 (y - t)'", "W1' (y - t)")),
)
