"""`tutor plugins`: what is installed, and bringing in, writing and checking more."""

from __future__ import annotations

import click

from tutor.commands.support.lazy_group import LazyGroup

HELPS = {
    "list": "Name all plugins, those that are set aside with the reason.",
    "install": "Bring plugins into this environment.",
    "uninstall": "Take plugins out of this environment.",
    "new": "Write a package with a problem to start from.",
    "check": "Prove the answers of plugins.",
}


@click.group(cls=LazyGroup, package=__name__, helps=HELPS, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Name, install, write and check plugins. Without a command, names them.

    \b
    Examples:
      tutor plugins
      tutor plugins install tutor-gru
      tutor plugins new my-net
    """
    if ctx.invoked_subcommand is None:
        from tutor.commands.plugins.list import command as list_command

        ctx.invoke(list_command)
