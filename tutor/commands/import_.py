"""`tutor import`: answers of another machine, merged into the log."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

import click

from tutor.commands.output import warn
from tutor.errors import TutorError
from tutor.text_encoding import not_utf8

SHOWN = 5


@click.command
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.pass_context
def command(ctx: click.Context, files: tuple[str, ...]) -> None:
    """Merge exports into the log; `-` is stdin. Merging the same file twice changes nothing.

    Exit code 2 where a line had to be passed over; all others are in.

    \b
    Examples:
      tutor import answers.jsonl
      ssh laptop tutor export | tutor import -
    """
    from tutor.study import open_store
    from tutor.study.transfer import import_lines

    bad = 0
    with open_store() as store:
        for name in files:
            shown = "stdin" if name == "-" else name
            with _lines_of(name) as lines:
                try:
                    merged = import_lines(store, lines, shown)
                except UnicodeDecodeError as error:
                    raise TutorError(f"{shown} {not_utf8(error.object)}", title="Cannot read") from error
            click.echo(f"{shown}: {merged.added} new, {merged.known} known already")
            for number, reason in merged.bad[:SHOWN]:
                warn(f"{shown}, line {number}: {reason}")
            if len(merged.bad) > SHOWN:
                warn(f"{shown}: {len(merged.bad) - SHOWN} more lines were passed over")
            bad += len(merged.bad)
    ctx.exit(2 if bad else 0)


@contextmanager
def _lines_of(name: str) -> Iterator[Iterable[str]]:
    if name == "-":
        yield (line.decode("utf-8-sig") for line in sys.stdin.buffer)
        return
    try:
        file = open(name, encoding="utf-8-sig")  # noqa: SIM115 (closed below; reading it is not what may fail here)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise TutorError(f"`{name}` cannot be read: {reason}", title="Cannot read") from error
    with file:
        yield file
