"""`tutor forms`: the language of formulas, for whoever answers and whoever writes a problem."""

from __future__ import annotations

import click

from tutor.commands.support import completing
from tutor.commands.support.language_reference import form_lines, function_lines, problem_lines
from tutor.commands.support.named_problem import named_problem
from tutor.commands.support.printing import format_option, print_json


@click.command
@click.argument("problem", required=False, shell_complete=completing.problems)
@format_option("text", "json")
def command(problem: str | None, format: str) -> None:
    """Print how formulas may be typed; with a PROBLEM, the names, sizes and functions that its formulas may use.

    Forms on one line mean the same. Answers and the formulas of plugins are written in this one language.

    \b
    Examples:
      tutor forms
      tutor forms lstm-cell
    """
    asked = named_problem(problem) if problem is not None else None
    if format == "json":
        from tutor.commands.support.language_reference import document

        print_json({"schema": "tutor.forms/1", **document(asked)})
        return
    lines = [*form_lines(), "", *function_lines()] if asked is None else problem_lines(asked)
    click.echo("\n".join(lines))
