"""`tutor show`: a problem as it is posed, without its answers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tutor.commands.support import completing
from tutor.commands.support.instance_options import instance, numbers_options
from tutor.commands.support.printing import format_option, print_json, table
from tutor.export.array_text import array_lines
from tutor.problems.contract.step import Choice, Step

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance


@click.command
@click.argument("problem", shell_complete=completing.problems)
@numbers_options
@format_option("text", "json")
def command(
    problem: str, seed: int | None, size: tuple[str, ...], given: str | None, set_: tuple[str, ...], format: str
) -> None:
    """Print a problem: the network, its numbers, what is asked and what is plotted. Answers are `tutor solve`'s.

    \b
    Examples:
      tutor show skip-mlp
      tutor show lstm-cell --seed 3
      tutor show lstm-cell --format json
    """
    posed = instance(problem, seed, size, given, set_)
    if format == "json":
        print_json(_document(posed))
        return
    _print(posed)


def _document(posed: Instance) -> dict[str, Any]:
    asked = posed.problem
    return {
        "schema": "tutor.show/1",
        "problem": asked.id,
        "title": asked.title,
        "summary": asked.summary,
        "seed": posed.seed,
        "sizes": posed.sizes,
        "statement": asked.statement,
        "given": posed.given,
        "meanings": {quantity.name: quantity.meaning for quantity in asked.given},
        "questions": [_question(step) for step in asked.steps],
    }


def _question(step: Step | Choice) -> dict[str, Any]:
    if isinstance(step, Choice):
        return {"id": step.id, "ask": step.ask, "options": step.options, "several": step.many or step.ordered}
    return {"id": step.id, "ask": step.ask}


def _print(posed: Instance) -> None:
    asked = posed.problem
    click.echo(f"{asked.title} ({asked.id}), {posed.label}: {asked.summary}\n")
    for line in asked.statement:
        click.echo(f"  {line}")
    if posed.sizes:
        click.echo("\nsizes")
        meanings = asked.axes
        rows = [(name, size, meanings.get(name.lower(), "")) for name, size in posed.sizes.items()]
        click.echo("\n".join(f"  {line}" for line in table(rows)))
    click.echo("\ngiven")
    given_rows = [(asked.display(q.name), posed.given[q.name], q.meaning) for q in asked.given]
    click.echo("\n".join(array_lines(given_rows)))
    click.echo("\nquestions")
    questions = [(step.id, step.ask) for step in asked.steps]
    click.echo("\n".join(f"  {line}" for line in table(questions)))
    plots = [(plot.title, plot.about) for plot in asked.plots()]
    if plots:
        click.echo("\nplots, on the app's page of that name")
        click.echo("\n".join(f"  {line}" for line in table(plots)))
