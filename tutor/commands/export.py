"""`tutor export`: the log of answers as JSON lines."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import click

from tutor.commands.output import warn
from tutor.errors import TutorError


@click.command
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="FILE", help="Write to FILE.")
def command(output: Path | None) -> None:
    """Write every answer as a line of JSON, to keep it or to bring it to another machine.

    \b
    Examples:
      tutor export -o answers.jsonl
      tutor export | ssh laptop tutor import -
    """
    from tutor.study import open_store
    from tutor.study.transfer import export_lines

    with open_store() as store:
        if store.notice:
            warn(store.notice)
        if output is None:
            for line in export_lines(store):
                click.echo(line)
        else:
            _write(output, export_lines(store))


def _write(output: Path, lines: Iterator[str]) -> None:
    """All of it or nothing: an export that a full disk cuts short does not replace one that is whole."""
    beside = output.with_name(f".{output.name}.{os.getpid()}")
    try:
        with beside.open("w", encoding="utf-8") as file:
            file.writelines(f"{line}\n" for line in lines)
        beside.replace(output)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        reason = (error.strerror or str(error)).lower()
        raise TutorError(f"`{output}` cannot be written: {reason}", title="Cannot write") from error
