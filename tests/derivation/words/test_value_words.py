"""The sentences of values of the forward pass."""

from __future__ import annotations

import pytest

import tutor
from tutor.derivation.words.step_words import counted, listed
from tutor.derivation.words.value_words import value_words
from tutor.problems.instances.formula_values import parsed


@pytest.mark.parametrize(
    ("problem_id", "name", "part"),
    [
        ("softmax-net", "z1", "layer"),
        ("softmax-net", "y1", "activation"),
        ("softmax-net", "y", "shares"),
        ("softmax-net", "L", "one number"),
        ("rnn-bptt", "a", "state"),
    ],
)
def test_a_value_is_told_by_what_its_formula_does_last(problem_id: str, name: str, part: str) -> None:
    problem = tutor.problem(problem_id)
    found = value_words(name, parsed(problem)[name].tree, problem)
    assert part in found.rule.lower()
    assert problem.display(name) in found.ask


def test_lists_of_names_end_in_and() -> None:
    assert listed(["a"]) == "a"
    assert listed("abc") == "a, b and c"
    assert listed("ab", "or") == "a or b"


def test_small_counts_are_words() -> None:
    assert (counted(1, "formula"), counted(3, "path"), counted(12, "path")) == (
        "one formula",
        "three paths",
        "12 paths",
    )
