"""`tutor plugins new`: write a package with a problem to start from."""

from __future__ import annotations

import click

from tutor.commands.support.printing import format_option, print_written


@click.command
@click.argument("name")
@click.option("--into", default=".", type=click.Path(), metavar="FOLDER", help="Where to put it; here by default.")
@click.option("--steps", is_flag=True, help="With its steps written out, to put in your own words.")
@format_option("text", "json")
def command(name: str, into: str, steps: bool, format: str) -> None:
    """Write the package tutor-NAME: a small problem that installs, is proved right and can be practised.

    It declares arrays and forward formulas; the steps, with their rules and hints, are derived from these. With --steps
    they are written out, so that each can be changed; `tutor derive PROBLEM --format python` writes those of any other.

    \b
    Examples:
      tutor plugins new gru
      tutor plugins new gru --into ~/src
      tutor plugins new gru --steps
    """
    import shlex
    from pathlib import Path

    from tutor import host
    from tutor.errors import TutorError
    from tutor.host.scaffold import scaffold

    for kind, taken in (("plugin", host.names()), ("problem", host.problems())):
        if name in taken:  # its problem has the same id, and would be set aside
            raise TutorError(f"there is a {kind} `{name}` already: choose another name", title="A name that is taken")
    print_written(scaffold(name, Path(into), steps=steps), format)
    folder = Path(into) / f"tutor-{name}"
    click.echo(f"next: tutor plugins install -e {shlex.quote(str(folder))} && tutor plugins check {name}", err=True)
