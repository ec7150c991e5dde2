"""Answers that the file has not taken yet: in memory and, where the folder allows, in a journal beside the file."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tutor.study.log import fallback_journal, schema
from tutor.study.log.fallback_journal import Entry
from tutor.study.log.models import Attempt


class PendingWrites:
    """What waits, in the order in which it came. `file` is the journal, None for a store in memory alone."""

    def __init__(self, file: Path | None) -> None:
        self.file = file
        self.entries: list[Entry] = []
        self._journalled = 0
        self._memory: sqlite3.Connection | None = None

    @property
    def safe(self) -> bool:
        """Whether all of it outlives this program."""
        return self._journalled == len(self.entries)

    @property
    def attempts(self) -> list[Attempt]:
        return [entry for entry in self.entries if isinstance(entry, Attempt)]

    def keep(self, entry: Entry) -> None:
        """Take one more; those before it that the journal would not take are offered again."""
        schema.put(self._database(), entry)
        self.entries.append(entry)
        while self.file is not None and not self.safe:
            if not fallback_journal.append(self.file, self.entries[self._journalled]):
                break
            self._journalled += 1

    def select(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """What a query finds among it."""
        return [] if self._memory is None else self._memory.execute(query, values).fetchall()

    def end_session(self, uuid: str) -> None:
        """End a session that waits; one that is in the file stays open there."""
        self._database().execute(schema.END_SESSION, (uuid,))

    def taken(self) -> None:
        """The file has it all: forget it here."""
        if self.file is not None and self._journalled:
            fallback_journal.remove([self.file])
        self.entries.clear()
        self._journalled = 0
        self.close()

    def close(self) -> None:
        """Give back the memory."""
        if self._memory is not None:
            self._memory.close()
            self._memory = None

    def __del__(self) -> None:
        # A session that was given no store has one of its own, in memory alone, which nobody else can close.
        self.close()

    def _database(self) -> sqlite3.Connection:
        if self._memory is None:
            self._memory = schema.in_memory()
        return self._memory
