"""What the bundled problems say: short enough for the screen, with skills, and never the answer too early."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

import tutor
from tutor import Choice, Step
from tutor.host import problems
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode
from tutor.problems.proof.declaration_checks import cells

SKILLS = {
    "activation-slope",
    "bias-sum",
    "chain-rule",
    "gate",
    "layout",
    "loss-scale",
    "path-sum",
    "shared-weights",
    "softmax-cross-entropy",
    "time-shift",
    "transpose",
    "vanishing",
}
ROOM = 76
REPLY_ROWS = 4  # of five, the headline takes one
NAMES = list(problems())


def _bare(text: str) -> str:
    return re.sub(r"[\s·*⊙{}\\]", "", text)


def _right_forms(problem: tutor.Problem, step: Step) -> Iterator[str]:
    """Every right form as ASCII, Unicode and LaTeX, as far as it says more than a name or a single factor."""
    for text in (problem.formula_of(step), *step.also):
        tree = parse(text, problem.scope)
        for write in (to_ascii, to_unicode, to_latex):
            written = _bare(write(tree, problem.scope))
            if len(written) > 3:
                yield written


@pytest.mark.parametrize("name", NAMES)
def test_every_question_is_a_short_sentence(name: str) -> None:
    problem = tutor.problem(name)
    for step in problem.steps:
        assert step.ask[-1] in ".?", step.id
        assert cells(step.ask) <= 2 * ROOM - cells(problem.display(step.id)), step.id


@pytest.mark.parametrize("name", NAMES)
def test_hints_rules_and_reasons_are_sentences_that_fit_the_reply(name: str) -> None:
    for step in tutor.problem(name).steps:
        for text in (*step.hints, step.rule, step.why):
            assert text[-1] in ".?", (step.id, text)
            assert cells(text) <= REPLY_ROWS * ROOM, (step.id, text)
        assert len(set(step.hints)) == len(step.hints) >= 2, step.id


@pytest.mark.parametrize("name", NAMES)
def test_every_step_practises_skills_that_the_networks_share(name: str) -> None:
    for step in tutor.problem(name).steps:
        assert step.skills, step.id
        assert set(step.skills) <= SKILLS, step.id


@pytest.mark.parametrize("name", NAMES)
def test_neither_question_nor_hint_nor_rule_holds_the_answer(name: str) -> None:
    problem = tutor.problem(name)
    for step in problem.formula_steps():
        for form in _right_forms(problem, step):
            for text in (step.ask, *step.hints, step.rule):
                assert form not in _bare(text), (step.id, text)


@pytest.mark.parametrize("name", NAMES)
def test_every_wrong_option_of_a_choice_is_explained(name: str) -> None:
    for step in tutor.problem(name).steps:
        if isinstance(step, Choice):
            wrong = set(range(1, len(step.options) + 1)) - set(step.answer)
            assert set(step.slips) == wrong, step.id
            assert all(message.endswith(".") for _, message in step.slips.values()), step.id


def test_every_skill_is_practised_in_at_least_two_networks() -> None:
    where: dict[str, set[str]] = {skill: set() for skill in SKILLS}
    for problem in problems().values():
        for step in problem.steps:
            for skill in step.skills:
                where[skill].add(problem.id)
    assert {skill for skill, ids in where.items() if len(ids) < 2} == set()
