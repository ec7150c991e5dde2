"""`tutor compare`: whether two formulas are the same, over any names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutor.commands.check import EXIT, lines
from tutor.commands.support.answer_arguments import AnswerCommand, answer_text
from tutor.commands.support.printing import format_option, print_json
from tutor.export.verdict_json import judgement

if TYPE_CHECKING:
    from tutor.marking import Verdict

HEADLINE = {
    "correct": ("✓", "The same."),
    "wrong": ("✗", "Not the same."),
    "invalid": ("!", "I cannot read the second one."),
    "undecided": ("~", "I cannot decide this one."),
}


@click.command(cls=AnswerCommand, context_settings={"help_option_names": ["--help"]})
@click.argument("reference")
@click.argument("answer")
@click.option("--name", "names", multiple=True, metavar="W[h,d]", help="Declare a name, with axes or as one number.")
@format_option("text", "json")
@click.pass_context
def command(ctx: click.Context, reference: str, answer: str, names: tuple[str, ...], format: str) -> None:
    """Compare two formulas over the names in them, whatever these are. `-` reads the ANSWER from stdin.

    Names are those that occur. Each is a number, unless it is declared with axes, whose letters say which sizes are
    equal, or is transposed, indexed or otherwise used as an array: what was found out is printed. Capital letters that
    are multiplied beside such a one, or side by side, are matrices, which do not commute. f, g, F and G before a
    bracket are unknown functions. A label, y = ..., may stand before each formula.

    Exit code: 0 the same, 1 not, 2 invalid (one of them could not be read), 3 undecided, 70 a fault of tutor's own.

    \b
    Examples:
      tutor compare "o*(1-tanh(c)^2)" "o/cosh(c)^2"
      tutor compare "W.T @ d" "sum_h(W[h,k] d[h])" --name "W[h,k]" --name "d[h]"
      tutor compare "|| A x - b ||^2" "(A x - b)^T (A x - b)"
      tutor compare "log(1+exp(z)) - z" "log(1+exp(-z))" --format json
    """
    from tutor import api

    text = answer_text(answer)
    verdict = api.compare(reference, text, names)
    if format == "json":
        print_json(record(reference, text, verdict))
    else:
        click.echo("\n".join(report(text, verdict)))
    ctx.exit(EXIT[verdict.kind])


def record(reference: str, answer: str, verdict: Verdict) -> dict[str, Any]:
    """A verdict as `tutor compare --format json` prints it."""
    found = {"schema": "tutor.compare/1", "reference": reference, "answer": answer, **judgement(verdict)}
    if verdict.reference_read_as:
        found |= {"reference_read_as": verdict.reference_read_as, "names": list(verdict.told)}
    return found


def report(answer: str, verdict: Verdict) -> list[str]:
    """A verdict as text: both formulas as they were read, and what was found out about the names in them."""
    headline, *rest = lines(answer, verdict, HEADLINE)
    shown = [f"  reference  {verdict.reference_read_as}"] if verdict.reference_read_as else []
    return [headline, *shown, *rest, *(f"  {told}" for told in verdict.told)]
