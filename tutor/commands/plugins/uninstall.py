"""`tutor plugins uninstall`: take plugins out of the environment that the tutor runs in."""

from __future__ import annotations

import click

from tutor.commands.support.printing import format_option, print_json


@click.command
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
@format_option("text", "json")
def command(names: tuple[str, ...], format: str) -> None:
    """Uninstall plugins, named as `tutor plugins` names them, with the distributions they came with.

    \b
    Examples:
      tutor plugins uninstall gru
    """
    from tutor.host.install import uninstall

    gone = uninstall(names)
    if format == "json":
        print_json({"schema": "tutor.uninstalled/1", "distributions": list(gone)})
        return
    for distribution in gone:
        click.echo(f"{distribution} uninstalled")
