from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.study.toys import FakeInstance, FakeProblem, FakeStep
from tutor.marking.verdict import Diagnosis, Verdict
from tutor.study import QuizSession, Store
from tutor.study.session.feedback import wrong

pytestmark = pytest.mark.usefixtures("marking")


def begin(store: Store, mode: Any = "practise", **more: Any) -> QuizSession:
    instance: Any = more.pop("instance", FakeInstance())
    return QuizSession(instance, mode, store, **more)


def test_a_right_answer_ends_the_question_and_advance_leads_to_the_next(store: Store) -> None:
    quiz = begin(store)
    assert (quiz.position, quiz.total, quiz.step.id, quiz.ended) == (0, 3, "a", False)
    reply = quiz.submit("right")
    assert (reply.kind, reply.headline, reply.ends) == ("right", "Right.", True)
    assert reply.lines[0] == "First try."
    assert quiz.ended
    quiz.advance()
    assert (quiz.position, quiz.step.id, [step.id for step in quiz.so_far]) == (1, "b", ["a"])


def test_advance_does_nothing_while_the_question_is_open(store: Store) -> None:
    quiz = begin(store)
    quiz.advance()
    quiz.submit("odd")
    quiz.advance()
    assert quiz.position == 0


def test_feedback_goes_from_where_to_what_kind_to_which_rule(store: Store) -> None:
    quiz = begin(store)
    assert quiz.submit("sign").lines == ("entry 2.",)
    assert quiz.submit("sign").lines == ("right size, wrong direction.",)
    third = quiz.submit("sign")
    assert (third.lines, third.offers_worked) == (("Rule: the rule.",), True)
    assert {third.headline, third.kind} == {"Not yet.", "wrong"}


def test_a_slip_that_is_not_recognised_is_said_to_be_so(store: Store) -> None:
    quiz = begin(store)
    assert quiz.submit("odd").lines == ("I do not recognise this slip.",)


def test_no_sentence_is_said_again_of_a_later_wrong_answer(store: Store) -> None:
    quiz = begin(store)
    said = [line for text in ("sign", "odd", "sign", "odd", "sign", "odd") for line in quiz.submit(text).lines]
    assert len(said) == len(set(said))
    assert said[-1] == "What was said before holds for this answer too."
    assert quiz.submit("sign").lines == ()
    quiz.submit("right")
    quiz.advance()
    assert quiz.submit("sign").lines == ("entry 2.",)


def test_of_what_is_rounded_too_far_again_that_is_said(store: Store) -> None:
    quiz = begin(store)
    first, second = quiz.submit("coarse"), quiz.submit("coarse")
    assert first.lines != second.lines
    assert second.lines == ("It is still rounded too far.",)


@pytest.mark.parametrize(
    ("text", "kind", "headline"),
    [
        ("row", "layout", "Right."),
        ("coarse", "rounding", "Close."),
        ("maybe", "undecided", "I cannot decide this one."),
        ("(", "invalid", "I cannot read that."),
        ("crash", "undecided", "I cannot decide this one."),
    ],
)
def test_every_verdict_has_its_own_reply(store: Store, text: str, kind: str, headline: str) -> None:
    reply = begin(store).submit(text)
    assert (reply.kind, reply.headline) == (kind, headline)


@pytest.mark.parametrize("resumed", [False, True])
def test_an_answer_that_follows_from_an_own_wrong_value_is_right_and_names_its_question(
    store: Store, resumed: bool
) -> None:
    quiz = begin(store)
    assert quiz.submit("own").kind == "wrong"
    quiz.submit("odd")
    quiz.later()
    if resumed:
        quiz = begin(store)
    reply = quiz.submit("own")
    assert (reply.kind, reply.headline) == ("follow-through", "Right, from your own a.")
    assert reply.lines == ("The method is right and counts. Question 1 is worth another look.",)
    assert reply.ends
    assert quiz.summary().follow_through == 1


def test_a_value_that_was_put_right_is_no_longer_followed_from(store: Store) -> None:
    quiz = begin(store)
    quiz.submit("odd")
    quiz.submit("right")
    quiz.advance()
    assert quiz.submit("own").kind == "wrong"


@pytest.mark.parametrize("text", ["maybe", "(", "crash"])
def test_what_could_not_be_judged_does_not_count_as_a_try(store: Store, text: str) -> None:
    quiz = begin(store)
    quiz.submit(text)
    assert quiz.tries == 0
    assert quiz.submit("right").lines[0] == "First try."


def test_the_worked_step_opens_after_the_last_hint_or_a_third_try(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.study.session.teaching.worked_step.worked_lines", lambda instance, step: ("a = x = 1",))
    quiz = begin(store)
    refused = quiz.worked()
    assert refused.kind == "refused"
    assert refused.headline == "The worked step opens after hint 3 or a third try."
    headlines = [quiz.hint().headline for _ in range(3)]
    assert headlines == ["Hint 1 of 3", "Hint 2 of 3", "Hint 3 of 3"]
    assert quiz.hint().kind == "refused"
    shown = quiz.worked()
    assert shown.lines == ("a = x = 1", "It comes back tomorrow.")
    assert quiz.ended
    quiz.advance()
    for _ in range(3):
        quiz.submit("odd")
    assert quiz.worked().kind == "worked"


def test_the_rule_is_the_third_hint_where_a_step_has_two(store: Store) -> None:
    problem = FakeProblem(steps=(FakeStep("a", hints=("one", "two")),))
    quiz = begin(store, instance=FakeInstance(problem))
    assert [quiz.hint().lines for _ in range(3)] == [("one.",), ("two.",), ("Rule: the rule.",)]
    assert quiz.hints == ("one", "two", "Rule: the rule")


def test_a_hinted_right_answer_is_not_called_a_first_try(store: Store) -> None:
    quiz = begin(store)
    quiz.hint()
    assert quiz.submit("right").lines[0] == "With a hint."
    quiz.advance()
    quiz.submit("odd")
    quiz.hint()
    quiz.hint()
    assert quiz.submit("right").lines[0] == "Second try, with 2 hints."
    summary = quiz.summary()
    assert (summary.first_try, summary.with_hint, summary.later_try, summary.left) == (0, 2, 0, 1)


def test_later_puts_a_question_at_the_end_and_the_second_time_leaves_it(store: Store) -> None:
    quiz = begin(store)
    quiz.later()
    assert quiz.step.id == "b"
    for _ in range(2):
        quiz.submit("right")
        quiz.advance()
    assert (quiz.step.id, quiz.position, quiz.finished) == ("a", 0, False)
    quiz.later()
    assert quiz.finished
    summary = quiz.summary()
    assert (summary.first_try, summary.left, summary.total) == (2, 1, 3)


def test_quitting_at_any_point_resumes_at_the_same_question(path: Path) -> None:
    steps: list[Callable[[QuizSession], Any]] = [
        lambda quiz: quiz.submit("odd"),
        lambda quiz: quiz.hint(),
        lambda quiz: quiz.submit("("),
        lambda quiz: quiz.submit("right"),
        lambda quiz: quiz.advance(),
        lambda quiz: quiz.later(),
        lambda quiz: quiz.submit("sign"),
        lambda quiz: quiz.hint(),
        lambda quiz: quiz.submit("right"),
        lambda quiz: quiz.advance(),
        lambda quiz: quiz.submit("row"),
    ]
    kept = begin(Store(None))
    for act in steps:
        with Store(path) as store:
            quiz = begin(store)
            act(quiz)
            act(kept)
        with Store(path) as store:
            again = begin(store)
            if kept.ended:
                kept.advance()
            if not kept.finished:
                assert state(again) == state(kept)
    with Store(path) as store:
        assert state(begin(store)) == (0, "a", 0, 0, [], [])


ACTS: dict[str, Callable[[QuizSession], Any]] = {
    **{text: lambda quiz, text=text: quiz.submit(text) for text in ("right", "odd", "sign", "own", "(", "crash")},
    "hint": QuizSession.hint,
    "worked": QuizSession.worked,
    "later": QuizSession.later,
    "advance": QuizSession.advance,
}


@given(
    st.sampled_from(["learn", "practise", "exam"]),
    st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.booleans()), max_size=25),
)
@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture], derandomize=True)
def test_whatever_is_done_and_whenever_it_is_left_it_goes_on_as_it_was(
    monkeypatch: pytest.MonkeyPatch, mode: Any, acts: list[tuple[str, bool]]
) -> None:
    monkeypatch.setattr("tutor.study.session.teaching.worked_step.worked_lines", lambda instance, step: ("a = x",))
    log = Store(None)
    kept, quiz = begin(Store(None), mode), begin(log, mode)
    for name, leave in acts:
        assert ACTS[name](kept) == ACTS[name](quiz)
        if kept.finished:
            return
        if leave:
            kept.advance()
            quiz = begin(log, mode)
        assert state(quiz) == state(kept)


def state(quiz: QuizSession) -> tuple[Any, ...]:
    so_far = [step.id for step in quiz.so_far]
    return quiz.position, quiz.step.id, quiz.tries, quiz.hints_shown, quiz.earlier_answers, so_far


def test_other_numbers_or_another_mode_are_another_session(store: Store) -> None:
    begin(store).submit("right")
    assert begin(store, instance=FakeInstance(seed=4)).position == 0
    assert begin(store, "learn").position == 0
    assert begin(store, instance=FakeInstance(sizes={"N": 5})).position == 0
    assert begin(store).position == 1


def test_a_fresh_session_is_the_one_that_is_gone_on_with(store: Store) -> None:
    begin(store).submit("right")
    begin(store, fresh=True).submit("odd")
    assert (begin(store).position, begin(store).tries) == (0, 1)


def test_an_exam_says_nothing_until_its_end(store: Store) -> None:
    quiz = begin(store, "exam")
    assert quiz.hint().kind == quiz.worked().kind == "refused"
    reply = quiz.submit("sign")
    assert (reply.kind, reply.headline, reply.lines, reply.verdict) == (
        "noted",
        "Noted.",
        ("2 left, 0 min.",),
        None,
    )
    assert quiz.ended
    quiz.advance()
    assert quiz.so_far == ()
    quiz.submit("right")
    quiz.advance()
    assert quiz.submit("row").lines == ("That was the last one.",)
    quiz.advance()
    assert quiz.finished
    summary = quiz.summary()
    assert (summary.first_try, summary.wrong, [slip.code for slip in summary.slips]) == (2, 1, ["sign"])
    assert [result.outcome for result in summary.results] == ["wrong", "first-try", "first-try"]


def test_a_session_over_single_questions_keeps_their_order_and_resumes(store: Store) -> None:
    other = FakeInstance(FakeProblem("other"), seed=9)
    items: Any = [(FakeInstance(), "c"), (other, "b")]
    quiz = QuizSession(items, "review", store)
    assert (quiz.problem.id, quiz.step.id, [step.id for step in quiz.so_far]) == ("toy", "c", ["a", "b"])
    quiz.submit("right")
    again = QuizSession(items, "review", store)
    assert (again.problem.id, again.step.id) == ("other", "b")


def test_a_step_that_the_problem_no_longer_has_is_passed_over(store: Store) -> None:
    quiz = begin(store)
    for _ in range(2):
        quiz.submit("right")
        quiz.advance()
    fewer = FakeInstance(FakeProblem(steps=(FakeStep("a"), FakeStep("c"))))
    assert begin(store, instance=fewer).step.id == "c"


def test_each_line_of_the_log_says_what_was_asked_and_what_was_answered(store: Store) -> None:
    quiz = begin(store)
    quiz.hint()
    quiz.submit("sign")
    hint, answer = store.attempts()
    assert (hint.kind, hint.hints, hint.tries) == ("hint", 1, 0)
    assert (answer.kind, answer.answer, answer.verdict, answer.codes) == (
        "answer",
        "sign",
        "wrong",
        ("sign",),
    )
    assert (answer.hints, answer.tries, answer.ends, answer.mode) == (1, 1, False, "practise")
    assert (answer.problem, answer.step, answer.seed, answer.sizes) == ("toy", "a", 3, {"N": 3})
    assert (answer.skills, answer.ordinal, answer.session) == (("chain-rule",), 1, hint.session)


def test_an_unknown_mode_or_no_question_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown mode"):
        begin(Store(None), "play")
    with pytest.raises(ValueError, match="no question"):
        QuizSession([])


def test_a_further_mistake_is_said_to_be_made_at_once_or_instead() -> None:
    said = ("A term is left out.", "A sign is turned round.", "It answers another question.")
    found = [Diagnosis(code, message) for code, message in zip(("one", "sign", "other"), said, strict=True)]
    either = tuple(replace(part, alternative=number) for part, number in zip(found, (1, 0, 2), strict=True))
    lines = [wrong(Verdict("wrong", diagnosis=either), tries, "", frozenset(said[:1])).lines for tries in (2, 3)]
    assert lines == [("Also: A sign is turned round.",), ("Also: A sign is turned round.", f"Or instead: {said[2]}")]
