"""The group `tutor` itself."""

from __future__ import annotations

from collections.abc import Mapping

import click

from tutor import __version__
from tutor.commands.support.lazy_group import LazyGroup

HELPS = {
    "check": "Mark one answer.",
    "compare": "Compare two formulas over any names.",
    "completion": "Print what makes a shell complete names.",
    "course": "Make a course, in which everybody has numbers of their own.",
    "derive": "Print how gradients follow, as formulas with their rules.",
    "grade": "Mark a file of answers, lines of JSON or a table.",
    "gradcheck": "Compare your own gradients with the right ones.",
    "forms": "Print how formulas may be typed.",
    "export": "Write the log of answers as JSON lines.",
    "import": "Merge the answers of another machine.",
    "list": "Name all problems.",
    "mark": "Judge a worked solution, statement by statement.",
    "new": "Write a network file to start from.",
    "locate": "Print every path that is used.",
    "plugins": "Name, install, write and check plugins.",
    "progress": "Show what is known, what is due, and frequent slips.",
    "quiz": "Open the app at a problem, or ask as lines of text.",
    "review": "Ask what is due.",
    "schema": "Print the JSON Schema of what a command prints.",
    "serve": "Show the app in a browser.",
    "show": "Print a problem: network, numbers and questions.",
    "solve": "Print all values and gradients of a problem.",
    "worksheet": "Print problems for the classroom, or their key.",
}


class Group(LazyGroup):
    """Our own commands, and those that plugins add under names that are free."""

    def added(self) -> Mapping[str, click.Command]:
        """The commands of plugins; asking imports the plugins."""
        from tutor import host

        offered = [thing for _, thing in host.offers("tutor_commands")]
        commands = [thing for thing in offered if isinstance(thing, click.Command)]
        return {c.name: c for c in commands if c.name and c.name not in HELPS}


@click.group(
    cls=Group,
    package="tutor.commands",
    helps=HELPS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="tutor", message="%(prog)s %(version)s")
@click.pass_context
def tutor(ctx: click.Context) -> None:
    """Backpropagation by hand. Without a command, opens the app.

    \b
    Examples:
      tutor                                        open the app
      tutor list                                   what there is to learn from
      tutor solve lstm-cell                        every value and gradient
      tutor check lstm-cell dL/dh "h - d"          mark one answer
    """
    if ctx.invoked_subcommand is None:
        from tutor.commands.support.open_app import open_app

        open_app()
