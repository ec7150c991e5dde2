"""`tutor plugins install`: bring plugins into the environment that the tutor runs in."""

from __future__ import annotations

import click

from tutor.commands.output import warn


@click.command
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...")
@click.option("-U", "--upgrade", is_flag=True, help="To the newest version, if it is installed already.")
@click.option("-e", "--editable", is_flag=True, help="Use a folder as it stands, for a plugin you are writing.")
def command(packages: tuple[str, ...], upgrade: bool, editable: bool) -> None:
    """Install plugins with pip (or uv) and name those that this adds.

    A PACKAGE is the name of a distribution, the path of a folder or wheel, or an address.

    \b
    Examples:
      tutor plugins install tutor-gru
      tutor plugins install -e ./tutor-gru
    """
    from tutor import host
    from tutor.host.install import install

    added = install(packages, upgrade=upgrade, editable=editable)
    if not added:
        warn("installed, but no new plugin was found in it")
        return
    host.refresh()
    for report in host.load_all().plugins:
        if report.name in added:
            click.echo(f"{report.name}: {report.error or ', '.join(report.problems) or 'no problems'}")
