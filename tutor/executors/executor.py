"""What an executor promises, and the one that is this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Executor(Protocol):
    """Works on batches, wherever that is, and gives the results in the order of the batches."""

    def in_order(
        self,
        work: Callable[[list[Item]], Result],
        batches: Iterable[list[Item]],
        *,
        lost: Callable[[list[Item]], Result],
    ) -> Iterator[Result]:
        """What `work` gives for each batch, as soon as it and all before it are there.

        `work`, `lost`, items and results can be pickled. Batches are asked for no faster than they are worked on, so
        that the memory stays flat. An empty batch is no work and has no result: whoever reads the input gives one
        when nothing is there to be read yet, and results that are there by then are handed out.

        A batch whose process is lost is tried once more, and then item by item: for one that loses its process again,
        `lost` gives the result. Raises what `work` raises, and what reading the batches raises.
        """
        ...


class InProcess:
    """An executor that is this process."""

    def in_order(
        self,
        work: Callable[[list[Item]], Result],
        batches: Iterable[list[Item]],
        *,
        lost: Callable[[list[Item]], Result],
    ) -> Iterator[Result]:
        """What `work` gives for each batch that holds anything; nothing is ever lost."""
        return (work(batch) for batch in batches if batch)


def executor(jobs: int) -> Executor:
    """The executor for so many processes on this machine."""
    if jobs == 1:
        return InProcess()
    from tutor.executors.process_pool import ProcessPool  # 15 ms: multiprocessing

    return ProcessPool(jobs)
