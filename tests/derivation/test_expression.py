"""Single expressions: their derivatives are those of the matrix calculus, and of SymPy."""

from __future__ import annotations

import pytest

from tutor.derivation.expression import derive_expression
from tutor.errors import TutorError

TABLE = [
    ("sum((X w - y)^2)", "w", "X[n,i] w[i] y[n]", "2 X^T (X w - y)", "i"),
    ("X w", "w", "X[n,i] w[i]", "X", "ni"),
    ("x^T A x", "x", "A[i,j=i] x[i]", "(A + A^T) x", "i"),
    ("a^T X b", "X", "a[i] X[i,j] b[j]", "a b^T", "ij"),
    ("sum(W^2)", "W", "W[i,j]", "2*W", "ij"),
    ("log(sum(exp(z)))", "z", "z[k]", "softmax(z)", "k"),
    ("sum(A*(B C))", "B", "A[i,k] B[i,j] C[j,k]", "A C^T", "ij"),
    ("sum(sigma(x))", "x", "x[i]", "sigma(x)*(1 - sigma(x))", "i"),
    ("softmax(z)", "z", "z[k]", "diag(f) - f f^T", "ki"),
    ("w^3", "w", "w", "3*w^2", ""),
]


@pytest.mark.parametrize(("text", "by", "names", "expected", "axes"), TABLE)
def test_the_derivative_of_an_expression(text: str, by: str, names: str, expected: str, axes: str) -> None:
    found = derive_expression(text, by, names.split())
    assert found.formula == expected
    assert "".join(found.axes) == axes


@pytest.mark.parametrize("text", ["x^2*y + sin(x*y)", "exp(-x^2)/y", "log(x + y)*sqrt(x)", "tanh(x)^y"])
def test_sympy_has_the_same_derivative_of_numbers(text: str) -> None:
    import sympy

    x, y = sympy.symbols("x y", positive=True)
    known = {"x": x, "y": y, "exp": sympy.exp, "sin": sympy.sin, "log": sympy.log, "sqrt": sympy.sqrt}
    known |= {"tanh": sympy.tanh, "cos": sympy.cos}

    def as_sympy(formula: str) -> sympy.Expr:
        return eval(formula.replace("^", "**"), {}, known)  # texts of this file, and what was derived of them

    found = derive_expression(text, "x", ["x", "y"]).formula
    difference = (as_sympy(found) - as_sympy(text).diff(x)).subs({x: 0.7, y: 1.3})
    assert abs(float(difference)) < 1e-12


def test_a_name_that_is_not_there_is_named() -> None:
    with pytest.raises(TutorError, match="`v` is not a declared name"):
        derive_expression("sum(w^2)", "v", ["w[i]"])


def test_what_is_not_declared_is_named() -> None:
    with pytest.raises(TutorError, match="`u` is not declared"):
        derive_expression("sum(w*u)", "w", ["w[i]"])
