"""How a formula may be typed: one table of forms, which is tested row by row and shown as help.

The forms of a row mean the same. They are written with the `NAMES` of this table and belong to no problem, so that
whoever looks a form up is not handed an answer.
"""

from __future__ import annotations

from typing import NamedTuple


class Name(NamedTuple):
    """A name that the table uses: its axes as in ``x[n,i]``, its LaTeX symbol, its meaning.

    ``picks`` is the axis of which its entries are places, if they are labels.
    """

    name: str
    axes: str
    symbol: str
    meaning: str
    picks: str = ""

    @property
    def declared(self) -> str:
        """The name with its axes."""
        return f"{self.name}[{self.axes}]" if self.axes else self.name


class Example(NamedTuple):
    """Forms that mean the same, over the axes ``axes``, and in a few words what they are; ``first``: seen first."""

    reading: str
    axes: str
    forms: tuple[str, ...]
    first: bool = False


NAMES = (
    Name("a", "", "a", "a number"),
    Name("b", "", "b", "a number"),
    Name("p", "", "p", "a positive number"),
    Name("x", "n,i", "x_i^{(n)}", "inputs of sample n"),
    Name("y", "n", "y^{(n)}", "one number a sample"),
    Name("yhat", "n", r"\hat{y}^{(n)}", "one number a sample"),
    Name("w", "i", "w", "a column"),
    Name("z1", "h", "z^{(1)}", "a column, of layer 1"),
    Name("y1", "h", "y^{(1)}", "a column, of layer 1"),
    Name("W1", "h,i", "W^{(1)}", "a matrix, of layer 1"),
    Name("A", "h,g", "A", "a square matrix"),
    Name("S", "h,i", "S", "scores"),
    Name("q", "n", "q", "labels along i", "i"),
    Name("H", "t,s", "H_t", "a state through time"),
    Name("Z", "j,l", "Z", "an image"),
    Name("K", "r,c", "K", "a kernel"),
)

EXAMPLES: tuple[tuple[str, tuple[Example, ...]], ...] = (
    (
        "numbers",
        (
            Example("a number", "", ("0.0015", "1.5e-3", "3/2000", "1.5 * 10^-3", r"\frac{3}{2000}"), first=True),
            Example("a sign", "", ("-2.5", "−2.5", "-5/2")),
            Example("a constant", "", ("e^2 + pi", "exp(2) + π", r"e^{2} + \pi")),
        ),
    ),
    (
        "products, fractions, powers",
        (
            Example("a product", "", ("a*b", "a b", "ab", "a·b", "a × b", r"a \cdot b", r"a\,b"), first=True),
            Example("a number before a name", "", ("2*a", "2a", "2 a", r"2\,a")),
            Example("a fraction", "", ("a/p", r"\frac{a}{p}", r"\dfrac{a}{p}", "a p^-1")),
            Example("left to right: 1/2 a is half of a", "", ("1/2 a", "a/2", r"\frac12 a")),
            Example("a power", "", ("a^2", "a**2", "a²", "a^{2}", "a a"), first=True),
        ),
    ),
    (
        "functions and their slopes",
        (
            Example("the logistic sigmoid", "", ("sigma(a)", "sigmoid(a)", "σ(a)", r"\sigma(a)", "1/(1 + e^-a)")),
            Example("the exponential", "", ("exp(a)", "e^a", r"e^{a}", r"\exp(a)")),
            Example("the natural logarithm", "", ("log(p)", "ln(p)", "log p", r"\log p", r"\ln(p)")),
            Example("a power of a function", "", ("tanh(a)^2", "tanh(a)**2", "tanh^2 a", r"\tanh^2(a)")),
            Example("a root", "", ("sqrt(p)", r"\sqrt{p}", "p^(1/2)")),
            Example("a root of another degree", "", (r"\sqrt[3]{p}", "cbrt(p)", "∛p", "p^(1/3)")),
            Example("a logarithm to a base", "", ("log2(p)", "log(p, 2)", r"\log_2 p", "log₂ p", "log(p)/log(2)")),
            Example("of a function, without brackets", "", (r"\log \sigma(a)", "log(sigma(a))", "logsigmoid(a)")),
            Example("square brackets", "", (r"\exp[-a]", r"\exp\{-a\}", "exp(-a)")),
            Example("a hyperbolic secant", "", ("sech(a)^2", r"\operatorname{sech}^2 a", "1/cosh(a)^2")),
            Example("a slope below zero", "h", ("leaky_relu(z1, b)", "prelu(z1, b)", "where(z1>0, z1, b*z1)")),
            Example("the absolute value", "", ("abs(a)", "|a|", r"\left|a\right|")),
            Example(
                "a slope",
                "",
                ("sigma'(a)", "σ'(a)", "sigma_prime(a)", r"\sigma'(a)", r"\sigma^{\prime}(a)"),
                first=True,
            ),
            Example("softmax", "h", ("softmax(z1)", "e^z1 / sum_h(e^z1)", r"\operatorname{softmax}(z^{(1)})")),
            Example(
                "the logarithm of softmax",
                "h",
                ("log_softmax(z1)", r"\operatorname{log\_softmax}(z_1)", "z1 - logsumexp(z1)"),
            ),
            Example(
                "softmax along an axis",
                "h,i",
                ("softmax_h(S)", "softmax_{h}(S[h,i])", "softmaxₕ(S)", r"\operatorname{softmax}_h(S_{hi})"),
            ),
        ),
    ),
    (
        "indices",
        (
            Example("letters name axes", "n,i", ("x[n,i]", "x_i", "xᵢ", "x_i^(n)", r"x_i^{(n)}", "x"), first=True),
            Example("the layer of a name", "h,i", ("W1", "W_1", "W^(1)", "W⁽¹⁾", r"W^{(1)}", r"W^{[1]}", "W1[h,i]")),
            Example("one entry, counted from 1", "", ("W1[1,2]", "W1_12", r"W^{(1)}_{12}", r"W^{(1)}_{1,2}")),
            Example(
                "the step before",
                "t,s",
                ("H[t-1]", "H_(t-1)", "Hₜ₋₁", r"H_{t-1}", r"H^{\langle t-1\rangle}", "H[t-1,s]"),
            ),
            Example("the last step", "s", ("H[T]", "H_T", r"H_{T}")),
            Example(
                "an entry of a bracket",
                "h",
                ("(W1 w)_h", r"\left(W^{(1)} w\right)_h", "(W1 w)[h]", "[W1 w]_h", "W1 w"),
            ),
            Example("an entry of a name in brackets", "n,i", ("{x}_i", "(x)_{ni}", r"{x^{(n)}}_i", "x[n,i]")),
            Example("one where two letters are equal", "h,g", ("1[h=g]", "delta_hg", "δ_hg", r"\delta_{hg}")),
        ),
    ),
    (
        "sums",
        (
            Example(
                "over samples",
                "",
                ("sum_n(yhat - y)", "Σ_n (ŷ − y)", "sum(yhat - y, n)", r"\sum_{n=1}^{N} (\hat{y}^{(n)} - y^{(n)})"),
                first=True,
            ),
            Example("the letter may have any name", "i", ("sum_n(y*x)", "sum_k(y[k]*x[k,i])", "Σₙ yₙ xᵢ")),
            Example("a mean", "", ("mean_n(y)", "1/N*sum_n(y)", r"\frac{1}{N}\sum_n y^{(n)}")),
            Example("over two letters, or over all", "", ("sum_{r,c}(K)", "sum(K)", r"\sum_{r,c} K_{rc}", "Σ_{r,c} K")),
            Example(
                "the whole axis, from 1 or from 0",
                "",
                (
                    "sum_n(y)",
                    r"\sum_{n=0}^{N-1} y_n",
                    r"\sum_{1 \le n \le N} y_n",
                    r"\sum_{n \in \{1,\dots,N\}} y_n",
                    "Σ_n=1^N yₙ",
                    r"\sum_{\text{batch}} y",
                ),
            ),
            Example(
                "all but one", "h", (r"\sum_{g \ne h} A_{hg}", "sum_g(A[h,g]*1[g!=h])", r"\sum_{g: g \neq h} A_{hg}")
            ),
            Example(
                "up to a place", "h", (r"\sum_{g \le h} A_{hg}", r"\sum_{g=1}^{h} A_{hg}", "sum_g(A[h,g]*1[g<=h])")
            ),
            Example("with dots", "", ("sum_i(w)", r"w_1 + \dots + w_I", "w[1] + w[2] + ... + w[I]", "w_I + … + w_1")),
            Example("a product with dots", "", ("prod_i(w)", r"w_1 w_2 \cdots w_I", r"w_1 \odot \dots \odot w_I")),
            Example("over a part", "s", ("sum_{t=2}^T(H_t)", r"\sum_{t=2}^{T} H_t", "sum_t(H_t) - H_1")),
            Example("along one axis", "g", ("sum(A, axis=0)", "sum_h(A)", "sum_h(A[h,g])")),
            Example("a product of terms", "s", ("prod_t(H_t)", "Π_t H_t", r"\prod_{t=1}^{T} H_t")),
        ),
    ),
    (
        "largest, smallest, lengths",
        (
            Example("the largest along an axis", "h", ("max_i(S)", "max_i(S[h,i])", r"\max_i S_{hi}")),
            Example("the larger of two", "h", ("max(z1, y1)", r"\max(z^{(1)}, y^{(1)})", "where(z1>y1, z1, y1)")),
            Example("the smaller of two", "h", ("min(z1, 0)", r"\min\left(z^{(1)}_h, 0\right)", "-max(-z1, 0)")),
            Example("between two bounds", "h", ("clip(z1, 0, 1)", "min(max(z1, 0), 1)")),
            Example("a length", "", ("norm(z1)", r"\|z^{(1)}\|", "‖z1‖", r"\lVert z_1 \rVert_2", "sqrt(sum(z1^2))")),
            Example("the sum of sizes", "", (r"\|z^{(1)}\|_1", "‖z1‖₁", "norm(z1, 1)", "sum(abs(z1))")),
            Example("the largest size", "", (r"\|z^{(1)}\|_\infty", "norm(z1, inf)", "max(abs(z1))")),
            Example("a variance", "n", ("var_i(x)", "mean_i((x - mean_i(x))^2)", "std_i(x)^2")),
            Example("log of a sum of exponentials", "", ("logsumexp(z1)", "lse_h(z1)", "log(sum_h(e^z1))")),
        ),
    ),
    (
        "masks and labels",
        (
            Example(
                "one where something holds, else zero",
                "h",
                ("1[z1>0]", "(z1 > 0)", r"\mathbb{1}[z^{(1)} > 0]", r"\mathbf{1}_{z^{(1)}_h > 0}", "step(z1)"),
            ),
            Example(
                "by a letter I", "h", (r"\mathbb{I}(z^{(1)} > 0)", r"\mathbb{1}_{\{z_1 > 0\}}", "𝟙[z1>0]", "1(z1>0)")
            ),
            Example("of places", "h,g", ("1[g<=h]*A", "1[g≤h] A", r"\mathbb{1}[g \le h] A_{hg}", "where(g<=h, A, 0)")),
            Example("one of two values", "h", ("where(z1>0, z1, 2*y1)", "1[z1>0]*z1 + 1[z1<=0]*2*y1")),
            Example(
                "in cases",
                "h",
                (
                    r"\begin{cases} z_1 & z_1 > 0 \\ 2 y_1 & \text{otherwise} \end{cases}",
                    r"\begin{cases} z_1, & \text{if } z_1 > 0, \\ 2 y_1, & \text{if } z_1 \le 0. \end{cases}",
                    "z1 if z1 > 0 else 2*y1",
                    "where(z1>0, z1, 2*y1)",
                ),
            ),
            Example("one at the largest", "h,i", ("1[i=argmax_j(S[h,j])]", r"\mathbb{1}[i=\arg\max_j S_{hj}]")),
            Example(
                "the entry that a label picks",
                "n",
                ("x[n,q[n]]", r"x_{n,q_n}", "x[n,q]", "sum_i(x[n,i]*1[i=q[n]])"),
            ),
        ),
    ),
    (
        "arrays",
        (
            Example(
                "entry by entry", "h", ("z1*y1", "z1 ⊙ y1", "z1 y1", r"z^{(1)} \odot y^{(1)}", "z1_h y1_h"), first=True
            ),
            Example(
                "the matrix product", "h", ("W1 @ w", "W1 w", "W1·w", r"W^{(1)} w", "sum_i(W1[h,i]*w[i])"), first=True
            ),
            Example(
                "transposed",
                "i",
                ("W1.T z1", "W1^T z1", "W1ᵀ z1", "W1' z1", r"W^{(1)T} z^{(1)}", r"{W^{(1)}}^\top z^{(1)}"),
                first=True,
            ),
            Example(
                "column times row",
                "h,i",
                (
                    "z1 w^T",
                    "outer(z1, w)",
                    "z1 @ w.T",
                    "z1_h w_i",
                    r"z^{(1)} w^\top",
                    r"z^{(1)} \otimes w",
                    "z1 ⊗ w",
                    "z1 w'",
                ),
                first=True,
            ),
            Example("row times column", "", ("z1^T y1", "z1.T @ y1", "sum_h(z1*y1)")),
            Example("the inner product", "", (r"\langle z_1, y_1 \rangle", "⟨z1, y1⟩", "inner(z1, y1)", "z1^T y1")),
            Example("a quotient of entries", "h", (r"z_1 \oslash y_1", "z1 ⊘ y1", "z1/y1")),
            Example("the identity matrix", "h,g", (r"\mathbb{I} - A", "eye - A", "1[h=g] - A[h,g]")),
            Example("a diagonal matrix", "h,g", ("diag(z1)", "z1_h 1[h=g]", r"\text{diag}(z^{(1)})")),
            Example("powers of a square matrix", "h,g", ("A^2", "A A", "A @ A", r"A^{2}")),
            Example("its inverse", "h,g", ("A^-1", "inv(A)", r"A^{-1}")),
            Example("all samples as the rows of a matrix", "i", ("sum_n(y*x)", "x.T @ y", "xᵀ y")),
            Example(
                "a vector of ones",
                "i",
                ("sum_n(x)", "e_N^T x", "ones(N)^T x", r"\mathbf{1}^\top x", r"\mathbf{1}_N^\top x"),
            ),
            Example("ones on the right", "h", (r"S \mathbf{1}", "S ones", "sum_i(S)")),
            Example("every second place", "t,s", ("H[2t-1,s]", "H[2*t-1]", r"H_{2t-1,s}")),
            Example(
                "a kernel slides over an image",
                "u,v",
                ("corr(Z, K)", r"Z \star K", r"Z \ast K", "Z ⋆ K", "sum_{r,c}(Z[u+r-1,v+c-1]*K[r,c])"),
            ),
            Example("turned by half a turn", "r,c", ("flip(K)", r"\operatorname{flip}(K)")),
        ),
    ),
    (
        "NumPy and torch",
        (
            Example(
                "products",
                "h",
                ("np.dot(W1, w)", "W1.dot(w)", "torch.matmul(W1, w)", "np.einsum('hi,i->h', W1, w)", "W1 @ w"),
            ),
            Example("outer products", "h,i", ("np.outer(z1, w)", "z1[:, None] * w[None, :]", "z1.unsqueeze(1) * w")),
            Example("rows for columns", "i", ("W1.T @ z1", "W1.t() @ z1", "np.transpose(W1) @ z1")),
            Example("entry by entry", "h", ("np.multiply(z1, y1)", "z1 * y1", "z1.mul(y1)")),
            Example("powers", "h", ("np.square(z1)", "np.power(z1, 2)", "z1.pow(2)", "z1**2")),
            Example(
                "along an axis, counted from 0, of whole arrays",
                "g",
                ("A.sum(axis=0)", "np.sum(A, axis=0)", "torch.sum(A, dim=0)", "A.sum(0)", "sum_h(A)"),
            ),
            Example(
                "an axis that is kept spreads again",
                "h,g",
                ("A / A.sum(axis=1, keepdims=True)", "A / A.sum(axis=1)[:, None]", "A[h,g] / sum_k(A[h,k])"),
            ),
            Example("softmax", "h", ("F.softmax(z1, dim=0)", "np.exp(z1) / np.sum(np.exp(z1))", "softmax(z1)")),
            Example("choices", "h", ("np.where(z1 > 0, z1, 0)", "np.maximum(0, z1)", "z1.clip(min=0)", "relu(z1)")),
            Example("samples as rows", "i", ("np.dot(x.T, y)", "(y[:, None] * x).sum(axis=0)", "sum_n(y*x)")),
            Example("in a loop", "", ("sum(z1[h]*y1[h] for h in range(H))", "np.dot(z1, y1)", "sum_h(z1*y1)")),
        ),
    ),
    (
        "lists",
        (
            Example("numbers", "i", ("[1, -0.02, 3]", "1, -0.02, 3", r"[1 \ -0.02 \ 3]", "[1, −2e-2, 3]"), first=True),
            Example(
                "a matrix, row by row",
                "r,c",
                ("[[1, 2], [3, 4]]", r"\begin{bmatrix} 1 & 2 \\ 3 & 4 \end{bmatrix}"),
            ),
            Example(
                "numbers as programs print them",
                "i",
                ("[1.  -0.02  3. ]", "array([ 1.  , -0.02,  3.  ])", "1 -0.02 3", "1; -0.02; 3", "(1, -0.02, 3)"),
            ),
            Example(
                "a matrix in rows",
                "r,c",
                ("[[1. 2.] [3. 4.]]", "1 2; 3 4", "array([[1., 2.], [3., 4.]])", "((1, 2), (3, 4))"),
            ),
            Example("blocks", "e", ("[z1, 2*z1]", r"[z^{(1)}, 2 z^{(1)}]", r"[z_1 \ 2 z_1]")),
        ),
    ),
    (
        "derivatives",
        (
            Example(
                "by name",
                "h",
                (
                    "dL/dz1",
                    "∂L/∂z1",
                    "dE/dz1",
                    r"\frac{\partial L}{\partial z^{(1)}}",
                    r"\frac{dL}{dz_1}",
                    r"\nabla_{z_1} L",
                ),
                first=True,
            ),
            Example(
                "without a quotient",
                "h",
                ("dz1", "grad_z1", "z1.grad", r"\nabla_{z_1} L", r"\nabla_{z^{(1)}} \mathcal{L}", r"\bar{z}_1"),
            ),
            Example(
                "the error signal of a layer, the gradient by what enters its activation",
                "h",
                ("delta_1", "δ₁", r"\delta_1", r"\delta^{(1)}", r"\delta^{[1]}_h"),
            ),
            Example(
                "of an expression",
                "",
                ("d/da sigma(a)", "∂/∂a σ(a)", r"\frac{d}{da} \sigma(a)", r"\frac{d\sigma}{da}", "sigma'(a)"),
            ),
            Example(
                "of one array by another: the axes of the first, then those of the second",
                "h,i",
                ("d/dw (W1 w)", "∂(W1 w)/∂w", r"\frac{\partial W_1 w}{\partial w}", "W1"),
            ),
            Example("a gradient", "i", (r"\nabla_w (w^T w)", "∇_w (wᵀ w)", "d/dw (w^T w)", "2 w")),
        ),
    ),
)
