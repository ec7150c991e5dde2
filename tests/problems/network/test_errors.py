"""What is wrong with a network file is said with its place, in one sentence, and nothing else happens."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.problems.network.wrong_files import WRONG
from tutor.errors import TutorError
from tutor.problems.network.errors import NetworkError
from tutor.problems.network.reader import load_network, read_network


@pytest.mark.parametrize(("text", "sentence"), WRONG)
def test_a_fault_is_said_with_its_place(text: str, sentence: str) -> None:
    with pytest.raises(NetworkError) as raised:
        read_network(text, "a.net")
    assert str(raised.value) == f"a.net{sentence}"
    assert raised.value.exit_code == 2


def test_a_fault_knows_its_line_and_column() -> None:
    with pytest.raises(NetworkError) as raised:
        read_network("input x[n]\n\n# a comment\nL = sum(x +\n    2 y)\n", "a.net")
    assert (raised.value.line, raised.value.column) == (5, 7)
    assert "`y` is not declared" in raised.value.reason


def test_a_file_of_a_million_bytes_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "long.net"
    path.write_bytes(b"# " + b"x" * 1_000_000)
    with pytest.raises(NetworkError, match=r"long.net: it is longer than 100000 bytes, which no network file is"):
        load_network(path)
    with pytest.raises(NetworkError, match="it is longer than 100000 characters"):
        read_network("#" * 1_000_000)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"\x00\x01\x02\xff\xfe", "it is not a text in UTF-8"),
        (b"input x[n]\0\nL = sum(x)", "it is a binary file, not a text"),
        (
            "input x[n]\nL = sum(x)".encode("utf-16"),
            "it is not a text in UTF-8: it looks like UTF-16, so save it again",
        ),
        ("title Übung".encode("latin-1"), "it looks like Latin-1 or Windows-1252"),
    ],
)
def test_what_is_no_text_is_refused(tmp_path: Path, data: bytes, said: str) -> None:
    path = tmp_path / "odd.net"
    path.write_bytes(data)
    with pytest.raises(NetworkError, match=said):
        load_network(path)


def test_a_path_that_leads_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(NetworkError, match=r"none\.net: there is no such file"):
        load_network(tmp_path / "none.net")
    with pytest.raises(NetworkError, match="it is a folder, not a network file"):
        load_network(tmp_path)
    with pytest.raises(NetworkError, match="it is no file"):
        load_network("/dev/zero")
    with pytest.raises(NetworkError, match="it cannot be read"):
        load_network("a\0b.net")


def test_statements_and_quantities_are_counted() -> None:
    with pytest.raises(NetworkError, match="line 201, column 1: this is statement 201; a network has at most 200"):
        read_network("\n".join(f"y{n} = {n}" for n in range(250)))
    with pytest.raises(NetworkError, match="`y120` is one too many: a network has at most 120 quantities"):
        read_network("\n".join(f"y{n} = {n}" for n in range(150)))


def test_large_sizes_are_refused_before_memory_is_taken() -> None:
    problem = read_network("input x[a,b,c]\nsizes A=10000, B=10000, C=10000\nL = sum(x^2)\n")
    with pytest.raises(TutorError, match="x would have 1000000000000 entries; the most is 50000000"):
        problem.instance()


def test_functions_of_functions_do_not_grow_without_end() -> None:
    lines = ["input x[n]", "f0(z) = z*sigma(z) + z^2"]
    lines += [f"f{n}(z) = f{n - 1}(f{n - 1}(z))" for n in range(1, 40)]
    with pytest.raises(NetworkError, match="too many parts"):
        read_network("\n".join([*lines, "L = sum(f39(x))"]))


_PIECES = st.sampled_from(
    ["input ", "weights ", "x", "W[h,i]", "x[n,i]", "[", "]", "(", ")", "=", "\n", " ", "t-1", "h[0] = h0", "sum(", "+",
     "*", "^", "_", "{", "}", "\\frac", "\\hat{y}", ",", "sizes ", "N=3", "each ", "upstream dy for y", "ask dL/dx",
     "value ", "1.5", "e", "σ", "ŷ", "₁", "⁽¹⁾", "#", "in 0..1", "one-hot c", "L", "softmax(", "relu", "T", ".T", "@"]
)  # fmt: skip


@given(st.lists(_PIECES | st.text(max_size=3), max_size=40).map("".join))
def test_no_text_at_all_does_anything_but_read_or_say_why(text: str) -> None:
    with suppress(NetworkError):
        read_network(text, "any.net")
