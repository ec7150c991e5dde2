"""`tutor plugins check`: the conformance kit, run over the problems of plugins, each plugin in a process of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tutor.commands.support.printing import symbol
from tutor.errors import TutorError, did_you_mean

if TYPE_CHECKING:
    from tutor.host import EntryPoint
    from tutor.host.failures import Failure
    from tutor.host.trials.trial import Outcome, ProblemOutcome


@click.command
@click.argument("names", nargs=-1, metavar="[NAME]...")
@click.option(
    "--seeds", default=5, show_default=True, type=click.IntRange(1, 10_000), help="How many seeded instances."
)
@click.option(
    "--limit",
    default=60.0,
    show_default=True,
    type=click.FloatRange(1.0),
    metavar="SECONDS",
    help="How long the proof of one problem may take.",
)
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], seeds: int, limit: float) -> None:
    """Prove the answers of plugins, all of them unless some are named, by three independent ways.

    A plugin that was set aside because it hung or ended the program is tried again.
    Exit code: 0 if all is proved, 1 if a plugin is set aside or contradicts itself.

    \b
    Examples:
      tutor plugins check
      tutor plugins check gru --seeds 100
    """
    from tutor import host

    entries = host.entries()
    known = {entry.name for entry in entries}
    for name in names:
        if name not in known and name in host.names():
            raise TutorError(f"the plugin `{name}` is turned off by TUTOR_DISABLE_PLUGINS", title="Turned off")
        if name not in known:
            guess = did_you_mean(name, known) or ": `tutor plugins` names all"
            raise TutorError(f"there is no plugin `{name}`{guess}", title="Unknown plugin")
    sound = [_check(entry, seeds, limit) for entry in entries if not names or entry.name in names]
    ctx.exit(0 if all(sound) else 1)


def _check(entry: EntryPoint, seeds: int, limit: float) -> bool:
    from tutor import host

    outcome = host.tried_anew(entry, seeds, limit)
    failure = outcome.failure or host.failure(entry)
    if failure is not None:
        _complain(entry, failure)
        return False
    for problem, found in outcome.problems.items():
        _say(entry, problem, found)
    if not outcome.problems:
        click.echo(f"{symbol('-')} {entry.name}  no problems to prove")
    return _sound(outcome)


def _sound(outcome: Outcome) -> bool:
    return not any(found.reason or found.words for found in outcome.problems.values())


def _complain(entry: EntryPoint, failure: Failure) -> None:
    click.echo(f"{symbol('✗')} {entry.name}  {failure.reason}")
    if failure.where:
        click.echo(f"   {failure.where}")
    if failure.where and failure.detail:
        click.echo("   `tutor plugins list --full` prints the whole traceback", err=True)


def _say(entry: EntryPoint, problem: str, found: ProblemOutcome) -> None:
    from tutor.host.catalogue import without_name

    said = found.reason or found.words
    if said:
        click.echo(f"{symbol('✗')} {entry.name}  {problem}  {without_name(said, problem)}")
    else:
        worst = f"worst relative error {found.worst_error:.1e}"
        click.echo(f"{symbol('✓')} {entry.name}  {problem}  {found.comparisons} comparisons, {worst}")
    if found.alone:
        click.echo(f"   only its own formula vouches for {', '.join(found.alone)}")
