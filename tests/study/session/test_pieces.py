"""A gradient asked piece by piece, on real problems; the local derivatives are worked out here by hand."""

from __future__ import annotations

from typing import Any

import pytest

from tutor import host
from tutor.marking import question
from tutor.notation.tree_walks import names
from tutor.study import QuizSession, Store
from tutor.study.session.feedback import Feedback
from tutor.study.session.teaching.pieces import pieces_of


def stuck(problem: str, step: str, mode: Any = "learn", wrong: int = 2) -> QuizSession:
    """A session at a question that was answered wrong so many times."""
    session = QuizSession([(host.problem(problem).instance(), step)], mode, Store(None))
    for number in range(wrong):
        session.submit(f"0.{number + 1}2345")
    return session


def asked(session: QuizSession) -> list[Feedback]:
    """All that is said where nothing but `?` is pressed."""
    said = [session.hint()]
    while session.asking_piece:
        said.append(session.hint())
    return said


def test_after_two_wrong_tries_a_gradient_is_asked_in_pieces_and_put_together() -> None:
    session = stuck("lstm-cell", "dL/do")
    assert session.pieces_offered
    assert session.hint().lines == ("What arrives at hₜ?",)
    second = session.submit("dL/dh")
    assert (second.headline, second.lines) == ("Right. Piece 2 of 2", ("How does hₜ change with oₜ?",))
    last = session.submit("tanh(C)")
    assert last.headline == "Right. Now put them together."
    assert last.lines == ("∂L/∂oₜ = ∂L/∂hₜ · ∂hₜ/∂oₜ",)
    assert session.submit("dL/dh * tanh(C)").kind == "right"


def test_pieces_are_no_tries_and_are_not_written_down() -> None:
    session = stuck("lstm-cell", "dL/do")
    session.hint()
    session.submit("tanh(C)")
    session.submit("dL/dh")
    assert session.tries == 2
    assert session.store.count() == 2


def test_they_are_not_offered_before_the_second_wrong_try_and_not_in_an_exam() -> None:
    assert not stuck("lstm-cell", "dL/do", wrong=1).pieces_offered
    assert stuck("lstm-cell", "dL/do", wrong=1).hint().headline == "Hint 1 of 3"
    assert not stuck("lstm-cell", "dL/do", "exam", wrong=0).pieces_offered


def test_a_wrong_reply_says_that_there_are_pieces_where_there_are() -> None:
    session = stuck("lstm-cell", "dL/do", wrong=1)
    assert session.submit("0.3").offers_pieces
    assert not stuck("lstm-cell", "o", wrong=1).submit("0.3").offers_pieces


def test_the_whole_answer_is_taken_while_a_piece_is_asked() -> None:
    session = stuck("lstm-cell", "dL/do")
    session.hint()
    assert session.submit("(h - d) * tanh(C)").headline == "Right."
    assert session.ended


def test_a_wrong_piece_is_asked_again_and_told_on_request() -> None:
    session = stuck("lstm-cell", "dL/dC")
    session.hint()
    assert session.submit("dL/do").lines[0] == "What arrives at hₜ?"
    assert session.hint().lines == ("∂L/∂hₜ arrives at hₜ.", "How does hₜ change with Cₜ?")
    assert session.hint().lines[0] == "∂hₜ/∂Cₜ = oₜ (1 − tanh(Cₜ)²)"
    assert session.hint().headline == "Hint 1 of 3"


@pytest.mark.parametrize(
    ("text", "right"),
    [
        # o = 0.6225 and tanh C = 0.2236, so the slope is 0.6225 (1 - 0.05) = 0.5913
        ("0.591", True),
        ("0.6225", False),
        ("o - o * tanh(C)^2", True),
        ("o * (1 - tanh(C))", False),
        ("dh/dC = o / cosh(C)^2", True),
    ],
)
def test_a_slope_may_be_written_in_any_way_or_as_a_number(text: str, right: bool) -> None:
    session = stuck("lstm-cell", "dL/dC")
    session.hint()
    session.submit("dL/dh")
    assert session.submit(text).headline.startswith("Right.") == right


def test_what_cannot_be_read_at_a_piece_is_said_to_be_so() -> None:
    session = stuck("lstm-cell", "dL/do")
    session.hint()
    assert session.submit("tanh((").kind == "invalid"


def test_a_matrix_on_the_way_is_named() -> None:
    session = stuck("softmax-net", "dL/dy1")
    session.hint()
    ask = session.submit("dL/dz2")
    assert ask.lines == ("What is it multiplied by on its way from z⁽²⁾ to y⁽¹⁾?",)
    assert session.submit("W1").headline == "Not yet."
    assert session.submit("W2.T").headline.startswith("Right.")


def test_of_a_quantity_with_several_uses_each_is_asked_and_they_are_added() -> None:
    said = asked(stuck("lstm-cell", "dL/dx"))
    assert [one.lines[-1] for one in said[:-1]] == [f"What arrives at {gate}?" for gate in ("fₜ", "iₜ", "C̃ₜ", "oₜ")]
    assert said[-1].lines[-1].count(" + ") == 3


def test_a_derivative_by_all_ways_is_not_taken_for_the_one_on_the_line() -> None:
    said = [line for one in asked(stuck("skip-mlp", "dL/dx")) for line in one.lines]
    assert "How does z change with x?" not in said


@pytest.mark.parametrize(("problem", "step"), [("lstm-cell", "dL/dh"), ("lstm-cell", "dh/do"), ("lstm-cell", "C")])
def test_there_are_none_beside_the_loss_and_for_what_is_no_gradient(problem: str, step: str) -> None:
    assert not stuck(problem, step).pieces_offered


def test_what_goes_on_in_time_is_asked_at_both_times() -> None:
    session = stuck("rnn-bptt", "dL/dH")
    asks = [session.hint().lines[-1]]
    for text in ("dL/dz", "V", "dL/da[t+1]", "W.T"):
        asks.append(session.submit(text).lines[-1])
    assert asks == [
        "What arrives at z?",
        "What is it multiplied by on its way from z to H?",
        "What arrives at a one step later?",
        "What is it multiplied by on its way from a to H?",
        "∂L/∂H = ∂L/∂z · ∂z/∂H + ∂L/∂a · ∂a/∂H one step later",
    ]


def answers(problem: str, step: str, *texts: str) -> list[str]:
    """What is said first, and to each of these answers, as far as it asks or puts together."""
    session = stuck(problem, step)
    return [session.hint().lines[-1], *(session.submit(text).lines[-1] for text in texts)]


def test_what_comes_from_outside_arrives_by_its_name() -> None:
    assert answers("causal-attention", "dL/dV", "dO", "A.T") == [
        "What arrives at O?",
        "What is it multiplied by on its way from O to V?",
        "∂L/∂V = dO · ∂O/∂V",
    ]


def test_what_arrives_is_known_where_it_passes_through_unchanged() -> None:
    # B = S + M: by S and by B the gradient is the same
    assert answers("causal-attention", "dL/dQ", "dL/dB")[-1] == "∂L/∂Q = ∂L/∂B · ∂S/∂Q"


def test_what_stands_in_the_loss_itself_is_a_piece_beside_what_leads_there() -> None:
    # L = |r|²/(2N) + λ|w|²/2 with r = X w − y
    assert answers("ridge-regression", "dL/dw", "dL/dr", "X.T @ r / N", "lam * w") == [
        "What arrives at r?",
        "What comes back to w from r?",
        "What does the loss add directly?",
        "∂L/∂w is the sum of these 2.",
    ]


def test_a_wrong_part_of_a_sum_is_told_from_the_right_one() -> None:
    assert answers("ridge-regression", "dL/dw", "dL/dr", "X @ r / N")[-2:-1] == ["What comes back to w from r?"]
    session = stuck("ridge-regression", "dL/dw")
    session.hint()
    session.submit("dL/dr")
    assert session.submit("X.T @ r").headline == "Not yet."


def test_gradients_side_by_side_are_asked_block_by_block() -> None:
    said = answers("lstm-sequence", "dL/da", "dL/dc * g * i * (1 - i)")
    assert said == ["What is block 1 of ∂L/∂a?", "What is block 2 of ∂L/∂a?"]


def test_a_gradient_has_pieces_unless_it_is_the_slope_of_the_loss_itself() -> None:
    for problem in host.load_all().problems.values():
        for step in problem.formula_steps():
            target = problem.targets[step.id]
            if target.is_gradient_by(target.by):
                instance = problem.instance()
                named = names(instance.formula(step.id))
                passed_on = any(problem.targets[name].kind == "gradient" for name in named if name in problem.targets)
                if passed_on:
                    assert pieces_of(question(instance, step.id)).each, f"{problem.id} {step.id}"


def test_formulas_of_a_plugin_that_fail_leave_their_fault_beside_the_reply(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any) -> None:
        raise ZeroDivisionError("the plugin's own")

    monkeypatch.setattr("tutor.study.session.teaching.pieces.pieces_of", broken)
    session = stuck("lstm-cell", "dL/do", wrong=1)
    said = session.submit("0.3")
    assert (said.headline, said.offers_pieces) == ("Not yet.", False)
    assert isinstance(said.error, ZeroDivisionError)


def test_another_question_begins_without_pieces() -> None:
    instance = host.problem("lstm-cell").instance()
    session = QuizSession([(instance, "dL/do"), (instance, "dL/dC")], "learn", Store(None))
    for text in ("0.1", "0.2"):
        session.submit(text)
    session.hint()
    session.go_to(1)
    assert not session.asking_piece
    assert session.submit("0.3").kind == "wrong"
