"""Ids that come again: nobody is stopped by them, and whoever handed the file in is told the lines."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from tutor.errors import one_line

SHOWN = 3
"""So many of them are told with their lines."""

RECENT = 8192
MOST = 2_000_000
"""Ids that are looked among, 16 bytes each; of more, those that come first."""


class _Repeated(NamedTuple):
    id: Any
    first: int
    again: int


class RepeatedIds:
    """All ids so far, by digests: a sorted array, and those that are not in it yet."""

    def __init__(self) -> None:
        self.count = 0
        self._examples: list[_Repeated] = []
        self._digests = np.empty(0, dtype=np.int64)
        self._lines = np.empty(0, dtype=np.int64)
        self._recent: dict[int, int] = {}

    def add(self, ids: Iterable[tuple[int, Any]]) -> None:
        """Take in ids, each with its line."""
        some = list(ids)
        digests = [hash(f"{type(one).__name__} {one}") for _, one in some]
        places = np.searchsorted(self._digests, np.array(digests, dtype=np.int64)).tolist()
        for (line, one), digest, place in zip(some, digests, places, strict=True):
            first = self._recent.get(digest)
            if first is None and place < len(self._digests) and self._digests[place] == digest:
                first = int(self._lines[place])
            if first is None:
                self._recent[digest] = line
                continue
            self.count += 1
            if self.count <= SHOWN:
                self._examples.append(_Repeated(one, first, line))
        if len(self._recent) >= RECENT:
            self._merge()

    @property
    def notice(self) -> str:
        """One sentence; nothing where no id comes again."""
        said = [f"lines {one.first} and {one.again} have the id `{one_line(str(one.id))}`" for one in self._examples]
        more = self.count - len(said)
        if more > 0:
            said.append(f"{more} more lines repeat an id")
        return f"{', '.join(said)}: each has a verdict of its own" if said else ""

    def _merge(self) -> None:
        if len(self._digests) < MOST:
            digests = np.concatenate([self._digests, np.fromiter(self._recent, dtype=np.int64)])
            numbers = np.concatenate([self._lines, np.fromiter(self._recent.values(), dtype=np.int64)])
            order = np.argsort(digests, kind="stable")
            self._digests, self._lines = digests[order], numbers[order]
        self._recent.clear()
