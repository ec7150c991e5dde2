"""LaTeX as it is typed: scripts of one character, with the next name right behind them."""

from __future__ import annotations

import pytest

import tutor
from tests.notation.toys import Batch, Kernel, Layers, Through, read, same, toy
from tutor.notation.errors import NotationError
from tutor.notation.read.parser import parse
from tutor.notation.tree import Fold, Pow, Ref
from tutor.notation.write.one_line import to_ascii


@pytest.mark.parametrize(
    ("kind", "glued", "spaced"),
    [
        (Batch, r"x_tW_x", "x_t W_x"),
        (Through, "W^TH_tX_t^T", "W^T H_t X_t^T"),
        (Through, "y_t^TH_t", "y_t^T H_t"),
        (Through, "H_tH_t^T", "H_t H_t^T"),
        (Through, "H_ty_t", "H_t y_t"),
        (Through, "UX_t+WH_{t-1}", "U X_t + W H_{t-1}"),
        (Layers, "yy^T", "y y^T"),
        (Layers, r"yy^{\top}", "y y^T"),
        (Kernel, r"\frac{\partial L}{\partial y_1}[u,v]", "dL/dy1[u,v]"),
        (Kernel, r"\frac{\partial L}{\partial y_1}[i-r+1,j-c+1]K_{rc}", "dL/dy1[i-r+1,j-c+1] K[r,c]"),
    ],
)
def test_names_without_a_blank_between_are_read_as_with_one(kind: type[tutor.Problem], glued: str, spaced: str) -> None:
    scope = toy(kind).scope
    assert to_ascii(read(kind, glued), scope) == to_ascii(read(kind, spaced), scope)


def test_two_letters_below_stay_together_where_they_are_indices() -> None:
    assert same(Kernel, "w2_pq", "w2[p,q]", "pq")
    assert same(Through, "W_sk", "W[s,k]", "sk")


def test_a_doubled_letter_is_a_product_only_before_a_transposition() -> None:
    with pytest.raises(NotationError, match="`yy`"):
        read(Layers, "yy")


def test_a_power_may_begin_with_t_if_that_is_a_name() -> None:
    class Warm(tutor.Problem):
        id = "toy-warm"
        given = (tutor.Quantity("x"), tutor.Quantity("Temp"))
        values = (tutor.Quantity("y", formula="x^Temp"),)
        loss = ""

    assert isinstance(parse("x^Temp", Warm().scope), Pow)


@pytest.mark.parametrize("written", ["sum (z0 - b)^2", "Σ (z0 - b)^2", r"\sum (z0-b)^2"])
def test_a_sum_over_everything_takes_its_whole_term(written: str) -> None:
    node = read(Kernel, written)
    assert isinstance(node, Fold)
    assert same(Kernel, written, "sum((z0 - b)^2)")


def test_a_bracket_right_behind_the_word_or_with_a_comma_in_it_is_all_a_sum_takes() -> None:
    assert same(Kernel, "sum(z0)^2", "(sum(z0))^2")
    assert same(Kernel, "sum (z0, axis=0)", "sum(z0, axis=0)", "j")


def test_a_sum_with_very_many_brackets_is_answered_at_once() -> None:
    with pytest.raises(NotationError):
        read(Kernel, "sum (" * 300)


def test_a_letter_may_count_the_positions_of_a_flattened_pair() -> None:
    assert same(Kernel, "w2_pq z1_p", "w2[p,q] z1[p]", "pq")
    assert same(Kernel, "sum_p w2_pq z1_p", "w2^T z1", "q")
    assert same(Kernel, "sum_k z1_k^2", "sum(z1^2)")
    assert same(Kernel, "z1^T w2", "w2^T z1", "q")
    node = read(Kernel, "z1_p")
    assert isinstance(node, Ref)
    assert to_ascii(node, toy(Kernel).scope) == "z1[p]"
    with pytest.raises(NotationError, match="1 index given"):
        read(Kernel, "z1[p+1]")
