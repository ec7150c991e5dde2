"""Names, layers, error signals, renamings and letters: what they mean in the bundled networks, and what is refused."""

from __future__ import annotations

import re

import pytest

import tutor
from tests.notation.read.spellings_of_names import REFUSED, SPELLINGS
from tutor.marking import mark, question
from tutor.marking.verdict import Verdict
from tutor.notation.errors import NotationError
from tutor.notation.read.parser import parse
from tutor.notation.scope import Scope
from tutor.notation.tree import Delta, Pow, Ref, Transpose
from tutor.notation.tree_walks import names
from tutor.problems.network.reader import read_network


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


FORMS = [(row.problem, row.step, text) for row in SPELLINGS for text in (row.plain, *row.forms)]
NOT_RIGHT = [(row.problem, row.step, text, row.sentence) for row in REFUSED for text in row.forms]


@pytest.mark.parametrize(("problem", "step", "text"), FORMS)
def test_a_spelling_is_right_where_what_it_means_is(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict


@pytest.mark.parametrize(("problem", "step", "text", "sentence"), NOT_RIGHT)
def test_what_means_something_else_or_nothing_is_not_right(problem: str, step: str, text: str, sentence: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind != "correct"
    if sentence:
        assert verdict.kind == "invalid"
        assert re.search(sentence, verdict.diagnosis[0].message), verdict


def test_there_are_many_of_both() -> None:
    assert len({text for *_, text in FORMS}) >= 120
    assert len({text for *_, text, _ in NOT_RIGHT}) >= 60


def scope_of(*lines: str) -> Scope:
    return read_network("\n".join(lines), "a network").scope


def test_digits_right_after_a_greek_letter_are_part_of_its_name() -> None:
    scope = scope_of("input x[n]", "weights beta1, theta2", "y = beta1*x + theta2", "L = sum(y^2)")
    for text in ("beta1", "β1", "β₁", r"\beta_1", r"\beta1"):
        assert parse(text, scope) == Ref("beta1", None, 1)
    assert names(parse("θ2 x", scope)) == {"theta2", "x"}


def test_every_greek_letter_can_be_a_name() -> None:
    for letter, word in (("ξ", "xi"), ("ψ", "psi"), ("Γ", "Gamma"), ("Ω", "Omega"), ("ζ", "zeta"), ("κ", "kappa")):
        scope = scope_of(f"input {word}[n]", f"L = sum({word}^2)")
        for text in (word, letter, rf"\{word}", rf"\var{word}" if word in ("Gamma", "Omega") else letter):
            assert parse(text, scope) == Ref(word, None, 1)


def test_a_raised_t_is_a_power_where_it_is_a_number() -> None:
    scope = scope_of("input x", "constant T in 2..3, t in 1..2", "L = x^T + x*t")
    for text in ("x^T", "x^{T}"):
        assert isinstance(parse(text, scope), Pow)
    assert isinstance(parse("xᵗ", scope), Pow)
    whole = scope_of("input W[i,j]", "weights v[i]", "L = sum((W^T v)^2)")
    for text in ("W^T", "Wᵗ", "Wᵀ", "W'"):
        assert isinstance(parse(text, whole), Transpose)
    with pytest.raises(NotationError):
        parse("W^t", whole)


def test_a_delta_with_two_letters_is_kroneckers_unless_one_with_two_axes_is_declared() -> None:
    scope = scope_of("input x[i]", "weights delta[i]", "L = sum(x*delta)")
    assert isinstance(parse(r"\delta_{ij}", scope), Delta)
    assert parse(r"\delta_i", scope) == parse("delta[i]", scope)
    scope = scope_of("input x[j]", "weights delta[i,j]", "L = sum((delta x)^2)")
    assert parse(r"\delta_{ij}", scope) == parse("delta[i,j]", scope)


def test_a_declared_name_comes_before_a_gradient_and_the_loss() -> None:
    scope = scope_of("input x[n], dx[n]", "weights C", "L = sum(C*x*dx)")
    assert parse("dx", scope) == Ref("dx", None, 1)
    assert parse("C", scope) == Ref("C", None, 1)
    assert parse("J", scope) == Ref("L", None, 1)
    assert parse("dC", scope) == parse("dL/dC", scope) == parse("dJ/dC", scope) == parse(r"\nabla_C \mathcal{L}", scope)


def test_a_letter_twice_below_a_name_is_a_diagonal_only_where_it_is_an_index() -> None:
    scope = scope_of("input x[k]", "weights W[s,k=s]", "L = sum((W x)^2)")
    for text in (r"W_{hh}^T x", r"W_{hh} x", r"W_{ss} x", r"W_{ab} x"):
        with pytest.raises(NotationError, match="not a name of this question"):
            parse(text, scope)
    assert parse(r"W_{ss}", scope) == parse("W[s,s]", scope)
    assert str(parse(r"W_{ab}x_b", scope)).count("'b'") == 2
