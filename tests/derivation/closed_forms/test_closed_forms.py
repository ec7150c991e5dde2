"""Sums that are known, what cancels, and what is shorter multiplied out."""

from __future__ import annotations

import tutor
from tutor.derivation.algebra.algebra import ONE, Rational, Term, inverse, negative, number, power, times, total
from tutor.derivation.algebra.algebra_forms import from_index_form
from tutor.derivation.closed_forms.closed_forms import length, simplified
from tutor.notation.functions import FUNCTIONS
from tutor.notation.lower.index_form.expressions import Apply, Fold, Ref, Size, Softmax
from tutor.notation.lower.index_form.places import Affine

K = Affine.of("k")


def at(name: str, letter: str = "k") -> Ref:
    return Ref(name, (Affine.of(letter),), ("k",))


def summed(letter: str, body: Term) -> Term:
    return Fold("sum", letter, "k", body)  # type: ignore[arg-type]


class Target:
    """Of y it is known that it adds up to one, and of c that it is a label."""

    def sum_of(self, term: Term, letter: str, size_class: str) -> Rational | None:
        return ONE if isinstance(term, Ref) and term.name in "yc" and term.places[0].letter == letter else None

    def is_one_hot(self, term: Term, letter: str, size_class: str) -> bool:
        return isinstance(term, Ref) and term.name == "c" and term.places[0].letter == letter


def short(term: Term) -> Term:
    return simplified(term, Target(), {"k": "k"})


def test_softmax_and_cross_entropy_leave_p_minus_y() -> None:
    arrives = times(number(-1), at("y"), inverse(at("p")))
    there = times(number(-1), at("y", "j"), inverse(at("p", "j")), at("p", "j"))
    found = short(times(at("p"), total(arrives, negative(summed("j", there)))))
    assert found == total(negative(at("y")), at("p"))


def test_sigmoid_and_binary_cross_entropy_leave_p_minus_y() -> None:
    rest, miss = total(ONE, negative(at("p"))), total(ONE, negative(at("y")))
    arrives = total(times(number(-1), at("y"), inverse(at("p"))), times(miss, inverse(rest)))
    found = short(times(at("p"), rest, arrives))
    assert set(found.items) == {at("p"), negative(at("y"))}  # type: ignore[union-attr]


def test_an_exponential_over_the_sum_of_all_is_a_softmax() -> None:
    exp = FUNCTIONS["exp"]
    whole = summed("j", Apply(exp, 0, at("z", "j")))
    found = short(times(Apply(exp, 0, at("z")), inverse(whole)))
    assert isinstance(found, Softmax)
    assert found.place == K


def test_a_label_picks_its_entry_out_of_a_quotient() -> None:
    whole = summed("j", times(at("c", "j"), at("p", "j")))
    assert short(times(at("c"), at("p"), inverse(whole))) == at("c")


def test_factors_without_the_letter_stand_outside_of_a_sum() -> None:
    assert short(summed("j", times(at("a"), at("y", "j")))) == at("a")
    assert short(summed("j", at("a"))) == times(Size("k"), at("a"))


def test_sums_that_differ_in_a_letter_are_the_same() -> None:
    assert short(total(summed("i", at("a", "i")), negative(summed("j", at("a", "j"))))) == number(0)


def test_a_common_factor_stands_before_a_bracket() -> None:
    found = short(total(times(at("a"), at("b")), times(at("a"), at("c"))))
    assert found == times(at("a"), total(at("b"), at("c")))


def test_a_product_is_multiplied_out_only_where_that_is_shorter() -> None:
    product = times(at("a"), total(at("b"), at("c")))
    assert short(product) == product


def test_a_power_is_as_long_as_its_base() -> None:
    assert length(power(at("a"), number(2))) == length(inverse(at("a"))) == length(at("a")) == 1
    assert length(from_index_form(Size("k"))) == 1


def test_the_slope_of_sigma_under_a_logarithm_cancels() -> None:
    seen = tutor.network("input a[k]\nL = -sum(log(sigma(-a)))\n")
    assert seen.step("dL/da").formula == "sigma(a)"
    other = tutor.network("input a[k]\nL = -sum(log(sigma(a)))\n")
    assert other.step("dL/da").formula == "sigma(a) - 1"


def test_a_condition_that_always_holds_is_not_written() -> None:
    pairs = tutor.network("input S[n,m=n]\nP = softmax_m(S)\nL = -1/N sum_n(log(P[n,n]))\n")
    assert "<=" not in pairs.step("dL/dS").formula


def test_no_gradient_is_asked_by_what_is_made_of_targets_alone() -> None:
    text = "input z[k]\ntarget y[k] one-hot k\nq = 0.9*y + 0.1/K\np = softmax(z)\nL = -sum(q*log(p))\n"
    assert "dL/dq" not in tutor.network(text).steps_by_id
