"""`tutor plugins new`: write a package with a problem to start from."""

from __future__ import annotations

import click


@click.command
@click.argument("name")
@click.option("--into", default=".", type=click.Path(), metavar="FOLDER", help="Where to put it; here by default.")
def command(name: str, into: str) -> None:
    """Write the package tutor-NAME: a small problem that installs, is proved right and can be practised.

    \b
    Examples:
      tutor plugins new gru
      tutor plugins new gru --into ~/src
    """
    from pathlib import Path

    from tutor.host.scaffold import scaffold

    for path in scaffold(name, Path(into)):
        click.echo(path)
    folder = Path(into) / f"tutor-{name}"
    click.echo(f"next: tutor plugins install -e {folder} && tutor plugins check {name}", err=True)
