"""`tutor grade`: mark a file of answers, a line each."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, nullcontext
from functools import partial
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO, NamedTuple

import click

from tutor.commands.support.input_files import opened
from tutor.commands.support.output_files import cannot, output_option, refuse_same, writing
from tutor.commands.support.standard_streams import raw
from tutor.errors import TutorError
from tutor.text_encoding import not_utf8, wide_encoding

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from tutor.commands.support.grade_lines import Line

PIECE = 256
"""Lines that one process marks at a time: handing over a piece takes about as long as marking two lines."""

PIECE_BYTES = 256_000


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
    from tutor.commands.support.process_pool import in_order
    from tutor.text_encoding import utf8

    with ExitStack() as stack:
        read = stack.enter_context(opened(source))
        refuse_same(source, output, "the verdicts")
        target = sys.stdout
        if output is not None:
            target = stack.enter_context(writing(output, keeps_part="the verdicts so far"))
        bar = stack.enter_context(_progress(read, beside_results=target.isatty()))
        ascii_only = output is None and not utf8()
        pieces = _pieces(_lines(read, source)) if jobs > 1 else ([line] for line in _lines(read, source))
        for marked in in_order(
            partial(_mark, ascii_only=ascii_only), pieces, jobs, lost=partial(_lost, ascii_only=ascii_only)
        ):
            target.write(marked.text)
            target.flush()
            if bar is not None:
                bar.update(marked.bytes)


class _Marked(NamedTuple):
    """Verdicts, a line each, and how much of the input they are for."""

    text: str
    bytes: int


def _mark(lines: list[Line], *, ascii_only: bool) -> _Marked:
    from tutor.commands.support.grade_lines import graded

    text = "".join(graded(line, ascii_only=ascii_only) + "\n" for line in lines)
    return _Marked(text, sum(len(line.text) for line in lines))


def _lost(lines: list[Line], *, ascii_only: bool) -> _Marked:
    from tutor.commands.support.grade_lines import lost

    text = "".join(lost(line, ascii_only=ascii_only) + "\n" for line in lines)
    return _Marked(text, sum(len(line.text) for line in lines))


def _lines(file: BinaryIO, source: str) -> Iterator[Line]:
    """The lines that are not empty. Of one that is too long to be marked only the beginning is kept."""
    from tutor.commands.support.grade_lines import LONGEST, Line

    try:
        number = 0
        while text := file.readline(LONGEST + 1):
            number += 1
            if number == 1 and wide_encoding(text):
                name = "stdin" if source == "-" else f"`{source}`"
                raise TutorError(f"{name} {not_utf8(text)}", title="Not UTF-8")
            rest = text
            while rest and not rest.endswith(b"\n") and len(rest) > LONGEST:
                rest = file.readline(LONGEST + 1)
            if not text.isspace():
                yield Line(number, text)
    except OSError as error:
        raise cannot("read", source, error) from error


def _pieces(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """The lines in portions that are worth handing to another process and fit the memory."""
    piece: list[Line] = []
    size = 0
    for line in lines:
        piece.append(line)
        size += len(line.text)
        if len(piece) >= PIECE or size >= PIECE_BYTES:
            yield piece
            piece, size = [], 0
    if piece:
        yield piece


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
