"""`tutor grade`: mark a file of answers, a line each."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import click

from tutor.commands.support.executor_options import chosen_executor, jobs_option, scheduler_option
from tutor.commands.support.input_files import opened
from tutor.commands.support.output_files import cannot, output_option, refuse_same, write_text, writing
from tutor.commands.support.person_options import course_option, for_option, people, wanted_course
from tutor.commands.support.printing import warn
from tutor.errors import TutorError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tutor.executors.executor import Executor
    from tutor.grading.batch_marker import Answers, BatchMarker, MarkedBatch
    from tutor.grading.input_lines import Line
    from tutor.grading.kept_verdicts import Kept
    from tutor.grading.tally import Tally

BATCH = 128
"""Lines that another process marks at a time: handing over a batch takes about as long as marking two lines."""

BATCH_HERE = 32
"""The same in this process: verdicts are written after each, which takes as long as marking a line."""

BATCH_BYTES = 256_000


@click.command
@click.argument("source", metavar="FILE", type=click.Path())
@output_option("Write the verdicts to FILE, not stdout.")
@for_option("Whose answers: a name or id, or a file of them. Each line has the numbers of its student.")
@course_option()
@jobs_option()
@scheduler_option()
@click.option(
    "--format",
    type=click.Choice(("jsonl", "csv", "gradescope")),
    help="The form of what has no name that tells it; or an autograder's results.json of one person.",
)
@click.option("--resume", is_flag=True, help="Go on with a run that was interrupted, from FILE.part.")
@click.option("--summary", metavar="FILE", type=click.Path(), help="Write what the verdicts come to as JSON or .csv.")
def command(
    source: str,
    output: str | None,
    person: str | None,
    course: str | None,
    jobs: int | None,
    scheduler: str | None,
    format: str | None,
    resume: bool,
    summary: str | None,
) -> None:
    """Mark answers, one in a line, and write a verdict for each, in the same order. `-` reads stdin.

    A line is {"problem", "step", "answer"}, with a "seed" for other numbers than the textbook's, an "id" of yours
    that comes back, and a "student" to count by. The "code" on a sheet says which numbers it has; so does the student
    with --for, in a course that `tutor course new` made. A file whose name ends in .csv is a table with these columns;
    so are verdicts that are written to one. A line that cannot be used gets the verdict `invalid` with its number, and
    the rest goes on; so does one at which tutor itself fails, with the code `internal`.
    Empty lines are passed over. Verdicts are written as they come, to FILE.part until all are there: a run that is
    interrupted leaves FILE as it was, and says where the verdicts so far are, each of them whole. With --resume they
    are kept, if they are on the lines of FILE as it is now, and the rest is marked. At the end stderr has the numbers
    by step, by mistake and by student.
    With --scheduler the workers of a Dask cluster mark, with the plugins that are installed there. Lines and network
    files are read here and sent; the secret of a course is not. Needs the extra `cluster`, on the workers too:
    pip install "backprop-tutor[cluster]".

    \b
    Examples:
      tutor grade answers.jsonl -o verdicts.jsonl
      tutor grade answers.csv -o verdicts.csv --jobs 4 --summary summary.json
      tutor grade answers.csv -o verdicts.csv --resume
      tutor grade answers.jsonl -o verdicts.jsonl --scheduler tcp://10.0.0.5:8786
      tutor grade answers.csv -o verdicts.csv --course dl.course --for class.csv
      echo '{"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}' | tutor grade -
    """
    from tutor.commands.support.grade_input import answers, form_of
    from tutor.commands.support.grade_report import print_summary, write_summary
    from tutor.grading.batch_marker import BatchMarker
    from tutor.grading.rows import CsvRows, JsonRows
    from tutor.grading.verdicts import forget
    from tutor.text_encoding import utf8

    if resume and output is None:
        raise click.UsageError("--resume needs -o: it goes on with what was written for that file")
    _refuse_mixing(source, output, summary)
    forget()  # a program that grades more than once may have changed a network file in between
    if format == "gradescope":
        if resume or summary is not None or jobs is not None or scheduler:
            raise click.UsageError(
                "Gradescope's results have no --resume, --summary, --jobs or --scheduler: they are one person's"
            )
        _write_gradescope(source, output, person, course)
        return
    executor = chosen_executor(jobs, scheduler)
    form = form_of(source, format or "jsonl")
    is_table = form_of(output, format or form) == "csv"
    rows = CsvRows() if is_table else JsonRows(ascii_only=output is None and not utf8())
    with opened(source) as file:
        handed_in, read = answers(file, source, form)
        asked = _at_their_numbers(handed_in, person, course)
        counted = _graded(file, read, BatchMarker(asked, rows), _Run(source, output, executor, resume))
    print_summary(counted)
    if summary is not None:
        write_summary(counted, summary)


def _at_their_numbers(handed_in: Answers, person: str | None, course: str | None) -> Answers:
    """The answers, each at the numbers of its code or its student."""
    from tutor.course.course import plain_name
    from tutor.grading.course_answers import CourseAnswers

    names = frozenset(map(plain_name, people(person) if person is not None else ()))
    return CourseAnswers(handed_in, wanted_course(course) if course or person else None, names)


def _write_gradescope(source: str, output: str | None, person: str | None, course: str | None) -> None:
    from tutor.commands.support.grade_gradescope import gradescope_results
    from tutor.commands.support.grade_input import answers, form_of

    with opened(source) as file:
        handed_in, read = answers(file, source, form_of(source, "jsonl"))
        text = gradescope_results(_at_their_numbers(handed_in, person, course), read, source)
    write_text(text, output)


def _refuse_mixing(source: str, output: str | None, summary: str | None) -> None:
    refuse_same(source, output, "the verdicts")
    if summary is None:
        return
    if summary in ("", "-") or "\0" in summary:
        raise click.UsageError("--summary needs the name of a file")
    refuse_same(source, summary, "the summary")
    if output is not None and os.path.realpath(output) == os.path.realpath(summary):
        raise TutorError(f"`{summary}` is to hold the verdicts: the summary needs a file of its own", title="Same file")


class _Run(NamedTuple):
    """What is marked, where the verdicts go, and how."""

    source: str
    output: str | None
    executor: Executor
    resume: bool


def _graded(file: BinaryIO, read: Iterator[Line | None], marker: BatchMarker, run: _Run) -> Tally:
    """Write the verdicts, and give what they come to."""
    from tutor.commands.support.grade_report import Progress, progress
    from tutor.executors.executor import Place
    from tutor.grading.input_lines import batches
    from tutor.grading.repeated_ids import RepeatedIds
    from tutor.grading.tally import tally

    counted, repeated = tally(), RepeatedIds()
    kept = _kept(run.output, read, run.source, marker) if run.resume and run.output is not None else None
    with ExitStack() as stack:
        target = sys.stdout
        if run.output is not None:
            go_on_at = kept.end if kept else None
            target = stack.enter_context(writing(run.output, keeps_part="the verdicts so far", go_on_at=go_on_at))
        bar = stack.enter_context(progress(file, beside_results=target.isatty()))
        shown = Progress(bar) if bar is not None else None
        if kept is None:
            target.write(marker.rows.head)
        else:
            counted.merge(kept.marked.tally)
            repeated.add(kept.marked.ids)
            if shown is not None:
                shown.skip(kept.marked)
        pieces = batches(read, most=BATCH_HERE if run.executor.place is Place.HERE else BATCH, most_bytes=BATCH_BYTES)
        for marked in _marked(pieces, marker, run.executor):
            target.write(marked.text)
            target.flush()
            counted.merge(marked.tally)
            repeated.add(marked.ids)
            if shown is not None:
                shown.update(marked)
    if repeated.notice:
        warn(repeated.notice)
    return counted


def _marked(pieces: Iterator[list[Line]], marker: BatchMarker, executor: Executor) -> Iterator[MarkedBatch]:
    """The verdicts on batches of lines; machines that may have other files get all that they need with these."""
    from tutor.executors.executor import Place

    if executor.place is not Place.ELSEWHERE:
        return executor.in_order(marker, pieces, lost=marker.lost)
    from tutor.grading.sent_answers import SentMarker, sent

    sent_marker = SentMarker(marker.rows)
    return executor.in_order(sent_marker, sent(pieces, marker), lost=sent_marker.lost)


def _kept(output: str, read: Iterator[Line | None], source: str, marker: BatchMarker) -> Kept | None:
    """The verdicts of the part beside a file; None, with a notice, where there is none. Raises TutorError."""
    from tutor.atomic_file import is_written_directly, part_of
    from tutor.commands.support.grade_input import shown
    from tutor.grading.kept_verdicts import kept_verdicts

    part = part_of(output)
    if is_written_directly(output):
        raise TutorError(f"`{output}` is no file that can be gone on with", title="No file")
    try:
        with open(part, "rb") as before:
            return kept_verdicts(before, part, read, shown(source), marker)
    except FileNotFoundError:
        warn(f"there is no `{part}` to go on with: all is marked")
        return None
    except OSError as error:
        raise cannot("read", part, error) from error
