"""`tutor progress`: what is known, what is due, and which mistakes come up most."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import click

from tutor.commands.support.printing import format_option, print_json, symbol, table, warn
from tutor.errors import TutorError
from tutor.problems.network import LOGGED
from tutor.study.schedule.first_answer import RULES
from tutor.terminal_text import cells, printable_line

if TYPE_CHECKING:
    from tutor.study import Progress, Store
    from tutor.study.progress import Example, SkillProgress

BAR = 10
SLIPS = 8


@click.command(epilog="\b\nWhat counts as known:\n" + "\n".join(f"  {rule}" for rule in RULES))
@format_option("text", "json")
@click.option("--rebuild", is_flag=True, help="Derive schedules and what is known anew from the log of answers.")
@click.option("--reset", is_flag=True, help="Forget everything, after a backup. Asks first.")
@click.option("--yes", is_flag=True, help="Do not ask, with --reset.")
@click.pass_context
def command(ctx: click.Context, format: str, rebuild: bool, reset: bool, yes: bool) -> None:
    """Show what is known, when it comes back, and the most frequent slips.

    Exit code 2 where not all of the log could be read.

    \b
    Examples:
      tutor progress
      tutor progress --format json
      tutor progress --rebuild
      tutor progress --reset
    """
    from tutor import host
    from tutor.study import open_store, progress_of, read_learner_state
    from tutor.study import rebuild as derive_anew

    with open_store() as store:
        if reset:
            if store.notice:
                warn(store.notice)
            _reset(store, yes)
            return
        state = derive_anew(store) if rebuild else read_learner_state(store)
        # Not before all was read: that is when damage shows.
        incomplete = store.incomplete
        if store.notice:
            warn(store.notice)
    found = progress_of(state, host.logged_problems(state.problems))
    if format == "json":
        print_json(found.as_json())
    elif incomplete and not found.answers:
        pass  # what is there cannot be read: "nothing yet" would be wrong
    elif not found.answers:
        click.echo("Nothing yet. Your first answer shows up here.")
    else:
        click.echo("\n".join(lines(found)))
    ctx.exit(2 if incomplete else 0)


def _reset(store: Store, yes: bool) -> None:
    count = store.count()
    question = f"Forget all {count} lines of the log? They go into a backup first"
    if not yes and not _confirmed(question):
        click.echo("Nothing was forgotten.")
        return
    click.echo(f"All is forgotten. The backup is {store.reset()}")


def _confirmed(question: str) -> bool:
    """What is answered. Raises TutorError where there is nobody to answer: click takes that for ctrl+c."""
    try:
        return click.confirm(question, err=True)
    except click.Abort as end:
        if isinstance(end.__context__, EOFError):
            click.echo(err=True)
            raise TutorError("Nothing was forgotten: nobody answered (`--yes` does not ask)", title="Reset") from None
        raise


def lines(found: Progress) -> list[str]:
    """The page as text."""
    days = f"{found.streak} day{'s' if found.streak != 1 else ''} in a row"
    return [
        f"{found.done} of {found.total} done, {found.known} known, {found.answers} answers, {days}",
        *_skills(found),
        *_problems(found),
        *_slips(found),
        "",
        "due",
        f"  today {found.due['today']}   tomorrow {found.due['tomorrow']}   "
        f"this week {found.due['week']}   later {found.due['later']}",
    ]


def _skills(found: Progress) -> list[str]:
    rows = [
        (
            f"  {row.skill}",
            bar(row.known),
            f"{row.known:4.0%}",
            _first_try(row),
            row.streak,
        )
        for row in found.skills
    ]
    head = ("skills", "known", "", "first try", "in a row")
    return ["", *table([head, *rows])] if rows else []


def _first_try(row: SkillProgress) -> str:
    return f"{row.first_try:4.0%} of {row.asked}"


def _problems(found: Progress) -> list[str]:
    rows = [
        (
            f"  {row.problem}",
            bar(row.done / row.total),
            f"{row.done} of {row.total}",
            f"{row.known} known" if row.known else "",
            f"{row.due} due" if row.due else "",
            _day(row.last_seen),
            _day(row.next_due),
        )
        for row in found.problems
        if row.last_seen
    ]
    return ["", *table([("problems", "done", "", "", "", "last seen", "next due"), *rows])] if rows else []


def _day(time: str | None) -> str:
    """The learner's own date at a time in UTC."""
    return datetime.fromisoformat(time).astimezone().date().isoformat() if time else ""


def _slips(found: Progress) -> list[str]:
    shown = []
    for slip in found.slips[:SLIPS]:
        example = slip.example
        shown += [
            f"  {slip.count:3d}  {slip.code}  {slip.message}",
            f"       at {_place(example)}: {_short(example.answer)}",
        ]
        if slip.practise is not None:
            shown.append(f"       to practise: {' '.join(slip.practise)}")
    return ["", "most frequent slips", *shown] if shown else []


def _place(example: Example) -> str:
    """The question of an example; a network that was deleted or changed has no name any more."""
    if example.problem.startswith(LOGGED):
        return f"{example.step} of a network that is in no file here"
    return f"{example.problem} {example.step}"


def _short(answer: str) -> str:
    text = printable_line(" ".join(answer.split()))
    return text if cells(text) <= 60 else text[:57] + "..."


def bar(share: float) -> str:
    """A share as a bar of ten cells."""
    full = int(share * BAR)
    return symbol("━") * full + symbol("─") * (BAR - full)
