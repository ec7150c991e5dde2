"""What is practised can be worked out on paper: the textbook's sizes, and numbers of three digits at most."""

from __future__ import annotations

import numpy as np
import pytest

from tests.bundled import authored
from tutor.problems.contract.problem import Problem
from tutor.study import Store
from tutor.study.session.on_paper import on_paper
from tutor.study.session.placement import placement_session
from tutor.study.session.session_factory import practice_session


def digits(value: float) -> int:
    return len(f"{abs(value):.10g}".replace(".", "").lstrip("0"))


@pytest.mark.parametrize("problem", authored(), ids=lambda problem: problem.id)
def test_fresh_numbers_are_short_and_as_many_as_in_the_textbook(problem: Problem) -> None:
    textbook = problem.instance()
    for seed in (3, 41, 977):
        fresh = on_paper(problem, seed)
        assert fresh.sizes == textbook.sizes
        assert fresh.seed == seed
        for value in fresh.given.values():
            assert max(map(digits, np.ravel(value))) <= 3


def test_practice_and_placement_ask_at_the_sizes_of_the_textbook() -> None:
    problems = {problem.log_id: problem for problem in authored()}
    for session in (practice_session(Store(None), problems), placement_session(Store(None), problems)):
        assert session is not None
        for instance in session.instances:
            assert dict(instance.sizes) == dict(instance.problem.instance().sizes)
            assert instance.seed is not None


def test_practice_asks_ten_questions_from_the_gentlest_problems_to_the_hardest() -> None:
    problems = {problem.log_id: problem for problem in authored()}
    session = practice_session(Store(None), problems)
    assert session is not None
    assert session.total == 10
    levels = [instance.problem.level for instance in session.instances]
    assert levels == sorted(levels)
    assert levels[0] == min(problem.level for problem in problems.values())
