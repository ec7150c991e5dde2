# ruff: noqa: E501  (tables: one row an answer)
"""Derivatives that an answer says: of expressions, of values by what is in their formulas, in chains of them."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question
from tutor.notation.read.parser import parse
from tutor.notation.tree import Derivative, Node, Ref
from tutor.notation.tree_walks import children, rebuild, walk
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


RIGHT = [
    ("softmax-net", "W1_new", "W1 - eta dL/dz1 dz1/dW1"),
    ("softmax-net", "W1_new", "W1 - eta * dL/dz1 * dz1/dW1"),
    ("conv-dense", "dL/dw3", "dL/dy3 dy3/dw3"),
    ("softmax-net", "dL/dz1", "dL/dy1_h ∂/∂z1_h σ(z1_h)"),
    ("softmax-net", "dy1/dz1", "∂/∂z1_g σ(z1_h)"),
    ("softmax-net", "dL/dW2", "dL/dz2 * dz2/dW2"),
    ("softmax-net", "dL/dW2", r"\frac{\partial L}{\partial z_2}\frac{\partial z_2}{\partial W_2}"),
    ("softmax-net", "dL/dW2", r"\frac{\partial L}{\partial z_2} \cdot \frac{\partial z_2}{\partial W_2}"),
    ("softmax-net", "dL/dW2", "∂L/∂z2 ∂z2/∂W2"),
    ("softmax-net", "dL/dW2", "dL/dz2 @ dz2/dW2"),
    (
        "softmax-net",
        "dL/dW2",
        r"\frac{\partial L}{\partial z^{(2)}} \frac{\partial}{\partial W^{(2)}} (W^{(2)} y^{(1)})",
    ),
    ("softmax-net", "dL/dW2", "dL/dy dy/dz2 dz2/dW2"),
    ("softmax-net", "dL/dW2", r"\nabla_{W_2} ((y-t)^T W_2 y_1)"),
    ("softmax-net", "dL/dW2", "dL/dW2 = dL/dz2 dz2/dW2 = (y-t) y1^T"),
    ("softmax-net", "dL/dy1", r"\left(\frac{\partial z_2}{\partial y_1}\right)^T (y - t)"),
    ("softmax-net", "dL/dy1", r"\frac{\partial (W_2 y_1)}{\partial y_1}^T (y-t)"),
    ("softmax-net", "dL/dy1", "dL/dz2 dz2/dy1"),
    ("softmax-net", "dL/dy1", r"\frac{\partial L}{\partial z_2} \partial z^{(2)}/\partial y^{(1)}"),
    ("softmax-net", "dL/dy1", "d/dy1 ((y-t)^T W2 y1)"),
    (
        "softmax-net",
        "dL/dy1",
        r"\frac{\partial L}{\partial y}\frac{\partial y}{\partial z_2}\frac{\partial z_2}{\partial y_1}",
    ),
    ("softmax-net", "dL/dy1", "-∂L/∂z2 * ∂/∂y1 (-W2 y1)"),
    ("softmax-net", "dL/dz1", "dL/dy1 * d/dz1 sigma(z1)"),
    ("softmax-net", "dL/dz1", r"\frac{\partial L}{\partial y_1} \odot \frac{\partial}{\partial z_1} \sigma(z_1)"),
    ("softmax-net", "dL/dz1", r"W_2^T (y-t) \odot \frac{\partial}{\partial z_1} \sigma(z_1)"),
    ("softmax-net", "dL/dz1", r"\left(\frac{\partial y_1}{\partial z_1}\right)^T W_2^T (y-t)"),
    ("softmax-net", "dL/dz1", "dL/dy1 ⊙ dσ/dz1"),
    (
        "softmax-net",
        "dL/dz1",
        r"\frac{\partial L}{\partial z_2}\frac{\partial z_2}{\partial y_1}\frac{\partial y_1}{\partial z_1}",
    ),
    ("softmax-net", "dL/dx", r"\left(\frac{\partial z_1}{\partial x}\right)^\top \frac{\partial L}{\partial z_1}"),
    ("softmax-net", "dL/dx", "dL/dz1 dz1/dx"),
    ("softmax-net", "dL/dW1", r"\frac{\partial L}{\partial z_1}\frac{\partial z_1}{\partial W_1}"),
    ("softmax-net", "dy/dz2", r"\frac{\partial}{\partial z^{(2)}_j} \frac{e^{z^{(2)}_i}}{\sum_k e^{z^{(2)}_k}}"),
    ("softmax-net", "dy/dz2", r"\frac{\partial\, \operatorname{softmax}(z_2)}{\partial z_2}"),
    ("softmax-net", "dy1/dz1", r"\frac{\partial}{\partial z_1} \sigma(z_1)"),
    (
        "softmax-net",
        "dy1/dz1",
        r"diag(\frac{\partial}{\partial z_1}\sum_h \log(1+e^{z_1})) - y1 y1^T + d/dz1 sigma(z1) - diag(y1) + y1 y1^T",
    ),
    ("skip-mlp", "dyhat/dz", r"\frac{d}{dz} \sigma(z)"),
    ("skip-mlp", "dyhat/dz", r"d\sigma/dz"),
    ("skip-mlp", "dyhat/dz", r"\frac{d\sigma}{dz}"),
    ("skip-mlp", "dyhat/dz", r"\frac{d}{dz}\left(\frac{1}{1+e^{-z}}\right)"),
    ("skip-mlp", "dL/dz", "dL/dyhat * d/dz sigma(z)"),
    ("skip-mlp", "dL/dz", r"\frac{2}{N}(\hat y - y) \frac{d\sigma}{dz}"),
    (
        "skip-mlp",
        "dL/dw_io",
        r"\sum_n \frac{\partial L}{\partial z^{(n)}} \frac{\partial}{\partial w_{io}} \left(\sum_i w_{io} x_i^{(n)}\right)",
    ),
    ("skip-mlp", "dL/dw_io", r"\sum_n dL/dz dz/dw_io"),
    ("skip-mlp", "dL/dv", "dL/dz dz/dv"),
    ("skip-mlp", "dL/dyhat", r"\frac{\partial}{\partial \hat y} \frac{(\hat y - y)^2}{N}"),
    ("logistic-unit", "dL/dW", r"\frac{\partial L}{\partial z}\frac{\partial z}{\partial W}"),
    ("logistic-unit", "dL/dW", r"\frac{\partial L}{\partial z} \frac{\partial}{\partial W}(W x)"),
    ("rnn-memory", "dy/dx", r"\frac{\partial y}{\partial z}\frac{\partial z}{\partial x}"),
    ("rnn-memory", "dy/dx", r"\frac{\partial \sigma(W x)}{\partial x}"),
    ("rnn-memory", "dy/dx", "dy/dz @ dz/dx"),
    ("lstm-cell", "dL/dC", r"\frac{\partial L}{\partial h} \frac{\partial}{\partial C} (o \tanh C)"),
    ("lstm-cell", "dL/df", r"\frac{\partial L}{\partial C} \frac{\partial}{\partial f}(f C_{t-1} + i g)"),
    ("lstm-cell", "dL/dC", "dL/dh * dh/dC"),
    ("ridge-regression", "dL/dw", r"X^T \frac{r}{N} + \frac{\partial}{\partial w}\left(\frac{\lambda}{2} w^T w\right)"),
    ("lora", "dL/dx", r"\left(\frac{\partial}{\partial x}(W x + \alpha B A x)\right)^\top (y - t)"),
    ("lora", "dL/dp", "dL/dy dy/dp"),
    ("lora", "dL/dx", "W^T dL/dy + dL/dp dp/dx"),
]

NOT_RIGHT = [
    ("softmax-net", "dL/dW2", "2 dL/dz2 * dz2/dW2"),
    ("softmax-net", "dL/dW2", "-dL/dz2 dz2/dW2"),
    ("softmax-net", "dL/dW2", "dL/dz2 dz2/dy1"),
    ("softmax-net", "dL/dW2", "dL/dz2 dz1/dW1"),
    ("softmax-net", "dL/dW2", "dz2/dW2"),
    ("softmax-net", "dL/dW2", "dL/dy dz2/dW2"),
    ("softmax-net", "dL/dW2", "dL/dy1 dy1/dz1 dz1/dW1"),
    ("softmax-net", "dL/dW2", "(dL/dz2 dz2/dW2)^T"),
    ("softmax-net", "dL/dW2", "∂/∂W2 L"),
    ("softmax-net", "dL/dW2", r"\nabla_{W_2} L"),
    ("softmax-net", "dL/dW2", r"\frac{\partial L}{\partial W_2}"),
    ("softmax-net", "dL/dW2", r"\frac{\partial}{\partial W_2} (-\sum_m t_m \log softmax(W_2 y_1)_m)"),
    ("softmax-net", "dL/dW2", "2 d/dW2 (-1/2 sum(t*log(softmax(W2 y1))))"),
    ("softmax-net", "dL/dW2", r"\frac{\partial (2 L)}{\partial W_2}/2"),
    ("softmax-net", "dL/dz2", r"\frac{\partial}{\partial z_2} (-\sum(t \log(softmax(z_2))))"),
    ("softmax-net", "dL/dz2", "d/dz2 (-sum(t*log(softmax(z2))) + 5)"),
    ("softmax-net", "dL/dz2", "d/dz2 (-sum(t*log(y)))"),
    ("softmax-net", "dL/dz2", "dL/dy d/dz2 sigma(z2)"),
    ("softmax-net", "dL/dz2", "d/dz2 softmax(z2)"),
    ("softmax-net", "dL/dz2", "d/dz2 L"),
    ("softmax-net", "dL/dy", r"\frac{\partial}{\partial y}(-\sum_m t_m \log y_m)"),
    ("softmax-net", "dL/dy", "∂L/∂y"),
    ("softmax-net", "dL/dy1", r"\frac{\partial z_2}{\partial y_1} (y - t)"),
    ("softmax-net", "dL/dy1", r"\frac{\partial (W_1 x)}{\partial x}^T (y-t)"),
    ("softmax-net", "dL/dy1", "dL/dW2 d/dy1 (W2 y1)"),
    ("softmax-net", "dL/dy1", "dL/dz2 + dz2/dy1"),
    ("softmax-net", "dL/dy1", "2*(∂z2/∂y1)^T (y-t)"),
    ("softmax-net", "dL/dz1", "dL/dy1 * d/dz1 sigma(2 z1)"),
    ("softmax-net", "dL/dz1", "dL/dy1 * d/dz1 tanh(z1)"),
    ("softmax-net", "dL/dz1", "dL/dy1 * sigma(z1)"),
    ("softmax-net", "dL/dz1", "dL/dy1 / d/dz1 sigma(z1)"),
    ("softmax-net", "dL/dz1", "dL/dz2 dy1/dz1"),
    ("softmax-net", "dL/dz1", "d/dz1 (dL/dy1^T sigma(2*z1))"),
    ("softmax-net", "dL/dx", r"\frac{\partial z_1}{\partial x} \frac{\partial L}{\partial z_1}"),
    ("softmax-net", "dL/dx", "dL/dz1 dz1/dW1"),
    ("softmax-net", "dL/dx", "d/dx (dL/dz2^T W2 sigma(W1 x)) * 2"),
    ("softmax-net", "dL/dW1", r"\frac{\partial L}{\partial z_1}\frac{\partial z_2}{\partial W_2}"),
    ("softmax-net", "dy1/dz1", r"\frac{\partial}{\partial z_1} z_1"),
    ("softmax-net", "dy1/dz1", "d/dz1 y1"),
    ("softmax-net", "dy1/dz1", "d/dx sigma(W1 x)"),
    ("skip-mlp", "dyhat/dz", r"\frac{d}{dz} z"),
    ("skip-mlp", "dyhat/dz", r"-\frac{d}{dz}\sigma(z)"),
    ("skip-mlp", "dyhat/dz", r"\frac{d}{dy}\sigma(z)"),
    ("skip-mlp", "dyhat/dz", r"\frac{d}{dz}\hat y"),
    ("skip-mlp", "dyhat/dz", r"\frac{d}{dz}\sigma(z)^2"),
    ("skip-mlp", "dL/dyhat", r"\frac{d}{d\hat y} L"),
    ("skip-mlp", "dL/dyhat", r"\frac{\partial}{\partial \hat y} \frac{(\hat y - y)^2}{2 N}"),
    ("skip-mlp", "dL/dyhat", r"\frac{\partial}{\partial \hat y} \sum_n \frac{(\hat y - y)^2}{N}"),
    ("skip-mlp", "dL/dyhat", r"\frac{\partial}{\partial y} \frac{(\hat y - y)^2}{N}"),
    ("skip-mlp", "dL/dw_io", "dL/dz dz/dw_io"),
    ("skip-mlp", "sigma'(x)", "d/dx sigma(x)"),
    ("logistic-unit", "dL/dz", r"\frac{d}{dz}(-t\log(\sigma(z)))"),
    ("conv-dense", "dL/dz3", "d/dz3 sum((z3 - d)^2)/2"),
    ("conv-dense", "dL/dz3", r"\frac{\partial}{\partial z_3} \|z_3-d\|^2 / 2"),
    ("ridge-regression", "dL/dw", r"\frac{\partial}{\partial w}\left(\frac{1}{2N}\|Xw-y\|^2\right)"),
    (
        "ridge-regression",
        "dL/dw",
        r"\frac{\partial}{\partial w}\left(\frac{1}{N}\|Xw-y\|^2 + \frac{\lambda}{2}\|w\|^2\right)",
    ),
    ("ridge-regression", "dL/dw", r"X^T \frac{r}{N} + \frac{\partial}{\partial w}\left(\lambda w^T w\right)"),
    ("lora", "dL/dx", r"\left(\frac{\partial}{\partial x}(W x + \alpha B p)\right)^\top (y - t)"),
    ("lora", "dL/dx", "dL/dy dy/dx"),
    ("lstm-cell", "dL/dC", r"\frac{\partial L}{\partial h} \frac{\partial}{\partial C} (o \sigma(C))"),
]


@pytest.mark.parametrize(("problem", "step", "text"), RIGHT)
def test_a_derivative_is_worked_out(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict.diagnosis


@pytest.mark.parametrize(("problem", "step", "text"), NOT_RIGHT)
def test_another_derivative_is_not_right(problem: str, step: str, text: str) -> None:
    assert marked(problem, step, text).kind in ("wrong", "invalid")


@pytest.mark.parametrize(
    ("problem", "step", "text", "reason"),
    [
        ("softmax-net", "dL/dW2", r"\nabla_{W_2} L", "dL/dW2 is what is asked for"),
        ("softmax-net", "dL/dz2", "d/dz2 (-sum(t*log(softmax(z2))) + 5)", "restates the question"),
        ("softmax-net", "dL/dz2", "d/dz2 (-sum(t*log(softmax(z2))) + 0*y^T t)", "restates the question"),
        ("softmax-net", "dL/dz2", "d/dz2 (-sum(t*log(y)))", "has no z⁽²⁾ in it"),
        ("softmax-net", "dL/dy1", "dL/dy1 = dL/dz2 dx/dW1", "the formula of x"),
        ("softmax-net", "dL/dy1", "d/dy1 (W2 y1 dL/dz1^T)", "comes later"),
        ("lora", "dL/dx", "dL/dy dy/dx", "holds p fixed, which depends on x"),
        ("skip-mlp", "sigma'(x)", "d/dx sigma(x)", "would give the answer away"),
        ("skip-mlp", "dyhat/dz", "d/dz z*sigma(z)", "put brackets around"),
        ("skip-mlp", "dyhat/dz", r"\frac{\partial^2}{\partial z^2} \sigma(z)", "second derivative"),
        ("skip-mlp", "dyhat/dz", "d/dz " * 4 + "sigma(z)", "derivatives of each other"),
        ("skip-mlp", "dyhat/dz", "d/dz z + " * 30 + "z", "more than 24 derivatives"),
        ("skip-mlp", "dyhat/dz", "d/dz (" + "*".join(["sigma(z)"] * 100) + ")", "too long"),
        ("skip-mlp", "dyhat/dz", "∇ z", "a gradient at column 1 is written"),
    ],
)
def test_what_is_not_taken_is_invalid_and_says_why(problem: str, step: str, text: str, reason: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "invalid"
    assert reason in verdict.diagnosis[0].message


@pytest.mark.parametrize("text", ["dL/dz2 dz2/dW2", "d/dx (W1 x)", r"\frac{\partial \sigma(z_1)}{\partial z_1}"])
@pytest.mark.parametrize("write", [to_ascii, to_unicode, to_latex])
def test_a_derivative_is_read_back_as_it_is_shown(text: str, write: type[to_ascii]) -> None:
    scope = tutor.problem("softmax-net").scope
    tree = parse(text, scope)
    assert any(isinstance(part, Derivative) for part in walk(tree))
    assert _plain(parse(write(tree, scope), scope)) == _plain(tree)


def _plain(node: Node) -> Node:
    if isinstance(node, Ref):
        return Ref(node.name, node.index)
    node = rebuild(node, tuple(map(_plain, children(node))))
    return node._replace(column=0) if "column" in node._fields else node


@pytest.mark.parametrize(
    ("reference", "answer", "names", "kind"),
    [
        (r"\frac{d}{dx} \sin(x^2)", r"2x\cos(x^2)", None, "correct"),
        ("2x", r"\frac{\partial}{\partial x} x^2", None, "correct"),
        (r"\frac{d}{dx} x^2", "x", None, "wrong"),
        (r"\frac{d}{dx}\frac{1}{1+e^{-x}}", "sigma(x)(1-sigma(x))", None, "correct"),
        (r"\frac{d(x^3)}{dx}", "3x^2", None, "correct"),
        (r"\frac{d}{dx} f(x)", "f'(x)", None, "correct"),
        (r"\frac{d}{dx} \frac{d}{dx} x^3", "6x", None, "correct"),
        ("d/dx (x^2) + y", "2x + y", None, "correct"),
        ("d/dx (x^2 + y)", "2x + y", None, "wrong"),
        (r"\nabla_x (x^T A x)", "(A + A^T) x", None, "correct"),
        (r"\nabla_x (x^T A x)", "2 A x", None, "wrong"),
        (r"\frac{\partial U^T v}{\partial v}", "U^T", None, "correct"),
        (r"\frac{\partial U^T v}{\partial v}", "U", None, "wrong"),
        ("d/dw (w^T w)", "2w", "w[i]", "correct"),
        (r"\frac{d}{dx} x^2", "d/db", None, "invalid"),
    ],
)
def test_compare_works_derivatives_out(reference: str, answer: str, names: str | None, kind: str) -> None:
    assert tutor.compare(reference, answer, names).kind == kind


def test_a_text_of_many_sides_is_refused_at_once() -> None:
    verdict = marked("softmax-net", "dL/dz2", " = ".join(f"word{at}" for at in range(300)))
    assert verdict.kind == "invalid"
    assert "300 sides" in verdict.diagnosis[0].message
