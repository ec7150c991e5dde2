"""The kinds of numbers a formula can be evaluated on."""

from __future__ import annotations

import math
import time

import mpmath
import numpy as np
import pytest

from tests.notation.toys import Array, Cell, Layers, arrays, env, read
from tutor.notation.errors import FitError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import FLOATS, extended_field, precise
from tutor.notation.functions import FUNCTIONS, ROWS
from tutor.notation.lower.environment import Env
from tutor.problems.contract.problem import Problem

ENTRY = sorted(FLOATS.functions)
ANALYTIC = sorted(set(ENTRY) - {"abs", "relu", "sign", "step"})
FORMULAS = [
    "sigma(W1 x)", "softmax(z2)", "diag(y) - y y^T", "A^3", "A^-1", "sum_m(t*log(y))", "prod_d(x)", "mean_d(x^p)",
    "1[h=g]*y1_h", "W2^T (y - t) * y1", "e^-p", "pi*p", "softplus(z1) + erf(z1) + asin(y1/2)", "ones(D)^T x",
    "[p, 2*p]", "relu(p - 1) + abs(1 - p) + sign(p) + step(p)", "A[1,:]", "x_1", "tanh'(z1)", "outer(y1, x)",
    "2/D", "1.25e-1*p",
]  # fmt: skip


def lifted(kind: type[Problem], digits: int) -> Env:
    field = precise(digits)
    exact = np.frompyfunc(lambda number: field.number(float(number)), 1, 1)
    where = env(kind)
    return where.but({name: exact(array) for name, array in where.arrays.items()}, field=field)


@pytest.mark.parametrize("text", FORMULAS)
def test_high_precision_agrees_with_floats(text: str) -> None:
    floats = evaluate(read(Layers, text), env(Layers))
    high = evaluate(read(Layers, text), lifted(Layers, 50))
    assert high.array.dtype == object
    assert (high.dims, high.axes) == (floats.dims, floats.axes)
    assert np.allclose(high.array.astype(float), floats.array, rtol=1e-12)


def test_high_precision_keeps_its_digits() -> None:
    third = evaluate(read(Layers, "1/3"), lifted(Layers, 50)).array[0]
    assert abs(3 * third - 1) < mpmath.mpf(10) ** -49
    assert evaluate(read(Layers, "0.1"), lifted(Layers, 50)).array[0] * 10 == 1


@pytest.mark.parametrize("name", ANALYTIC)
def test_a_slope_is_the_derivative_by_complex_step(name: str) -> None:
    z = np.array([0.31, 0.52, 0.83]) + (name == "acosh")  # which begins at 1
    step = FLOATS.functions[name](z + 1e-30j).imag / 1e-30
    assert np.allclose(step, FLOATS.apply(FUNCTIONS[name], 1, z), rtol=1e-12)


@pytest.mark.parametrize("name", ENTRY)
def test_a_slope_as_a_formula_is_the_slope(name: str) -> None:
    z = np.array([[-0.31, 0.52, 0.83]])
    with np.errstate(invalid="ignore"):
        formula = FLOATS.by_formula(FUNCTIONS[name].slope, {"z": z, "s": FLOATS.functions[name](z)})
        assert np.allclose(formula, FLOATS.apply(FUNCTIONS[name], 1, z), rtol=1e-12, equal_nan=True)


@pytest.mark.parametrize("name", ENTRY)
def test_values_keep_within_the_range_of_their_function(name: str) -> None:
    with np.errstate(all="ignore"):
        found = FLOATS.functions[name](np.concatenate((np.linspace(-30, 30, 401), [-1, 1])))
    low, high = ROWS[name].range
    found = found[~np.isnan(found)]
    assert low <= found.min()
    assert found.max() <= high
    for end, reached in ((low, found.min()), (high, found.max())):
        assert np.isinf(end) or abs(end - reached) < 0.1


@pytest.mark.parametrize("name", ENTRY)
def test_an_inverse_undoes_its_function(name: str) -> None:
    z = np.array([0.31, 0.52, 0.83])
    inverse = ROWS[name].inverse
    assert not inverse or np.allclose(FLOATS.functions[inverse](FLOATS.functions[name](z)), z)


def test_high_precision_has_every_function_and_slope() -> None:
    assert set(precise().functions) == set(FLOATS.functions)
    for name in FLOATS.functions:
        for primes in (0, 1):
            at = "1.37" if name == "acosh" else "0.37"
            found = precise().apply(FUNCTIONS[name], primes, np.array([precise().number(at)], dtype=object))
            expected = FLOATS.apply(FUNCTIONS[name], primes, np.array([float(at)]))
            assert np.allclose(found.astype(float), expected, rtol=1e-12, atol=1e-15)


def test_slopes_in_extended_precision_have_more_digits_than_floats() -> None:
    z = np.array([np.longdouble(1) / 3])
    for name in ("erf", "tanh", "sigma", "silu", "gelu", "elu", "leaky_relu", "log2", "log10", "sec", "asinh"):
        exact = precise().apply(FUNCTIONS[name], 1, np.array([precise().number(1) / 3], dtype=object))
        found = extended_field().apply(FUNCTIONS[name], 1, z)
        assert abs(found[0] - np.longdouble(str(exact[0]))) <= 8 * np.finfo(np.longdouble).eps


@pytest.mark.parametrize("text", ["sigma(W1 x)", "A^-1 y1", "softmax(z2)", "log(y)^T t", "W2^T (y - t) * y1 * (1-y1)"])
def test_complex_numbers_carry_a_derivative(text: str) -> None:
    varied = ("W1", "A", "z2", "y")

    def moved(by: complex) -> Array:
        shifted = {name: array + by if name in varied else array for name, array in arrays(Layers).items()}
        return evaluate(read(Layers, text), env(Layers).but(shifted)).array

    by_differences = (moved(1e-6) - moved(-1e-6)) / 2e-6
    assert np.allclose(moved(1e-30j).imag / 1e-30, by_differences, rtol=1e-6, atol=1e-9)


def test_extended_floats_have_inverses_too() -> None:
    where = env(Layers)
    wide = {name: array.astype(np.longdouble) for name, array in arrays(Layers).items()}
    found = evaluate(read(Layers, "A^-1 A"), where.but(wide)).array
    assert found.dtype == np.longdouble
    assert np.allclose(found.astype(float), np.eye(2))


def test_sigma_and_softplus_do_not_overflow() -> None:
    z = np.array([-1000.0, 1000.0])
    with np.errstate(over="ignore"):
        assert np.array_equal(FLOATS.functions["sigma"](z), [0.0, 1.0])
        assert np.array_equal(FLOATS.functions["softplus"](z), [0.0, 1000.0])


@pytest.mark.parametrize("text", ["10^(10^(10^10))", "2.5^(10^9)", "exp(exp(exp(exp(10))))", "sin(exp(exp(10)))"])
def test_no_tower_of_powers_is_climbed_in_high_precision(text: str) -> None:
    with pytest.raises((NotationError, OverflowError)):
        evaluate(read(Cell, text), lifted(Cell, 50))


def test_a_singular_matrix_has_no_inverse_in_high_precision_either() -> None:
    with pytest.raises(FitError, match="this matrix has no inverse"):
        evaluate(read(Cell, "[[1, 2], [2, 4]]^-1"), lifted(Cell, 50))


def test_symbols_can_be_put_in_the_place_of_numbers() -> None:
    sympy = pytest.importorskip("sympy")
    a, b = sympy.symbols("a b")
    symbols = {"x": np.array([a], dtype=object), "d": np.array([b], dtype=object)}
    where = env(Cell).but({**env(Cell).arrays, **symbols}, field=precise())
    assert sympy.simplify(evaluate(read(Cell, "(x + d)^2"), where).array[0] - (a + b) ** 2) == 0


@pytest.mark.parametrize("name", ["exp", "sinh", "cosh", "sigma"])
@pytest.mark.parametrize("text", ["1e45", "-1e45", "123456789e40", "-1e60"])
def test_exponentials_of_large_numbers_have_all_their_digits(name: str, text: str) -> None:
    field, exact = precise(50), mpmath.MPContext()
    exact.dps = 60
    z = exact.mpf(text)
    right = 1 / (1 + exact.exp(-z)) if name == "sigma" else getattr(exact, name)(z)
    found = exact.mpf(field.functions[name](np.array([field.number(text)], dtype=object))[0])
    assert abs(found - right) <= abs(right) * exact.mpf(10) ** -48


def test_the_exponential_of_the_largest_float_takes_no_time() -> None:
    field = precise(1000)
    largest = np.array([field.number("1e308")], dtype=object)
    field.functions["exp"](largest)  # the digits of log 2 are worked out once
    started = time.process_time()
    for _ in range(10):
        field.functions["exp"](largest)
    assert time.process_time() - started < 0.2  # 1 ms; by multiplying e with itself half a second and more


def test_erf_in_extended_precision_is_defined_for_numbers_of_any_size() -> None:
    z = np.array([np.inf, -np.inf, 1e300, -101.0, np.nan, 0.5], dtype=np.longdouble)
    found = extended_field().functions["erf"](z)
    assert found[:4].tolist() == [1, -1, 1, -1]
    assert np.isnan(found[4])
    assert abs(float(found[5]) - math.erf(0.5)) < 1e-15


def test_sigma_of_huge_numbers_is_what_its_exponential_says() -> None:
    field = precise(50)
    huge = np.array([field.number("1e300"), field.number("-1e300"), field.number("2")], dtype=object)
    one, none, usual = field.functions["sigma"](huge)
    assert one == 1
    assert 0 < none < field.number("1e-1000000")
    assert abs(float(usual) - 1 / (1 + math.exp(-2))) < 1e-15
