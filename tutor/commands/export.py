"""`tutor export`: the log of answers as JSON lines."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tutor.commands.support.output_files import cannot, output_option, refuse_same, writing
from tutor.commands.support.printing import warn
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.study import Store


@click.command
@output_option()
def command(output: str | None) -> None:
    """Write every answer as a line of JSON, to keep it or to bring it to another machine.

    An export that has answers which the log has not is never replaced: a file with a new name is written beside it.
    Exit code 2 where the log could not be read whole, or FILE was left as it was.

    \b
    Examples:
      tutor export -o answers.jsonl
      tutor export | ssh laptop tutor import -
    """
    from tutor.study import open_store, paths
    from tutor.study.log.json_lines import IncompleteLogError, export_lines

    refuse_same(str(paths.database()), output, "the lines")
    with open_store() as store:
        store.verify()
        if output is None:
            for line in export_lines(store):
                click.echo(line)
        else:
            _write(store, Path(output))
        if store.incomplete:
            raise IncompleteLogError(store.incomplete, title="Not all could be read")
        if store.notice:
            warn(store.notice)


def _write(store: Store, output: Path) -> None:
    """To `output`, unless what is there would be replaced by less; then to a new name beside it."""
    from tutor.study.log.json_lines import IncompleteLogError, export_lines
    from tutor.study.paths import free_name

    there = os.path.isfile(output)  # unlike a Path, it says no where that cannot be told; writing it then says why
    lost = _only_there(store, output) if there else 0
    whole = not store.incomplete
    keeps = there and (lost > 0 or not whole)
    target = free_name(output, "" if whole else "incomplete") if keeps else output
    with writing(str(target)) as file:
        file.writelines(f"{line}\n" for line in export_lines(store))
        if whole and store.incomplete and target.is_file():
            raise IncompleteLogError(f"`{output}` is left as it was: {store.incomplete}", title="Not all could be read")
    if keeps:
        warn(f"`{output}` is left as it was; what the log has is in `{target}`")
    if lost:
        answers = "1 answer" if lost == 1 else f"{lost} answers"
        again = f"`tutor import {output}` puts {'it' if lost == 1 else 'them'} into the log"
        message = f"`{output}` has {answers} that the log has not: {again}"
        if store.incomplete:
            warn(message)
        else:
            raise TutorError(message, title="Left as it was")


def _only_there(store: Store, output: Path) -> int:
    """How many answers an export that is there already has and the log has not."""
    from tutor.study.log.bounded_lines import bounded_lines
    from tutor.study.log.json_lines import lost_by_replacing

    try:
        with output.open("rb") as file:
            return lost_by_replacing(store, bounded_lines(file))
    except OSError as error:
        raise cannot("read", str(output), error) from error
