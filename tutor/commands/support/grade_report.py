"""What `tutor grade` says beside its verdicts: how far it is, and what they come to."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, nullcontext
from stat import S_ISREG
from typing import TYPE_CHECKING, BinaryIO

import click

from tutor.commands.support.output_files import writing
from tutor.commands.support.printing import table
from tutor.commands.support.standard_streams import raw
from tutor.export.json_text import json_document
from tutor.grading.batch_marker import MarkedBatch
from tutor.grading.summary import csv_lines, document, tables
from tutor.grading.tally import KINDS, Tally

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar


class Progress:
    """A bar on stderr with the rate and the time left."""

    def __init__(self, bar: ProgressBar[str]) -> None:
        self._bar = bar
        self._began = time.monotonic()
        self._answers = 0

    def update(self, marked: MarkedBatch) -> None:
        """Count a batch that has been marked just now."""
        self._answers += marked.tally.all.answers
        rate = self._answers / max(time.monotonic() - self._began, 1e-3)
        self._bar.update(marked.bytes, f"{rate:,.0f} answers/s")

    def skip(self, marked: MarkedBatch) -> None:
        """Count what was marked before."""
        self._bar.update(marked.bytes)


def progress(file: BinaryIO, *, beside_results: bool) -> AbstractContextManager[ProgressBar[str] | None]:
    """The bar, where stderr is a terminal that the verdicts are not printed to as well."""
    if beside_results or not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        return nullcontext()
    status = os.fstat(file.fileno())
    length = status.st_size if S_ISREG(status.st_mode) else None
    # Without a length click asks the iterable for it, and an iterator has none.
    endless: Iterator[str] = iter(list[str]())
    return click.progressbar(
        endless, length, label="marking", file=raw(sys.stderr), update_min_steps=(length or 0) // 200 + 1,
        item_show_func=lambda rate: rate,
    )  # fmt: skip


def print_summary(counted: Tally) -> None:
    """What the verdicts come to, on stderr."""
    kinds = ", ".join(f"{count} {kind}" for kind, count in zip(KINDS, counted.all.of_kind, strict=True) if count)
    answers = counted.all.answers
    click.echo(f"{answers} {'answer' if answers == 1 else 'answers'}{': ' + kinds if kinds else ''}", err=True)
    for rows in tables(counted):
        click.echo("\n".join(["", *table(rows)]), err=True)


def write_summary(counted: Tally, path: str) -> None:
    """The same as a document: a table where the name ends in `.csv`, else JSON. Raises TutorError."""
    with writing(path) as file:
        if path.lower().endswith(".csv"):
            file.writelines(csv_lines(counted))
        else:
            file.write(json_document(document(counted)) + "\n")
