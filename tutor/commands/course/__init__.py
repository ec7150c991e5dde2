"""`tutor course`: numbers of their own for everybody in a course."""

from __future__ import annotations

import click

from tutor.commands.support.lazy_group import LazyGroup

HELPS = {
    "new": "Write the file of a course, with a secret of its own.",
    "codes": "Print the code of everybody's sheet.",
}


@click.group(cls=LazyGroup, package=__name__, helps=HELPS, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """A course gives everybody numbers of their own: the seed follows from the name or id and the secret of the course.

    It is the same in worksheet, quiz, exam and grade, and nobody without the secret can tell it. The code on a sheet
    holds it: who has only the code can be asked and graded by it.

    \b
    Examples:
      tutor course new dl.course --title "Deep learning"
      tutor worksheet lstm-cell --course dl.course --for class.csv --format html -o sheets.html
      tutor course codes dl.course --for class.csv
      tutor quiz lstm-cell --code 3F0Q9-7XK2M
      tutor grade answers.csv --course dl.course --for class.csv
    """
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())
