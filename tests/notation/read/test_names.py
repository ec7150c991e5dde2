"""What a written name means: names, symbols, layers, powers and transpositions."""

from __future__ import annotations

import pytest

from tests.notation.toys import Cell, Kernel, Layers, Samples, Through, read, same
from tutor.notation.errors import NotationError
from tutor.notation.read.parser import parse
from tutor.notation.tree import Call, Chain, Pow, Ref, Size, Transpose
from tutor.problems.contract.problem import Problem


def name_of(kind: type[Problem], text: str) -> str:
    node = read(kind, text)
    assert isinstance(node, Ref), node
    return node.name


def test_the_longest_declared_name_is_meant() -> None:
    assert name_of(Samples, "w_io_new") == "w_io_new"
    assert name_of(Samples, "w_io") == "w_io"


def test_a_symbol_is_read_with_all_its_scripts() -> None:
    assert name_of(Cell, r"h_{t-1}") == "h_prev"
    assert name_of(Cell, "hₜ₋₁") == "h_prev"
    assert name_of(Cell, "h_t") == "h"
    assert name_of(Cell, r"\tilde{C}_t") == "g"


def test_an_underscore_before_digits_may_be_left_out_or_added() -> None:
    assert name_of(Layers, "z_1") == name_of(Layers, "z1") == name_of(Layers, r"z_{1}") == "z1"


def test_an_accent_is_part_of_the_name() -> None:
    for text in ("ŷ", "y\u0302", r"\hat{y}", r"\hat y", "yhat", r"\widehat{y}^{(n)}"):
        assert name_of(Samples, text) == "yhat"


def test_letters_written_together_are_a_product_of_single_letter_names() -> None:
    assert same(Layers, "px", "p x", "d")
    assert same(Layers, "1/px", "1/p*x", "d")
    assert same(Layers, "px_d", "p*x_d", "d")


def test_names_of_several_letters_are_never_split_off_a_word() -> None:
    with pytest.raises(NotationError, match="`etax` at column 1 is not a name"):
        read(Samples, "etax")


def test_a_letter_twice_in_a_word_is_a_slip_and_no_square() -> None:
    with pytest.raises(NotationError, match="`pp` at column 1 is not a name"):
        read(Layers, "pp")


def test_the_loss_may_be_called_e_or_loss() -> None:
    for text in ("L", "E", "Loss", "loss", r"\mathcal{L}", "ℒ"):
        assert name_of(Samples, text) == "L"


def test_a_capital_letter_is_the_size_of_its_axis() -> None:
    assert isinstance(read(Samples, "N"), Size)


@pytest.mark.parametrize("text", ["W^{(1)}", "W⁽¹⁾", "W_1", "W1", "W^(1)", r"\mathbf{W}^{(1)}"])
def test_a_digit_in_brackets_above_is_a_declared_layer(text: str) -> None:
    assert name_of(Layers, text) == "W1"


def test_a_digit_in_brackets_above_is_a_power_where_no_layer_is_declared() -> None:
    node = read(Layers, "p^(2)")
    assert isinstance(node, Pow)
    assert same(Layers, "p^(2)", "p*p")


def test_in_latex_a_layer_that_is_not_declared_is_an_error() -> None:
    with pytest.raises(NotationError, match=r"x at column 1 has no layer \(2\); a power is x\^2"):
        read(Layers, "x^{(2)}")


def test_a_letter_in_brackets_above_is_an_index_where_the_name_has_axes() -> None:
    node = read(Samples, "x_i^(n)")
    assert isinstance(node, Ref)
    assert node == read(Samples, "x[n,i]")


def test_a_letter_in_brackets_above_is_a_power_where_it_names_a_number() -> None:
    assert isinstance(read(Layers, "x^(p)"), Pow)


@pytest.mark.parametrize(
    "text",
    [
        "W1^T", "W1.T", "W1ᵀ", r"W1^\top", r"W1^{T}", r"W^{(1)T}", r"W^{(1)\top}", "W⁽¹⁾ᵀ", r"W1^{\mathrm{T}}",
        r"W_1^\intercal",
    ],
)  # fmt: skip
def test_transpositions_are_read_in_every_spelling(text: str) -> None:
    node = read(Layers, text)
    assert isinstance(node, Transpose)
    assert isinstance(node.body, Ref)
    assert node.body.name == "W1"


def test_a_transposition_right_before_a_bracket_is_one() -> None:
    assert same(Layers, "W2^T(y - t)", "W2.T @ (y - t)", "h")


def test_a_transposition_or_power_before_a_subscript_applies_to_the_indexed_name() -> None:
    assert read(Through, "H^T_{t-1}") == Transpose(read(Through, "H_{t-1}"))
    node = read(Samples, "x^2_i")
    assert isinstance(node, Pow)
    assert node.base == read(Samples, "x_i")


def test_two_transpositions_undo_each_other() -> None:
    assert read(Layers, "W1.T.T") == read(Layers, "W1")


def test_an_updated_name_is_read_in_every_spelling() -> None:
    for text in ("w_io_new", "w_ioⁿᵉʷ", r"w_{io}^{\text{new}}", r"w_{io}^{new}", "w_io new", r"w_{io}^{(new)}"):
        assert name_of(Samples, text) == "w_io_new"
    assert name_of(Layers, r"W^{(1)\text{new}}") == name_of(Layers, "W⁽¹⁾ⁿᵉʷ") == "W1_new"


@pytest.mark.parametrize(
    "text",
    [
        "dL/dz", "∂L/∂z", "dL / dz", "dE/dz", r"\partial L/\partial z", r"\frac{\partial L}{\partial z}",
        r"\frac{dL}{dz}", r"\frac{d L}{d z}", r"\dfrac{\mathrm{d}L}{\mathrm{d}z}",
        r"\frac{\partial\mathcal{L}}{\partial z}", r"\frac { \partial L } { \partial z }",
        r"\mathrm{d}L/\mathrm{d}z",
    ],
)  # fmt: skip
def test_a_derivative_is_one_name_in_every_spelling(text: str) -> None:
    assert name_of(Samples, text) == "dL/dz"


def test_a_derivative_may_carry_indices_above_and_below() -> None:
    full = read(Layers, "dy/dz2[i,j]")
    assert read(Layers, r"\frac{\partial y_i}{\partial z^{(2)}_j}") == full
    assert read(Samples, r"\frac{\partial \hat{y}^{(n)}}{\partial z^{(n)}}") == read(Samples, "dyhat/dz[n]")
    assert read(Through, r"\frac{\partial L}{\partial H_{t+1}}") == read(Through, "dL/dH[t+1]")


def test_a_derivative_whose_name_holds_an_index_is_found_in_every_spelling() -> None:
    for text in ("dH_(t+1)/dH_t", "∂Hₜ₊₁/∂Hₜ", r"\frac{\partial H_{t+1}}{\partial H_t}", "dH[t+1]/dH[t]"):
        assert name_of(Through, text) == "dH_(t+1)/dH_t"
    for text in ("dL/dK[1,1]", "dL/dK_11", r"\frac{\partial L}{\partial K_{1,1}}"):
        assert name_of(Kernel, text) == "dL/dK[1,1]"


def test_a_quotient_of_two_names_that_begin_with_d_is_no_derivative() -> None:
    assert name_of(Cell, "dh/do") == "dh/do"
    assert same(Cell, "d/o", "d * (1/o)")


def test_a_derivative_that_is_not_declared_is_named_whole() -> None:
    for text in ("dL/dq", "∂L/∂q", r"\frac{\partial L}{\partial q}"):
        with pytest.raises(NotationError, match="`dL/dq` at column 1 is not a name of this question"):
            read(Samples, text)


def test_e_and_pi_are_numbers_unless_they_are_names() -> None:
    assert read(Samples, "e") == Call("e", (), 0, 1)
    assert read(Samples, "π") == read(Samples, r"\pi") == Call("pi", (), 0, 1)


def test_a_bracket_right_after_a_number_is_a_list() -> None:
    node = read(Cell, "o[h_prev, x]")
    assert isinstance(node, Chain)
    assert same(Cell, "o[h_prev, x]", "o [h_prev, x]", "k")


def test_nothing_that_was_typed_is_kept_but_a_bounded_memory_of_readings() -> None:
    scope = Samples().scope
    for number in range(6000):
        with pytest.raises(NotationError):
            parse(f"q{number}", scope)
    assert len(scope.remembered.words) <= 4096
    assert len(scope.remembered.names) <= 4096
