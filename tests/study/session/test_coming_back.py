from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.study.toys import FakeInstance
from tutor.study import QuizSession, Store, read_learner_state

pytestmark = pytest.mark.usefixtures("marking")


def begin(store: Store, mode: Any = "practise") -> QuizSession:
    instance: Any = FakeInstance()
    return QuizSession(instance, mode, store)


def test_what_was_typed_and_not_handed_in_is_there_when_the_file_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "attempts.sqlite3"
    with Store(path) as store:
        begin(store).keep_draft("x * (y +")
    with Store(path) as store:
        assert begin(store).draft == "x * (y +"


def test_a_draft_belongs_to_its_question_and_goes_with_its_answer(store: Store) -> None:
    quiz = begin(store)
    quiz.keep_draft("righ")
    quiz.go_to(1)
    assert quiz.draft == ""
    quiz.go_to(0)
    quiz.submit("right")
    quiz.keep_draft("right")
    assert begin(store, "learn").draft == quiz.draft == ""


def test_a_reset_forgets_what_was_typed(store: Store) -> None:
    begin(store).keep_draft("secret")
    store.reset()
    assert begin(store).draft == ""


def test_the_reply_to_the_last_wrong_answer_stands_there_on_coming_back(store: Store) -> None:
    quiz = begin(store)
    replies = [quiz.submit(text) for text in ("odd", "sign")]
    back = begin(store).standing()
    assert back is not None
    assert (back.headline, back.lines) == (replies[1].headline, replies[1].lines)


def test_the_hint_that_was_shown_last_stands_there_on_coming_back(store: Store) -> None:
    quiz = begin(store)
    quiz.submit("odd")
    quiz.hint()
    shown = quiz.hint()
    assert begin(store).standing() == shown


def test_nothing_is_said_at_a_question_that_was_not_touched(store: Store) -> None:
    assert begin(store).standing() is None


def test_a_session_goes_on_at_the_question_that_was_worked_on_last(store: Store) -> None:
    quiz = begin(store)
    quiz.go_to(2)
    quiz.submit("odd")
    assert begin(store).position == 2


def test_after_a_question_that_was_jumped_to_come_those_behind_it_then_those_passed_over(store: Store) -> None:
    quiz = begin(store)
    quiz.go_to(1)
    quiz.submit("right")
    quiz.advance()
    assert quiz.position == 2
    quiz.submit("right")
    quiz.advance()
    assert quiz.position == 0


def test_there_is_no_jump_to_a_question_that_is_not_asked(store: Store) -> None:
    with pytest.raises(IndexError):
        begin(store).go_to(3)
    with pytest.raises(IndexError):
        begin(store).go_to(-1)


def test_a_second_answer_is_written_down_and_changes_nothing_that_counts(store: Store) -> None:
    quiz = begin(store)
    quiz.submit("right")
    before = read_learner_state(store)
    quiz.advance()
    quiz.go_to(0)
    quiz.answer_again()
    assert not quiz.ended
    assert quiz.submit("odd").kind == "wrong"
    assert not quiz.ended
    assert quiz.submit("right").headline == "Right."
    assert quiz.ended
    assert [line.answer for line in store.attempts()] == ["right", "odd", "right"]
    assert [line.tries for line in store.attempts()] == [1, 2, 2]
    assert quiz.summary().first_try == 1
    after = read_learner_state(store)
    assert (after.cards, after.skills) == (before.cards, before.skills)
    assert begin(store).summary() == quiz.summary()


def test_a_second_answer_after_the_worked_step_is_no_first_try(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.study.session.teaching.worked_step.worked_lines", lambda instance, step: ("a = x",))
    quiz = begin(store)
    for _ in range(3):
        quiz.hint()
    quiz.worked()
    quiz.answer_again()
    quiz.submit("right")
    assert quiz.summary().worked == 1
    assert [line.tries for line in store.attempts()][-1] == 2


def test_an_answer_of_an_exam_can_be_changed_until_the_exam_is_handed_in(store: Store) -> None:
    quiz = begin(store, "exam")
    for text in ("odd", "right", "right"):
        quiz.submit(text)
        if not quiz.finished:
            quiz.advance()
    quiz.go_to(0)
    quiz.answer_again()
    assert quiz.submit("right").headline == "Noted."
    assert (quiz.summary().wrong, quiz.summary().later_try) == (0, 1)
    quiz.go_to(1)
    quiz.answer_again()
    quiz.submit("odd")
    assert (quiz.summary().wrong, quiz.summary().first_try) == (0, 2)
    assert store.open_sessions()
    quiz.advance()
    assert not store.open_sessions()


def test_the_answer_is_not_shown_while_the_question_is_answered_again(store: Store) -> None:
    quiz = begin(store)
    quiz.submit("right")
    assert [step.id for step in quiz.so_far] == ["a"]
    quiz.answer_again()
    assert list(quiz.so_far) == []


def test_an_exam_says_nothing_of_an_answer_that_is_looked_back_at(store: Store) -> None:
    quiz = begin(store, "exam")
    quiz.submit("odd")
    back = quiz.standing()
    assert back is not None
    assert (back.kind, back.lines) == ("noted", ())
