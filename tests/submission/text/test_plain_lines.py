"""Lines of plain text that read as equations, and lines that do not."""

from __future__ import annotations

import pytest

from tests.submission.text.said import said
from tutor.submission.text.page import statements_of

CASES = [
    ("dL/dW = (y - t) x^T", ["dL/dW = (y - t) x^T"]),
    ("so dL/dW = (y - t) x^T, where t is the target", ["dL/dW = (y - t) x^T"]),
    ("∂L/∂W⁽²⁾ = (ŷ − y) hᵀ", ["∂L/∂W⁽²⁾ = (ŷ − y) hᵀ"]),
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
    ("so `dW = dz @ x.T` here", ["dW = dz @ x.T"]),
    (r"{\color{red} a = b}", []),
    ("由链式法则，dL/dw = dL/dz · x，其中 dL/dz = y − t。", ["dL/dw = dL/dz · x", "dL/dz = y − t"]),
    ("the gradient for w = x * d", []),
    ("Backward pass: dL/dw1 = dL/dz1 * x, dL/db1 = dL/dz1", ["dL/dw1 = dL/dz1 * x", "dL/db1 = dL/dz1"]),
    ("Thus ∂L/∂w = (a − y)·x and ∂L/∂b = a − y.", ["∂L/∂w = (a − y)·x", "∂L/∂b = a − y"]),
    ("W -= lr * dW", ["W -= lr * dW"]),
    ("w_new = w - eta * dL/dw   # one step", ["w_new = w - eta * dL/dw"]),
    ("net_h1 = w1 * x1 + w2 * x2 + b1", ["net_h1 = w1 * x1 + w2 * x2 + b1"]),
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
    ("f: x -> y", []),
    ("`lr = 0.1` is the rate", ["lr = 0.1"]),
    ("`model.fit(x, y, epochs=3)`", []),
    ("<b>dL/dz = y - t</b>", ["dL/dz = y - t"]),
    (r'<p align="center">x</p>', []),
    ("if x == 3 then stop", []),
    ("(a) a = b", ["a = b"]),
    (
        r"""**Given**: x = 2, w = -3, y = 0

**Forward**
z = w·x = -6""",
        ["x = 2", "w = -3", "y = 0", "z = w·x = -6"],
    ),
    ("We compute dL/dw: first dL/dz = (a - y), then dz/dw = x.", ["dL/dz = (a - y)", "dz/dw = x"]),
    ("z₁ = W₁x + b₁, a₁ = ReLU(z₁)", ["z₁ = W₁x + b₁", "a₁ = ReLU(z₁)"]),
    ("∇_W L = δ xᵀ", ["∇_W L = δ xᵀ"]),
    ("∂L/∂W = (∂L/∂z)(∂z/∂W) = δ·xᵀ  (chain rule)", ["∂L/∂W = (∂L/∂z)(∂z/∂W) = δ·xᵀ"]),
    ("Cost: C = 1/2 * (y - a)^2", ["name: Cost", "C = 1/2 * (y - a)^2"]),
    ("d = x[n,i]", ["d = x[n,i]"]),
    ("The output is y = softmax(z), the loss L = -Σᵢ tᵢ log yᵢ.", []),
    ("a = b => c = d", ["a = b", "c = d"]),
    ("x=1, w=2", ["x = 1", "w = 2"]),
    ("i = 0", ["setting: i = 0"]),
    ("h_t = tanh(W h_{t-1} + U x_t) if t > 0", ["h_t = tanh(W h_{t-1} + U x_t) | t > 0", "setting: t > 0"]),
    ("where W is a matrix of size m x n", []),
    ("Note that z = Wx and that a = f(z); so L = g(a).", ["z = Wx", "a = f(z)", "L = g(a)"]),
    ("The derivative of tanh is 1 - tanh^2(x) = sech^2(x).", ["1 - tanh^2(x) = sech^2(x)"]),
    ("For the output layer: delta_o = (t - o) * o * (1 - o)", ["delta_o = (t - o) * o * (1 - o)"]),
    ("new w = old w - lr * grad", ["new w = old w - lr * grad"]),
    ("w(new) = w(old) - η ∂E/∂w", ["w(new) = w(old) - η ∂E/∂w"]),
    ("w5+ = w5 - η * ∂E_total/∂w5 = 0.4 - 0.5 * 0.2 = 0.3", ["w5+ = w5 - η * ∂E_total/∂w5 = 0.4 - 0.5 * 0.2 = 0.3"]),
    ("∂E/∂out = -(target - out)", ["∂E/∂out = -(target - out)"]),
    ("error = target - output", ["error = target - output"]),
    ("delta_output = error * sigmoid_derivative(output)", ["delta_output = error * sigmoid_derivative(output)"]),
    ("Step 1: z = 0.5*1 + 0.3*2 = 1.1", ["name: Step 1", "z = 0.5*1 + 0.3*2 = 1.1"]),
    ("Q1. dL/dz = ?", ["name: Q1", "name: dL/dz"]),
    ("Q: What is dL/dz = dL/da * da/dz?", ["dL/dz = dL/da * da/dz?"]),
    (
        r"""Therefore:
dL/dw = x * (a - y).""",
        ["dL/dw = x * (a - y)"],
    ),
    ("=> dL/dw = x * d", ["dL/dw = x * d"]),
    ("→ dL/dw = x * d", ["dL/dw = x * d"]),
    ("∴ dL/dw = x * d", ["dL/dw = x * d"]),
    ("• dL/dw = x * d", ["dL/dw = x * d"]),
    ("[1] dL/dw = x * d", ["dL/dw = x * d"]),
    ("(3.2) dL/dw = x * d", ["dL/dw = x * d"]),
    ("dL/dw = x * d ... (4)", ["dL/dw = x * d"]),
    ("dL/dw = x * d; dL/db = d", ["dL/dw = x * d", "dL/db = d"]),
    ("y = f(x) where f(x) = x^2", ["y = f(x)", "f(x) = x^2"]),
    ("L(w) = (w x - y)^2", ["L(w) = (w x - y)^2"]),
    ("y = 3 if x = 2", []),
    ("accuracy = 95% on the test set", []),
    ("pip install x==1.0", []),
    ("set PATH=/usr/bin", ["PATH = /usr/bin"]),
    ("x < 5", ["setting: x < 5"]),
    ("a <- b", [r"a \leftarrow b"]),
    ("E = mc^2 is famous", []),
    (r'"dL/dz = y - t"', ["dL/dz = y - t"]),
    ("令 z = Wx，得 a = σ(z)。", ["z = Wx", "a = σ(z)"]),
    ("第一步：z = Wx + b", ["z = Wx + b"]),
    ("解：dL/dw = x(a-y)", ["dL/dw = x(a-y)"]),
    ("答案是 dL/dw = 3", ["dL/dw = 3"]),
    ("L 关于 w = 3", []),
    ("学习率为 0.1，则 w = w - 0.1*g = 0.97", ["w = w - 0.1*g = 0.97"]),
    ("ここで z = Wx とする", ["z = Wx"]),
    ("![fig=1](a.png)", []),
    ("- [ ] a = b", ["a = b"]),
    ("a = b \\\\\nc = d \\\\", ["a = b", "c = d"]),
    (
        r"""a = b
and c = d""",
        ["a = b", "c = d"],
    ),
    (
        r"""a = b,
c = d""",
        ["a = b", "c = d"],
    ),
    (
        r"""a = b
    + c
    - d
e = f""",
        ["a = b + c - d", "e = f"],
    ),
    (
        r"""a = (b +
     c)""",
        ["a = (b + c)"],
    ),
    ("dW2 = np.dot(dZ2, A1.T) / m", ["dW2 = np.dot(dZ2, A1.T) / m"]),
    ("dx, dw, db = None, None, None", ["dx, dw, db = None", "name: None", "name: None"]),
    ("for i in range(3): x = i", []),
    ("def f(x): return x", []),
    ("    x = 3", ["x = 3"]),
    ("return a == b", []),
    ("x = 3 # the input", ["x = 3"]),
    ("/* x = 3 */", ["/* x = 3 */"]),
    ("a = b // note", []),
]
"""A text, and its statements; what is no claim has its kind before it, the settings of a claim stand behind a bar."""


@pytest.mark.parametrize(("text", "expected"), CASES)
def test_a_line_of_text_makes_these_statements(text: str, expected: list[str]) -> None:
    assert [said(one) for one in statements_of(text, "markdown").statements] == expected
