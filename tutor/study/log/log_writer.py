"""Changes to the file of the log, all or nothing, and what waits while the file takes none."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TypeVar

from tutor.study import paths
from tutor.study.log import failure_reasons, fallback_journal, schema
from tutor.study.log.connection import LogFile
from tutor.study.log.models import new_id
from tutor.study.log.pending_writes import PendingWrites

T = TypeVar("T")


class LogWriter:
    """Writes to the file at `path`, or (None) to memory alone. Not locked: its owner does that."""

    def __init__(self, path: Path | None) -> None:
        self.file = LogFile(path) if path else None
        self.waiting = PendingWrites(path.with_name(f"unsaved-{new_id()}.jsonl") if path else None)
        self._damaged: dict[str, str] = {}
        self._left: dict[str, str] = {}
        self._merged: sqlite3.Connection | None = None

    @property
    def journal_notices(self) -> dict[str, str]:
        """A sentence, by its file, on each journal of an earlier run that is not in the log, or not whole."""
        return self._damaged | self._left

    @property
    def all_saved(self) -> bool:
        """Whether every line is in the file, and the next one will be as far as is known."""
        return not self.waiting.entries and (self.file is None or self.file.trouble is None)

    def ready(self) -> bool:
        """Whether the file can be written to; what earlier runs could not write is then in it."""
        if self.file is None:
            return False
        if not self.file.ready():
            self._look_for_journals(self.file)
            return False
        if self._merged is not self.file.connection:
            self._merged = self.file.connection
            with self.file.noting_trouble():
                self._merge_journals(self.file.path.parent)
            self._look_for_journals(self.file)
        return self.file.connection is not None

    def change(self, work: Callable[[sqlite3.Connection], T], *, again: bool = True) -> T | None:
        """What `work` returns once its change is durable; None where the file does not take it.

        It is tried once more, unless not `again`, if the file had to be mended at the first go.
        """
        if not self.ready():
            return None
        assert self.file is not None
        before = self.file.connection
        with self.file.noting_trouble(), self._transaction(self.file) as connection:
            return work(connection)
        return self.change(work, again=False) if again and self.file.connection is not before else None

    def flush(self) -> None:
        """Put what is waiting into the file, if it takes it now."""
        if self.waiting.entries:
            self.change(lambda connection: True, again=False)

    def close(self) -> None:
        """Put away what is still waiting, if the file takes it now, and close."""
        self.flush()
        if self.file is not None:
            self.file.close()
        self.waiting.close()

    @contextmanager
    def _transaction(self, file: LogFile) -> Iterator[sqlite3.Connection]:
        """One durable change. Whatever has been waiting goes in with it."""
        assert file.connection is not None
        connection = file.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            if file.replaced():
                # Mended by another program while this one waited: what goes into the old file would be lost.
                raise sqlite3.OperationalError("the file was replaced")
            for entry in self.waiting.entries:
                schema.put(connection, entry)
            yield connection
            connection.execute("COMMIT")
        finally:  # whatever broke in, a key press too, nothing may stay half done
            with suppress(*failure_reasons.Errors):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        file.well()
        if self.waiting.entries:
            self.waiting.taken()

    def _journals(self, folder: Path) -> list[Path]:
        """Those of other runs."""
        return [file for file in paths.unsaved(folder) if file != self.waiting.file]

    def _look_for_journals(self, file: LogFile) -> None:
        """Tell of journals that are not taken in, as of a full disk: who reads the log does not read these."""
        said = {journal.name: f"{journal} is not in the log yet." for journal in self._journals(file.path.parent)}
        self._left = {name: sentence for name, sentence in said.items() if name not in self._damaged}

    def _merge_journals(self, folder: Path) -> None:
        """Take in what this or another run could not put into the database then."""
        files = self._journals(folder)
        if not files:
            return
        assert self.file is not None
        with self._transaction(self.file) as connection:
            found = fallback_journal.read_all(files)
            for entry in found.entries:
                schema.put(connection, entry)
        self._damaged |= found.put_away()
