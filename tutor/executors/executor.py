"""What an executor promises, and the one that is this process."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import Enum
from typing import Protocol, TypeVar

HOPELESS = 3
"""After so many items in a row that ended their process the rest of a batch is given up: each costs a new one."""

Item = TypeVar("Item")
Result = TypeVar("Result")


class Place(Enum):
    """Where work is done: what is there to be had, and whether it costs anything to hand it over."""

    HERE = "this process"
    BESIDE = "processes of this machine"
    ELSEWHERE = "machines that have other files"


class Executor(Protocol):
    """Works on batches, wherever that is, and gives the results in the order of the batches."""

    place: Place
    """Where that is."""

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

    place = Place.HERE

    def in_order(
        self,
        work: Callable[[list[Item]], Result],
        batches: Iterable[list[Item]],
        *,
        lost: Callable[[list[Item]], Result],
    ) -> Iterator[Result]:
        """What `work` gives for each batch that holds anything; nothing is ever lost."""
        return (work(batch) for batch in batches if batch)
