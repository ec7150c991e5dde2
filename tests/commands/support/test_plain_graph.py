"""The graph in words, for a screen reader."""

from __future__ import annotations

import re

from tests.commands.conftest import Tutor

FORGET = "sigma(W_f @ [h_prev, x])"


def lines(out: str) -> list[str]:
    return [line.strip() for line in out.splitlines() if re.match(r"  \S+, (given|from)", line)]


def test_the_word_graph_says_what_is_made_of_what_and_what_is_known(tutor: Tutor) -> None:
    said = lines(tutor("quiz", "lstm-cell", "--plain", stdin=f"{FORGET}\ngraph\n").out)
    assert "W_f, given, is [0.5, 0.5]" in said
    assert "fₜ, from hₜ₋₁, xₜ and W_f, is 0.6225" in said
    assert "iₜ, from hₜ₋₁, xₜ and W_i, is asked" in said
    assert "L, from hₜ and d, is not known yet" in said


def test_the_path_is_said_from_the_first_hint_on(tutor: Tutor) -> None:
    before, after = (
        lines(tutor("quiz", "lstm-cell", "--plain", "--seed", str(seed), stdin=typed).out)
        for seed, typed in ((1, "graph\n"), (2, "hint\ngraph\n"))
    )
    assert not any("on the path" in line for line in before)
    assert [line.partition(",")[0] for line in after if "on the path" in line] == ["hₜ₋₁", "xₜ", "W_f", "fₜ"]


def test_an_array_that_is_too_large_for_a_line_is_its_shape(tutor: Tutor) -> None:
    said = lines(tutor("quiz", "rnn-step", "--plain", "--size", "N=30", "--size", "H=7", stdin="graph\n").out)
    assert any(line.endswith("is an array of 30×7") for line in said)


def test_an_exam_has_no_graph(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--plain", "--exam", stdin="graph\n").out
    assert "There is no graph in an exam." in out
    assert lines(out) == []
