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

AHEAD = 3
"""How many pieces each process may have waiting: it is busy while results are written, and no more is read."""

HOPELESS = 3
"""After so many items in a row that ended their process the rest of a piece is given up: each costs a new one."""

GRACE = 1.0
"""Seconds that processes have to end what they are at when the run is told to end."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def in_order(
    work: Callable[[list[Item]], Result],
    pieces: Iterable[list[Item]],
    jobs: int,
    *,
    lost: Callable[[list[Item]], Result],
) -> Iterator[Result]:
    """What `work`, a function of a module, gives for each piece; with `jobs` of 1, in this process.

    A piece whose process is ended from outside is tried once more in a fresh one, and then item by item: `lost` gives
    the result for an item that ends its process again. Raises what `work` raises.
    """
    if jobs == 1:
        yield from map(work, pieces)
        return
    pool = _pool(jobs)
    waiting: deque[tuple[list[Item], Future[Result] | None]] = deque()
    try:
        for piece in pieces:
            waiting.append((piece, _submitted(pool, work, piece)))
            while waiting and len(waiting) >= AHEAD * jobs:
                result = _result(waiting[0][1])
                if result is not None:
                    waiting.popleft()
                    yield result
                    continue
                pool.shutdown()
                yield from _recovered(work, waiting, lost)
                pool = _pool(jobs)
        while waiting:
            result = _result(waiting[0][1])
            if result is None:
                yield from _recovered(work, waiting, lost)
            else:
                waiting.popleft()
                yield result
    finally:
        _close(pool)


def _pool(jobs: int) -> ProcessPoolExecutor:
    # Not fork: the threads in which plugins are tried may hold locks that a copy of this process would wait for.
    return ProcessPoolExecutor(jobs, mp_context=get_context("spawn"), initializer=_begin)


def _submitted(
    pool: ProcessPoolExecutor, work: Callable[[list[Item]], Result], piece: list[Item]
) -> Future[Result] | None:
    """The future of a piece; None where a process of the pool is gone, which ends the whole pool."""
    try:
        return pool.submit(work, piece)
    except BrokenProcessPool:
        return None


def _result(future: Future[Result] | None) -> Result | None:
    try:
        return None if future is None else future.result()
    except BrokenProcessPool:
        return None


def _recovered(
    work: Callable[[list[Item]], Result],
    waiting: deque[tuple[list[Item], Future[Result] | None]],
    lost: Callable[[list[Item]], Result],
) -> Iterator[Result]:
    """The results of all pieces of a pool that is gone: which of them ended it is not known."""
    while waiting:
        piece, future = waiting.popleft()
        result = _result(future)
        if result is None:
            with _pool(1) as alone:
                result = _result(_submitted(alone, work, piece))
        if result is None:
            yield from _one_by_one(work, piece, lost)
        else:
            yield result


def _one_by_one(
    work: Callable[[list[Item]], Result], piece: list[Item], lost: Callable[[list[Item]], Result]
) -> Iterator[Result]:
    pool = _pool(1)
    gone = 0
    try:
        for position, item in enumerate(piece):
            result = _result(_submitted(pool, work, [item]))
            if result is not None:
                gone = 0
                yield result
                continue
            gone += 1
            if gone == HOPELESS:
                yield lost(piece[position:])
                return
            yield lost([item])
            pool.shutdown()
            pool = _pool(1)
    finally:
        _close(pool)


def _close(pool: ProcessPoolExecutor) -> None:
    """Drop what has not been begun. Who is told to end does not wait for what has been: its processes are ended.

    First they have a moment to end by themselves: of one that is ended while it writes a result, Python's pool would
    wait for the rest of it, for ever.
    """
    ended = sys.exc_info()[1]
    if ended is None or isinstance(ended, Exception | GeneratorExit):
        pool.shutdown(cancel_futures=True)
        return
    late = threading.Timer(GRACE, _end, (active_children(),))
    late.daemon = True
    late.start()
    pool.shutdown(cancel_futures=True)
    late.cancel()


def _end(processes: Iterable[BaseProcess]) -> None:
    for process in processes:
        process.terminate()


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
