"""`tutor plugins list`: the plugins that are installed, and what is wrong with those that are set aside."""

from __future__ import annotations

import click

from tutor.commands.support.printing import format_option, print_json, symbol, table


@click.command
@click.option("--full", is_flag=True, help="With the whole traceback of each plugin that is set aside.")
@format_option("text", "json")
def command(full: bool, format: str) -> None:
    """Name all plugins. One that fails is set aside: it is not run, everything else works.

    A plugin that is new, or has changed, is first imported and proved in a process of its own, which takes about half
    a second, and at most 10 seconds a problem. A problem that contradicts itself is set aside alone.

    \b
    Examples:
      tutor plugins list
      tutor plugins list --full
      TUTOR_DISABLE_PLUGINS=1 tutor plugins list      only those that came with the tutor
    """
    from tutor import host

    reports = host.load_all().plugins
    if format == "json":
        print_json({"schema": "tutor.plugins/1", "plugins": [report._asdict() for report in reports]})
        return
    rows = []
    for report in reports:
        count = len(report.problems)
        state = "off" if report.off else "set aside" if report.error else f"{count} problem{'s'[count == 1 :]}"
        if report.broken:
            state += f", {len(report.broken)} set aside"
        source = "bundled" if report.bundled else f"{report.distribution} {report.version}"
        wrong = report.error or report.broken
        rows.append(("-" if report.off else symbol("✗" if wrong else "✓"), report.name, state, source))
    for report, line in zip(reports, table(rows), strict=True):
        click.echo(line)
        if report.error and not report.off:
            click.echo(f"   {report.error}" + (f"\n   {report.where}" if report.where else ""))
        if report.remembered:
            click.echo(f"   not tried again until it changes; `tutor plugins check {report.name}` tries it now")
        for problem, reason in report.broken.items():
            click.echo(f"   {symbol('✗')} {problem}: {reason}")
        if full and report.detail:
            click.echo("\n" + report.detail.rstrip() + "\n")
