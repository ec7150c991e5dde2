"""`tutor check`: mark one answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from tutor.commands.support import completing
from tutor.commands.support.answer_arguments import AnswerCommand, answer_text
from tutor.commands.support.instance_options import instance, seed_option, set_option
from tutor.commands.support.printing import format_option, print_json, symbol
from tutor.errors import TutorError
from tutor.export.verdict_json import judgement
from tutor.terminal_text import cells, printable_line

if TYPE_CHECKING:
    from tutor.marking import Verdict
    from tutor.marking.verdict import Diagnosis

EXIT = {"correct": 0, "wrong": 1, "invalid": 2, "undecided": 3}

SHOWN = 76
"""So many cells of an answer are shown above a mark: with more a terminal would break the line, and the mark is off."""
BEFORE = 48
"""So many of them at most stand before the mark, where a line is cut."""
"""An answer longer than this is not repeated to show the place in it."""

HEADLINE = {
    "correct": ("✓", "Right."),
    "wrong": ("✗", "Not yet."),
    "invalid": ("!", "I cannot read that."),
    "undecided": ("~", "I cannot decide this one."),
}


@click.command(cls=AnswerCommand, context_settings={"help_option_names": ["--help"]})
@click.argument("problem", shell_complete=completing.problems)
@click.argument("step", shell_complete=completing.steps)
@click.argument("answer")
@seed_option
@set_option
@format_option("text", "json")
@click.pass_context
def command(
    ctx: click.Context, problem: str, step: str, answer: str, seed: int | None, set_: tuple[str, ...], format: str
) -> None:
    """Mark one ANSWER, a formula or numbers, to the STEP of a problem. `-` reads it from stdin.

    Options of a question are picked by their texts, or by their numbers: those that `solve --steps`, `worksheet` and
    the quiz show for the same --seed.

    Exit code: 0 correct, 1 wrong, 2 invalid (it could not be read, which costs nothing), 3 undecided, 70 a fault of
    tutor's own.

    \b
    Examples:
      tutor check lstm-cell dL/dW_o "[0, -0.0242]"
      tutor check skip-mlp dL/dw_io "2/N*sum_n((yhat-y)*yhat*(1-yhat)*x_i)"
      tutor check conv-dense dL/dy3 "(z3 - d) (1 - z3^2)" --set f=tanh
      echo "h - d" | tutor check lstm-cell dL/dh - --format json
    """
    from tutor.marking import mark, question

    if problem == answer == "-":
        raise TutorError("stdin holds the network or the answer, not both", title="Which of them?")
    text = answer_text(answer)
    asked = question(instance(problem, seed, set_=set_), step)
    verdict = mark(asked, text)
    if format == "json":
        print_json(record(asked.problem.id, asked.step.id, text, verdict))
    else:
        click.echo("\n".join(lines(text, verdict)))
    ctx.exit(EXIT[verdict.kind])


def record(problem: str, step: str, answer: str, verdict: Verdict) -> dict[str, Any]:
    """A verdict as `tutor check --format json` prints it."""
    return {
        "schema": "tutor.check/1",
        "problem": problem,
        "step": step,
        "answer": answer,
        **judgement(verdict),
    }


def lines(answer: str, verdict: Verdict, headlines: Mapping[str, tuple[str, str]] = HEADLINE) -> list[str]:
    """A verdict as text: the headline, how the answer was read or where not, and what there is to say."""
    from tutor.marking.verdict import alternatives, in_any_case

    sign, headline = headlines[verdict.kind]
    found = [f"{symbol(sign)} {headline}"]
    if verdict.read_as:
        found.append(f"  read as  {verdict.read_as}")
    if verdict.column is not None:
        found += [f"  {line}" for line in marked(answer, verdict.column)]
    found.extend(f"  {_said([one])}" for one in in_any_case(verdict.diagnosis))
    for number, parts in enumerate(alternatives(verdict.diagnosis)):
        found.append(f"  {'or' if number else 'either'}: {_said(parts)}")
    if verdict.note:
        found.append(f"  {verdict.note}")
    return found


def _said(parts: Sequence[Diagnosis]) -> str:
    return " ".join(f"{part.message} {part.where}".rstrip() for part in parts)


def marked(answer: str, column: int) -> tuple[str, str]:
    """An answer on one line with a mark below a column, counted from 1; of a long one the part around it."""
    before, after = printable_line(answer[: column - 1][-SHOWN:]), printable_line(answer[column - 1 :][:SHOWN])
    cut_before, cut_after = column - 1 > SHOWN, len(answer) - column + 1 > SHOWN
    if cut_before or cut_after or cells(before) + cells(after) > SHOWN:
        while cells(before) > BEFORE:
            before, cut_before = before[1:], True
        before = "…" + before if cut_before else before
        while cells(after) > SHOWN - cells(before):
            after, cut_after = after[:-1], True
        after += "…" if cut_after else ""
    return before + after, " " * cells(before) + "^"
