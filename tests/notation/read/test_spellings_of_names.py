"""Names, layers, error signals, renamings and letters: what they mean in the bundled networks, and what is refused."""

from __future__ import annotations

import re

import pytest

import tutor
from tests.notation.read.spellings_of_names import REFUSED, SPELLINGS
from tutor.marking import mark, question
from tutor.marking.verdict import Verdict


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


FORMS = [(row.problem, row.step, text) for row in SPELLINGS for text in (row.plain, *row.forms)]
NOT_RIGHT = [(row.problem, row.step, text, row.sentence) for row in REFUSED for text in row.forms]


@pytest.mark.parametrize(("problem", "step", "text"), FORMS)
def test_a_spelling_is_right_where_what_it_means_is(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict


@pytest.mark.parametrize(("problem", "step", "text", "sentence"), NOT_RIGHT)
def test_what_means_something_else_or_nothing_is_not_right(problem: str, step: str, text: str, sentence: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind != "correct"
    if sentence:
        assert verdict.kind == "invalid"
        assert re.search(sentence, verdict.diagnosis[0].message), verdict


def test_there_are_many_of_both() -> None:
    assert len({text for *_, text in FORMS}) >= 120
    assert len({text for *_, text, _ in NOT_RIGHT}) >= 60
