"""`tutor export`: the log of answers as JSON lines."""

from __future__ import annotations

import click

from tutor.commands.files import output_option, refuse_same, writing
from tutor.commands.output import warn


@click.command
@output_option()
def command(output: str | None) -> None:
    """Write every answer as a line of JSON, to keep it or to bring it to another machine.

    \b
    Examples:
      tutor export -o answers.jsonl
      tutor export | ssh laptop tutor import -
    """
    from tutor.study import open_store, paths
    from tutor.study.transfer import export_lines

    refuse_same(str(paths.database()), output, "the lines")
    with open_store() as store:
        if store.notice:
            warn(store.notice)
        if output is None:
            for line in export_lines(store):
                click.echo(line)
        else:
            with writing(output) as file:
                file.writelines(f"{line}\n" for line in export_lines(store))
