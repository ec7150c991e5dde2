"""`tutor plugins check`: the conformance kit, run over the problems of plugins."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutor.commands.output import symbol
from tutor.errors import TutorError, did_you_mean

if TYPE_CHECKING:
    from tutor.host import Catalogue, PluginReport


@click.command
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--seeds", default=5, show_default=True, type=click.IntRange(1, 10_000), help="How many seeded instances."
)
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], seeds: int) -> None:
    """Prove the answers of plugins, all of them unless some are named, by three independent ways.

    Exit code: 0 if all is proved, 1 if a plugin is set aside or contradicts itself.

    \b
    Examples:
      tutor plugins check
      tutor plugins check gru --seeds 100
    """
    from tutor import host

    catalogue = host.load_all()
    known = {report.name: report for report in catalogue.plugins if not report.off}
    for name in names:
        if name not in known:
            guess = did_you_mean(name, known) or ": `tutor plugins` names all"
            raise TutorError(f"there is no plugin `{name}`{guess}", title="Unknown plugin")
    sound = [_check(known[name], catalogue, seeds) for name in names or known]
    ctx.exit(0 if all(sound) else 1)


def _check(report: PluginReport, catalogue: Catalogue, seeds: int) -> bool:
    if report.error:
        click.echo(f"{symbol('✗')} {report.name}  {report.error}")
        if report.detail:
            click.echo(report.detail, err=True)
        return False
    proved = [_prove(report.name, catalogue, problem, seeds) for problem in report.problems]
    return all(proved)


def _prove(plugin: str, catalogue: Catalogue, problem: str, seeds: int) -> bool:
    from tutor import ConformanceError, prove

    try:
        proof = prove(catalogue.problems[problem], seeds=range(seeds))
    except ConformanceError as error:
        click.echo(f"{symbol('✗')} {plugin}  {problem}  {error}")
        return False
    count = sum(proof.counts.values())
    worst = f"worst relative error {proof.worst_error:.1e}"
    click.echo(f"{symbol('✓')} {plugin}  {problem}  {count} comparisons, {worst}")
    return True
