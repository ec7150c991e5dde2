"""Lines as people write and paste them: what separates them, what goes on, what surrounds them."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.problems.network.errors import NetworkError
from tutor.problems.network.reader import read_network

PLAIN = """\
input X[n,i]
weights w[i], b
target y[n]
p = X w + b
L = 1/N sum((p - y)^2)
"""


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("p = X w + b", "p := X w + b"),
        ("p = X w + b", "p ≔ X w + b"),
        ("p = X w + b", "p ← X w + b"),
        ("p = X w + b", "p <- X w + b"),
        ("p = X w + b", "p = X w + b;"),
        ("p = X w + b", "p = X w\n    + b"),
        ("p = X w + b", "p = X w \\\n    + b"),
        ("p = X w + b", "p = (X w\n    + b)"),
        ("p = X w + b", "$p = X w + b$"),
        ("p = X w + b", "\\[ p = X w + b. \\]"),
        ("p = X w + b", "`p = X w + b`"),
        ("p = X w + b", r"p = X w + b \tag{1}"),
        ("p = X w + b", r"p &= X w + b, \\[4pt]"),
        ("p = X w + b", r"& p := X w + b, \label{eq:p} \\"),
        ("p = X w + b", "p = X w + b,"),
        ("p = X w + b\n", "p = X w + b; "),
        ("p = X w + b", "% the output\n// another comment\np = X w + b"),
        ("input X[n,i]", "input X[n,i],"),
        ("weights w[i], b", "weights w[i],\n   b"),
        ("weights w[i], b", "Weights:\tw[i],b,"),
        (PLAIN, f"\ufeff{PLAIN}"),
        (PLAIN, f"```net\n{PLAIN}```\n"),
        (PLAIN, PLAIN.replace("\n", ";\r\n")),
    ],
)
def test_what_is_written_otherwise_is_the_same_network(line: str, written: str) -> None:
    assert line in PLAIN
    network, plain = read_network(PLAIN.replace(line, written)), read_network(PLAIN)
    assert network.roles == plain.roles
    values, expected = network.instance(seed=1).values, plain.instance(seed=1).values
    assert values.keys() == expected.keys()
    assert all(np.array_equal(values[name], expected[name]) for name in expected)


@pytest.mark.parametrize(
    ("line", "written", "sentence"),
    [
        ("p = X w + b", "p = X w + b  // the output", "line 4, column 14: a comment begins with #"),
        ("p = X w + b", "p = X w + b  % the output", "line 4, column 14: a comment begins with #"),
        ("X[n,i]", "X in R^{n×i}", "line 1, column 7: axes stand in square brackets, as in X[n,i]"),
        ("X[n,i]", "X ∈ ℝ^{N×I}", "line 1, column 7: axes stand in square brackets, as in X[n,i]"),
        ("X[n,i]", r"X \in \mathbb{R}^{n \times i}", "line 1, column 7: axes stand in square brackets, as in X[n,i]"),
        ("X[n,i]", "X: (3, 4)", "line 1, column 7: axes stand in square brackets, as in X[n,i]"),
        ("X[n,i]", "X[n][i]", "line 1, column 7: axes stand in one bracket with commas between, as in X[n,i]"),
        (
            "X[n,i]",
            "X_{n,i}",
            "line 4, column 5: the formula of p: `X` is not declared: axes are declared in square brackets, "
            "as in X[n,i]",
        ),
        ("w[i], b", "w[i] and b", "line 2, column 9: names are separated by commas, as in w, b"),
        ("w[i], b", "w[i] b", "line 2, column 9: names are separated by commas, as in w, b"),
        ("w[i], b", "", "line 2, column 7: `weights` names nothing"),
        (
            "weights",
            "parameters",
            "line 2, column 1: `parameters` is no word that a statement begins with; did you mean `weights`?",
        ),
        (
            "L = 1/N",
            "loss L = 1/N",
            "line 5, column 6: a loss is one name, as in `loss L`; its formula stands in a line of its own",
        ),
        (
            "1/N",
            "1/n",
            "line 5, column 7: the formula of L: `n` is not declared: it is an axis, whose size is written N",
        ),
    ],
)
def test_what_would_be_read_otherwise_is_refused(line: str, written: str, sentence: str) -> None:
    with pytest.raises(NetworkError) as raised:
        read_network(PLAIN.replace(line, written))
    assert str(raised.value) == f"network, {sentence}"


def test_a_title_keeps_its_signs() -> None:
    assert read_network(f"title Dropout of 20 % // as in http://example.org\n{PLAIN}").title.endswith("example.org")


def test_the_place_of_a_fault_is_that_in_the_file_whatever_was_left_out() -> None:
    with pytest.raises(NetworkError) as raised:
        read_network(PLAIN.replace("p = X w + b", "a = 1; p &:= X w\n   + q"))
    assert (raised.value.line, raised.value.column) == (5, 6)


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("row x[d]\nweights W[d,h], b[h], v[h]\nh = tanh(x W + b)\ny = h v\nE = y^2/2", ["h"]),
        ("input H[t,d]\nweights w[d], V[d,c]\na = softmax(H w)\nz = a^T H\ny = z V\nL = sum(y^2)", ["z", "y"]),
        ("input x[d]\nweights W[d,h], U[o,h]\ns = x^T W\ny = U s\nL = sum(y^2)", []),
    ],
)
def test_a_value_is_a_row_where_its_formula_gives_one_and_others_fit_only_so(text: str, rows: list[str]) -> None:
    network = read_network(text)
    assert [value.name for value in network.values if value.row] == rows
    assert network.running == ()
    tutor.prove(network, seeds=(), words=False)
