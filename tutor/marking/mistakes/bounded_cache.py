"""A cache that is bounded by the bytes of what it holds, not by their number."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Protocol, TypeVar

from tutor.problems.instances.recordings import RECORDINGS


class Sized(Protocol):
    """What knows how many bytes it takes."""

    @property
    def nbytes(self) -> int: ...


T = TypeVar("T", bound=Sized)


class BoundedCache:
    """Values by key, the least recently used of which give way to new ones. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.held = 0
        self._values: OrderedDict[Hashable, tuple[Sized, int]] = OrderedDict()
        self._lock = RLock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The value of a key, made where it is not held; one that is larger than the cache is not kept."""
        with self._lock:
            known = self._values.get(key)
            if known is not None:
                self._values.move_to_end(key)
                return known[0]  # type: ignore[return-value]  # a key has values of one kind
        value = make()
        with self._lock:
            self._drop(key)
            self._values[key] = value, value.nbytes
            self.held += value.nbytes
            while self.held > self.most:
                self._drop(next(iter(self._values)))
        return value

    def clear(self) -> None:
        """Forget everything."""
        with self._lock:
            self._values.clear()
            self.held = 0

    def _drop(self, key: Hashable) -> None:
        _, size = self._values.pop(key, (None, 0))
        self.held -= size


TABLES = BoundedCache(64 * 2**20 - RECORDINGS.most)
"""All tables of mistakes: 64 MB with what is recorded of how their values are made."""
