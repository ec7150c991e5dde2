"""Formulas without declarations: which names there are, and which axes they have."""

from __future__ import annotations

import pytest

from tutor.notation.errors import NotationError
from tutor.notation.write.one_line import to_ascii
from tutor.problems.open_names.reading import formulas


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("xy^2", "x y^2"),
        ("θ1 + theta_1", "theta1 + theta1"),
        ("β₁ β_2", "beta1 beta2"),
        ("x1y2", "x1 y2"),
        ("y_hat - ŷ", "yhat - yhat"),
        ("tanh1 + log2*log(x)", "tanh(1) + log(2)*log(x)"),
        ("x_iy_i", "x_i y_i"),
        ("abc - a b c", "a b c - a b c"),
        ("lr g", "l r g"),
        ("sigma_1 sigma(x)", "sigma1 sigma(x)"),
        ("W_{hh} h_{t-1}", "W_hh h_t-1"),
    ],
)
def test_words_are_read_by_themselves(text: str, read: str) -> None:
    found = formulas((text,), ())
    assert to_ascii(found.trees[0], found.scope) == read


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("W^T x", ("W read as a matrix (m, n)", "x read as a column (m)")),
        ("x^T A x", ("A read as a matrix (m, m)", "x read as a column (m)")),
        ("tr(AB)", ("A read as a matrix (m, n)", "B read as a matrix (n, m)")),
        (
            r"\|Ax-b\|^2",
            ("A read as a matrix (m, n)", "b read as a column (m)", "x read as a column (n)"),
        ),
        ("AB", ("A read as a matrix (m, n)", "B read as a matrix (n, k)")),
        ("A + B", ()),
        ("A x + b", ()),
        ("A*B", ()),
        ("c x^T y", ("x read as a column (m)", "y read as a column (m)")),
        ("(X^T X + lambda I)^{-1}", ("X read as a matrix (m, n)", "I read as an identity matrix")),
        ("f(x) + g(x)", ("f read as an unknown function", "g read as an unknown function")),
        ("f (1-f)", ()),
    ],
)
def test_what_is_done_with_a_name_tells_its_axes(text: str, told: tuple[str, ...]) -> None:
    assert formulas((text,), ()).told == told


def test_declared_names_win() -> None:
    declared = (("A", ("i", "i")), ("B", ("i", "i")))
    assert formulas(("A B",), declared).told == ()
    assert formulas(("A x",), declared).scope.names["x"].axes == ()


def test_letters_of_sums_and_deltas_are_indices_and_others_belong_to_names() -> None:
    names = formulas((r"\sum_i x_i y_j + z_{ik} + w_q",), ()).scope.names
    assert {name: declared.axes for name, declared in names.items()} == {
        "x": ("i",),
        "y_j": (),
        "z": ("i", "k"),
        "w_q": (),
    }


def test_the_end_of_a_sum_is_the_size_of_its_axis() -> None:
    found = formulas((r"\frac{1}{n}\sum_{i=1}^n x_i + \frac{1}{M}\sum_{j=1}^M y_j",), ())
    assert set(found.scope.names) == {"x", "y"}
    sizes = found.opened.sizes()
    larger = found.opened.sizes(larger=True)
    assert sizes["i"] != sizes["j"]
    assert {letter: larger[letter] - size for letter, size in sizes.items()} == dict.fromkeys(sizes, 4)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("sigm(x)", "`sigm` before a bracket is no function of the language; did you mean `sigma`"),
        ("xsin(x)", r"a product is written x\*sin"),
        ("sinx", r"`sinx` at column 1 needs a bracket: write sin\(x\)"),
        ("Wtx", r"a transpose is written W\^T x"),
        ("H(x)", "`H` at column 1 is not a function that I know"),
        (r"\foo x", r"`\\foo` at column 1 is not known here"),
        ("tanh1(x)", "`tanh1` before a bracket is no function"),
    ],
)
def test_no_unknown_word_is_a_factor(text: str, reason: str) -> None:
    with pytest.raises(NotationError, match=reason):
        formulas((text,), ())


def test_a_raised_t_is_a_power_where_t_is_a_number() -> None:
    assert formulas(("2^T + T",), ()).told == ()
    assert formulas(("x^T y",), ()).told == ("x read as a column (m)", "y read as a column (m)")
