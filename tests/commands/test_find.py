"""`tutor quiz --find --plain`: mistakes looked for as lines of text."""

from __future__ import annotations

import re

from tests.commands.conftest import Tutor

ALL_NUMBERS = "".join(f"{number}\n" for number in range(1, 7))


def test_a_derivation_is_shown_with_numbered_lines_and_asked_about(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--find", "--plain").out
    assert "LSTM cell, textbook, find" in out
    assert re.search("One line( of this code)? is wrong", out)
    assert re.search(r"^ {4}3  \S.* = ", out, re.MULTILINE)
    assert "✗" not in out


def test_further_lines_of_a_loop_stand_below_its_first(tutor: Tutor) -> None:
    out = "".join(tutor("quiz", "rnn-bptt", "--find", "--plain", "--seed", seed).out for seed in "3456")
    loop = re.search(r"^( {4}\d  )(dH = np\.zeros\(.*\n)((?: {5}.*\n)+)", out, re.MULTILINE)
    assert loop is not None
    below = loop.group(3).splitlines()
    assert below[0] == f"{' ' * len(loop.group(1))}for t in reversed(range(T)):"
    assert below[1].startswith(f"{' ' * len(loop.group(1))}    dH[t] = ")


def test_after_the_line_its_kind_is_asked_and_then_the_line_itself(tutor: Tutor) -> None:
    out = tutor("quiz", "skip-mlp", "--find", "--plain", stdin=ALL_NUMBERS * 2).out
    kind = out.index("is wrong. What happened there?")
    assert re.search(r"^  ✗ \d  ", out[:kind], re.MULTILINE)
    assert "Write line " in out[kind:]


def test_a_session_that_was_left_goes_on(tutor: Tutor) -> None:
    tutor("quiz", "skip-mlp", "--find", "--plain", stdin=ALL_NUMBERS)
    out = tutor("quiz", "skip-mlp", "--find", "--plain", stdin="quit\n").out
    assert "Question 1 of" not in out


def test_a_seed_has_mistakes_of_its_own_and_the_same_each_time(tutor: Tutor) -> None:
    shown = [tutor("quiz", "rnn-step", "--find", "--plain", "--seed", seed).out for seed in ("7", "7", "8")]
    assert shown[0] == shown[1]
    assert shown[0] != shown[2]


def test_a_mode_is_asked_for_once_and_with_a_problem(tutor: Tutor) -> None:
    both = tutor("quiz", "lstm-cell", "--find", "--exam", "--plain")
    assert (both.code, both.out) == (2, "")
    assert "take one of them" in both.err
    nothing = tutor("quiz", "--find")
    assert nothing.code == 2
    assert "--find wants the name of a problem" in nothing.err
    none = tutor("quiz", "lstm-memory", "--find", "--plain")
    assert none.code == 2
    assert "lstm-memory" in none.err
