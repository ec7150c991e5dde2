"""`tutor solve`: all values and gradients of a problem, with no screen."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, TypeAlias

import click

from tutor.commands.support import completing
from tutor.commands.support.instance_options import instance, numbers_options
from tutor.commands.support.output_files import output_option, refuse_same, writing
from tutor.commands.support.standard_streams import write_bytes
from tutor.errors import TutorError, did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tutor.problems.instances.instance import Instance

Written: TypeAlias = "str | Iterator[str] | memoryview"
"""A text, a long one piece by piece, or bytes."""

FORMATS = ("text", "json", "npz", "latex", "markdown", "html", "svg")


@click.command
@click.argument("problem", shell_complete=completing.problems)
@numbers_options
@click.option("--steps", is_flag=True, help="With each step of the derivation: its formula, rule and numbers.")
@click.option(
    "--format",
    default="text",
    show_default=True,
    metavar="|".join(FORMATS),
    shell_complete=completing.one_of(FORMATS),
    help="How to write it.",
)
@output_option()
def command(
    problem: str,
    seed: int | None,
    size: tuple[str, ...],
    given: str | None,
    set_: tuple[str, ...],
    steps: bool,
    format: str,
    output: str | None,
) -> None:
    """Print every value and gradient of a problem, at the textbook's numbers unless told otherwise.

    JSON and npz have full precision (JSON what is not finite as null); the other formats are for reading: with
    --steps the whole derivation, rule by rule, in LaTeX that compiles as it is. There an array of more than 400 numbers
    is shown without its middle. svg is the network as a graph with its numbers, which html has at its head. JSON has at
    most 25 million numbers, those of the steps included; npz has no such limit, and the numbers of steps only with
    --steps. Sizes that would need more than 4 GB are refused.

    \b
    Examples:
      tutor solve lstm-cell
      tutor solve lstm-cell --set x=0.5 --set "W_f=[0.1, 0.2]"
      tutor solve conv-dense --set f=tanh
      tutor solve skip-mlp --seed 3 --size N=50 --format json -o out.json
      tutor solve skip-mlp --given mine.npz --steps
      tutor solve rnn-bptt --size T=5 --steps --format latex -o rnn.tex
      tutor solve lstm-cell --steps --format html -o lstm.html
    """
    if given is not None:
        refuse_same(given, output, "the values")
    written = writer(format)(instance(problem, seed, size, given, set_), steps)
    if isinstance(written, memoryview):
        _write_bytes(written, format, output)
        return
    pieces = [written] if isinstance(written, str) else written
    if output is not None:
        with writing(output) as file:
            file.writelines(pieces)
        return
    piece = ""
    for piece in pieces:
        sys.stdout.write(piece)  # without handing over each of hundreds, as `click.echo` does
    click.echo("", nl=not piece.endswith("\n"))


def _write_bytes(written: memoryview, format: str, output: str | None) -> None:
    if output is not None:
        with writing(output, binary=True) as file:
            file.write(written)
    elif sys.stdout.isatty():
        raise TutorError(f"{format} is not for a terminal: write it to a file with -o", title="Not for a terminal")
    else:
        write_bytes(written)


def writer(format: str) -> Callable[[Instance, bool], Written]:
    """The function that writes a format: ours, or one of a plugin. Raises TutorError for an unknown one."""
    if format in FORMATS:
        write: Callable[[Instance, bool], Written] = import_module(f"tutor.export.solutions.solution_{format}").write
        return write
    from tutor import host

    added = {name: export for _, (name, export) in host.offers("tutor_exporters")}
    if format not in added:
        known = [*FORMATS, *added]
        guess = did_you_mean(format, known) or f": there are {', '.join(known)}"
        raise TutorError(f"there is no format `{format}`{guess}", title="Unknown format")
    return lambda instance, steps: str(added[format](instance))
