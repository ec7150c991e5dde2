"""`tutor quiz --plain`: the quiz as lines of text, kept and gone on with like the app's."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tutor.notation.examples import EXAMPLES

FIRST = "sigma(W_f @ [h_prev, x])"


def test_a_right_answer_leads_to_the_next_question(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--plain", stdin=f"{FIRST}\n").out
    assert "Question 1 of" in out
    assert "✓ Right." in out
    assert "Question 2 of" in out
    assert out.endswith("Saved. You can go on here next time.\n")


def test_the_network_and_its_numbers_are_shown_and_no_answer(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--plain").out
    assert "L = ½ (hₜ − d)²" in out
    assert "W_f   [0.5, 0.5]" in out
    assert "0.6225" not in out


def test_a_quiz_that_was_left_goes_on_at_its_question(tutor: Tutor) -> None:
    tutor("quiz", "lstm-cell", "--plain", stdin=f"{FIRST}\n0.5987\n")
    out = tutor("quiz", "lstm-cell", "--plain", stdin="quit\n").out
    assert "Question 3 of" in out
    assert "Question 1 of" not in out


def test_a_quiz_can_be_asked_at_other_sizes(tutor: Tutor) -> None:
    out = tutor("quiz", "skip-mlp", "--plain", "--size", "N=6", "--size", "H=5").out
    hidden = next(line for line in out.splitlines() if line.startswith("  w_ho"))
    assert hidden.count(",") == 4
    refused = tutor("quiz", "skip-mlp", "--plain", "--size", "Q=6")
    assert (refused.code, refused.out) == (2, "")
    assert "`Q` is not a size of skip-mlp" in refused.err


def test_words_give_hints_the_worked_step_and_leave_a_question_for_later(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--plain", stdin="hint\n?\nhint\nhint\nstep\nlater\ngiven\nhelp\n").out
    assert "? Hint 1 of 3" in out
    assert "? Hint 3 of 3" in out
    assert "That was the last hint.\n    `step` shows this step worked.\n" in out
    assert "= Worked step" in out
    assert "0.6225" in out
    assert "Question 3 of" in out
    assert "hint    the next hint" in out


def test_the_word_forms_shows_how_formulas_may_be_typed(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--plain", stdin="forms\n").out
    for _, group in EXAMPLES:
        for example in group:
            assert f"    {example.reading}:   {'   '.join(example.forms)}\n" in out


def test_what_cannot_be_read_costs_nothing(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--plain", stdin="sigma(\n" + FIRST + "\n").out
    assert "! I cannot read that." in out
    assert "This did not count as a try." in out
    assert "First try." in out


def test_an_exam_gives_no_feedback_before_its_end(tutor: Tutor) -> None:
    problems = {problem["id"]: problem for problem in tutor("list", "--format", "json").json["problems"]}
    count = problems["lstm-cell"]["steps"]
    out = tutor("quiz", "lstm-cell", "--plain", "--exam", stdin="hint\n" + "1\n" * count).out
    before, _, after = out.partition("Finished")
    assert "There are no hints in an exam." in before
    assert "Noted." in before
    assert "Right." not in before
    assert "✗" not in before
    assert "✗" in after
    assert "✗ lstm-cell dL/dW_o  1\n      right  ∂L/∂oₜ oₜ (1 − oₜ) [hₜ₋₁, xₜ] = [0, −0.0242]\n" in after


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--plain",), "wants the name of a problem"),
        (("lstm-cel", "--plain"), "did you mean `lstm-cell`?"),
        (("lstm-cel",), "did you mean `lstm-cell`?"),
        (("lstm-cell", "--seed", "-3", "--plain"), "the seed -3"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("quiz", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize("answers", ["quit\n", "h - d\nquit\n", "h - d\n"])
@pytest.mark.parametrize("home", ["/dev/null", "file"])
def test_saved_is_said_only_where_it_was(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: str, answers: str
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TUTOR_HOME", home if home.startswith("/") else str(tmp_path / home))
    done = tutor("quiz", "lstm-cell", "--plain", stdin=answers)
    assert done.code == 0
    assert "Saved" not in done.out
    assert "Answers are not being saved: " in done.out.splitlines()[-1]


def test_where_the_disk_is_full_what_was_kept_is_said(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    tutor("quiz", "lstm-cell", "--plain", stdin="quit\n")
    for journal_works, said in (
        (False, "Answers are not being saved: the disk is full"),
        (True, "Answers are put in "),
    ):
        with monkeypatch.context() as patch:
            patch.setattr("tutor.study.log.schema.put", _full)
            if not journal_works:
                patch.setattr("tutor.study.log.fallback_journal.append", lambda file, entry: False)
            done = tutor("quiz", "lstm-cell", "--plain", stdin="h - d\nquit\n")
        assert "Saved" not in done.out
        assert done.out.splitlines()[-1].startswith(said)


def _full(connection: sqlite3.Connection, entry: object) -> bool:
    if connection.execute("PRAGMA database_list").fetchone()[2]:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error
    return True


def test_of_steps_of_one_kind_the_second_has_a_gap_after_the_first_was_shown(tutor: Tutor) -> None:
    out = tutor("quiz", "lstm-cell", "--plain", stdin="step\n\nW_i [h_prev, x]\n\nquit\n").out
    assert "iₜ = σ(□)   give □, or all of it" in out
    assert out.count("✓ Right.") == 1
    assert out.count("□") == 2


def test_a_gradient_is_asked_piece_by_piece_to_who_is_stuck(tutor: Tutor) -> None:
    lines = ("0.1", "0.2", "hint", "dL/dyhat", "yhat * (1 - yhat)")
    out = tutor("quiz", "skip-mlp", "--plain", stdin="later\n" * 8 + "\n".join(lines) + "\n").out
    assert "Question 9 of" in out
    assert "`hint` asks for it piece by piece." in out
    assert "Piece 1 of 2\n    What arrives at ŷ?" in out
    assert "∂L/∂z = ∂L/∂ŷ · ∂ŷ/∂z" in out
