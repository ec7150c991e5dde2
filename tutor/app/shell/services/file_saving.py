"""Files that the app writes, or hands to a browser."""

from __future__ import annotations

from collections.abc import Callable
from io import StringIO

from textual.app import App

from tutor.app.shell.processes.background import run_in_thread
from tutor.app.shell.services.services import File, Services


async def save_file(app: App[None], services: Services, make: Callable[[], File]) -> None:
    """Write a file and say where it is; in a browser it is a download, for the disk is not the visitor's."""
    name, text = await run_in_thread(make)
    if app.is_web:
        app.deliver_text(StringIO(text), save_directory=".", save_filename=name, encoding="utf-8")
        said = f"{name} is a download of your browser"
    else:
        said = f"Written to {await run_in_thread(lambda: services.write(name, text))}"
    app.notify(said, timeout=4)
    incomplete = services.store.incomplete
    if incomplete:
        app.notify(incomplete, title="Not all could be read", severity="warning", timeout=6)
