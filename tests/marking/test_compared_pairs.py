"""Pairs of formulas as people write them, each with whether they are the same."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

import tutor
from tutor import TutorError

Pair = tuple[str, str, tuple[str, ...]]
ALLOWED = {
    "same": {"correct"},
    "not same": {"wrong", "undecided", "invalid"},
    "undecided": {"undecided"},
    "invalid": {"invalid"},
}
"""What must come out under each heading: of what is not the same only that it is not accepted."""


def table() -> Iterator[tuple[str, Pair]]:
    heading = ""
    for line in (Path(__file__).parent / "compared_pairs.txt").read_text(encoding="utf-8").splitlines():
        if line.endswith(":"):
            heading = line[:-1]
        elif line and not line.startswith("#"):
            reference, answer, *names = line.split(" ~ ")
            yield heading, (reference, answer, tuple(names[0].split()) if names else ())


TABLE = list(table())


def verdict(pair: Pair) -> str:
    """A reference that cannot be read is not accepted either."""
    try:
        return tutor.compare(*pair).kind
    except TutorError:
        return "invalid"


@pytest.mark.parametrize("heading", ALLOWED)
def test_every_pair_of_the_table_comes_out_as_it_should(heading: str) -> None:
    pairs = [pair for own, pair in TABLE if own == heading]
    assert pairs
    assert [pair for pair in pairs if verdict(pair) not in ALLOWED[heading]] == []


def test_the_table_is_as_long_as_it_was_meant_to_be() -> None:
    assert len(TABLE) >= 300
    assert sum(heading == "not same" for heading, _ in TABLE) >= 150


def test_what_is_the_same_is_so_the_other_way_round_where_both_are_defined() -> None:
    narrowing = ("log", "ln", "sqrt", "asin", "^{1/2}", "^(3/2)", "arctan", "{-1}", "leftarrow", "←")
    pairs = [
        pair for heading, pair in TABLE if heading == "same" and not any(w in pair[0] + pair[1] for w in narrowing)
    ]
    assert [pair for pair in pairs if verdict((pair[1], pair[0], pair[2])) != "correct"] == []


def test_nothing_is_accepted_the_other_way_round() -> None:
    """But for what the reference tells: that logarithms and roots are there, that f is a number, X square."""
    telling = ("log(x^2)", "sqrt(x)^2", "f*x", "X^{-1}y")
    pairs = [pair for heading, pair in TABLE if heading == "not same" and not {*telling} & {*pair[:2]}]
    assert [pair for pair in pairs if verdict((pair[1], pair[0], pair[2])) == "correct"] == []


def test_the_same_text_twice_is_the_same_wherever_it_can_be_read() -> None:
    for heading, (reference, _, names) in TABLE:
        if heading in ("same", "undecided"):
            assert verdict((reference, reference, names)) == "correct", reference
