"""The table of accepted and refused forms holds, form by form."""

from __future__ import annotations

import pytest

from tests.notation.read.answers import EXAMPLES, NUMBERS, REFUSALS, Refusal
from tutor import Problem
from tutor.host import problem as find_problem
from tutor.marking import Verdict, mark, question


def marked(problem: Problem, step: str, text: str, seed: int | None) -> Verdict:
    return mark(question(problem.instance(seed=seed), step), text)


FORMS = [(example.problem, example.step, form) for example in EXAMPLES for form in example.forms]
NUMBER_FORMS = [(example.problem, example.step, form) for example in NUMBERS for form in example.forms]


@pytest.mark.parametrize(("problem", "step", "form"), FORMS)
def test_an_accepted_form_is_marked_right(problem: str, step: str, form: str) -> None:
    verdict = marked(find_problem(problem), step, form, seed=3)
    assert verdict.kind == "correct", verdict.diagnosis


@pytest.mark.parametrize(("problem", "step", "form"), NUMBER_FORMS)
def test_accepted_numbers_are_marked_right(problem: str, step: str, form: str) -> None:
    verdict = marked(find_problem(problem), step, form, seed=None)
    assert verdict.kind == "correct", verdict.diagnosis


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.text[:30])
def test_a_refused_form_is_refused_in_these_words(refusal: Refusal) -> None:
    verdict = marked(find_problem(refusal.problem), refusal.step, refusal.text, seed=None)
    said = [diagnosis.message for diagnosis in verdict.diagnosis]
    assert verdict.kind == refusal.kind
    assert any(refusal.sentence.lower() in message.lower() for message in said), said
    assert verdict.kind == "wrong" or verdict.score == 0


def test_a_form_stands_once_in_the_table() -> None:
    assert len(FORMS) == len(set(FORMS))
