"""Problems whose steps are derived count from the first answer on; before, nothing is derived for them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from tests.study.toys import START, FakeProblem, ended
from tutor.study.learner_state import LearnerState
from tutor.study.opened import opened_steps
from tutor.study.progress import progress_of
from tutor.study.schedule import planner


class Underived(FakeProblem):
    """One that would have to derive its steps."""

    @property
    def declared_steps(self) -> Any:
        return None


class Unasked(Underived):
    """One that must not derive them."""

    def __getattribute__(self, name: str) -> Any:
        if name == "steps":
            pytest.fail("steps were derived for a listing")
        return super().__getattribute__(name)


def after(*lines: Any) -> LearnerState:
    found = LearnerState()
    for line in lines:
        found.fold(line)
    return found


def test_before_it_is_opened_nothing_is_derived_and_nothing_counted() -> None:
    problems: Any = {"toy": FakeProblem("toy"), "net": Unasked("net")}
    found = after(ended("a"))
    shown = progress_of(found, problems, START)
    assert [each.total for each in shown.problems] == [3, 0]
    late = START + timedelta(days=30)
    assert {key[0] for key in planner.due(found, problems, late)} == {"toy"}
    assert {ask.problem for ask in planner.practise(found, problems, now=late)} == {"toy"}


def test_from_the_first_answer_on_its_steps_count_and_come_back() -> None:
    problems: Any = {"toy": Underived("toy")}
    found = after(ended("a"))
    assert len(opened_steps(found, problems["toy"])) == progress_of(found, problems, START).total == 3
    assert planner.due(found, problems, START + timedelta(days=30)) == [("toy", "a")]
