"""Whatever an expression is, the text that comes out has its values."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, cast

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.derivation.spelling.toys import Arrays, Sequence, points
from tests.examples import examples
from tutor import Problem
from tutor.derivation.algebra.algebra import HALF, ZERO, Power, Rational, Term, inverse, negative, power, times, total
from tutor.derivation.algebra.letters import put
from tutor.derivation.algebra.term_walk import free_letters
from tutor.derivation.samples.sample_points import agree
from tutor.derivation.spelling.spelled import spelled, term_values
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.index_form.expressions import Apply, Fold, Indicator, Ref, Size, Softmax, Where
from tutor.notation.lower.index_form.places import Affine

LETTERS = {Arrays: {"n": "nm", "i": "i", "h": "hk"}, Sequence: {"t": "t", "h": "hk", "d": "d"}}


def _refs(problem: type[Problem]) -> st.SearchStrategy[Term]:
    """Names at letters of their sizes; those of time also at a neighbour."""
    scope = points(problem).scope
    letters = LETTERS[problem]
    usable = [
        name
        for name, declared in scope.names.items()
        if "/" not in name and all(scope.axes.class_of(axis) in letters for axis in declared.axes)
    ]

    def at(name: str) -> st.SearchStrategy[Any]:
        classes = tuple(scope.axes.class_of(axis) for axis in scope.names[name].axes)
        places = [
            st.sampled_from(
                [Affine.of(one) for one in letters[own]] + [Affine.of("t").plus(Affine(const=1))] * (own == "t")
            )
            for own in classes
        ]
        return st.tuples(*places).map(lambda found: Ref(name, found, classes))

    return st.sampled_from(usable).flatmap(at)


def _terms(problem: type[Problem]) -> st.SearchStrategy[Term]:
    scope = points(problem).scope
    sizes = list(LETTERS[problem])
    numbers = st.sampled_from((Fraction(1), Fraction(-1), Fraction(2), Fraction(1, 2), Fraction(-3, 4))).map(Rational)
    leaves = _refs(problem) | _refs(problem) | _refs(problem) | numbers | st.sampled_from(sizes).map(Size)

    def summed(term: Term) -> st.SearchStrategy[Term]:
        letters = sorted(letter for letter in free_letters(term))
        folds: list[Any] = [term, *(Fold("sum", one, scope.axes.class_of(one), term) for one in letters)]  # type: ignore[arg-type]
        return st.sampled_from(folds)

    def along_a_letter(term: Term) -> st.SearchStrategy[Term]:
        """A softmax or a maximum over a letter, a sum from a limit on."""
        found: list[Any] = [term]
        for one in sorted(free_letters(term)):
            own, body = scope.axes.class_of(one), cast(Any, term)
            found.append(Fold("max", one, own, body))
            found.append(Softmax(Affine.of(one), f"{one}.inside", own, put(body, {one: Affine.of(f"{one}.inside")})))
            limit = Indicator(Affine.of(one), ">=", Affine(const=2))
            found.append(Fold("sum", one, own, cast(Any, Where((limit,), body, cast(Any, ZERO)))))
        return st.sampled_from(found)

    def larger(inner: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
        several = st.lists(inner, min_size=2, max_size=3)
        return (
            several.map(lambda items: times(*items)).flatmap(summed)
            | several.map(lambda items: times(*items)).flatmap(summed)
            | several.map(lambda items: total(*items))
            | inner.map(negative)
            | inner.flatmap(along_a_letter)
            | inner.map(lambda term: power(term, Rational(Fraction(2))))
            | inner.map(lambda term: Apply(FUNCTIONS["tanh"], 0, term))  # type: ignore[arg-type]
            | inner.map(lambda term: inverse(total(Rational(Fraction(2)), power(term, Rational(Fraction(2))))))
            | inner.map(lambda term: Power(total(Rational(Fraction(1)), power(term, Rational(Fraction(2)))), HALF))
            | inner.map(lambda term: times(Indicator(Affine.of("h"), "=", Affine.of("k")), term))
        )

    return st.recursive(leaves, larger, max_leaves=6)


def _comes_out_right(problem: type[Problem], term: Term) -> None:
    at = points(problem)
    letters = tuple(sorted(free_letters(term)))
    wanted = term_values(term, letters, letters, at)
    text = spelled(term, letters, letters, at)
    assert agree(at.value(text, letters), wanted), text


@settings(max_examples=examples(60), deadline=None)
@given(_terms(Arrays))
def test_a_text_of_arrays_has_the_values_of_its_expression(term: Term) -> None:
    _comes_out_right(Arrays, term)


@settings(max_examples=examples(40), deadline=None)
@given(_terms(Sequence))
def test_a_text_in_time_has_the_values_of_its_expression(term: Term) -> None:
    _comes_out_right(Sequence, term)
