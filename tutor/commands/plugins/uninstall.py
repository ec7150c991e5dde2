"""`tutor plugins uninstall`: take plugins out of the environment that the tutor runs in."""

from __future__ import annotations

import click


@click.command
@click.argument("names", nargs=-1, required=True, metavar="NAME...")
def command(names: tuple[str, ...]) -> None:
    """Uninstall plugins, named as `tutor plugins` names them, with the distributions they came with.

    \b
    Examples:
      tutor plugins uninstall gru
    """
    from tutor.host.install import uninstall

    for distribution in uninstall(names):
        click.echo(f"{distribution} uninstalled")
