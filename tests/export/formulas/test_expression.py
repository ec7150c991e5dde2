"""Single expressions: derivatives as a textbook has them, each the same as what the reader makes of a known one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.export.formulas.test_derivation import pasted
from tests.export.latex import balanced
from tutor import TutorError, derive, prove
from tutor.export.formulas import as_document, as_json, as_python
from tutor.problems.instances.formula_values import read

REGRESSION = ("X[n,i]", "w[i]", "y[n]")
SQUARE = ("A[i,i]", "x[i]")

TEXTS = [
    ("sum((X w - y)^2)", "w", REGRESSION, "2 X^T (X w - y)"),
    ("sum((X w - y)^2)", "X", REGRESSION, "2 (X w - y) w^T"),
    ("W x", "x", ("W[i,j]", "x[j]"), "W"),
    ("W x", "W", ("W[i,j]", "x[j]"), "df[i]/dW[k,j] = x_j*1[i=k]"),
    ("x^T A x", "x", SQUARE, "(A + A^T) x"),
    ("a^T X b", "X", ("a[n]", "X[n,m]", "b[m]"), "a b^T"),
    ("softmax(z)", "z", ("z[k]",), "diag(softmax(z)) - softmax(z) softmax(z)^T"),
    ("log(sum(exp(z)))", "z", ("z[k]",), "softmax(z)"),
    ("sqrt(sum(x^2))", "x", ("x[i]",), "x/norm(x)"),
    ("tanh(W x + b)", "b", ("W[i,j]", "x[j]", "b[i]"), "diag(1 - tanh(W x + b)^2)"),
    ("1/2 (y - d)^2", "y", (), "y - d"),
    ("-a b", "a", (), "-b"),
    ("L*f", "f", (), "L"),
    ("[a, b]", "a", (), "df[l]/da = 1[l=1]"),
    ("x^2", "x", ("x[i]",), "2*diag(x)"),
    ("h[t-1]*U", "U", ("h[t]",), "h[t-1]"),
    ("abs(x)", "x", (), "sign(x)"),
]


@pytest.mark.parametrize(("expression", "by", "names", "text"), TEXTS)
def test_a_derivative_is_what_a_textbook_has(expression: str, by: str, names: tuple[str, ...], text: str) -> None:
    assert derive(expression, by=by, names=names).text == text


def test_several_names_give_a_line_each() -> None:
    found = derive("a*b", by=("a", "b"))
    assert found.text == "df/da = b\ndf/db = a"
    assert [(step.id, step.formula, step.latex) for step in found.steps] == [("df/da", "b", "b"), ("df/db", "a", "a")]
    assert found.latex == "b \\\\\na"


def test_the_result_has_a_name_that_nothing_in_the_expression_has() -> None:
    assert [step.id for step in derive("f*g", by="g").steps] == ["dF/dg"]


@pytest.mark.parametrize(("expression", "by", "names", "text"), TEXTS)
def test_every_format_has_the_derivative_and_the_python_is_proved(
    expression: str, by: str, names: tuple[str, ...], text: str, tmp_path: Path
) -> None:
    derived = derive(expression, by=by, names=names).derivation
    found = json.loads(as_json.write(derived))
    assert (found["schema"], found["expression"], len(found["steps"])) == ("tutor.derive/1", expression, 1)
    balanced(as_document.latex(derived))
    assert as_document.markdown(derived).count("$$\n\\begin") == 2
    problem = pasted(as_python.write(derived), tmp_path)
    assert prove(problem, seeds=[1]).counts["derivative"] > 0
    step = problem.formula_steps()[-1]
    assert read(problem, step.formula, step.id) == read(derived.problem, step.formula, step.id)


def test_a_page_says_which_entry_a_jacobian_written_with_letters_is() -> None:
    page = as_document.markdown(derive("W x", by="W", names=("W[i,j]", "x[j]")).derivation)
    assert r"\frac{\partial f_{i}}{\partial W_{k,j}} &= x_{j} \cdot \mathbb{1}[i=k]" in page


def test_a_name_before_a_bracket_is_no_number() -> None:
    with pytest.raises(
        TutorError, match=r"`sigm` before a bracket is no function of the language; did you mean `sigma`"
    ):
        derive("sigm(a)", by="a")


@pytest.mark.parametrize("text", ["x^2*y + sin(x*y)", "exp(-x^2)/y", "log(x + y)*sqrt(x)", "tanh(x)^y"])
def test_sympy_has_the_same_derivative_of_numbers(text: str) -> None:
    import sympy

    x, y = sympy.symbols("x y", positive=True)
    known = {name: getattr(sympy, name) for name in ("exp", "sin", "cos", "log", "sqrt", "tanh")} | {"x": x, "y": y}

    def as_sympy(formula: str) -> Any:
        return eval(formula.replace("^", "**"), {}, known)  # texts of this file, and what was derived of them

    difference = as_sympy(derive(text, by="x").steps[0].formula) - as_sympy(text).diff(x)
    assert abs(float(difference.subs({x: 0.7, y: 1.3}))) < 1e-12
