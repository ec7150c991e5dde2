"""What a worker of a cluster does with a batch. Nothing here needs Dask."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from importlib.metadata import version
from threading import Lock
from typing import Any, TypeVar

from tutor.errors import TutorError

Item = TypeVar("Item")

DISTRIBUTION = "backprop-tutor"
VERSION = version(DISTRIBUTION)

_ALONE = Lock()


def packed(work: Callable[[list[Item]], Any], batch: list[Item]) -> bytes:
    """Work and a batch for it as Dask carries them: in lists it would look for results of other tasks, item by item."""
    return pickle.dumps((work, batch), pickle.HIGHEST_PROTOCOL)


def run_batch(sent: bytes, sent_by: str) -> Any:
    """What the work gives for a batch that was packed by the tutor of that version. Raises TutorError for another one.

    A worker may have several threads; the work of a process is done by one at a time, as everywhere.
    """
    if sent_by != VERSION:
        raise TutorError(
            f"a worker of the cluster has version {VERSION} of the tutor, not {sent_by}: "
            "all need the same one, or verdicts would differ",
            title="Another version",
        )
    work, batch = pickle.loads(sent)
    with _ALONE:
        return work(batch)
