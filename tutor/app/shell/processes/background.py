"""Work that does not hold the event loop up, in daemon threads: nothing that runs there delays a key or the way out."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

from textual.dom import DOMNode

from tutor.app.shell.page_host import host_of

T = TypeVar("T")

_saving: set[threading.Thread] = set()


def run_in_thread(work: Callable[[], T], *, saves: bool = False) -> asyncio.Future[T]:
    """Start `work` in a thread at once; the future has its result, or what it raised.

    Work that `saves` something is waited for (see `wait_for_saves`) when the app is left; other work is abandoned.
    """
    loop = asyncio.get_running_loop()
    future: asyncio.Future[T] = loop.create_future()

    def finish(result: T | None, error: BaseException | None) -> None:
        if not future.done():
            if error is not None:
                future.set_exception(error)
            else:
                future.set_result(result)  # type: ignore[arg-type]

    def run() -> None:
        try:
            outcome: tuple[T | None, BaseException | None] = (work(), None)
        except SystemExit as error:  # a plugin's: it may not end the app
            outcome = (None, RuntimeError("asked to end the program").with_traceback(error.__traceback__))
        except BaseException as error:
            outcome = (None, error)
        _saving.discard(threading.current_thread())
        if not loop.is_closed():
            loop.call_soon_threadsafe(finish, *outcome)

    thread = threading.Thread(target=run, daemon=True, name="tutor-work")
    if saves:
        _saving.add(thread)
    thread.start()
    return future


def start_worker(
    node: DOMNode, make: Callable[..., Coroutine[Any, Any, None]], *args: Any, group: str = "", **kwargs: Any
) -> None:
    """Run a coroutine function as a worker of `node`; in a `group` a later one takes the place of an earlier.

    The function is handed over and not its coroutine, which would never be awaited if the worker is cancelled
    before it starts.  What it raises is reported and does not end the app.
    """

    async def call() -> None:
        try:
            await make(*args, **kwargs)
        except Exception as error:
            host_of(node).report(error)

    work: Any = call
    node.run_worker(work, group=group or "default", exclusive=bool(group), exit_on_error=False)


def wait_for_saves(seconds: float) -> None:
    """Wait until what is being saved is saved, at most `seconds` for each piece of work."""
    for thread in tuple(_saving):
        thread.join(seconds)
