"""`tutor completion`: what makes a shell complete the names of commands, problems, questions and files."""

from __future__ import annotations

import os
from pathlib import PurePath

import click

from tutor.errors import TutorError

SHELLS = ("bash", "zsh", "fish")


@click.command
@click.argument("shell", required=False, type=click.Choice(SHELLS))
def command(shell: str | None) -> None:
    """Print the script that makes SHELL complete `tutor`; without SHELL, that of the shell in use.

    It completes commands and options, problems and their questions, formats, and files.

    \b
    Examples:
      tutor completion bash >> ~/.bashrc
      tutor completion zsh >> ~/.zshrc
      tutor completion fish > ~/.config/fish/completions/tutor.fish
    """
    from click.shell_completion import get_completion_class

    from tutor.commands.main_group import tutor
    from tutor.commands.run import COMPLETE

    name = shell or PurePath(os.environ.get("SHELL", "")).name
    if name not in SHELLS:
        raise TutorError(f"which shell is it: {', '.join(SHELLS[:-1])} or {SHELLS[-1]}?", title="Which shell?")
    made = get_completion_class(name)
    assert made is not None
    click.echo(made(tutor, {}, "tutor", COMPLETE).source())
