"""`tutor worksheet`: problems to print, and their keys."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from typing import TYPE_CHECKING

import click

from tutor.commands.arrays.array_input import shortened
from tutor.commands.support import completing
from tutor.commands.support.chosen_questions import DEGREES, chosen_questions
from tutor.commands.support.executor_options import chosen_executor, jobs_option, scheduler_option
from tutor.commands.support.named_problem import named_problem
from tutor.commands.support.output_files import output_option, write_text, writing
from tutor.commands.support.person_options import course_option, for_option, people, wanted_course
from tutor.commands.support.printing import format_option
from tutor.errors import TutorError
from tutor.notation.characters import spread

if TYPE_CHECKING:
    from tutor.executors.executor import Executor
    from tutor.export.worksheets.sheet_writer import Drawn, SheetWriter

BATCH = 8
"""Sheets that one process writes at a time: one takes 10 to 50 ms."""

MOST = 1000
"""Sheets in one document: a class with a sheet of its own for every pupil and week is far less."""


@click.command
@click.argument("problems", nargs=-1, required=True, metavar="PROBLEM...", shell_complete=completing.problems)
@click.option("--seeds", metavar="1-30", help="A sheet for each of these seeds, such as 1-30 or 3,7,9.")
@for_option("A sheet for this person, or for everybody in a file, with a code on it.")
@course_option()
@click.option(
    "--ask",
    multiple=True,
    metavar="STEP",
    shell_complete=completing.steps,
    help="Only this question, such as dL/dW; once for each.",
)
@click.option("--difficulty", type=click.Choice(DEGREES), help="Only a third of the questions of each problem.")
@click.option("--key", is_flag=True, help="The answers to the same sheets, not the room for them.")
@click.option("--scheme", is_flag=True, help="The answers with points, and what the usual mistakes come to.")
@click.option("--points", is_flag=True, help="What each question is worth.")
@click.option(
    "--room", type=click.Choice(("lines", "box", "none")), default="lines", show_default=True, help="To write on."
)
@click.option("--lines", type=click.IntRange(1, 40), default=3, show_default=True, help="The height of the room.")
@click.option(
    "--breaks",
    type=click.Choice(("problem", "sheet", "question")),
    default="problem",
    show_default=True,
    help="What begins on a page of its own.",
)
@jobs_option("Write in so many processes.")
@scheduler_option("Write on the Dask cluster of this scheduler, such as tcp://host:8786.")
@format_option("markdown", "latex", "html", "notebook")
@output_option()
def command(
    problems: tuple[str, ...],
    seeds: str | None,
    person: str | None,
    course: str | None,
    ask: tuple[str, ...],
    difficulty: str | None,
    key: bool,
    scheme: bool,
    points: bool,
    room: str,
    lines: int,
    breaks: str,
    jobs: int | None,
    scheduler: str | None,
    format: str,
    output: str | None,
) -> None:
    """Print problems with room for the answers, each sheet on pages of its own; without seeds, the textbook's numbers.

    HTML is one file that needs nothing else and can be printed from a browser; LaTeX compiles as it is. A notebook has
    a cell for each answer and one that tells whether it is right, for nbgrader and Otter-Grader as well.
    With --for everybody in a course has numbers of their own: `tutor course new` makes a course. The code on a sheet is
    what its answers are graded by.

    \b
    Examples:
      tutor worksheet lstm-cell --seeds 1-30 --format html -o sheets.html
      tutor worksheet lstm-cell --seeds 1-30 --format html --key -o key.html
      tutor worksheet skip-mlp --course dl.course --for class.csv --format latex -o sheets.tex
      tutor worksheet skip-mlp --ask dL/dz --ask dL/dw_io --room box --points
      tutor worksheet lstm-cell --seeds 1-1000 --format html --jobs 4 -o sheets.html
      tutor worksheet skip-mlp softmax-net --format latex > sheet.tex
    """
    from tutor.export.worksheets.sheet_writer import SheetWriter
    from tutor.export.worksheets.worksheet import Layout, title_of

    if key and scheme:
        raise TutorError("--key and --scheme each print the answers: take one of them", title="Which one?")
    if seeds is not None and person is not None:
        raise TutorError("--seeds and --for each say which numbers: take one of them", title="Which numbers?")
    if problems.count("-") > 1:
        raise TutorError("`-` stands twice, but stdin holds one network", title="Which problem?")
    drawn = _drawn(seeds, person, course)
    if len(drawn) * len(problems) > MOST:
        raise TutorError(f"{len(drawn) * len(problems)} sheets are more than {MOST}", title="Too many sheets")
    posed = [named_problem(name) for name in problems]
    asked = chosen_questions(posed, ask, difficulty)
    layout = Layout("key" if key else "scheme" if scheme else "questions", room, lines, breaks, points)
    known = {name: problem for name, problem in zip(problems, posed, strict=True) if name == "-"}
    sheets = SheetWriter(problems, tuple(asked), layout, format, known=known)
    if format == "notebook":
        if key or scheme or len(drawn) > 1:
            raise TutorError("a notebook holds one sheet, without its answers", title="Not in a notebook")
        write_text(import_module("tutor.export.worksheets.notebook").render(sheets.sheet(drawn[0])), output)
        return
    executor = chosen_executor(jobs, scheduler)
    written = _written(_for_place(sheets, executor), drawn, executor)
    pieces = import_module(f"tutor.export.{format}").document(written, title_of(posed[0], layout))
    if output is None:
        for piece in pieces:
            click.echo(piece, nl=False)
        return
    with writing(output) as file:
        file.writelines(pieces)


def _for_place(sheets: SheetWriter, executor: Executor) -> SheetWriter:
    """The writer with what it needs where it runs. Raises TutorError where that cannot be had there."""
    from tutor.executors.executor import Place
    from tutor.host.carried_networks import NetworkTexts
    from tutor.host.network_files import is_network

    if executor.place is not Place.HERE and sheets.known:
        raise TutorError("`-` is read by this process alone: write the network to a file", title="Which problem?")
    if executor.place is not Place.ELSEWHERE:
        return sheets
    texts = NetworkTexts()
    return replace(sheets, networks=tuple(texts.of(name) for name in sheets.problems if is_network(name)))


def _written(sheets: SheetWriter, drawn: Sequence[Drawn], executor: Executor) -> Iterator[str]:
    """The text of every sheet, in their order."""
    marked = [one._replace(first=not number) for number, one in enumerate(drawn)]
    batches = (marked[start : start + BATCH] for start in range(0, len(marked), BATCH))
    for some in executor.in_order(sheets, batches, lost=sheets.lost):
        yield from some


def _drawn(seeds: str | None, person: str | None, course: str | None) -> list[Drawn]:
    from tutor.export.worksheets.sheet_writer import Drawn

    if person is None:
        return [Drawn(seed) for seed in (read_seeds(seeds) if seeds is not None else [None])]
    from tutor.course.sheet_code import code_of

    taken = wanted_course(course)
    found = [(name, taken.seed_of(name)) for name in people(person)]
    return [Drawn(seed, name, code_of(taken, seed)) for name, seed in found]


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
