"""The log of answers, append-only: an answer is durable here before anything is said of it.

Where the file cannot be used, the quiz goes on: answers are kept in memory and, where the folder allows, in a
journal beside the database, and are put into it as soon as it takes them.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from tutor.errors import TutorError
from tutor.study import journal, paths, schema
from tutor.study.journal import Entry
from tutor.study.logfile import LogFile
from tutor.study.records import Attempt, SessionRecord, new_id, now

# Rows read at once: the lock is given up in between, so that a long read does not hold up an answer.
_CHUNK = 5_000
_MOST_OPEN = 100
_WITH_SEQ = schema.SELECT_ATTEMPTS.replace("SELECT ", "SELECT seq, ", 1)
_BY_SEQ = f"{_WITH_SEQ} WHERE seq > ? ORDER BY seq LIMIT {_CHUNK}"
_BY_STAMP = f"{_WITH_SEQ} WHERE (stamp, uuid) > (?, ?) ORDER BY stamp, uuid LIMIT {_CHUNK}"


class StoreError(TutorError):
    """The file of answers cannot be changed as was asked."""


class Store:
    """What is remembered, on disk at `path` or (None) in memory alone. May be used from several threads.

    No method raises for a full disk, a read-only folder, a damaged or a newer file: `notice` says so instead.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._lock = threading.RLock()
        self._file = LogFile(path) if path else None
        self._spare = schema.in_memory()
        self._unsaved: list[Entry] = []
        self._journal = path.with_name(f"unsaved-{new_id()}.jsonl") if path else None
        self._journalled = False
        self._merged: sqlite3.Connection | None = None
        self._last_stamp = 0
        with self._lock:
            self._ready()

    @property
    def notice(self) -> str | None:
        """One sentence for the learner, or None when all is well."""
        if self._file is None:
            return None
        if self._file.trouble is None:
            return self._file.news
        if self._journalled:
            return f"Answers are put in {self._journal} for now: {self._file.trouble}."
        return f"Answers are not being saved: {self._file.trouble}."

    # Writing

    def add(self, attempt: Attempt) -> Attempt:
        """Append one line to the log, durably, and return it as it was stamped."""
        with self._lock:
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    if not attempt.stamp:
                        latest = connection.execute("SELECT max(stamp) FROM attempts").fetchone()[0]
                        attempt = replace(attempt, stamp=self._stamp(latest or 0))
                    schema.put(connection, attempt)
                    return attempt
            # Where it failed half way, the stamp stays: should the line be in the file after all, it is there once.
            attempt = attempt if attempt.stamp else replace(attempt, stamp=self._stamp(0))
            self._keep(attempt)
            return attempt

    def add_session(self, record: SessionRecord) -> SessionRecord:
        """Remember what a session asks, so that it can be found and built again."""
        with self._lock:
            stamped = replace(record, stamp=self._stamp(0))
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    schema.put(connection, stamped)
                    return stamped
            self._keep(stamped)
            return stamped

    def end_session(self, uuid: str) -> None:
        """A session that is ended is not gone on with."""
        statement = "UPDATE sessions SET ended = 1 WHERE uuid = ?"
        with self._lock:
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    connection.execute(statement, (uuid,))
                    return
            self._spare.execute(statement, (uuid,))

    def merge(self, attempts: Iterable[Attempt]) -> tuple[int, int]:
        """Put in attempts of another log, all or none: how many were new, and how many were there already.

        Raises StoreError where the file does not take them.
        """
        with self._lock:
            if self._ready():
                assert self._file is not None
                with self._file.noting_trouble(), self._transaction() as connection:
                    new = [schema.put(connection, attempt) for attempt in attempts]
                    return sum(new), len(new) - sum(new)
            raise StoreError(self.notice or "There is no file to put the answers into.")

    def reset(self) -> Path:
        """Forget everything, after all of it was copied to a file beside the database, whose path is returned.

        Raises StoreError where that is not possible; then nothing is forgotten.
        """
        with self._lock:
            for file in self._tries():
                backup = file.path.with_name(f"backup-{now():%Y%m%dT%H%M%S%f}-{file.path.name}")
                with file.noting_trouble(), self._transaction() as connection:
                    # Another connection copies what is committed; this one keeps all others from writing.
                    schema.copy(file.path, backup)
                    schema.forget(connection)
                    return backup
            raise StoreError(self.notice or "There is no file to reset.")

    # Reading

    def of_session(self, uuid: str) -> list[Attempt]:
        """The lines of one session in their order."""
        found = self._select(f"{schema.SELECT_ATTEMPTS} WHERE session = ?", (uuid,))
        return sorted((Attempt.from_row(row) for row in found), key=lambda line: (line.ordinal, line.stamp))

    def open_sessions(self, key: str | None = None) -> list[SessionRecord]:
        """Sessions that were not ended, the newest first and at most a hundred: of any key, or of one."""
        where, values = ("", ()) if key is None else (" AND key = ?", (key,))
        newest = f"WHERE ended = 0{where} ORDER BY stamp DESC LIMIT {_MOST_OPEN}"
        found = self._select(f"{schema.SELECT_SESSIONS} {newest}", values)
        sessions = [SessionRecord.from_row(row) for row in found]
        return sorted(sessions, key=lambda session: session.stamp, reverse=True)

    def attempts(self) -> Iterator[Attempt]:
        """The whole log in the order it was written down here, a chunk of rows at a time."""
        yield from (attempt for _, attempt in self.attempts_after(0))

    def attempts_after(self, seq: int) -> Iterator[tuple[int, Attempt]]:
        """The log behind row `seq`, with row numbers; what is not yet in the file comes last, as -1."""
        while True:
            with self._lock:
                rows = self._from_file(_BY_SEQ, (seq,))
            for row in rows:
                yield row[0], Attempt.from_row(row[1:])
            if len(rows) < _CHUNK:
                break
            seq = rows[-1][0]
        yield from self._waiting()

    def attempts_in_order(self) -> Iterator[tuple[int, Attempt]]:
        """The log as `attempts_after` gives it, but in the order of stamps, the same after any merge.

        What is not yet in the file comes last all the same: it is folded in again when it is.
        """
        at: tuple[int, str] = (-1, "")
        while True:
            with self._lock:
                rows = self._from_file(_BY_STAMP, at)
            for row in rows:
                yield row[0], Attempt.from_row(row[1:])
            if len(rows) < _CHUNK:
                break
            at = (rows[-1][2], rows[-1][1])
        yield from self._waiting()

    def derived(self, name: str) -> tuple[int, str] | None:
        """What was derived from the log up to a row, and that row's number; None where nothing was."""
        found = self._from_file("SELECT seq, value FROM derived WHERE name = ?", (name,))
        return (int(found[0][0]), str(found[0][1])) if found else None

    def put_derived(self, name: str, seq: int, value: str) -> None:
        """Keep what was derived. Nothing is lost where this fails: it can be derived again."""
        with self._lock:
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    connection.execute(schema.PUT_DERIVED, (name, seq, value))
                    return

    def count(self) -> int:
        """How many lines the log has."""
        return sum(row[0] for row in self._select("SELECT count(*) FROM attempts", ()))

    # Closing

    def close(self) -> None:
        """Put away what is still waiting, if the file takes it now, and close."""
        with self._lock:
            if self._file is None:
                return
            if self._unsaved and self._ready():
                with self._file.noting_trouble(), self._transaction():
                    pass
            self._file.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # The two places a line can be

    def _tries(self) -> Iterator[LogFile]:
        """The file if it can be written to; once more if it had to be mended at the first go."""
        if self._ready():
            assert self._file is not None
            before = self._file.connection
            yield self._file
            if self._file.connection is not before and self._ready():
                yield self._file

    def _ready(self) -> bool:
        if self._file is None or not self._file.ready():
            return False
        if self._merged is not self._file.connection:
            self._merged = self._file.connection
            with self._file.noting_trouble():
                self._merge_journals(self._file.path.parent)
        return self._file.connection is not None

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        """One durable change. Whatever has been waiting goes in with it."""
        assert self._file is not None
        assert self._file.connection is not None
        connection = self._file.connection
        connection.execute("BEGIN IMMEDIATE")
        try:
            for entry in self._unsaved:
                schema.put(connection, entry)
            yield connection
            connection.execute("COMMIT")
        finally:  # whatever broke in, a key press too, nothing may stay half done
            with suppress(sqlite3.Error):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        self._file.well()
        if self._unsaved:
            self._unsaved.clear()
            self._spare = schema.in_memory()
        if self._journalled and self._journal is not None:
            journal.remove([self._journal])
            self._journalled = False

    def _keep(self, entry: Entry) -> None:
        """Not in the file: in memory, and in the journal if the folder takes it."""
        schema.put(self._spare, entry)
        self._unsaved.append(entry)
        if self._journal is not None:
            self._journalled = journal.append(self._journal, entry)

    def _merge_journals(self, folder: Path) -> None:
        """Take in what this or another run could not put into the database then."""
        files = [file for file in paths.unsaved(folder) if file != self._journal]
        if files:
            with self._transaction() as connection:
                for file in files:
                    for entry in journal.entries(file):
                        schema.put(connection, entry)
            journal.remove(files)

    def _stamp(self, latest: int) -> int:
        """Now in microseconds, or just after the latest line where the clock has been turned back."""
        clock = int(now().timestamp() * 1_000_000)
        self._last_stamp = max(clock, latest + 1, self._last_stamp + 1)
        return self._last_stamp

    def _waiting(self) -> list[tuple[int, Attempt]]:
        with self._lock:
            return [(-1, entry) for entry in self._unsaved if isinstance(entry, Attempt)]

    def _select(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        with self._lock:
            rows = self._from_file(query, values)
            if self._unsaved:
                rows = rows + self._spare.execute(query, values).fetchall()
            return rows

    def _from_file(self, query: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        if self._file is None:
            return []
        for _ in range(2):
            self._ready()
            if self._file.connection is None:
                return []
            with self._file.noting_trouble():
                return self._file.connection.execute(query, values).fetchall()
        return []


def open_store() -> Store:
    """The learner's own store, in the folder that `paths.home` names."""
    return Store(paths.database())
