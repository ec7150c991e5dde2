"""`tutor compare`: two formulas over any names, with the verdicts and exit codes of `tutor check`."""

from __future__ import annotations

import pytest

import tutor as public
from tests.commands.conftest import Tutor


@pytest.mark.parametrize(
    ("arguments", "code", "verdict"),
    [
        (("o*(1-tanh(c)^2)*g*i*(1-i)", "o*g*(i-i^2)/cosh(c)^2"), 0, "correct"),
        (("log(1+exp(z))-z", "log(1+exp(-z))"), 0, "correct"),
        (("W.T @ d", "sum_h(W[h,k] d[h])", "--name", "W[h,k]", "--name=d[h]"), 0, "correct"),
        (("-x", "-1x"), 0, "correct"),
        (("-x", "x"), 1, "wrong"),
        (("x", "2x"), 1, "wrong"),
        (("x", "x +"), 2, "invalid"),
        (("x", "__import__('os')"), 2, "invalid"),
    ],
)
def test_the_verdict_is_in_the_json_and_in_the_exit_code(
    tutor: Tutor, arguments: tuple[str, ...], code: int, verdict: str
) -> None:
    done = tutor("compare", *arguments, "--format", "json")
    assert (done.code, done.err) == (code, "")
    found = done.json
    optional = {"reference_read_as", "names"} if verdict != "invalid" else set()
    assert set(found) == {"schema", "reference", "answer", "read_as", "verdict", "score", "diagnosis", *optional}
    assert (found["schema"], found["verdict"]) == ("tutor.compare/1", verdict)
    assert (found["reference"], found["answer"]) == arguments[:2]
    assert bool(found["diagnosis"]) == (verdict != "correct")


def test_text_says_whether_they_are_the_same_and_how_the_second_was_read(tutor: Tutor) -> None:
    assert tutor("compare", "x^2", "x*x").out.splitlines() == ["✓ The same.", "  reference  x²", "  read as  x x"]
    lines = tutor("compare", "x^2", "x^3").out.splitlines()
    assert lines[:3] == ["✗ Not the same.", "  reference  x²", "  read as  x³"]
    assert tutor("compare", "x", "x ?").out.splitlines()[:3] == ["! I cannot read the second one.", "  x ?", "    ^"]


def test_what_was_found_out_about_names_is_told(tutor: Tutor) -> None:
    told = ["W read as a matrix (m, n)", "x read as a column (n)"]
    lines = tutor("compare", "(W x)^T", "x^T W^T").out.splitlines()
    assert lines[-2:] == [f"  {line}" for line in told]
    assert tutor("compare", "(W x)^T", "x^T W^T", "--format", "json").json["names"] == told


def test_the_second_formula_may_come_from_stdin(tutor: Tutor) -> None:
    assert tutor("compare", "x + y", "-", stdin="y + x\n").code == 0


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("x +", "x"), "the reference cannot be read"),
        (("x", "x", "--name", "W[H]"), "`W[H]` does not declare a name"),
        (("x",), "missing argument 'ANSWER'"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("compare", *arguments)
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_programs_get_the_same_verdict() -> None:
    assert public.compare("W.T @ d", "sum_h(W[h,k] d[h])", ["W[h,k]", "d[h]"]).kind == "correct"
    assert public.compare("x", "y").kind == "wrong"
