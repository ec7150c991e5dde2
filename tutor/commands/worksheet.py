"""`tutor worksheet`: problems to print, and their keys."""

from __future__ import annotations

import re
from importlib import import_module

import click

from tutor.commands.arrays.array_input import shortened
from tutor.commands.support.named_problem import named_problem
from tutor.commands.support.output_files import output_option, writing
from tutor.commands.support.printing import format_option
from tutor.errors import TutorError
from tutor.notation.characters import spread

MOST = 1000
"""Sheets in one document: a class with a sheet of its own for every pupil and week is far less."""


@click.command
@click.argument("problems", nargs=-1, required=True, metavar="PROBLEM...")
@click.option("--seeds", metavar="1-30", help="A sheet for each of these seeds, such as 1-30 or 3,7,9.")
@click.option("--key", is_flag=True, help="The answers to the same sheets, not the room for them.")
@format_option("markdown", "latex", "html")
@output_option()
def command(problems: tuple[str, ...], seeds: str | None, key: bool, format: str, output: str | None) -> None:
    """Print problems with room for the answers, each seed on pages of its own; without seeds, the textbook's numbers.

    HTML is one file that needs nothing else and can be printed from a browser; LaTeX compiles as it is.

    \b
    Examples:
      tutor worksheet lstm-cell --seeds 1-30 --format html -o sheets.html
      tutor worksheet lstm-cell --seeds 1-30 --format html --key -o key.html
      tutor worksheet skip-mlp softmax-net --format latex > sheet.tex
    """
    from tutor.export.worksheet import sheets

    chosen = read_seeds(seeds) if seeds is not None else [None]
    if len(chosen) * len(problems) > MOST:
        raise TutorError(f"{len(chosen) * len(problems)} sheets are more than {MOST}", title="Too many sheets")
    if problems.count("-") > 1:
        raise TutorError("`-` stands twice, but stdin holds one network", title="Which problem?")
    posed = [named_problem(name) for name in problems]
    blocks = list(sheets((problem.instance(seed=seed) for seed in chosen for problem in posed), key=key))
    text = import_module(f"tutor.export.{format}").render(blocks)
    if output is None:
        click.echo(text, nl=False)
        return
    with writing(output) as file:
        file.write(text)


def read_seeds(text: str) -> list[int]:
    """`1-3,7` as 1, 2, 3, 7. Raises TutorError for what is no list of seeds."""
    found: dict[int, None] = {}
    for part in spread(text)[0].split(","):
        match = re.fullmatch(r"\s*(\d{1,19})\s*(?:-\s*(\d{1,19})\s*)?", part, re.ASCII)
        if not match:
            raise TutorError(
                f"--seeds wants seeds such as 1-30 or 3,7,9, but got `{shortened(text)}`", title="Not seeds"
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first or last - first >= MOST:
            raise TutorError(f"--seeds {part.strip()}: from 1 to {MOST} seeds, the smaller first", title="Not seeds")
        found |= dict.fromkeys(range(first, last + 1))
        if len(found) > MOST:
            raise TutorError(f"--seeds {text[:40]}…: these are more than {MOST} seeds", title="Not seeds")
    return list(found)
