"""The sentences of derived gradients."""

from __future__ import annotations

import re

import pytest

import tutor
from tutor import Normal, Problem, Quantity
from tutor.derivation.derivation import derived_steps
from tutor.derivation.words.crossing_words import STRIKING
from tutor.derivation.words.gradient_words import gradient_words
from tutor.derivation.words.step_words import StepWords

BUNDLED = ("skip-mlp", "softmax-net", "conv-dense", "rnn-bptt", "lstm-cell", "lstm-step", "lstm-sequence")


def words(problem: Problem) -> dict[str, StepWords]:
    """The words of all gradients of a problem, by id."""
    return {step.id: gradient_words(step, problem) for step in derived_steps(problem)}


class Affine(Problem):
    """A batch through one layer with a bias, and a square."""

    id = "affine"
    sizes = {"N": 3, "I": 2, "H": 4}
    axes = {"n": "samples", "i": "inputs", "h": "units"}
    given = (
        Quantity("X", "n,i"),
        Quantity("W", "i,h", sample=Normal()),
        Quantity("b", "h"),
    )
    values = (
        Quantity("A", "n,h", formula="X W + b"),
        Quantity("Z", "n,h", formula="tanh(A)"),
        Quantity("L", formula="sum(exp(Z))"),
    )


class Chain(Problem):
    """A state that is read one step later."""

    id = "chain"
    sizes = {"T": 4}
    axes = {"t": "time steps"}
    running = ("t",)
    given = (Quantity("x", "t"), Quantity("w"), Quantity("h0"))
    values = (
        Quantity("h", "t", formula="tanh(w*h[t-1] + x)", outside="h0"),
        Quantity("L", formula="sum_t(h^2)"),
    )


def test_an_activation_asks_for_its_slope_by_the_value_that_is_known() -> None:
    found = words(Affine())["dL/dA"]
    assert "tanh" in found.hints[1]
    assert "Z" in found.hints[1]
    assert found.skills[0] == "activation-slope"


def test_a_bias_asks_what_becomes_of_the_axis_that_it_has_not() -> None:
    found = words(Affine())["dL/db"]
    assert "n (samples)" in found.hints[1]
    assert found.skills == ("bias-sum",)


def test_a_state_that_is_read_later_is_said_to_be() -> None:
    found = words(Chain())["dL/dh"]
    assert "path-sum" in found.skills
    assert "time-shift" in found.skills
    assert "next step" in found.hints[0]
    assert "one step later" in found.hints[1]


def test_what_stands_before_the_first_step_is_read_by_that_alone() -> None:
    assert "before the first step" in words(Chain())["dL/dh0"].rule


def test_paths_of_one_kind_are_told_once() -> None:
    why = words(tutor.problem("lstm-step"))["dL/da"].why
    assert "likewise for" in why
    assert why.count("arrives at") == 1


def test_the_sums_inside_a_softmax_are_not_told_by_themselves() -> None:
    why = words(tutor.problem("softmax-net"))["dL/dz2"].why
    assert "softmax" in why
    assert "outer product" not in why


@pytest.mark.parametrize("problem_id", BUNDLED)
def test_every_sentence_is_whole_and_has_all_its_names(problem_id: str) -> None:
    for step_id, found in words(tutor.problem(problem_id)).items():
        for text in (found.ask, found.rule, found.why, *found.hints):
            assert re.fullmatch(r"\S.*[.?]", text), (step_id, text)
            assert "{" not in text
            assert "the axis that axis" not in text
        assert found.hints[0] != found.hints[1]
        assert found.skills


@pytest.mark.parametrize("problem_id", BUNDLED)
def test_no_hint_names_a_gradient_beside_another_factor(problem_id: str) -> None:
    for found in words(tutor.problem(problem_id)).values():
        assert not any(re.search(r"∂L/∂\S+ *[*⊙·]", hint) for hint in found.hints)


def test_kinds_of_crossings_are_ranked_once_each() -> None:
    assert len(set(STRIKING)) == len(STRIKING)
