"""Formulas as arguments: those that begin with a minus sign are answers, misspelt options are not."""

from __future__ import annotations

import io
import sys

import click
import pytest

from tutor.commands.support.answer_arguments import AnswerCommand, answer_text


@click.command(cls=AnswerCommand, context_settings={"help_option_names": ["--help"]})
@click.argument("problem")
@click.argument("answer")
@click.option("--seed", type=int)
@click.option("--loud", is_flag=True)
def command(problem: str, answer: str, seed: int | None, loud: bool) -> tuple[str, str, int | None, bool]:
    return problem, answer, seed, loud


def parsed(*arguments: str) -> tuple[str, str, int | None, bool]:
    result: tuple[str, str, int | None, bool] = command.main(list(arguments), standalone_mode=False)
    return result


@pytest.mark.parametrize(
    "answer",
    ["-0.1 x", "-h", "-h*o", "--x", "-seed", "-(a + b)", "- a", "-", "--loudness*x", "-1e-3", "−h", ""],
)
def test_an_answer_may_begin_with_a_minus_sign(answer: str) -> None:
    assert parsed("p", answer) == ("p", answer, None, False)
    assert parsed("--seed", "3", "p", answer, "--loud") == ("p", answer, 3, True)
    assert parsed("p", answer, "--seed=-3") == ("p", answer, -3, False)


def test_everything_after_two_dashes_is_an_argument() -> None:
    assert parsed("--loud", "--", "p", "--seed") == ("p", "--seed", None, True)


def test_a_value_of_an_option_may_be_negative() -> None:
    assert parsed("p", "a", "--seed", "-3") == ("p", "a", -3, False)


def test_a_misspelt_option_is_reported() -> None:
    with pytest.raises(click.NoSuchOption, match="--sed"):
        parsed("p", "a", "--sed", "3")


def test_a_dash_reads_the_answer_from_stdin(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("  h - d\n"))
    assert answer_text("-") == "h - d"
    assert answer_text("-h") == "-h"
