"""The same session over the bundled problems and the real marking."""

from __future__ import annotations

import pytest

from tests.bundled import authored
from tutor import host
from tutor.problems.contract.step import Choice, Step
from tutor.study import QuizSession, Store
from tutor.study.session.question_queue import Item
from tutor.study.session.quiz_session import _ladder
from tutor.study.session.worked_step import worked_lines


def cell(*steps: str) -> list[Item]:
    """These steps of the textbook's LSTM cell."""
    instance = host.problem("lstm-cell").instance()
    return [(instance, step) for step in steps]


def test_a_formula_and_a_number_end_their_questions(store: Store) -> None:
    quiz = QuizSession(cell("dL/dh", "dL/dW_o"), "learn", store)
    assert quiz.submit("h - d").kind == "right"
    quiz.advance()
    assert quiz.submit("[0, -0.0242]").kind == "right"
    quiz.advance()
    assert quiz.finished
    assert {line.plugin for line in store.attempts()} == {"lstm"}


def test_an_answer_that_cannot_be_read_names_the_column_and_is_free(store: Store) -> None:
    quiz = QuizSession(cell("dL/dh"), "practise", store)
    reply = quiz.submit("h - q")
    assert reply.kind == "invalid"
    assert "`q` at column 5" in reply.lines[0]
    assert quiz.tries == 0


@pytest.mark.parametrize("resumed", [False, True])
def test_numbers_that_follow_from_an_own_wrong_value_are_followed_through(store: Store, resumed: bool) -> None:
    def begin() -> QuizSession:
        return QuizSession(cell("dL/dh", "dL/do"), "practise", store)

    quiz = begin()
    assert quiz.submit("-0.5").kind in ("wrong", "rounding")
    quiz.later()
    if resumed:
        quiz = begin()
    reply = quiz.submit("-0.1118")
    assert reply.kind == "follow-through"
    assert reply.headline == "Right, from your own ∂L/∂hₜ."
    assert reply.lines == ("The method is right and counts. Question 1 is worth another look.",)


def test_an_exam_follows_through_without_saying_so(store: Store) -> None:
    quiz = QuizSession(cell("dL/dh", "dL/do"), "exam", store)
    for answer in ("-0.5", "-0.1118"):
        assert quiz.submit(answer).kind == "noted"
        quiz.advance()
    assert (quiz.summary().wrong, quiz.summary().follow_through) == (1, 1)


def test_the_learners_own_numbers_are_kept_and_found_again(store: Store) -> None:
    problem = host.problem("lstm-cell")
    QuizSession(problem.instance(given={"x": 0.25}), "practise", store).submit("1")
    assert QuizSession(problem.instance(given={"x": 0.25}), "practise", store).tries == 1
    assert QuizSession(problem.instance(given={"x": 0.75}), "practise", store).tries == 0
    (record,) = store.open_sessions()
    assert record.items[0]["given"]["x"] == 0.25


def test_no_hint_of_a_bundled_problem_holds_the_worked_step() -> None:
    for problem in authored():
        instance = problem.instance(seed=3)
        for step in problem.steps:
            right = worked_lines(instance, step)[0].partition(" = ")[2]
            formula = right.partition(" = ")[0]
            assert formula or isinstance(step, Choice)
            # A single name or number may well occur in a sentence.
            if isinstance(step, Step) and len(formula) > 5:
                for hint in _ladder(step):
                    assert formula not in hint, f"{problem.id} {step.id}"
