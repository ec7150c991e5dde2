"""The options of a choice, in the order of the seed."""

from __future__ import annotations

import pytest

import tutor
from tests.bundled import authored
from tutor import Choice
from tutor.problems.instances.choice_order import as_posed

GATE = Choice(
    "gate", "Which gates let the old memory through, in their order?", ("input", "forget", "output", "none"), (2, 3),
    ordered=True, slips={1: ("gate-swapped", "That one lets the new in.")},
)  # fmt: skip
CHOICES = [(problem, step.id) for problem in authored() for step in problem.steps if isinstance(step, Choice)]
SEEDS = range(40)


def test_the_right_option_stands_at_every_place_at_some_seed() -> None:
    places = {as_posed(GATE, "toy", seed).answer[0] for seed in SEEDS}
    assert places == {1, 2, 3, 4}


def test_answer_and_explained_slips_go_with_their_options() -> None:
    for seed in SEEDS:
        posed = as_posed(GATE, "toy", seed)
        assert sorted(posed.options) == sorted(GATE.options)
        assert [posed.options[number - 1] for number in posed.answer] == ["forget", "output"]
        assert [posed.options[number - 1] for number in posed.slips] == ["input"]


def test_a_seed_gives_the_same_order_every_day_and_the_textbook_the_declared_one() -> None:
    assert as_posed(GATE, "toy", 5).options == ("input", "none", "output", "forget")
    assert as_posed(GATE, "toy", None) is GATE


@pytest.mark.parametrize(("problem", "step"), CHOICES)
def test_what_is_right_by_number_is_what_is_shown_for_that_seed(problem: tutor.Problem, step: str) -> None:
    for seed in range(6):
        posed = problem.instance(seed=seed).step(step)
        assert isinstance(posed, Choice)
        typed = " ".join(map(str, posed.answer))
        assert tutor.check(problem, step, typed, seed=seed).kind == "correct"
        texts = "; ".join(posed.options[number - 1] for number in posed.answer)
        assert tutor.check(problem, step, texts, seed=seed).kind == "correct"
