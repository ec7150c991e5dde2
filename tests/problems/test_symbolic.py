"""A problem as SymPy: every step as an expression for all sizes, and the witness that differentiates with SymPy."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest
import sympy
from sympy.matrices.expressions.matexpr import MatrixElement

import tutor
from tests.problems.toys import ALL, SAID, Chain, Layer, Line, Slide, broken, replaced
from tutor import ConformanceError, Problem, Quantity, Step, TutorError, host
from tutor.problems.conformance import Proof
from tutor.problems.formulas import compute, lift
from tutor.problems.symbolic.witness import smallest_sizes, witness

BUNDLED = sorted(host.problems())
QUICKER = {"lstm-sequence": {"N": 1, "H": 1}, "conv-dense": {"O": 1}}
"""Sizes at which the witness takes a second or two rather than ten."""

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
        ("sum(W)", "", "Sum(W[h, i], (h, 1, H), (i, 1, I))"),
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


# -- the witness -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("make", ALL)
def test_small_problems_are_proved_by_sympy_too(make: type[Problem]) -> None:
    proof = tutor.prove(make(), seeds=(), symbolic=True)
    assert proof.counts["symbolic"] >= 3
    assert proof.worst["symbolic"] < 1e-45


@pytest.mark.parametrize("name", BUNDLED)
def test_every_derivative_of_every_problem_is_what_sympy_differentiates(name: str) -> None:
    problem = tutor.problem(name)
    proof = Proof(name)
    witness(problem, proof, QUICKER.get(name, {}))
    asked = [step for step in problem.formula_steps() if re.fullmatch(r"d[LP]/d\w+", step.id)]
    assert proof.counts.get("symbolic", 0) >= len(asked)
    assert proof.worst.get("symbolic", 0.0) < 1e-45


@pytest.mark.parametrize(
    ("make", "changed", "formula", "sentence"),
    [
        (Layer, "dL/dW", "-dL/dz x^T", r"dL/dW\[1,1\] is -?\d\S+ by its formula, expected -?\d\S+ by sympy\.diff$"),
        (Chain, "dL/dH", "y + dL/dH[t+1]*w", r"dL/dH\[1\] is \S+ by its formula, expected \S+ by sympy\.diff$"),
        (Chain, "dL/dH_T", "H[T]", r"dL/dH_T is \S+ by its formula, expected \S+ by sympy\.diff$"),
    ],
)
def test_a_wrong_step_is_named_with_entry_got_and_expected(
    make: type[Problem], changed: str, formula: str, sentence: str
) -> None:
    problem = broken(make, steps=replaced(make, changed, formula=formula, also=()))
    with pytest.raises(ConformanceError) as caught:
        witness(problem, Proof(problem.id), {})
    assert re.search(sentence, str(caught.value))


def test_a_difference_too_small_for_floats_is_found() -> None:
    problem = broken(Layer, steps=replaced(Layer, "dL/dy", formula="(y - t)*(1 + 1e-30)"))
    with pytest.raises(ConformanceError, match=r"by sympy\.diff"):
        witness(problem, Proof(problem.id), {})


def test_the_smallest_sizes_leave_room_for_derived_ones() -> None:
    assert smallest_sizes(Slide()) == {"I": 3, "R": 2, "S": 2}
    assert smallest_sizes(Layer()) == {"I": 2, "H": 2}


def test_relu_is_differentiated_on_both_sides_of_its_kink() -> None:
    values = (Quantity("yhat", "n", formula="relu(w*x)"), Quantity("L", formula="sum_n(yhat^2)"))
    steps = (Step("dL/dw", "sum_n(2*yhat*relu'(w*x)*x)", **SAID),)
    proof = Proof("relu")
    witness(broken(Line, values=values, steps=steps), proof, {"N": 4})
    assert proof.counts == {"symbolic": 1}
