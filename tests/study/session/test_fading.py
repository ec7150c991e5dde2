"""Steps of one kind: the first is shown worked if wanted, the second asks for a part, the third for all."""

from __future__ import annotations

from typing import Any

import pytest

from tutor import host
from tutor.study import QuizSession, Store
from tutor.study.schedule.first_answer import first_answer
from tutor.study.session.teaching.fading import families


def at(step: str, mode: Any = "learn", store: Store | None = None) -> QuizSession:
    """A session on the LSTM cell, at this step."""
    session = QuizSession(host.problem("lstm-cell").instance(), mode, store or Store(None))
    session.go_to([one.id for one in session.problem.steps].index(step))
    return session


def after_worked(store: Store | None = None) -> QuizSession:
    """At the second gate, after the first was shown worked."""
    session = at("dL/dW_o", store=store)
    session.worked()
    session.advance()
    return session


@pytest.mark.parametrize(
    ("step", "kind"),
    [
        ("f", ("f", "i", "o")),
        ("dL/dW_f", ("dL/dW_o", "dL/dW_f", "dL/dW_i")),
        ("dL/dW_c", None),  # a tanh, not a sigmoid
        ("dL/dC", None),
        ("g", None),
    ],
)
def test_steps_are_of_one_kind_if_their_formulas_differ_in_names_alone(step: str, kind: tuple[str, ...] | None) -> None:
    assert families(host.problem("lstm-cell")).get(step) == kind


def test_the_first_of_a_kind_is_shown_worked_at_once_where_that_is_wanted() -> None:
    assert at("dL/dW_o").worked().kind == "worked"
    assert at("dL/dW_f").worked().kind == "refused"
    assert at("dL/dC").worked().kind == "refused"


@pytest.mark.parametrize("mode", ["practise", "exam"])
def test_only_learn_shows_it(mode: str) -> None:
    assert at("dL/dW_o", mode).worked().kind == "refused"


def test_the_second_asks_for_what_is_left_out_of_it() -> None:
    session = after_worked()
    assert session.step.id == "dL/dW_f"
    assert session.gap is not None
    assert session.gap.shown == "∂L/∂W_f = ∂L/∂fₜ fₜ □ [hₜ₋₁, xₜ]"
    said = session.submit("1 - f")
    assert (said.headline, session.ended) == ("Right.", True)
    assert said.lines[0] == "∂L/∂W_f = ∂L/∂fₜ fₜ (1 − fₜ) [hₜ₋₁, xₜ] = [0, 0]"


@pytest.mark.parametrize(("text", "kind"), [("1-o", "wrong"), ("f", "wrong"), ("0.3775", "right"), ("0.3", "wrong")])
def test_another_part_is_wrong_and_its_number_is_right(text: str, kind: str) -> None:
    # f = 0.6225
    assert after_worked().submit(text).kind == kind


def test_all_of_it_is_right_too() -> None:
    assert after_worked().submit("dL/df * f * (1 - f) * [h_prev, x]").kind == "right"


@pytest.mark.parametrize("text", ["1 - f", "dL/df * f * (1 - f) * [h_prev, x]"])
def test_it_counts_as_answered_with_a_hint(text: str) -> None:
    store = Store(None)
    session = after_worked(store)
    session.submit(text)
    assert session.outcome == "hinted"
    assert [first_answer(line) for line in store.attempts()] == [False, False, None]
    assert QuizSession(session.instance, "learn", store).questions[session.position].outcome == "hinted"


def test_the_third_asks_for_all() -> None:
    session = after_worked()
    session.submit("1 - f")
    session.advance()
    assert (session.step.id, session.gap) == ("dL/dW_i", None)
    assert session.submit("1 - i").kind == "wrong"


def test_without_the_worked_one_nothing_is_left_out() -> None:
    session = at("dL/dW_o")
    session.submit("dL/do * o * (1 - o) * [h_prev, x]")
    session.advance()
    assert session.gap is None
