"""Lines as people write and paste them: what separates them, what goes on, what surrounds them."""

from __future__ import annotations

import numpy as np
import pytest

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
