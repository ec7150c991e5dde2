"""Work on many batches on a Dask cluster: results in the order of the batches, and a memory that stays flat."""

from __future__ import annotations

import logging
import time
import warnings
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from typing import Any, Generic, TypeVar

from distributed import Client
from distributed.scheduler import KilledWorker

from tutor.errors import TutorError
from tutor.executors.cluster_check import check_cluster
from tutor.executors.cluster_task import VERSION, packed, run_batch
from tutor.executors.executor import HOPELESS, Place

AHEAD = 3
"""How many batches each thread of the workers may have waiting or done: the way to them and back takes time."""

PATIENCE = 30.0
"""Seconds without any worker after which the cluster is given up: workers are started anew in a few."""

LOOK = 2.0
"""Seconds between two looks at which workers there are, while a result is waited for."""

CLOSING = 2.0
"""Seconds that taking leave of a scheduler may take."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class ClusterLostError(TutorError):
    """A cluster that was there has gone."""

    exit_code = 74
    """sysexits' EX_IOERR, as for a file or stream that fails."""


class DaskCluster:
    """An executor of the workers of a Dask cluster, known by the address of its scheduler.

    Raises TutorError where no scheduler answers there, or one that does not have the versions of this machine.
    """

    place = Place.ELSEWHERE

    def __init__(self, address: str, *, patience: float = PATIENCE) -> None:
        check_cluster(address)
        self.address = address
        self._patience = patience

    def in_order(
        self,
        work: Callable[[list[Item]], Result],
        batches: Iterable[list[Item]],
        *,
        lost: Callable[[list[Item]], Result],
    ) -> Iterator[Result]:
        """What `work`, a function of a module, gives for each batch: see `Executor`.

        Raises ClusterLostError where the scheduler, or the last worker, goes away.
        """
        with ExitStack() as stack:
            stack.enter_context(_silence())
            run = _Run(stack.enter_context(_client(self.address)), work, lost, self.address, self._patience)
            for batch in batches:
                if batch:
                    run.add(batch)
                while run.is_full():
                    yield from run.next_results()
                while run.has_result():
                    yield from run.next_results()
            while run.tasks:
                yield from run.next_results()


class _Run(Generic[Item, Result]):
    """The batches that are at work, in their order, each with what Dask calls its future.

    Dask itself sends a batch to another worker when the one that had it is gone, and works it out again where a result
    went with its worker. Only a batch that it gives up, as one whose workers are all gone when they have it, is tried
    again here.
    """

    def __init__(
        self,
        client: Any,
        work: Callable[[list[Item]], Result],
        lost: Callable[[list[Item]], Result],
        address: str,
        patience: float,
    ) -> None:
        self.tasks: deque[tuple[list[Item], Any]] = deque()
        self._client, self._work, self._lost = client, work, lost
        self._address, self._patience = address, patience
        self._threads = 1
        self._looked = self._seen = time.monotonic()
        self._count_threads()

    def add(self, batch: list[Item]) -> None:
        """Have a batch worked on after those before it."""
        self.tasks.append((batch, self._sent(batch)))

    def is_full(self) -> bool:
        """Whether no more should be sent before there is a result."""
        if len(self.tasks) < AHEAD * self._threads:
            return False
        if time.monotonic() - self._looked > LOOK:
            self._count_threads()
        return len(self.tasks) >= AHEAD * self._threads

    def has_result(self) -> bool:
        """Whether the result of the first batch is there."""
        return bool(self.tasks) and self.tasks[0][1].done()

    def next_results(self) -> Iterator[Result]:
        """Wait for what comes of the first batch: one result, or one an item where it was given up at first."""
        batch, future = self.tasks.popleft()
        try:
            found = self._result(future)
        except KilledWorker:
            try:  # it may have been lost with another one that its worker had
                found = self._result(self._sent(batch))
            except KilledWorker:
                yield from self._by_item(batch)
                return
        yield found

    def _by_item(self, batch: list[Item]) -> Iterator[Result]:
        """The results for the items of a batch, one after the other; what ends its workers is lost."""
        lost = 0
        for place, item in enumerate(batch):
            if lost == HOPELESS:
                yield self._lost(batch[place:])
                return
            try:
                found = self._result(self._sent([item]))
            except KilledWorker:
                lost += 1
                yield self._lost([item])
            else:
                lost = 0
                yield found

    def _sent(self, batch: list[Item]) -> Any:
        self._require_scheduler()
        try:
            return self._client.submit(run_batch, packed(self._work, batch), VERSION, pure=False)
        except (OSError, RuntimeError) as error:
            raise self._gone() from error

    def _result(self, future: Any) -> Result:
        while True:
            try:
                found: Result = future.result(timeout=min(LOOK, self._patience))
            except CancelledError:
                raise self._gone() from None
            except (ImportError, AttributeError, RuntimeError):
                # What a worker that has come later may lack is not there when it is told what to do.
                check_cluster(self._address)
                raise
            except OSError as error:
                if future.status == "error":  # it is what the work has raised
                    raise
                if not isinstance(error, TimeoutError):
                    raise self._gone() from error
                self._count_threads()
            else:
                return found

    def _count_threads(self) -> None:
        """Look how many threads the workers have. Raises ClusterLostError where there have been none for too long."""
        self._require_scheduler()
        try:
            threads = sum(self._client.nthreads().values())
        except (OSError, RuntimeError, CancelledError) as error:
            raise self._gone() from error
        self._looked = time.monotonic()
        if threads:
            self._seen = self._looked
        elif self._looked - self._seen >= self._patience:
            raise ClusterLostError(
                f"the cluster at `{self._address}` has had no worker for {self._patience:.0f} seconds: "
                "the rest cannot be done there"
            )
        self._threads = max(1, threads)

    def _require_scheduler(self) -> None:
        # A client tries for half a minute to find it again, and then knows nothing of what was sent before.
        if self._client.status != "running":
            raise self._gone()

    def _gone(self) -> ClusterLostError:
        return ClusterLostError(f"the scheduler at `{self._address}` has gone away")


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """A connection to the scheduler. At its end what is still at work is no longer wanted, and Dask drops it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # packages of other versions, which are none of ours
        try:
            client = Client(address, set_as_default=False)
        except OSError as error:
            raise ClusterLostError(f"the scheduler at `{address}` has gone away") from error
    try:
        yield client
    finally:
        with suppress(OSError, RuntimeError, CancelledError):
            client.close(timeout=CLOSING)


@contextmanager
def _silence() -> Iterator[None]:
    """Keep what Dask logs of connections away from stderr meanwhile: what counts of it is said in a sentence."""
    loggers = [logging.getLogger(name) for name in ("distributed", "distributed.client", "distributed.core")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
