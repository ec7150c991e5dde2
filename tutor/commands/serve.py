"""`tutor serve`: the app in a browser."""

from __future__ import annotations

from importlib.util import find_spec

import click

from tutor.commands.output import warn
from tutor.errors import TutorError


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
def command(host: str, port: int) -> None:
    """Show the app in a browser, for this machine alone unless another --host is given. Runs until ctrl+c.

    Needs the extra `web`: pip install "backprop-tutor[web]".

    \b
    Examples:
      tutor serve
      tutor serve --port 8080
    """
    if find_spec("textual_serve") is None:
        raise TutorError(
            'the browser needs textual-serve: `pip install "backprop-tutor[web]"` brings it',
            title="Not installed",
        )
    from tutor.commands.browser import is_loopback, run

    if not is_loopback(host):
        warn(f"whoever can reach {host} can use the app, and your memory of answers with it")
    run(host, port)
