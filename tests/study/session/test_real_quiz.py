"""The same session over the bundled problems and the real marking."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bundled import authored
from tutor import host
from tutor.marking.choices import by_their_texts, picked_options
from tutor.problems.contract.step import Choice, Step
from tutor.study import QuizSession, Store
from tutor.study.session.question_queue import Item
from tutor.study.session.replies import ladder
from tutor.study.session.teaching.worked_step import worked_lines


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
                for hint in ladder(step):
                    assert formula not in hint, f"{problem.id} {step.id}"


def asked_at(seed: int | None, step: str = "gate-roles") -> tuple[list[Item], Choice]:
    """One choice of the LSTM's at a seed, as a session asks it, and as it is posed there."""
    instance = host.problem("lstm-memory").instance(seed=seed)
    posed = instance.step(step)
    assert isinstance(posed, Choice)
    return [(instance, step)], posed


def wrong_at(posed: Choice) -> int:
    """The number of an option that is not right, and stands at another place in the declaration."""
    declared = host.problem("lstm-memory").step(posed.id)
    assert isinstance(declared, Choice)
    moved = [n for n, (one, other) in enumerate(zip(posed.options, declared.options, strict=True), 1) if one != other]
    return next(number for number in moved if number not in posed.answer)


def test_the_log_names_the_options_that_were_picked(store: Store) -> None:
    items, posed = asked_at(4, "ranges")
    wrong = wrong_at(posed)
    QuizSession(items, "learn", store).submit(f"{wrong}, {posed.answer[0]}")
    (line,) = store.attempts()
    assert line.answer == f"{posed.options[wrong - 1]}; {posed.options[posed.answer[0] - 1]}"


@pytest.mark.parametrize("by_number", [True, False])
def test_an_answer_of_an_old_log_is_the_declared_option_of_that_number(store: Store, by_number: bool) -> None:
    items, posed = asked_at(4)
    declared = host.problem("lstm-memory").step("gate-roles")
    assert isinstance(declared, Choice)
    QuizSession(items, "learn", store).submit(str(wrong_at(posed)))
    (line,) = store.attempts()
    number = declared.options.index(line.answer) + 1
    old = Store(None)
    old.add_session(store.open_sessions()[0])
    old.add(replace(line, answer=str(number)) if by_number else line)
    again = QuizSession(items, "learn", old)
    assert again.earlier_answers == [line.answer]
    assert again.submit(str(posed.answer[0])).kind == "right"


def test_all_options_of_every_choice_are_read_back_from_their_texts() -> None:
    for problem in authored():
        for step in problem.steps:
            if isinstance(step, Choice):
                every = range(1, len(step.options) + 1)
                typed = by_their_texts(step, " ".join(map(str, every)))
                assert picked_options(step.options, typed) == [*every]
