"""`tutor grade`: mark a file of answers, a line each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO

import click

from tutor.commands.support.input_files import opened
from tutor.commands.support.output_files import cannot, output_option, refuse_same, writing
from tutor.commands.support.standard_streams import raw
from tutor.errors import TutorError
from tutor.text_encoding import not_utf8, wide_encoding

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from tutor.grading.input_lines import Line

BATCH = 256
"""Lines that one process marks at a time: handing over a batch takes about as long as marking two lines."""

BATCH_BYTES = 256_000


@click.command
@click.argument("source", metavar="FILE.jsonl", type=click.Path())
@output_option("Write the verdicts to FILE, not stdout.")
@click.option("--jobs", type=click.IntRange(1, 256), default=1, show_default=True, help="Mark in so many processes.")
def command(source: str, output: str | None, jobs: int) -> None:
    """Mark answers, one in a line, and write a verdict for each, in the same order. `-` reads stdin.

    A line is {"problem", "step", "answer"}, with a "seed" for other numbers than the textbook's and an "id" of
    yours that comes back. One that cannot be used gets the verdict `invalid` with its number, and the rest goes on;
    so does one at which tutor itself fails, with the code `internal`.
    Empty lines are passed over. Every verdict is written at once, to FILE.part until all are there: a run that is
    interrupted leaves FILE as it was, and says where the verdicts so far are, each of them whole.

    \b
    Examples:
      tutor grade answers.jsonl -o verdicts.jsonl
      tutor grade answers.jsonl --jobs 4 > verdicts.jsonl
      echo '{"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}' | tutor grade -
    """
    from tutor.executors.executor import executor
    from tutor.grading.answer_fields import JsonLines
    from tutor.grading.batch_marker import BatchMarker
    from tutor.grading.input_lines import batches
    from tutor.grading.rows import JsonRows
    from tutor.text_encoding import utf8

    with ExitStack() as stack:
        read = stack.enter_context(opened(source))
        refuse_same(source, output, "the verdicts")
        target = sys.stdout
        if output is not None:
            target = stack.enter_context(writing(output, keeps_part="the verdicts so far"))
        bar = stack.enter_context(_progress(read, beside_results=target.isatty()))
        marker = BatchMarker(JsonLines(), JsonRows(ascii_only=output is None and not utf8()))
        pieces = batches(_lines(read, source), most=BATCH, most_bytes=BATCH_BYTES)
        for marked in executor(jobs).in_order(marker, pieces, lost=marker.lost):
            target.write(marked.text)
            target.flush()
            if bar is not None:
                bar.update(marked.bytes)


def _lines(file: BinaryIO, source: str) -> Iterator[Line | None]:
    """The lines that are not empty."""
    from tutor.grading.input_lines import lines

    try:
        for line in lines(file):
            if line is not None and line.number == 1 and wide_encoding(line.text):
                name = "stdin" if source == "-" else f"`{source}`"
                raise TutorError(f"{name} {not_utf8(line.text)}", title="Not UTF-8")
            if line is None or not line.text.isspace():
                yield line
    except OSError as error:
        raise cannot("read", source, error) from error


def _progress(file: BinaryIO, *, beside_results: bool) -> AbstractContextManager[ProgressBar[None] | None]:
    """A bar on stderr, where it is a terminal that the verdicts are not printed to as well."""
    if beside_results or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return nullcontext()
    status = os.fstat(file.fileno())
    length = status.st_size if S_ISREG(status.st_mode) else None
    # Without a length click asks the iterable for it, and a generator has none.
    endless: Iterator[None] = (None for _ in ())
    return click.progressbar(
        endless, length, label="marking", file=raw(sys.stderr), update_min_steps=(length or 0) // 200 + 1
    )
