"""Work on many pieces in several processes: results in the order of the pieces, and a memory that stays flat."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children, get_context, parent_process
from multiprocessing.process import BaseProcess
from typing import TypeVar

from tutor.errors import TutorError

AHEAD = 3
"""How many pieces each process may have waiting: it is busy while results are written, and no more is read."""

Piece = TypeVar("Piece")
Result = TypeVar("Result")


def in_order(work: Callable[[Piece], Result], pieces: Iterable[Piece], jobs: int) -> Iterator[Result]:
    """What `work`, a function of a module, gives for each piece; with `jobs` of 1, in this process.

    Raises what `work` raises, and TutorError when a process is ended from outside.
    """
    if jobs == 1:
        yield from map(work, pieces)
        return
    # Not fork: the threads in which plugins are tried may hold locks that a copy of this process would wait for.
    pool = ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)
    try:
        waiting: deque[Future[Result]] = deque()
        for piece in pieces:
            waiting.append(pool.submit(work, piece))
            if len(waiting) >= AHEAD * jobs:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    except BrokenProcessPool:
        raise TutorError("one of the processes was ended from outside", title="A process is gone") from None
    finally:
        _close(pool)


def _close(pool: ProcessPoolExecutor) -> None:
    """Drop what has not been begun. Who is told to end does not wait for what has been: its processes are ended."""
    ended = sys.exc_info()[1]
    if ended is not None and not isinstance(ended, Exception | GeneratorExit):
        for process in active_children():
            process.terminate()
    pool.shutdown(cancel_futures=True)


def _begin() -> None:
    """An interrupt from the keyboard reaches all processes; the first one ends the others, however it ends itself."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = parent_process()
    assert parent is not None
    threading.Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: BaseProcess) -> None:
    # A process that waits for work holds both ends of the pipe it waits at: it would never see that nobody writes.
    parent.join()
    os._exit(1)
