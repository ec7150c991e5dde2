"""`tutor plugins install`: bring plugins into the environment that the tutor runs in."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutor.commands.support.printing import format_option, print_json, symbol, warn

if TYPE_CHECKING:
    from tutor.host import PluginReport


@click.command
@click.argument("packages", nargs=-1, required=True, metavar="PACKAGE...")
@click.option("-U", "--upgrade", is_flag=True, help="To the newest version, if it is installed already.")
@click.option("-e", "--editable", is_flag=True, help="Use a folder as it stands, for a plugin you are writing.")
@format_option("text", "json")
@click.pass_context
def command(ctx: click.Context, packages: tuple[str, ...], upgrade: bool, editable: bool, format: str) -> None:
    """Install plugins with pip (or uv), prove their answers, and name what they bring.

    A PACKAGE is the name of a distribution, the path of a folder or wheel, or an address. A name with nothing before
    it is looked up in the package index; a folder here is written ./NAME.
    Exit code: 0 if all of it works, 1 if something is set aside or is no plugin.

    \b
    Examples:
      tutor plugins install tutor-gru
      tutor plugins install -e ./tutor-gru
    """
    from tutor import host
    from tutor.host.install import install

    names = install(packages, upgrade=upgrade, editable=editable)
    if not names:
        shown = ", ".join(packages)
        said = f"{shown} is installed, but it is no plugin: it has no entry point `tutor`"
        if format == "json":
            warn(said)
            print_json({"schema": "tutor.plugins/1", "plugins": []})
        else:
            click.echo(f"{symbol('✗')} {said}")
        ctx.exit(1)
    host.refresh()
    reports = [report for report in host.load_all().plugins if report.name in names]
    if format == "json":
        print_json({"schema": "tutor.plugins/1", "plugins": [report._asdict() for report in reports]})
    else:
        for report in reports:
            _say(report)
    ctx.exit(1 if any(report.error or report.broken for report in reports) else 0)


def _say(report: PluginReport) -> None:
    if report.error:
        click.echo(f"{symbol('✗')} {report.name}: set aside: {report.error}")
        if report.where:
            click.echo(f"   {report.where}")
        return
    if report.problems or not report.broken:
        proved = f" (proved in {report.trial_seconds:.1f} s)" if report.problems else ""
        click.echo(f"{symbol('✓')} {report.name}: {', '.join(report.problems) or 'no problems of its own'}{proved}")
    for problem, reason in report.broken.items():
        click.echo(f"{symbol('✗')} {report.name}: {problem} is set aside: {reason}")
