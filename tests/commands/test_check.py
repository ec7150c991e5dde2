"""`tutor check`: the verdict as text, as JSON and as exit code."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Tutor
from tutor.commands.check import SHOWN, marked
from tutor.terminal_text import cells


@pytest.mark.parametrize(
    ("problem", "step", "answer", "code", "verdict"),
    [
        ("lstm-cell", "dL/dW_o", "[0, -0.0242]", 0, "correct"),
        ("skip-mlp", "dL/dw_io", "2/N*sum_n((yhat-y)*yhat*(1-yhat)*x_i)", 0, "correct"),
        ("lstm-cell", "dL/dh", "d - h", 1, "wrong"),
        ("lstm-cell", "dL/dh", "-0.4608", 0, "correct"),
        ("lstm-cell", "dL/dh", "-(d - h)", 0, "correct"),
        ("lstm-cell", "dL/dh", "-h", 1, "wrong"),
        ("lstm-cell", "dL/dW_o", "-0.1 x", 1, "wrong"),
        ("lstm-cell", "dL/dh", "hq - d", 2, "invalid"),
        ("lstm-cell", "dL/dh", "", 2, "invalid"),
        ("lstm-cell", "dL/dh", "__import__('os')", 2, "invalid"),
    ],
)
def test_the_verdict_is_in_the_json_and_in_the_exit_code(
    tutor: Tutor, problem: str, step: str, answer: str, code: int, verdict: str
) -> None:
    done = tutor("check", problem, step, answer, "--format", "json")
    assert done.code == code
    assert done.err == ""
    found = done.json
    assert list(found) == ["schema", "problem", "step", "answer", "read_as", "verdict", "score", "diagnosis"]
    assert found["schema"] == "tutor.check/1"
    assert (found["problem"], found["step"], found["answer"]) == (problem, step, answer)
    assert found["verdict"] == verdict
    assert 0 <= found["score"] <= 1
    assert (found["score"] == 1) == (verdict == "correct")
    assert bool(found["diagnosis"]) == (verdict != "correct")
    for diagnosis in found["diagnosis"]:
        assert list(diagnosis)[:2] == ["code", "message"]


def test_text_says_the_verdict_and_how_the_answer_was_read(tutor: Tutor) -> None:
    done = tutor("check", "lstm-cell", "dL/dh", "h-d")
    assert done.out.splitlines()[:2] == ["✓ Right.", "  read as  hₜ − d"]


def test_text_points_at_what_cannot_be_read(tutor: Tutor) -> None:
    lines = tutor("check", "lstm-cell", "dL/dh", "h - dq").out.splitlines()
    assert lines[:3] == ["! I cannot read that.", "  h - dq", "      ^"]
    assert "`dq` at column 5" in lines[3]


def test_an_answer_may_come_from_stdin(tutor: Tutor) -> None:
    assert tutor("check", "lstm-cell", "dL/dh", "-", stdin="h - d\n").code == 0
    assert tutor("check", "lstm-cell", "dL/dh", "-", stdin="").code == 2


def test_a_seed_poses_the_question_with_other_numbers(tutor: Tutor) -> None:
    value = tutor("solve", "lstm-cell", "--seed", "3", "--format", "json").json["gradients"]["h"]
    assert tutor("check", "lstm-cell", "dL/dh", f"{value:.6g}", "--seed", "3").code == 0
    assert tutor("check", "lstm-cell", "dL/dh", f"{value:.6g}").code == 1


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("lstm-cel", "dL/dh", "h"), "did you mean `lstm-cell`?"),
        (("lstm-cell", "dL/dhh", "h"), "`dL/dhh` is not a step of lstm-cell; did you mean `dL/dh`?"),
        (("lstm-cell", "dL/dh"), "missing argument 'ANSWER'"),
        (("lstm-cell", "dL/dh", "h", "--format", "xml"), "'xml' is not one of"),
        (("lstm-cell", "dL/dh", "h", "--sed", "3"), "no such option"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("check", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    "answer",
    ["9**9**9**9", "(" * 10_000, "x" * 1_000_000, "h - d\x00", "\u202eh", "h - d" + " " * 1000 + "@", "{}[]", "%s%n"],
)
def test_a_hostile_answer_is_a_verdict_and_valid_json(tutor: Tutor, answer: str) -> None:
    done = tutor("check", "lstm-cell", "dL/dh", "-", "--format", "json", stdin=answer)
    assert done.code in (1, 2, 3)
    assert done.json["verdict"] != "correct"


def above(answer: str, column: int) -> str:
    """The character that stands above the mark."""
    shown, mark = marked(answer, column)
    at, before = 0, 0
    while before < len(mark) - 1 or cells(shown[at]) == 0:
        before += cells(shown[at])
        at += 1
    assert before == len(mark) - 1
    return shown[at]


@pytest.mark.parametrize("before", [0, 1, 30, 47, 48, 60, 75, 76, 90, 300])
@pytest.mark.parametrize("after", [0, 1, 40, 90, 300])
@pytest.mark.parametrize("filling", ["x", "Ｗ", "x̂", "\u200b"])
def test_the_mark_stands_under_the_place_however_long_and_wide_the_line(before: int, after: int, filling: str) -> None:
    answer = (filling * before)[:before] + "§" + filling * after
    assert above(answer, before + 1) == "§"
    assert all(cells(line) <= SHOWN + 1 for line in marked(answer, before + 1))


def test_a_line_that_fits_is_shown_whole() -> None:
    assert marked("h - dq", 5) == ("h - dq", "    ^")
    assert marked("ｈ - dq", 5) == ("ｈ - dq", "     ^")
