"""A group of commands that knows their names and short helps, and imports a command only when it is used."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from keyword import iskeyword
from typing import Any

import click

from tutor.errors import did_you_mean


class LazyGroup(click.Group):
    """Finds the command NAME as `command` in the module `package.NAME` (`import` in `package.import_`)."""

    def __init__(self, *arguments: Any, package: str, helps: Mapping[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.package = package
        self.helps = helps

    def added(self) -> Mapping[str, click.Command]:
        """Commands beside our own; none here."""
        return {}

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of all commands."""
        return [*self.helps, *sorted(self.added())]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in self.helps:
            return self.added().get(cmd_name)
        module = cmd_name.replace("-", "_") + "_" * iskeyword(cmd_name)
        command = import_module(f"{self.package}.{module}").command
        assert isinstance(command, click.Command)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """As click does it, with a suggestion for a name that is not known."""
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            guess = did_you_mean(name, self.list_commands(ctx))
            ctx.fail(f"there is no command `{name}`{guess}")
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Names and short helps, without importing our commands."""
        with formatter.section("Commands"):
            added = [(name, command.get_short_help_str()) for name, command in sorted(self.added().items())]
            formatter.write_dl([*self.helps.items(), *added])
