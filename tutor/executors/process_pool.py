"""Work on many batches in several processes: results in the order of the batches, and a memory that stays flat."""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from multiprocessing.connection import wait
from typing import Generic, TypeVar

from tutor.executors.executor import HOPELESS, Place
from tutor.executors.worker_process import GRACE, Failed, Worker

AHEAD = 3
"""How many batches each process may have waiting or done: it is busy while results are written, and no more is read."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class ProcessPool:
    """An executor of `jobs` processes of this machine."""

    place = Place.BESIDE

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs

    def in_order(
        self,
        work: Callable[[list[Item]], Result],
        batches: Iterable[list[Item]],
        *,
        lost: Callable[[list[Item]], Result],
    ) -> Iterator[Result]:
        """What `work`, a function of a module, gives for each batch: see `Executor`."""
        run = _Run(work, lost, self.jobs)
        try:
            for batch in batches:
                if batch:
                    run.add(batch)
                run.go_on()
                while len(run.tasks) >= AHEAD * self.jobs and not run.tasks[0].is_done:
                    run.go_on(wait_for_one=True)
                yield from run.first_results()
            while run.tasks:
                run.go_on(wait_for_one=True)
                yield from run.first_results()
        finally:
            ended = sys.exc_info()[1]
            run.close(at_once=ended is not None and not isinstance(ended, Exception | GeneratorExit))


class _Task(Generic[Item, Result]):
    """A batch, with the results for it so far. `part` is what of it is tried next, `rest` what after that."""

    def __init__(self, batch: list[Item]) -> None:
        self.part = batch
        self.rest: deque[Item] = deque()
        self.results: list[Result] = []
        self.losses = 0
        self.by_item = False
        self.is_done = False


class _Run(Generic[Item, Result]):
    """The batches that are at work, and the processes they are at.

    Each process has a pipe of its own and one batch at a time. So it is known which batch ended it, and of one that
    is ended while it writes a result nobody waits for the rest: a queue that all write to would be held for ever.
    """

    def __init__(self, work: Callable[[list[Item]], Result], lost: Callable[[list[Item]], Result], jobs: int) -> None:
        self.tasks: deque[_Task[Item, Result]] = deque()
        self._work, self._lost, self._jobs = work, lost, jobs
        self._waiting: deque[_Task[Item, Result]] = deque()
        self._idle: list[Worker] = []
        self._busy: dict[Worker, _Task[Item, Result]] = {}

    def add(self, batch: list[Item]) -> None:
        """Have a batch worked on after those before it."""
        task: _Task[Item, Result] = _Task(batch)
        self.tasks.append(task)
        self._waiting.append(task)

    def first_results(self) -> Iterator[Result]:
        """The results that are there for all batches up to the first that is not done."""
        while self.tasks:
            task = self.tasks[0]
            yield from task.results
            task.results = []
            if not task.is_done:
                return
            self.tasks.popleft()

    def go_on(self, *, wait_for_one: bool = False) -> None:
        """Hand out what waits, and take what has been done."""
        self._hand_out()
        if not self._busy:
            return
        by_pipe = {worker.pipe: worker for worker in self._busy}
        for pipe in wait(list(by_pipe), None if wait_for_one else 0):
            worker = by_pipe[pipe]  # type: ignore[index]  # (only what was given)
            self._take(worker, self._busy.pop(worker))
        self._hand_out()

    def close(self, *, at_once: bool) -> None:
        """End the processes: those at work when theirs is done or, at once, after a moment."""
        for worker in (*self._idle, *self._busy):
            worker.let_go()
        for worker in (*self._idle, *self._busy):
            worker.end(GRACE if at_once else None)

    def _hand_out(self) -> None:
        while self._waiting and len(self._busy) < self._jobs:
            is_fresh = not self._idle
            worker = Worker(self._work) if is_fresh else self._idle.pop()
            task = self._waiting.popleft()
            if worker.give(task.part):
                self._busy[worker] = task
                continue
            worker.end()
            if is_fresh:
                self._retry(task)
            else:  # ended while it had nothing to do: that is not the batch's fault
                self._waiting.appendleft(task)

    def _take(self, worker: Worker, task: _Task[Item, Result]) -> None:
        try:
            found = worker.result()
        except EOFError:
            worker.end()
            self._retry(task)
            return
        self._idle.append(worker)
        if isinstance(found, Failed):
            raise found.error
        task.losses = 0
        task.results.append(found)
        self._next_part(task)

    def _retry(self, task: _Task[Item, Result]) -> None:
        """Try what ended its process once more; then its items, one by one, and give up those that do it again."""
        if not task.by_item:
            task.losses += 1
            if task.losses == 2:
                task.by_item, task.losses = True, 0
                task.rest = deque(task.part)
                self._next_part(task)
            else:
                self._waiting.appendleft(task)
            return
        task.losses += 1
        if task.losses == HOPELESS:
            task.part += task.rest
            task.rest.clear()
        task.results.append(self._lost(task.part))
        self._next_part(task)

    def _next_part(self, task: _Task[Item, Result]) -> None:
        if task.rest:
            task.part = [task.rest.popleft()]
            self._waiting.appendleft(task)
        else:
            task.is_done = True
