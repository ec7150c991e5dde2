"""Ways to write an answer in the bundled networks, and what is refused there, form by form.

Each group belongs to a step of a problem, by their ids.
"""

from __future__ import annotations

from typing import NamedTuple


class Example(NamedTuple):
    """Forms that are all right for one step, and in a few words how they are read."""

    problem: str
    step: str
    reading: str
    forms: tuple[str, ...]


class Refusal(NamedTuple):
    """A form that is not accepted: ``kind`` is ``invalid`` (free of charge) or ``wrong``; and what is said."""

    problem: str
    step: str
    text: str
    kind: str
    sentence: str


EXAMPLES: tuple[Example, ...] = (
    Example(
        "skip-mlp",
        "dL/dw_io",
        "index letters; a tight bracket ends a sum, Σ takes the rest of its term",
        (
            "2/N * sum_n((yhat - y)*yhat*(1-yhat)*x_i)",
            "2/N Σ_n (ŷ − y) ŷ (1 − ŷ) xᵢ",
            "2/N Σₙ (ŷ − y)·ŷ·(1 − ŷ)·xᵢ",
            r"\frac{2}{N}\sum_n (\hat{y}^{(n)} - y^{(n)})\,\hat y^{(n)}(1-\hat y^{(n)})\,x_i^{(n)}",
            r"\frac2N\sum_{n=1}^{N}\left(\hat{y}^{(n)}-y^{(n)}\right)\hat{y}^{(n)}\left(1-\hat{y}^{(n)}\right)x_i^{(n)}",
        ),
    ),
    Example(
        "skip-mlp",
        "dL/dw_io",
        "a letter under a sum may have any name; a mean has its own word",
        (
            "2/N*sum_k((yhat[k]-y[k])*yhat[k]*(1-yhat[k])*x[k,i])",
            r"\frac{2}{N} \sum_m (\hat{y}^{(m)}-y^{(m)}) \hat{y}^{(m)} (1-\hat{y}^{(m)}) x_i^{(m)}",
            "mean_n(2*(yhat-y)*yhat*(1-yhat)*x_i)",
        ),
    ),
    Example(
        "skip-mlp",
        "dL/dw_io",
        "earlier gradients by name; a sum names its axis; whole arrays as in NumPy",
        (
            "sum_n dL/dz x",
            "sum(dL/dz*x, n)",
            "sum(dL/dz*x, axis=0)",
            "Σₙ ∂L/∂z xᵢ",
            r"\sum_n \frac{\partial L}{\partial z^{(n)}}\, x_i^{(n)}",
            "x.T @ dL/dz",
            "xᵀ ∂L/∂z",
        ),
    ),
    Example(
        "skip-mlp",
        "dL/dz",
        "one number for each sample; the loss may be called E; a slope has a prime",
        (
            "2(yhat-y)yhat(1-yhat)/N",
            "dL/dyhat sigma'(z)",
            "dE/dyhat * dyhat/dz",
            "dL/dyhat*sigmoid_prime(z)",
            "∂L/∂ŷ · ŷ · (1 − ŷ)",
            r"\frac{\partial E}{\partial \hat{y}}\,\sigma^{\prime}(z)",
            r"\frac{\mathrm{d}L}{\mathrm{d}\hat{y}}\,\hat y\left(1-\hat y\right)",
        ),
    ),
    Example("skip-mlp", "dL/dv", "a number per sample times a column, or outer", ("dL/dz w_ho", "outer(dL/dz, w_ho)")),
    Example(
        "skip-mlp",
        "dL/dx",
        "for one sample, or for all samples as the rows of a matrix",
        ("dL/dz*(w_ih @ (v*(1-v)*w_ho) + w_io)", "dL/da @ w_ih.T + outer(dL/dz, w_io)"),
    ),
    Example("skip-mlp", "x_new", "the old value on the right", ("x - eta dL/dx", "x − η ∂L/∂x")),
    Example(
        "softmax-net",
        "dL/dW2",
        "a column times a row; letters find their axes by size",
        (
            "(y - t) y1^T",
            "(y-t) y_1^T",
            "(y − t) y⁽¹⁾ᵀ",
            "outer(y-t, y1)",
            "(y[u]-t[u])*y1[v]",
            "(y_u - t_u) y1_v",
            "(y-t)*y1.T",
            r"(y^{(2)}-t)\,y^{(1)T}",
            r"\left(y-t\right){y^{(1)}}^\top",
            r"(y_u-t_u)\,y^{(1)}_v",
        ),
    ),
    Example(
        "softmax-net",
        "dL/dW1",
        "an earlier target by its name, in any spelling",
        (
            "dL/dz1 @ x.T",
            "∂L/∂z⁽¹⁾ xᵀ",
            r"\frac{\partial L}{\partial z_1} x^T",
            r"\dfrac{\partial \mathcal{L}}{\partial z^{(1)}}\,x^{\top}",
        ),
    ),
    Example(
        "softmax-net",
        "dL/dz1",
        "matrix times column, then entry by entry; a row where a column is asked for is right",
        (
            "W2ᵀ(y − t) ⊙ y1 ⊙ (1 − y1)",
            "W2^T (y-t) y1 (1-y1)",
            "(y-t)^T W2 ⊙ y1 ⊙ (1-y1)",
            "(y-t) @ W2 * y1*(1-y1)",
            "diag(y1*(1-y1)) @ W2.T @ (y-t)",
            r"W^{(2)\top}(y-t)\odot y^{(1)}\odot(1-y^{(1)})",
            r"\text{diag}\left(y^{(1)}(1-y^{(1)})\right)W^{(2)T}(y-t)",
            r"\sum_u (y_u-t_u)\,W^{(2)}_{uv}\,y^{(1)}_v(1-y^{(1)}_v)",
        ),
    ),
    Example(
        "softmax-net",
        "dy/dz2",
        "1[i=j] is one where the letters are equal",
        (
            "y_j(1[i=j] - y_i)",
            "yᵢ (δᵢⱼ − yⱼ)",
            r"y_i(\delta_{ij}-y_j)",
            r"y_j(\mathbb{1}[i=j]-y_i)",
            "diag(y) - y y^T",
            r"\operatorname{diag}(y)-y\,y^{\top}",
        ),
    ),
    Example(
        "conv-dense",
        "dL/dK",
        "conv and corr slide the smaller array over the larger; positions may be added up by hand",
        (
            "conv(z_0, dL/dy_1)",
            "corr(z0, dL/dy1)",
            "sum_{u,v}(dL/dy1[u,v]*z0[u+r-1,v+c-1])",
            r"\sum_{u,v}\frac{\partial L}{\partial y_{1,uv}}\,z_{0,u+r-1,v+c-1}",
        ),
    ),
    Example("conv-dense", "dL/db", "a sum over two letters, or all", ("sum_{u,v} dL/dy1", "Σᵤᵥ ∂L/∂y₁", "sum(dL/dy1)")),
    Example(
        "conv-dense",
        "dL/dz2",
        "columns of one axis side by side are multiplied first; f' or f_prime is the slope of f",
        ("dL/dy3 @ w3.T", "w3 dL/dz3 f_prime(y3)", r"w_3 \frac{\partial L}{\partial z_3} f'(y_3)"),
    ),
    Example(
        "rnn-bptt",
        "dL/dH",
        "the gradient one step later may be used",
        (
            "V^T (Y - y) + W^T (dL/dH[t+1] ⊙ H[t+1] ⊙ (1-H[t+1]))",
            "Vᵀ(Yₜ − yₜ) + Wᵀ(∂L/∂Hₜ₊₁ ⊙ Hₜ₊₁ ⊙ (1 − Hₜ₊₁))",
            r"V^T(Y_t-y_t)+W^T\left(\frac{\partial L}{\partial H_{t+1}}\odot H_{t+1}\odot(1-H_{t+1})\right)",
        ),
    ),
    Example("rnn-bptt", "dL/dH_T", "a capital T is the last step of time", ("V^T (Y_T - y_T)", "V.T @ (Y[T] - y[T])")),
    Example(
        "rnn-bptt",
        "dL/dV",
        "a sum over time, or whole arrays",
        ("(Y-y).T @ H", "sum_t (Y_t - y_t) H_t^T", r"\sum_{t=1}^{T}(Y_t-y_t)H_t^{\top}"),
    ),
    Example(
        "rnn-bptt",
        "dL/dW",
        "the neighbour of a step; before the first step it is zero",
        (
            "sum_t(dL/dH[t,u]*H[t,u]*(1-H[t,u])*H[t-1,v])",
            "sum_{t=2}^T dL/da_t H_{t-1}^T",
            "(dL/dH*H*(1-H)).T @ H[t-1]",
            r"\sum_t \text{diag}(H_t(1-H_t))\,\frac{\partial L}{\partial H_t}\,H_{t-1}^T",
        ),
    ),
    Example("rnn-step", "dL/du", "a power between a function and its argument", ("dh (1 - tanh^2 u)",)),
    Example(
        "rnn-step",
        "dL/db",
        "a sum over one axis of a matrix; e_N is the vector of N ones",
        ("sum(dL/du, axis=0)", "sum_n dL/du", r"e_N^T \frac{dL}{du}", "ones(N)^T dL/du"),
    ),
    Example("rnn-step", "dL/dWx", "column times row, for each sample", ("sum_n(x_n dL/du_n^T)", "x.T @ dL/du")),
    Example(
        "lstm-cell",
        "f",
        "a row of weights times a list",
        (
            r"\sigma(W_f \cdot [h_{t-1}, x_t])",
            "σ(W_f·[hₜ₋₁, xₜ])",
            "sigma(W_f.[h_prev, x])",
            "sigma(W_f[1] h_prev + W_f[2] x)",
        ),
    ),
    Example(
        "lstm-cell",
        "dL/dW_o",
        "a number times a list, a row or a column",
        (
            "(h-d) tanh(C) o (1-o) [h_prev, x]",
            r"(h_t-d)\tanh(C_t)\,o_t(1-o_t)\,[h_{t-1} \ x_t]",
            r"\frac{\partial L}{\partial h_t}\tanh\left(C_t\right)o_t(1-o_t)\begin{bmatrix}h_{t-1}\\x_t\end{bmatrix}",
        ),
    ),
    Example(
        "lstm-step",
        "dL/da",
        "arrays in a list are joined along their last axis",
        ("[dL/di*i*(1-i), dL/df*f*(1-f), dL/do*o*(1-o), dL/dg*(1-g^2)]",),
    ),
    Example(
        "rnn-memory",
        "dy/dx",
        "single letters written together are a product",
        ("y_i (1-y_i) W_ij", "diag(σ'(z)) W", "diag(y(1-y))W"),
    ),
    Example(
        "rnn-memory",
        "M^n",
        "powers and the inverse of a square matrix",
        ("Q A^n Q^-1", "(Q A Q^-1)^n", "QA^nQ^-1", r"Q A^{n} Q^{-1}", "Q @ A^n @ inv(Q)"),
    ),
)

NUMBERS: tuple[Example, ...] = (
    Example(
        "lstm-cell",
        "dL/dW_o",
        "numbers of the textbook instance, as a list, a row or bare",
        ("[0, -0.0242]", "0, -0.0242", r"[0 \ -0.0242]", "[0, −2.42e-2]", r"\begin{bmatrix}0 & -0.0242\end{bmatrix}"),
    ),
    Example("lstm-cell", "C", "arithmetic on numbers", ("0.6225*0 + 0.5987*0.3799", "0.2275", "2.275e-1", ".2275")),
)

REFUSALS: tuple[Refusal, ...] = (
    Refusal(
        "skip-mlp", "dL/dyhat", "2/N (yhatt - y)", "invalid",
        "`yhatt` at column 6 is not a name of this question: did you mean `yhat`?",
    ),
    Refusal("skip-mlp", "dL/dyhat", "2/N (yhat - y", "invalid", 'expected ")" at column 14, found the end'),
    Refusal(
        "skip-mlp", "dL/dyhat", "2/N (yhat - ) y", "invalid",
        '")" at column 13 was not expected; a value should stand here',
    ),
    Refusal("skip-mlp", "dL/dz", "dL/dz", "invalid", "dL/dz is what is asked for; it cannot be used"),
    Refusal("softmax-net", "dL/dW1", "W2[u]", "invalid", "W2 has axes [m,h], 1 index given"),
    Refusal("softmax-net", "dL/dW1", "y[9]", "invalid", "y has 3 entries along m; 9 is outside"),
    Refusal("softmax-net", "dL/dW1", "x^{(2)}", "invalid", "x at column 1 has no layer (2); a power is x^2"),
    Refusal("skip-mlp", "yhat", "sigma", "invalid", "sigma needs brackets: sigma(x)"),
    Refusal("skip-mlp", "yhat", "sin^-1 y", "invalid", "sin^-1 at column 1 is ambiguous: write 1/sin(x) or asin(x)"),
    Refusal("skip-mlp", "yhat", "softmax(1,2,3)", "invalid", "softmax takes one value, 3 given"),
    Refusal("skip-mlp", "yhat", "x.__class__", "invalid", '"." at column 2 is not part of the language'),
    Refusal(
        "skip-mlp", "yhat", "z'", "invalid",
        "a prime at column 2 belongs on a function, as in f'(x); a transpose is x^T",
    ),
    Refusal("skip-mlp", "L", "0,5", "invalid", "a decimal point is needed: 0.5"),
    Refusal("skip-mlp", "L", "(0, 5)", "invalid", '"," at column 3 was not expected: a list is written [a, b]'),
    Refusal("skip-mlp", "L", "[1, [2, 3]]", "invalid", "rows of different lengths"),
    Refusal("skip-mlp", "L", "2 3", "invalid", "two numbers side by side at column 3: put a sign or a comma between"),
    Refusal("skip-mlp", "L", "(" * 80 + "y" + ")" * 80, "invalid", "nested too deeply"),
    Refusal("skip-mlp", "L", "9**9**9**9", "invalid", "too large a number at column 5"),
    Refusal("skip-mlp", "L", "1/0", "invalid", "division by zero at column 2"),
    Refusal(
        "softmax-net", "dL/dW1", "dL/dz1 · x", "wrong",
        "a column (h) times a column (d) does not fit: one must be transposed",
    ),
    Refusal("softmax-net", "dL/dW2", "(y_u-t_u) y1_u", "wrong", "the letter u runs over m and over h"),
    Refusal("conv-dense", "dL/db", "1·dL/dy1", "wrong", "one number is asked for; this has axes [u,v]"),
)  # fmt: skip
