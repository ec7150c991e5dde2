"""Three questions about each mistake, asked, written down, scheduled and gone on with like the others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tutor import host
from tutor.errors import TutorError
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.step import Choice
from tutor.study import LearnerState, QuizSession, Store, find_session, progress_of, read_learner_state, review_session
from tutor.study.find import questions
from tutor.study.find.asked import about_mistake, same_mistake, shown_name
from tutor.study.find.asked_step import asked_step
from tutor.study.find.questions import WHICH, WHICH_FOLLOWED
from tutor.study.learner_state import rebuild
from tutor.study.log import models
from tutor.study.schedule import planner
from tutor.study.session.teaching.worked_step import worked_lines


def begin(store: Store, problem: str = "skip-mlp", seed: int | None = None) -> QuizSession:
    return find_session(host.problem(problem).instance(seed=seed), store)


def right(session: QuizSession) -> str:
    step = session.step
    if isinstance(step, Choice):
        return str(step.answer[0])
    return to_ascii(session.instance.formula(step.id), session.problem.scope)


def wrong(session: QuizSession) -> str:
    step = session.step
    assert isinstance(step, Choice)
    return str(next(number for number in range(1, 9) if number not in step.answer))


def test_four_mistakes_in_four_lines_are_asked_for_three_questions_each(store: Store) -> None:
    session = begin(store)
    assert session.total == 12
    asked = []
    while not session.finished:
        asked.append((type(session.step).__name__, session.step.id))
        assert session.submit(right(session)).kind == "right"
        session.advance()
    assert [kind for kind, _ in asked] == ["Choice", "Choice", "Step"] * 4
    assert len({step for _, step in asked}) == 12
    assert session.summary().first_try == 12


def test_every_answer_is_written_down_with_the_skills_of_the_line(store: Store) -> None:
    session = begin(store)
    for _ in range(3):
        session.submit(right(session))
        session.advance()
    lines = list(store.attempts())
    step = lines[2].step
    assert [line.step for line in lines[:2]] == [
        f"{lines[0].step.rpartition(':')[0]}:{part}" for part in ("line", "kind")
    ]
    assert {line.mode for line in lines} == {"find"}
    assert {tuple(line.skills) for line in lines} == {tuple(session.problem.step(step).skills)}
    state = read_learner_state(store)
    assert {name for _, name in state.cards} == {line.step for line in lines}
    assert all(state.skills[skill].first_try == 3 for skill in lines[0].skills)


def test_a_wrong_choice_says_what_is_right_of_it_and_never_which_line_it_is(store: Store) -> None:
    session = begin(store)
    said = session.submit(wrong(session))
    assert said.kind == "wrong"
    number = wrong(session)
    assert said.lines[0] in (f"Line {number} is right.", f"Line {number} follows rightly from a wrong one before it.")
    assert session.passage is not None
    assert session.passage.wrong is None
    session.submit(right(session))
    session.advance()
    assert session.passage is not None
    assert session.passage.wrong is not None
    number = wrong(session)
    assert session.submit(number).lines == (f"With slip {number} the line would have another value.",)


def test_a_mistake_that_was_not_found_is_no_slip_of_ones_own(store: Store) -> None:
    session = begin(store)
    for _ in range(2):
        session.submit(wrong(session))
        session.submit(right(session))
        session.advance()
    assert session.summary().slips == ()
    assert read_learner_state(store).slips == {}
    session.submit("1 + 1")
    assert len(session.summary().slips) == len(read_learner_state(store).slips) == 1


def test_the_right_line_is_shown_by_its_worked_step_alone(store: Store) -> None:
    session = begin(store)
    told = []
    for _ in range(2):
        told += [session.step.ask, *getattr(session.step, "options", ()), *session.step.hints, session.step.rule]
        session.submit(right(session))
        session.advance()
    formula = worked_lines(session.instance, session.problem.step(session.step.id))[0]
    assert session.step.ask.startswith("Write line ")
    assert not any(formula in line for line in told)
    for _ in range(session.hints_total):
        session.hint()
    assert formula in session.worked().lines


def test_hints_leave_two_lines_and_then_two_kinds(store: Store) -> None:
    session = begin(store)
    for what in ("line ", ""):
        hints = [session.hint() for _ in range(session.hints_total)]
        two = next(one.lines[0] for one in hints if one.lines[0].startswith("It is "))
        assert f"{what}{right(session)}" in two
        session.submit(right(session))
        session.advance()


def test_the_forward_pass_is_shown_and_no_gradient(store: Store) -> None:
    session = begin(store)
    assert session.so_far
    assert all(session.problem.is_value(step) for step in session.so_far)  # type: ignore[arg-type]


def test_whether_lines_follow_is_said_only_where_one_does(store: Store) -> None:
    session = begin(store, "lstm-cell")
    asks = set()
    while not session.finished:
        asks.add(session.step.ask)
        session.submit(right(session))
        session.advance()
    assert {ask.replace(" of this code", "") for ask in asks} & {WHICH.format(""), WHICH_FOLLOWED.format("")}


def test_a_session_that_was_left_goes_on_at_its_question_with_the_same_mistakes(store: Store) -> None:
    first = begin(store)
    for _ in range(4):
        first.submit(right(first))
        first.advance()
    again = begin(store)
    assert again.position == 4
    assert again.passage == first.passage
    assert again.step == first.step


def test_a_mistake_that_is_left_for_later_takes_its_other_questions_along(store: Store) -> None:
    session = begin(store)
    left = session.step.id
    session.later()
    assert session.position == 3
    assert not same_mistake(left, session.step.id)


def test_a_question_that_gives_an_open_one_away_leads_to_that(store: Store) -> None:
    session = begin(store)
    session.go_to(5)
    assert session.position == 3
    session.submit(right(session))
    session.go_to(5)
    assert session.position == 4


def test_what_is_due_is_asked_first_and_what_was_never_asked_before_the_rest(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = begin(store)
    seen = set()
    while not session.finished:
        if about := about_mistake(session.step.id):
            seen.add(about[:2])
        session.submit(right(session))
        session.advance()
    unseen = begin(store)
    while not unseen.finished:
        if about := about_mistake(unseen.step.id):
            assert about[:2] not in seen
        unseen.submit(right(unseen))
        unseen.advance()
    monkeypatch.setattr(models, "now", lambda: datetime.now(UTC) + timedelta(days=300))
    monkeypatch.setattr("tutor.study.session.find_session.clock", models.now)
    later = begin(store)
    about = about_mistake(later.step.id)
    assert about is not None
    assert about.name in {name for _, name in read_learner_state(store).cards}


def test_a_problem_without_a_line_to_get_wrong_is_refused_with_its_name(store: Store) -> None:
    with pytest.raises(TutorError, match="lstm-memory"):
        begin(store, "lstm-memory")


def test_a_question_about_a_mistake_that_is_no_more_is_refused() -> None:
    instance = host.problem("skip-mlp").instance()
    for name in ("dL/dz:kernel-flipped:line", "dL/dnothing:sign:kind"):
        with pytest.raises(TutorError):
            asked_step(instance, name)
    assert asked_step(instance, "dL/dz") == instance.problem.step("dL/dz")


def test_names_are_shown_with_what_is_asked() -> None:
    problem = host.problem("lstm-cell")
    assert shown_name(problem, "dL/dh:sign:line") == "∂L/∂hₜ: which line"
    assert shown_name(problem, "dL/dh") == "∂L/∂hₜ"


def all_answered(session: QuizSession) -> None:
    while not session.finished:
        session.submit(right(session))
        session.advance()


@pytest.fixture
def looked_for(store: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store in which four mistakes of skip-mlp were found on a day, and a clock two weeks later."""
    monkeypatch.setattr(models, "now", lambda: datetime(2026, 3, 2, 9, tzinfo=UTC))
    all_answered(begin(store))
    later = datetime(2026, 3, 20, 9, tzinfo=UTC)
    for name in ("schedule.planner.clock", "session.session_factory.clock", "progress.clock", "log.models.now"):
        monkeypatch.setattr(f"tutor.study.{name}", lambda: later)
    return store


def test_a_mistake_comes_back_in_an_ordinary_review_with_all_that_is_asked_about_it(looked_for: Store) -> None:
    problems = {"skip-mlp": host.problem("skip-mlp")}
    session = review_session(looked_for, problems)
    assert session is not None
    names = [question.asked_as for question in session.questions]
    about = [found for name in names if (found := about_mistake(name))]
    assert [one.part for one in about] == ["line", "kind", "right"] * 4
    assert names[len(names) - 12 :] == [one.name for one in about]  # behind the steps, which they would give away
    assert session.mode == "review"
    assert progress_of(read_learner_state(looked_for), problems).due["today"] == len(names)


def test_in_a_review_it_is_asked_on_other_numbers_than_the_steps_and_shows_no_right_values(looked_for: Store) -> None:
    session = review_session(looked_for, {"skip-mlp": host.problem("skip-mlp")})
    assert session is not None
    seeds = {bool(about_mistake(one.asked_as)): one.instance.seed for one in session.questions}
    assert seeds[True] != seeds[False]
    while not session.about_mistake:
        session.submit(right(session))
        session.advance()
    assert all(session.problem.is_value(step) for step in session.so_far)
    assert session.passage is not None
    all_answered(session)
    assert session.summary().first_try == session.total


def test_a_review_takes_all_about_a_mistake_or_nothing(looked_for: Store) -> None:
    problems = {"skip-mlp": host.problem("skip-mlp")}
    state = read_learner_state(looked_for)
    for limit in range(1, 14):
        asked = [about_mistake(ask.step) for ask in planner.review(state, problems, limit)]
        parts = [one.part for one in asked if one]
        assert parts == ["line", "kind", "right"] * (len(parts) // 3)
        assert 1 <= len(asked) <= max(limit, 3)


def test_a_mistake_that_no_formula_has_any_more_is_due_no_longer_once_a_review_came_upon_it(
    looked_for: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    problems = {"skip-mlp": host.problem("skip-mlp")}
    before = progress_of(read_learner_state(looked_for), problems).due["today"]
    gone = next(about for _, step in read_learner_state(looked_for).cards if (about := about_mistake(step)))
    there = questions.shows
    monkeypatch.setattr(questions, "shows", lambda one, about: about[:2] != gone[:2] and there(one, about))
    session = review_session(looked_for, problems)
    assert session is not None
    assert not any(same_mistake(one.asked_as, gone.name) for one in session.questions)
    assert progress_of(read_learner_state(looked_for), problems).due["today"] == before - 3
    assert rebuild(looked_for) == read_learner_state(looked_for)


def test_a_review_with_mistakes_is_gone_on_with_where_it_was_left(looked_for: Store) -> None:
    problems = {"skip-mlp": host.problem("skip-mlp")}
    session = review_session(looked_for, problems)
    assert session is not None
    session.submit(right(session))
    session.advance()
    again = review_session(looked_for, problems)
    assert again is not None
    assert [one.asked_as for one in again.questions] == [one.asked_as for one in session.questions]
    assert again.position == 1


def test_mistakes_are_looked_for_first_where_one_is_due_then_where_all_steps_are_done(looked_for: Store) -> None:
    problems = {name: host.problem(name) for name in ("logistic-unit", "skip-mlp", "lstm-cell")}
    found = planner.next_to_find(read_learner_state(looked_for), problems)
    assert found is problems["skip-mlp"]
    first = planner.next_to_find(LearnerState(), problems)
    assert first is problems["logistic-unit"]
