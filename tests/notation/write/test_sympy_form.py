"""Every step as a SymPy expression for all sizes."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import sympy
from sympy.matrices.expressions.matexpr import MatrixElement

import tutor
from tests.bundled import AUTHORED
from tests.notation.lower.index_form.test_lowered_problems import Odd
from tests.problems.toys import ALL, SAID, Chain, Layer, Line, Slide, broken
from tutor import Problem, Step, TutorError
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import IndexForm
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.write.sympy_form import to_sympy
from tutor.problems.instances.formula_values import compute, lift

BUNDLED = AUTHORED

Arrays = Mapping[str, Any]


def value(expr: Any, arrays: Arrays, whole: Mapping[str, int]) -> Any:
    """A number for an expression, computed the plainest way there is."""
    if isinstance(expr, sympy.Sum | sympy.Product):
        (letter, low, high), *rest = reversed(expr.limits)
        inner = expr.func(expr.function, *reversed(rest)) if rest else expr.function
        first, last = int(value(low, arrays, whole)), int(value(high, arrays, whole))
        terms = [value(inner, arrays, {**whole, letter.name: at}) for at in range(first, last + 1)]
        return sum(terms) if isinstance(expr, sympy.Sum) else np.prod(terms)
    if isinstance(expr, sympy.Indexed):
        places = [int(value(place, arrays, whole)) for place in expr.indices]
        assert all(place >= 1 for place in places), expr
        return arrays[str(expr.base)][tuple(place - 1 for place in places)]
    if isinstance(expr, MatrixElement):
        matrix, row, column = expr.args
        power = np.linalg.matrix_power(arrays[str(matrix.args[0])], int(value(matrix.args[1], arrays, whole)))
        return power[int(value(row, arrays, whole)), int(value(column, arrays, whole))]
    if isinstance(expr, sympy.Piecewise):
        return next(value(case, arrays, whole) for case, holds in expr.args if value(holds, arrays, whole))
    if isinstance(expr, sympy.And):
        return all(value(part, arrays, whole) for part in expr.args)
    if isinstance(expr, sympy.logic.boolalg.BooleanAtom):
        return bool(expr)
    if isinstance(expr, sympy.core.relational.Relational):
        return bool(expr.func(*(int(value(part, arrays, whole)) for part in expr.args)))
    if isinstance(expr, sympy.Symbol):
        return whole[expr.name] if expr.is_integer else arrays[expr.name]
    if not expr.args:
        return float(expr)
    return float(expr.func(*(sympy.Float(value(part, arrays, whole)) for part in expr.args)).evalf())


def agrees(problem: Problem, seed: int) -> None:
    """Every step's expression gives, entry by entry, what its formula gives."""
    instance = problem.instance(seed=seed)
    arrays = {name: array[0] for name, array in compute(problem, lift(instance.given), instance.sizes).items()}
    for step in problem.formula_steps():
        expr = problem.sympy(step.id)
        axes = problem.axes_of(step)
        ranges = [range(1, instance.sizes[letter.upper()] + 1) for letter in axes]
        wanted = arrays[step.id]
        scale = np.abs(wanted).max() or 1.0
        entries = list(itertools.product(*ranges))
        for places in entries[:: max(1, len(entries) // 6)]:
            got = value(expr, arrays, {**instance.sizes, **dict(zip(axes, places, strict=True))})
            right = wanted[tuple(place - 1 for place in places)]
            assert abs(got - right) <= 1e-9 * scale, (problem.id, step.id, places)


@pytest.mark.parametrize("make", ALL)
def test_expressions_of_small_problems_agree_with_their_formulas(make: type[Problem]) -> None:
    agrees(make(), 1)
    agrees(make(), 2)


@pytest.mark.parametrize("name", BUNDLED)
def test_every_step_of_every_problem_is_an_expression_that_agrees_with_its_formula(name: str) -> None:
    agrees(tutor.problem(name), 1)


def test_an_expression_has_names_as_indexed_sums_as_sum_and_sizes_as_symbols() -> None:
    n, N = (sympy.Symbol(letter, integer=True, positive=True) for letter in "nN")
    x, dyhat = (sympy.IndexedBase(name, real=True) for name in ("x", "dL/dyhat"))
    assert Line().sympy("dL/dw") == sympy.Sum(dyhat[n] * x[n], (n, 1, N))


@pytest.mark.parametrize(
    ("make", "step", "text"),
    [
        (Layer, "z", "Sum(W[h, i]*x[i], (i, 1, I))"),
        (Layer, "dL/dW", "dL/dz[h]*x[i]"),
        (Layer, "dL/dx", "Sum(W[h, i]*dL/dz[h], (h, 1, H))"),
        (Layer, "W_new", "-eta*dL/dW[h, i] + W[h, i]"),
        (Chain, "dL/dH_T", "y[T]"),
        (Slide, "dp/dy", "KroneckerDelta(u, v)*p[u] - p[u]*p[v]"),
        (Slide, "dL/dk", "Sum(dL/dy[u]*x[r + u - 1], (u, 1, U))"),
    ],
)  # fmt: skip
def test_expressions_read_as_a_teacher_would_write_them(make: type[Problem], step: str, text: str) -> None:
    assert str(make().sympy(step)) == text


def test_what_stands_before_the_first_entry_is_a_case_of_its_own() -> None:
    before, here = Chain().sympy("dL/dw").function.args
    assert (str(before.cond), str(here.cond)) == ("t >= 2", "True")
    assert "H[t - 1]" in str(before.expr)
    assert "h0" in str(here.expr)


def step(formula: str, axes: str = "", base: type[Problem] = Layer) -> Any:
    return broken(base, steps=(Step("s", formula, axes=axes, **SAID),)).sympy("s")


@pytest.mark.parametrize(
    ("formula", "axes", "text"),
    [
        ("x^T x", "", "Sum(x[i]**2, (i, 1, I))"),
        ("mean_h(t)", "", "Sum(t[h], (h, 1, H))/H"),
        ("prod_h(t)", "", "Product(t[h], (h, 1, H))"),
        ("sum(W)", "", "Sum(W[h, i], (i, 1, I), (h, 1, H))"),
        ("sum(W, axis=0)", "i", "Sum(W[h, i], (h, 1, H))"),
        ("sum_{h=2}^{H}(t_h)", "", "Sum(t[h], (h, 2, H))"),
        ("W[1,2]", "", "W[1, 2]"),
        ("flip(x)", "i", "x[I - i + 1]"),
        ("diag(t) W", "h,i", "W[h, i]*t[h]"),
        ("W.T @ t", "i", "Sum(W[h, i]*t[h], (h, 1, H))"),
        ("softmax(x)", "i", "exp(x[i])/Sum(exp(x[i_2]), (i_2, 1, I))"),
        ("sigma'(eta)", "", "(1 - 1/(1 + exp(-eta)))/(1 + exp(-eta))"),
        ("e^eta + pi", "", "exp(eta) + pi"),
        ("0.25*eta", "", "eta/4"),
    ],
)
def test_constructs_of_the_language_have_their_forms(formula: str, axes: str, text: str) -> None:
    assert str(step(formula, axes)) == text


def test_a_choice_and_what_has_no_form_in_indices_are_refused_in_one_sentence() -> None:
    with pytest.raises(TutorError, match=r"^why is answered by choosing; it has no formula$"):
        Layer().sympy("why")
    with pytest.raises(TutorError, match=r"^the power of a matrix without a name has no SymPy form in toy-slide$"):
        step("(diag(p))^-1", "u,v", Slide)


def test_conditions_on_places_are_cases() -> None:
    i, two = Affine.of("i"), Affine(const=2)
    entry, above = form.Ref("x", (i,), ("i",)), form.Indicator(i, ">=", two)
    guarded = form.Where((above,), entry, form.Number("0"))
    for node, text in (
        (guarded, "Piecewise((x[i], i >= 2), (0, True))"),
        (above, "Piecewise((1, i >= 2), (0, True))"),
        (form.Fold("sum", "i'", "i", guarded), "Sum(Piecewise((x[i], i >= 2), (0, True)), (i_2, 1, I))"),
    ):
        assert str(to_sympy(IndexForm(node, ("i",), ("i",)), Layer().scope)) == text


def test_letters_have_no_meaning_of_their_own() -> None:
    agrees(Odd(), 1)
