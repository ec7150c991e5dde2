"""`tutor locate`: where everything is."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tutor.commands.support.printing import format_option, print_json, table


@click.command
@format_option("text", "json")
def command(format: str) -> None:
    """Print every path that is used, whether or not it exists yet.

    \b
    Examples:
      tutor locate
      TUTOR_HOME=/tmp/try tutor locate --format json
    """
    from tutor.host.trials import records
    from tutor.study import paths

    found = {
        "data": paths.home(),
        "attempts": paths.database(),
        "trials": records.folder(),
        "program": Path(__file__).parents[1],
        "python": Path(sys.executable),
    }
    if format == "json":
        print_json({"schema": "tutor.locate/1", "paths": {name: str(path) for name, path in found.items()}})
        return
    for line in table(list(found.items())):
        click.echo(line)
