"""Formulas written back, as ASCII, Unicode and LaTeX: they read as they were and mean the same."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.notation.strategies import formulas
from tests.notation.toys import TOYS, Cell, Kernel, Layers, Samples, Through, arrays, env, numbers, read, toy
from tutor import Problem
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.value import Value
from tutor.notation.read.parser import parse
from tutor.notation.scope import Scope
from tutor.notation.tree import Node
from tutor.notation.write.one_line import to_ascii, to_latex, to_textbook, to_unicode

WAYS = (to_ascii, to_textbook, to_unicode, to_latex)
relaxed = settings(deadline=None, max_examples=examples(60), derandomize=True, suppress_health_check=list(HealthCheck))


def value_of(tree: Node, kind: type[Problem]) -> Value | None:
    try:
        return evaluate(tree, env(kind))
    except (FitError, NotationError):
        return None


def alike(first: Value, second: Value) -> bool:
    """The same letters, matrix axes, orientation and numbers."""
    if sorted(first.dims) != sorted(second.dims) or first.axes != second.axes:
        return False
    if len(first.axes) == 1 and first.orient != second.orient:
        return False
    order = (0, *(second.dims.index(letter) + 1 for letter in first.dims))
    return np.allclose(first.array, second.array.transpose(order), rtol=1e-9, equal_nan=True)


@pytest.mark.parametrize("kind", TOYS, ids=lambda kind: kind.id)
@relaxed
@given(data=st.data())
def test_what_is_written_reads_back_with_the_same_value(kind: type[Problem], data: st.DataObject) -> None:
    tree = data.draw(formulas(kind))
    expected = value_of(tree, kind)
    assume(expected is not None)
    assert expected is not None
    for way in WAYS:
        text = way(tree, toy(kind).scope)
        found = value_of(parse(text, toy(kind).scope), kind)
        assert found is not None, text
        assert alike(expected, found), text


@pytest.mark.parametrize("kind", TOYS, ids=lambda kind: kind.id)
def test_every_name_reads_back_from_its_symbol(kind: type[Problem]) -> None:
    scope = toy(kind).scope
    for name, declared in scope.names.items():
        for text in (name, declared.unicode, declared.latex, toy(kind).latex(name)):
            node = parse(text, scope)
            assert getattr(node, "name", None) == name, text


SHOWN = [
    (Samples, "2/N*sum_n((yhat-y)*yhat*(1-yhat)*x_i)", "2/N*sum_n((yhat - y)*yhat*(1 - yhat)*x[i])",
     "2/N Σₙ (ŷ − y) ŷ (1 − ŷ) xᵢ",
     r"\frac{2}{N} \sum_n \left(\hat{y} - y\right) \hat{y} \left(1 - \hat{y}\right) x_{i}"),
    (Layers, "W2^T (y-t) y1 (1-y1)", "W2.T (y - t) y1 (1 - y1)", "W⁽²⁾ᵀ (y⁽²⁾ − t) y⁽¹⁾ (1 − y⁽¹⁾)",
     r"W^{(2)\top} \left(y^{(2)} - t\right) y^{(1)} \left(1 - y^{(1)}\right)"),
    (Layers, "y1*(1-y1)", "y1*(1 - y1)", "y⁽¹⁾ ⊙ (1 − y⁽¹⁾)", r"y^{(1)} \odot \left(1 - y^{(1)}\right)"),
    (Layers, "dL/dz1 x^T", "dL/dz1 x.T", "∂L/∂z⁽¹⁾ xᵀ", r"\frac{\partial L}{\partial z^{(1)}} x^{\top}"),
    (Layers, "y_i*(1[i=j]-y_j)", "y[i]*(1[i=j] - y[j])", "y⁽²⁾ᵢ (1[i=j] − y⁽²⁾ⱼ)",
     r"y_{i}^{(2)} \left(\mathbb{1}[i=j] - y_{j}^{(2)}\right)"),
    (Layers, "(W1)^2 + x_2", "W1^2 + x[2]", "(W⁽¹⁾)² + x₂", r"\left(W^{(1)}\right)^{2} + x_{2}"),
    (Through, "W^T dL/dH[t+1] + y_T", "W.T dL/dH[t+1] + y[T]", "Wᵀ ∂L/∂Hₜ₊₁ + y_T",
     r"W^{\top} \frac{\partial L}{\partial H_{t+1}} + y_{T}"),
    (Through, "sum_{t=2}^T H_{t-1}", "sum_{t=2}^{T}(H[t-1])", "Σ_{t=2}^{T} Hₜ₋₁", r"\sum_{t=2}^{T} H_{t-1}"),
    (Kernel, "sum_{u,v}(z0[u+r-1,v+c-1])", "sum_{u,v}(z0[u+r-1,v+c-1])", "Σᵤᵥ z₀[u+r−1,v+c−1]",
     r"\sum_{u,v} z_{0,u+r-1,v+c-1}"),
    (Kernel, "K^-1 f'(y1)", "K^(-1) f'(y1)", "K⁻¹ f'(y₁)", r"K^{-1} f'\left(y_1\right)"),
    (Cell, "(h-d)*tanh(f)*[h_prev,x]", "(h - d)*tanh(f)*[h_prev, x]", "(hₜ − d) tanh(fₜ) [hₜ₋₁, xₜ]",
     r"\left(h_t - d\right) \tanh\left(f_t\right) [h_{t-1}, x_t]"),
    (Cell, "g*e^-x", "g*e^(-x)", "C̃ₜ e^(−xₜ)", r"\tilde{C}_t e^{-x_t}"),
    (Cell, "1/(dh/do)", "1/(dh/do)", "1/(∂hₜ/∂oₜ)", r"\frac{1}{\frac{\partial h_t}{\partial o_t}}"),
    (Cell, r"\begin{bmatrix}h\\x\end{bmatrix}", "[[h], [x]]", "[[hₜ], [xₜ]]",
     r"\begin{bmatrix} h_t \\ x_t \end{bmatrix}"),
    (Cell, "2*3^2 - -x", "2*3^2 - (-x)", "2·3² − (−xₜ)", r"2 \cdot 3^{2} - \left(-x_t\right)"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "typed", "ascii", "unicode", "latex"), SHOWN)
def test_formulas_look_as_people_write_them(
    kind: type[Problem], typed: str, ascii: str, unicode: str, latex: str
) -> None:
    tree, scope = read(kind, typed), toy(kind).scope
    assert (to_ascii(tree, scope), to_unicode(tree, scope), to_latex(tree, scope)) == (ascii, unicode, latex)


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("W2.T @ (y - t)", "W2^T @ (y - t)"),
        ("W2.T (y - t)", "W2^T (y - t)"),
        ("dL/dy1.T A", "(dL/dy1)^T A"),
        ("(W2^T y)*y1", "(W2^T y)*y1"),
        ("(y1*(1 - y1)) x^T", "(y1*(1 - y1)) x^T"),
        ("1/H (y1 - z1) x^T", "1/H*(y1 - z1) x^T"),
        ("dL/dy1/H", "dL/dy1/H"),
        ("sum_d(x[d])", "sum_d(x_d)"),
        ("W2[m,h]", "W2[m,h]"),
    ],
)
def test_a_textbook_brackets_what_could_be_misread(typed: str, printed: str) -> None:
    assert to_textbook(read(Layers, typed), toy(Layers).scope) == printed


@pytest.mark.parametrize("way", WAYS)
def test_the_order_in_which_things_were_typed_is_kept(way: Callable[[Node, Scope], str]) -> None:
    scope = toy(Cell).scope
    texts = [way(read(Cell, text), scope) for text in ("x*h - d", "h*x - d", "-d + x*h", "x h - d")]
    assert len(set(texts)) == (4 if way in (to_ascii, to_textbook) else 3)


def test_names_that_would_read_as_another_symbol_are_written_with_brackets() -> None:
    assert to_unicode(read(Layers, "x[1]"), toy(Layers).scope) == "x₁"
    assert to_unicode(read(Layers, "y[1]"), toy(Layers).scope) == "y⁽²⁾[1]"
    assert to_ascii(read(Layers, "W1[:,2]"), toy(Layers).scope) == "W1[:,2]"


@pytest.mark.parametrize("way", WAYS)
def test_a_sum_that_stops_before_the_end_reads_back_as_one(way: Callable[[Node, Scope], str]) -> None:
    tree = read(Samples, "sum_{i=1}^{I-1} x_i")
    text = way(tree, toy(Samples).scope)
    assert "I" in text
    assert np.allclose(numbers(Samples, text, "n"), arrays(Samples)["x"][..., :-1].sum(axis=-1))


def test_long_chains_are_written_without_recursion_trouble() -> None:
    tree = read(Cell, "+".join(["x"] * 70))
    for way in WAYS:
        assert parse(way(tree, toy(Cell).scope), toy(Cell).scope) is not None
