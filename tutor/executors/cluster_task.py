"""What a worker of a cluster does with a batch. Nothing here needs Dask."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from threading import Lock
from typing import TypeVar

from tutor.errors import TutorError

Item = TypeVar("Item")
Result = TypeVar("Result")

DISTRIBUTION = "backprop-tutor"
VERSION = version(DISTRIBUTION)

_ALONE = Lock()


def run_batch(work: Callable[[list[Item]], Result], batch: list[Item], sent_by: str) -> Result:
    """What `work` gives for a batch that was sent by the tutor of that version. Raises TutorError for another one.

    A worker may have several threads; the work of a process is done by one at a time, as everywhere.
    """
    if sent_by != VERSION:
        raise TutorError(
            f"a worker of the cluster has version {VERSION} of the tutor, not {sent_by}: "
            "all need the same one, or verdicts would differ",
            title="Another version",
        )
    with _ALONE:
        return work(batch)
