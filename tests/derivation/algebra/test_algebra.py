"""Sums, products and powers in normal form."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import tutor
from tutor.derivation.algebra.algebra import (
    HALF,
    MINUS_ONE,
    ONE,
    ZERO,
    Power,
    Product,
    Rational,
    Sum,
    Term,
    inverse,
    negative,
    number,
    power,
    times,
    total,
)
from tutor.derivation.algebra.algebra_forms import from_index_form, to_index_form
from tutor.derivation.algebra.term_walk import free_letters, names_in
from tutor.notation.eval.form_values import form_values
from tutor.notation.lower.index_form.expressions import Fold, Ref, Size
from tutor.notation.lower.index_form.places import Affine

X, Y, Z = (Ref(name, (Affine.of("i"),), ("i",)) for name in "xyz")
TWO = number(2)


def test_like_terms_are_collected_and_a_number_stands_last() -> None:
    assert total(X, ONE, Y, X) == Sum((Product((TWO, X)), Y, ONE))


def test_what_cancels_is_gone() -> None:
    assert total(X, negative(X)) == ZERO
    assert times(X, inverse(X)) == ONE


def test_a_product_of_sums_stays_one() -> None:
    difference = total(X, negative(Y))
    assert times(TWO, difference, X) == Product((TWO, difference, X))


def test_numbers_are_exact() -> None:
    assert times(number("0.1"), number(3)) == Rational(Fraction(3, 10))


def test_a_quotient_cancels_against_a_product() -> None:
    assert times(X, Y, inverse(times(X, Z))) == Product((Y, Power(Z, MINUS_ONE)))


def test_a_root_of_a_square_is_not_the_number_itself() -> None:
    assert power(power(X, TWO), HALF) == Power(Power(X, TWO), HALF)


def test_a_whole_power_of_a_root_is_taken_together() -> None:
    assert power(power(X, HALF), TWO) == X


def test_minus_a_sum_is_minus_each_of_its_parts() -> None:
    assert negative(total(X, negative(Y))) == total(negative(X), Y)


def test_the_letter_of_a_sum_is_not_free() -> None:
    summed = Fold("sum", "i", "i", times(X, Ref("w", (Affine.of("h"), Affine.of("i")), ("h", "i"))))  # type: ignore[arg-type]
    assert free_letters(summed) == {"h"}
    assert free_letters(times(X, Size("n"))) == {"i"}
    assert names_in(summed) == {"x", "w"}


_NUMBERS = st.fractions(min_value=-4, max_value=4, max_denominator=6).map(Rational)
_TERMS = st.recursive(
    st.sampled_from((X, Y, Z, Size("n"))) | _NUMBERS,
    lambda inner: (
        st.lists(inner, min_size=2, max_size=3).map(lambda items: total(*items))
        | st.lists(inner, min_size=2, max_size=3).map(lambda items: times(*items))
        | st.tuples(inner, st.sampled_from((number(2), number(3)))).map(lambda pair: power(*pair))
    ),
    max_leaves=8,
)
_POINT = {"x": 1.3, "y": -0.7, "z": 2.1, "n": 3.0}


def _value(term: Term) -> float:
    """By the meaning of the nodes alone."""
    match term:
        case Rational(value):
            return float(value)
        case Sum(items):
            return sum(map(_value, items))
        case Product(items):
            return float(np.prod([_value(item) for item in items]))
        case Power(base, exponent):
            return float(_value(base) ** _value(exponent))
        case Ref(name):
            return _POINT[name]
        case Size(size_class):
            return _POINT[size_class]
    raise AssertionError(term)


@given(_TERMS, _TERMS)
def test_sums_and_products_have_the_values_of_their_parts(first: Term, second: Term) -> None:
    assert _value(total(first, second)) == pytest.approx(_value(first) + _value(second), rel=1e-9, abs=1e-6)
    assert _value(times(first, second)) == pytest.approx(_value(first) * _value(second), rel=1e-9, abs=1e-6)


@given(_TERMS)
def test_a_term_made_of_its_own_parts_is_itself(term: Term) -> None:
    assert total(term) == term
    assert times(term) == term


@pytest.mark.parametrize("problem_id", ["skip-mlp", "softmax-net", "conv-dense", "rnn-bptt", "lstm-sequence"])
def test_every_bundled_formula_has_the_same_values_there_and_back(problem_id: str) -> None:
    from tutor.problems.instances.formula_values import compute, environment, index_form, lift

    problem = tutor.problem(problem_id)
    instance = problem.instance(seed=1)
    arrays = compute(problem, lift(instance.given), instance.sizes)
    env = environment(problem, arrays, instance.sizes)
    for step in problem.formula_steps():
        form = index_form(problem, step.id)
        back = form.__class__(to_index_form(from_index_form(form.expression)), form.letters, form.classes)
        assert np.allclose(form_values(back, env), form_values(form, env), rtol=1e-12, atol=1e-14), step.id
