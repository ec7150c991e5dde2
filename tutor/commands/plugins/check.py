"""`tutor plugins check`: the conformance kit, run over the problems of plugins, each plugin in a process of its own."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from tutor.commands.support.printing import format_option, print_json, symbol
from tutor.errors import TutorError, did_you_mean

if TYPE_CHECKING:
    from tutor.host import EntryPoint
    from tutor.host.failures import Failure
    from tutor.host.trials.trial import ProblemOutcome


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
@format_option("text", "json")
@click.pass_context
def command(ctx: click.Context, names: tuple[str, ...], seeds: int, limit: float, format: str) -> None:
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
    proofs = []
    for entry in entries:
        if not names or entry.name in names:
            proofs.append(_proof(entry, seeds, limit))
            if format == "text":
                _say(proofs[-1])
    if format == "json":
        print_json({"schema": "tutor.proof/1", "plugins": list(map(_document, proofs))})
    ctx.exit(0 if all(proof.sound for proof in proofs) else 1)


class _Proof(NamedTuple):
    """What proving one plugin found: why it cannot be used at all, or how each of its problems did."""

    plugin: str
    failure: Failure | None
    problems: Mapping[str, ProblemOutcome]

    @property
    def sound(self) -> bool:
        """Whether nothing in it contradicts itself."""
        return self.failure is None and not any(found.reason or found.words for found in self.problems.values())


def _proof(entry: EntryPoint, seeds: int, limit: float) -> _Proof:
    from tutor import host

    outcome = host.tried_anew(entry, seeds, limit)
    return _Proof(entry.name, outcome.failure or host.failure(entry), outcome.problems)


def _document(proof: _Proof) -> dict[str, Any]:
    failure = proof.failure
    return {
        "name": proof.plugin,
        "sound": proof.sound,
        "error": failure.reason if failure else None,
        "where": failure.where if failure else None,
        "problems": {} if failure else {problem: found._asdict() for problem, found in proof.problems.items()},
    }


def _say(proof: _Proof) -> None:
    if proof.failure is not None:
        _complain(proof.plugin, proof.failure)
        return
    for problem, found in proof.problems.items():
        _say_problem(proof.plugin, problem, found)
    if not proof.problems:
        click.echo(f"{symbol('-')} {proof.plugin}  no problems to prove")


def _complain(plugin: str, failure: Failure) -> None:
    click.echo(f"{symbol('✗')} {plugin}  {failure.reason}")
    if failure.where:
        click.echo(f"   {failure.where}")
    if failure.where and failure.detail:
        click.echo("   `tutor plugins list --full` prints the whole traceback", err=True)


def _say_problem(plugin: str, problem: str, found: ProblemOutcome) -> None:
    from tutor.host.catalogue import without_name

    said = found.reason or found.words
    if said:
        click.echo(f"{symbol('✗')} {plugin}  {problem}  {without_name(said, problem)}")
    else:
        worst = f"worst relative error {found.worst_error:.1e}"
        click.echo(f"{symbol('✓')} {plugin}  {problem}  {found.comparisons} comparisons, {worst}")
    if found.alone:
        click.echo(f"   only its own formula vouches for {', '.join(found.alone)}")
