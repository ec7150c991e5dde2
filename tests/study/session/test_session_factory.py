from __future__ import annotations

from typing import Any

import pytest

from tests.study.toys import START, Clock, FakeInstance, FakeProblem, FakeStep, ended
from tutor.errors import TutorError
from tutor.study import QuizSession, SessionRecord, Store, practice_session, restore, review_session
from tutor.study.session.session_changes import SessionChanges

pytestmark = pytest.mark.usefixtures("marking")


class Seeded(FakeProblem):
    def instance(self, seed: int | None = None, sizes: Any = None, given: Any = None) -> Any:
        return FakeInstance(self, seed=seed)


STEPS = (FakeStep("a"), FakeStep("b", skills=("transpose",)), FakeStep("c"))
PROBLEMS: Any = {"toy": Seeded("toy", STEPS), "other": Seeded("other", STEPS[:2])}


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock(monkeypatch)
    monkeypatch.setattr("tutor.study.session.session_factory.clock", lambda: clock.moment)
    return clock


def fill(store: Store) -> None:
    store.merge([ended(step, kind="worked", verdict="", day=-2) for step in "ab"])
    store.merge([ended("b", problem="other", kind="worked", verdict="", day=-2)])


def test_where_nothing_is_due_there_is_no_review(store: Store, clock: Clock) -> None:
    assert review_session(store, PROBLEMS) is None


def test_a_review_asks_what_is_due_on_fresh_numbers(store: Store, clock: Clock) -> None:
    fill(store)
    quiz = review_session(store, PROBLEMS)
    assert quiz is not None
    assert (quiz.mode, quiz.total) == ("review", 3)
    asked = []
    while not quiz.finished:
        asked.append((quiz.problem.id, quiz.step.id, quiz.instance.seed))
        quiz.submit("right")
        quiz.advance()
    assert [each[0] for each in asked] == ["other", "toy", "toy"]
    assert asked[1][2] == asked[2][2] is not None
    assert review_session(store, PROBLEMS) is None


def test_a_review_that_was_left_goes_on_the_same_day_with_the_same_numbers(store: Store, clock: Clock) -> None:
    fill(store)
    quiz = review_session(store, PROBLEMS)
    assert quiz is not None
    quiz.submit("right")
    quiz.advance()
    quiz.submit("odd")
    clock.turn(hours=3)
    again = review_session(store, PROBLEMS)
    assert again is not None
    assert (again.step.id, again.tries, again.total) == (quiz.step.id, 1, 3)
    assert again.instance.seed == quiz.instance.seed


def test_the_next_day_a_review_is_planned_anew(store: Store, clock: Clock) -> None:
    fill(store)
    quiz = review_session(store, PROBLEMS)
    assert quiz is not None
    quiz.submit("right")
    clock.turn(days=1)
    again = review_session(store, PROBLEMS)
    assert again is not None
    assert again.total == 2


def test_practice_asks_for_the_skill_that_was_chosen(store: Store, clock: Clock) -> None:
    quiz = practice_session(store, PROBLEMS, skill="transpose")
    assert quiz is not None
    assert (quiz.mode, quiz.total, quiz.step.id) == ("practise", 2, "b")
    assert practice_session(store, PROBLEMS, skill="unheard-of") is None


def test_a_session_of_which_a_problem_is_gone_is_planned_anew(store: Store, clock: Clock) -> None:
    fill(store)
    quiz = review_session(store, PROBLEMS)
    assert quiz is not None
    quiz.submit("odd")
    fewer = {"toy": PROBLEMS["toy"]}
    again = review_session(store, fewer)
    assert again is not None
    assert (again.total, again.tries) == (2, 0)


def test_a_session_is_restored_from_what_was_written_down(store: Store) -> None:
    QuizSession([(PROBLEMS["toy"].instance(seed=5), "b")], "review", store).submit("odd")
    (record,) = store.open_sessions()
    ((instance, step),) = restore(record, PROBLEMS)
    assert (instance.seed, step) == (5, "b")
    with pytest.raises(TutorError, match="toy is not installed any more"):
        restore(record, {})


def test_a_network_that_is_gone_is_named_by_its_title() -> None:
    item = {"problem": "network:0123456789abcdef", "title": "My net", "seed": None, "sizes": {}, "steps": ["a"]}
    with pytest.raises(TutorError, match="the network My net is in no file here any more") as error:
        restore(SessionRecord("key", "learn", [item]), PROBLEMS)
    assert "network:" not in error.value.message
    untitled = {name: value for name, value in item.items() if name != "title"}
    with pytest.raises(TutorError, match="its network is in no file here any more"):
        restore(SessionRecord("key", "learn", [untitled]), PROBLEMS)


def test_numbers_that_were_too_many_to_be_kept_are_asked_for_again() -> None:
    item = {"problem": "toy", "seed": None, "sizes": {}, "steps": ["a"], "given": None}
    with pytest.raises(TutorError, match="give them again"):
        restore(SessionRecord("key", "learn", [item]), PROBLEMS)


def test_the_outlook_tells_skills_before_and_now_and_when_questions_come_back(
    store: Store, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.study.session.teaching.worked_step.worked_lines", lambda instance, step: ("a = x",))
    quiz = QuizSession(PROBLEMS["toy"].instance(seed=1), "practise", store)
    quiz.submit("right")
    quiz.advance()
    for _ in range(3):
        quiz.submit("odd")
    quiz.worked()
    found = quiz.changes()
    chain, transpose = found.skills
    assert (chain.skill, transpose.skill) == ("chain-rule", "transpose")
    assert chain.before == transpose.before < chain.now
    assert transpose.now < chain.now
    assert found.comes_back[1] == 1
    assert sum(found.comes_back.values()) == 2


def test_when_questions_come_back_is_said_in_days() -> None:
    said = SessionChanges((), {0: 1, 1: 3, 3: 5, 9: 4, 12: 12, 30: 2}).when(START)
    assert said == "1 today, 3 tomorrow, 5 on Thursday, 16 next week, 2 later"
