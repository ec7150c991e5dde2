"""`tutor serve`: the app in a browser."""

from __future__ import annotations

from importlib.util import find_spec

import click

from tutor.errors import TutorError

NEEDED = ("textual_serve", "aiohttp")


@click.command
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS", help="Where to listen.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="0: any that is free.")
@click.option(
    "--max-sessions", default=8, show_default=True, type=click.IntRange(1, 1000), help="Pages that may be open at once."
)
@click.option(
    "--idle-minutes",
    default=60,
    show_default=True,
    type=click.IntRange(1, 10080),
    help="A page in which nothing is typed for so long is closed.",
)
def command(host: str, port: int, max_sessions: int, idle_minutes: int) -> None:
    """Show the app in a browser, for this machine alone unless another --host is given. Runs until ctrl+c.

    Reachable from other machines, it prints an address with a secret token, which opens the app for whoever has it.
    All visitors share one memory of answers: the data folder of whoever starts the server (TUTOR_HOME sets another).
    Files that a visitor exports are downloads; nothing else is written. Traffic is not encrypted: put a proxy with
    TLS in front where the network is not your own.

    Needs the extra `web`: pip install "backprop-tutor[web]".

    \b
    Examples:
      tutor serve
      tutor serve --port 8080
      tutor serve --host 0.0.0.0 --max-sessions 20 --idle-minutes 30
    """
    if any(find_spec(name) is None for name in NEEDED):
        raise TutorError(
            'the browser needs textual-serve: `pip install "backprop-tutor[web]"` brings it',
            title="Not installed",
        )
    from tutor.commands.browser.server import Limits, run

    run(host, port, Limits(max_sessions, idle_minutes * 60))
