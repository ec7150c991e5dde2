"""How tightly things bind, where arguments end, what bars and dots mean."""

from __future__ import annotations

import numpy as np
import pytest

from tests.notation.toys import Cell, Kernel, Layers, Samples, numbers, read, same
from tutor.notation.errors import NotationError
from tutor.notation.tree import Bin, Chain, Delta, Listing, Num, Pow


@pytest.mark.parametrize(
    ("text", "meaning"),
    [("1/2x", "(1/2)*x"), ("f/x d", "(f/x)*d"), ("2 x / d f", "((2*x)/d)*f"), ("f*x/d*h", "((f*x)/d)*h")],
)
def test_products_and_quotients_have_one_precedence_from_left_to_right(text: str, meaning: str) -> None:
    assert same(Cell, text, meaning)


def test_a_power_binds_to_the_right_and_above_a_minus() -> None:
    assert same(Cell, "2^3^2", "512")
    assert same(Cell, "-x^2", "0 - x*x")
    assert same(Cell, "x^-1", "1/x")
    assert same(Cell, "2**x", "2^x")


def test_an_exponent_may_have_a_sign_of_its_own() -> None:
    assert same(Cell, "e^-x", "exp(-x)")
    assert same(Cell, "e⁻ˣ", "exp(-x)")
    assert same(Cell, r"e^{-x}", "exp(-x)")


def test_a_transposition_after_an_exponent_applies_to_the_whole_power() -> None:
    assert same(Layers, "x^2^T W1^T", "(x^2)^T W1^T", "h")


def test_signs_in_a_row_are_one_sign() -> None:
    assert read(Cell, "--x") == read(Cell, "  x")
    assert same(Cell, "-+-- -x", "x")
    assert same(Cell, "d - -x", "d + x")


def test_an_argument_without_brackets_ends_at_an_operator_a_bracket_or_a_function() -> None:
    assert same(Cell, "sin x d", "sin(x*d)")
    assert same(Cell, "sin x + d", "sin(x) + d")
    assert same(Cell, "sin x (d)", "sin(x)*d")
    assert same(Cell, "sin x cos d", "sin(x)*cos(d)")
    assert same(Cell, "sin 2x", "sin(2*x)")
    assert same(Cell, r"\log\frac{x}{d}", "log(x/d)")


def test_a_power_may_stand_between_a_function_and_its_argument() -> None:
    assert same(Cell, "tanh^2 x", "tanh(x)^2")
    assert same(Cell, "tanh²(x)", "tanh(x)^2")
    assert same(Cell, r"\tanh^{2}\left(x\right)", "tanh(x)^2")


def test_bars_open_where_a_value_is_due_and_close_elsewhere() -> None:
    assert same(Cell, "|x - d|", "abs(x - d)")
    assert same(Cell, "||x| - d|", "abs(abs(x) - d)")
    assert same(Cell, "|x||d|", "abs(x)*abs(d)")
    assert same(Cell, "x |d|", "x*abs(d)")
    assert same(Cell, r"\left|x\right|", "abs(x)")


def test_a_prime_is_the_slope_of_a_function() -> None:
    for text in ("sigma'(x)", "σ'(x)", "σ′(x)", r"\sigma^{\prime}(x)", "sigma_prime(x)", "sigmoid_prime(x)"):
        assert same(Cell, text, "sigma(x)*(1 - sigma(x))"), text
    assert same(Kernel, "f'(y1)", "1 - tanh(y1)^2", "uv")
    assert same(Kernel, "f_prime(y1)", "f'(y1)", "uv")


def test_a_prime_belongs_on_functions_only() -> None:
    with pytest.raises(NotationError, match=r"a prime at column 2 belongs on a function, as in f'\(x\)"):
        read(Cell, "x'")


def test_a_dot_is_a_product_before_a_bracket_or_between_blanks() -> None:
    assert isinstance(read(Cell, "W_f.[h_prev, x]"), Chain)
    assert isinstance(read(Cell, "W_f . [h_prev, x]"), Chain)
    assert same(Cell, "d . x", "d*x")
    with pytest.raises(NotationError, match=r'"\." at column 2 is not part of the language'):
        read(Cell, "d.x")


@pytest.mark.parametrize("sign", ["·", "⋅", "×", r"\cdot", r"\times", "∙"])
def test_dots_and_crosses_stand_for_things_side_by_side(sign: str) -> None:
    assert isinstance(read(Layers, f"W1 {sign} x"), Chain)
    assert same(Layers, f"W1 {sign} x", "W1 x", "h")


@pytest.mark.parametrize("sign", ["*", "⊙", r"\odot", "∘", r"\circ", "∗", r"\ast"])
def test_stars_and_circles_are_entry_by_entry(sign: str) -> None:
    node = read(Layers, f"x {sign} x")
    assert isinstance(node, Bin)
    assert node.op in "*⊙"


@pytest.mark.parametrize(
    "text", [r"\frac{x}{d}", r"\dfrac{x}{d}", r"\tfrac x d", r"\frac xd", r"x \div d", "x ÷ d", "x ∕ d", "x/d"]
)
def test_fractions_are_quotients(text: str) -> None:
    assert same(Cell, text, "x/d")


def test_fractions_of_digits_need_no_braces() -> None:
    assert same(Cell, r"\frac12", "0.5")
    assert same(Cell, "½ x", "x/2")
    assert same(Cell, r"\frac{1}2", "1/2")


def test_spacing_and_sizing_commands_mean_nothing() -> None:
    text = r"$\displaystyle\left( x\,-\;d \right)\quad\bigl(x~+\!d\bigr)$"
    assert same(Cell, text, "(x - d)*(x + d)")


def test_wrapped_words_are_the_words() -> None:
    assert same(Layers, r"\text{diag}(y)", "diag(y)", "mk")
    assert same(Layers, r"\operatorname{diag}\left(y\right)", "diag(y)", "mk")
    assert same(Layers, r"\mathrm{softmax}(z_2)", "softmax(z2)", "m")
    assert same(Layers, r"\boldsymbol{x}", "x", "d")


def test_matrices_of_latex_are_lists() -> None:
    assert read(Cell, r"\begin{bmatrix} 1 \\ 2 \end{bmatrix}") == Listing((Num("1", 17), Num("2", 22)), "column", 1)
    row = read(Cell, r"\begin{pmatrix} 1 & 2 \end{pmatrix}")
    assert isinstance(row, Listing)
    assert row.kind == "row"
    assert np.allclose(numbers(Cell, r"\begin{bmatrix}1&2\\3&4\end{bmatrix} [1, 1]", "k"), [[3, 7]])


def test_a_backslash_and_a_blank_part_the_entries_of_a_row() -> None:
    row = read(Cell, r"[0.5 \ 0.25]")
    assert isinstance(row, Listing)
    assert row.kind == "row"


def test_other_commands_are_refused_by_name() -> None:
    with pytest.raises(NotationError, match=r"`\\foo` at column 3 is not known here"):
        read(Cell, r"x \foo")
    with pytest.raises(NotationError, match=r"\\begin at column 1: only matrices and cases are read"):
        read(Cell, r"\begin{align}x\end{align}")


@pytest.mark.parametrize(
    "text",
    ["1[i=j]", r"\delta_{ij}", "δᵢⱼ", "delta_ij", r"\mathbb{1}[i=j]", r"\mathbf{1}_{i=j}", "1_{i=j}", r"\delta_{i,j}"],
)
def test_kroneckers_delta_is_read_in_every_spelling(text: str) -> None:
    node = read(Layers, text)
    assert isinstance(node, Delta)
    assert (node.first, node.second) == ("i", "j")


@pytest.mark.parametrize("text", ["ones(H)", "e_H", r"\mathbf{1}_H", r"e_{H}"])
def test_a_vector_of_ones_is_named_by_its_size(text: str) -> None:
    assert np.allclose(numbers(Layers, text, "h"), 1)


def test_functions_have_other_names() -> None:
    for text in ("sigmoid(x)", "σ(x)", r"\sigma(x)", "logistic(x)", "1/(1+exp(-x))"):
        assert same(Cell, text, "sigma(x)")
    assert same(Cell, "ln(x)", "log(x)")
    assert same(Cell, "√x", "sqrt(x)")
    assert same(Cell, r"\sqrt{x}", "x^(1/2)")


def test_numbers_are_written_as_people_write_them() -> None:
    for text in ("1.5e-3", "0.0015", ".0015", "15e-4", "1.5 * 10^-3", "1.5·10⁻³"):
        assert np.allclose(numbers(Cell, text), 0.0015), text


def test_powers_of_indexed_names_square_the_entry() -> None:
    assert isinstance(read(Samples, "y_n^2"), Pow)
    assert same(Samples, "y_n**2", "y*y", "n")
