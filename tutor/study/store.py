"""The log of answers, append-only: an answer is durable here before anything is said of it.

Where the file cannot be used, the quiz goes on: answers are kept in memory and, where the folder allows, in a
journal beside the database, and are put into it as soon as it takes them.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from tutor.errors import TutorError
from tutor.study import journal, paths, schema, trouble, validation
from tutor.study.logfile import LogFile
from tutor.study.records import Attempt, SessionRecord, local_day, new_id, now, timestamp
from tutor.study.waiting import Waiting

# Rows read at once: the lock is given up in between, so that a long read does not hold up an answer.
_CHUNK = 5_000
# Rows asked for by number at once: SQLite takes 999 values in a statement wherever it was built.
_BY_NUMBER = 500
_MOST_OPEN = 100
_WITH_SEQ = schema.SELECT_ATTEMPTS.replace("SELECT ", "SELECT seq, ", 1)
_BY_SEQ = f"{_WITH_SEQ} WHERE seq > ? ORDER BY seq LIMIT {_CHUNK}"
_KEYS = f"SELECT seq, stamp, time, uuid FROM attempts WHERE seq > ? ORDER BY seq LIMIT {_CHUNK}"
_LATEST = "SELECT max(stamp) FROM attempts WHERE stamp < ?"
_LATEST_SESSION = "SELECT max(stamp) FROM sessions WHERE stamp < ?"

T = TypeVar("T")
Row = tuple[Any, ...]


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
        self._waiting = Waiting(path.with_name(f"unsaved-{new_id()}.jsonl") if path else None)
        self._merged: sqlite3.Connection | None = None
        self._last_stamp = 0
        self._unread: str | None = None
        self._odd_journals: dict[str, str] = {}
        with self._lock:
            self._ready()

    @property
    def notice(self) -> str | None:
        """What the learner should know of the file, or None when all is well."""
        if self._file is None:
            return None
        if self._file.trouble is None:
            said = [self._file.news] if self._file.news else []
        elif self._waiting.entries and self._waiting.safe:
            said = [f"Answers are put in {self._waiting.file} for now: {self._file.trouble}."]
        else:
            said = [f"Answers are not being saved: {self._file.trouble}."]
        if self._unread and self._unread != self._file.trouble:
            said.append(f"The log of answers cannot be read: {self._unread}.")
        return " ".join([*said, *self._odd_journals.values()]) or None

    @property
    def incomplete(self) -> str | None:
        """Why what this store reads is not all that was once put into it; None where it is all, as far as is known."""
        lost = self._unread or self._odd_journals or (self._file is not None and self._file.lost)
        return self.notice if lost else None

    @property
    def all_saved(self) -> bool:
        """Whether every line is in the file, and the next one will be as far as is known. Does not wait."""
        return not self._waiting.entries and (self._file is None or self._file.trouble is None)

    def saved(self) -> str | None:
        """None where every line is in the file, after one more try to put it there; else what is not, and why."""
        with self._lock:
            if self._ready() and self._waiting.entries:
                self._put_waiting()
            return None if self.all_saved else self.notice or "Nothing is saved: this is kept in memory alone."

    # Writing

    def add(self, attempt: Attempt) -> Attempt:
        """Append one line to the log, durably, and return it as it was stamped."""
        with self._lock:
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    if not attempt.stamp:
                        attempt = self._stamped(attempt, _latest(connection, _LATEST))
                    schema.put(connection, attempt)
                    return attempt
            # Where it failed half way, the stamp stays: should the line be in the file after all, it is there once.
            attempt = attempt if attempt.stamp else self._stamped(attempt, 0)
            self._waiting.keep(attempt)
            return attempt

    def add_session(self, record: SessionRecord) -> SessionRecord:
        """Remember what a session asks, so that it can be found and built again."""
        with self._lock:
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    stamped = replace(record, stamp=self._stamp(_latest(connection, _LATEST_SESSION)))
                    schema.put(connection, stamped)
                    return stamped
            stamped = replace(record, stamp=self._stamp(0))
            self._waiting.keep(stamped)
            return stamped

    def end_session(self, uuid: str) -> None:
        """A session that is ended is not gone on with."""
        with self._lock:
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    connection.execute(schema.END_SESSION, (uuid,))
                    return
            self._waiting.end_session(uuid)

    def merge(self, attempts: Iterable[Attempt]) -> tuple[int, int]:
        """Put in attempts of another log, all or none: how many were new, and how many were there already.

        They are told apart by their uuids. Raises StoreError where the file does not take them.
        """
        with self._lock:
            if self._ready():
                assert self._file is not None
                with self._file.noting_trouble(), self._transaction() as connection:
                    there = {row[0] for row in connection.execute("SELECT uuid FROM attempts")}
                    new = known = 0
                    for attempt in attempts:
                        if attempt.uuid in there:
                            known += 1
                        else:
                            new += schema.put(connection, attempt)
                            there.add(attempt.uuid)
                    return new, known
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
        found = self._select(f"{schema.SELECT_ATTEMPTS} WHERE session = ?", (uuid,), Attempt.from_row)
        return sorted(found, key=lambda line: (line.ordinal, line.stamp))

    def open_sessions(self, key: str | None = None) -> list[SessionRecord]:
        """Sessions that were not ended, the newest first and at most a hundred: of any key, or of one.

        One that was begun by a clock that was not set comes last.
        """
        where, values = ("", ()) if key is None else (" AND key = ?", (key,))
        order = f"ORDER BY stamp >= {validation.LAST_STAMP}, stamp DESC"
        newest = f"{schema.SELECT_SESSIONS} WHERE ended = 0{where} {order} LIMIT {_MOST_OPEN}"
        found = self._select(newest, values, SessionRecord.from_row)
        return sorted(found, key=lambda session: (session.stamp < validation.LAST_STAMP, session.stamp), reverse=True)

    def attempts(self) -> Iterator[Attempt]:
        """The whole log in the order it was written down here, a chunk of rows at a time."""
        yield from (attempt for _, attempt in self.attempts_after(0))

    def attempts_after(self, seq: int) -> Iterator[tuple[int, Attempt]]:
        """The log behind row `seq`, with row numbers; what is not yet in the file comes last, as -1."""
        while True:
            rows = self._from_file(_BY_SEQ, (seq,), _numbered)
            yield from rows
            if len(rows) < _CHUNK:
                break
            seq = rows[-1][0]
        yield from self._not_in_file()

    def attempts_in_order(self) -> Iterator[tuple[int, Attempt]]:
        """The log as `attempts_after` gives it, but in the order of stamps, the same after any merge.

        What is not yet in the file comes last all the same: it is folded in again when it is.
        """
        order = [seq for *_, seq in sorted(self._keys())]
        for at in range(0, len(order), _BY_NUMBER):
            numbers = order[at : at + _BY_NUMBER]
            marks = ", ".join("?" * len(numbers))
            rows = dict(self._from_file(f"{_WITH_SEQ} WHERE seq IN ({marks})", numbers, _numbered))
            yield from ((seq, rows[seq]) for seq in numbers if seq in rows)
        yield from self._not_in_file()

    def uuids(self) -> set[str]:
        """What names the lines of the log, in the file or not."""
        return {uuid for _, uuid, _ in self._keys()} | {attempt.uuid for _, attempt in self._not_in_file()}

    def verify(self) -> None:
        """Look through the whole file, and mend it where it is damaged; `incomplete` then says what was lost.

        Before all of it is copied or derived from: a tree of rows may be broken so that some are passed over
        without an error, and half of a copy is too late to learn of a row that is damaged.
        """
        with self._lock:
            self._ready()
            self._unread = None
            if self._file is not None and self._file.connection is not None:
                with self._file.noting_trouble():
                    schema.verify(self._file.connection)

    def derived(self, name: str) -> tuple[int, str] | None:
        """What was derived from the log up to a row, and that row's number; None where nothing was."""
        found = self._from_file("SELECT seq, value FROM derived WHERE name = ?", (name,), tuple)
        return found[0] if found and type(found[0][0]) is int and isinstance(found[0][1], str) else None

    def put_derived(self, name: str, seq: int, value: str) -> None:
        """Keep what was derived. Nothing is lost where this fails: it can be derived again.

        It is not kept where the log could not be read: what was kept before is of more.
        """
        if self._unread:
            return
        with self._lock:
            for file in self._tries():
                with file.noting_trouble(), self._transaction() as connection:
                    connection.execute(schema.PUT_DERIVED, (name, seq, value))
                    return

    def count(self) -> int:
        """How many lines the log has."""
        return sum(row[0] for row in self._select("SELECT count(*) FROM attempts", (), tuple))

    # Closing

    def close(self) -> None:
        """Put away what is still waiting, if the file takes it now, and close."""
        with self._lock:
            if self._file is not None:
                if self._waiting.entries and self._ready():
                    self._put_waiting()
                self._file.close()
            self._waiting.close()

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
            for entry in self._waiting.entries:
                schema.put(connection, entry)
            yield connection
            connection.execute("COMMIT")
        finally:  # whatever broke in, a key press too, nothing may stay half done
            with suppress(*trouble.Errors):
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
        self._file.well()
        if self._waiting.entries:
            self._waiting.taken()

    def _put_waiting(self) -> None:
        assert self._file is not None
        with self._file.noting_trouble(), self._transaction():
            pass

    def _merge_journals(self, folder: Path) -> None:
        """Take in what this or another run could not put into the database then."""
        files: dict[Path, int] = {}
        with self._transaction() as connection:
            for file in paths.unsaved(folder):
                if file == self._waiting.file:
                    continue
                try:
                    entries, damaged = journal.entries(file)
                except OSError as error:
                    self._odd_journals[file.name] = f"{file} cannot be read ({error.strerror})."
                    continue
                files[file] = damaged
                for entry in entries:
                    schema.put(connection, entry)
        journal.remove([file for file, damaged in files.items() if not damaged])
        for file, damaged in files.items():
            if damaged:
                with suppress(OSError):
                    aside = journal.set_aside(file)
                    said = "1 line was" if damaged == 1 else f"{damaged} lines were"
                    self._odd_journals[file.name] = f"{said} damaged in {file.name}, which is set aside as {aside}."

    # The clock

    def _stamp(self, latest: int) -> int:
        """Now in microseconds, or just after the latest line where the clock has been turned back or is not set."""
        clock = int(now().timestamp() * 1_000_000)
        if not _is_set(clock):
            clock = validation.FIRST_STAMP
        self._last_stamp = max(clock, latest + 1, self._last_stamp + 1)
        return self._last_stamp

    def _stamped(self, attempt: Attempt, latest: int) -> Attempt:
        """With a stamp, and with a time that follows from it where the clock is not set."""
        stamp = self._stamp(latest)
        given = validation.stamp_of(attempt.time)
        if _is_set(given):
            return replace(attempt, stamp=stamp)
        moment = validation.EPOCH + timedelta(microseconds=stamp)
        return replace(attempt, stamp=stamp, time=timestamp(moment), day=local_day(moment))

    # Rows

    def _not_in_file(self) -> list[tuple[int, Attempt]]:
        with self._lock:
            return [(-1, entry) for entry in self._waiting.attempts]

    def _keys(self) -> list[tuple[int, str, int]]:
        """What orders the rows of the file: stamp, uuid and number."""
        found: list[tuple[int, str, int]] = []
        seq = 0
        while True:
            rows = self._from_file(_KEYS, (seq,), _key)
            found += rows
            if len(rows) < _CHUNK:
                return found
            seq = rows[-1][2]

    def _select(self, query: str, values: Sequence[Any], parse: Callable[[Row], T]) -> list[T]:
        with self._lock:
            return self._from_file(query, values, parse) + [parse(row) for row in self._waiting.select(query, values)]

    def _from_file(self, query: str, values: Sequence[Any], parse: Callable[[Row], T]) -> list[T]:
        """Every row that a query finds in the file. Where it cannot be read, `incomplete` says why.

        A row that cannot be parsed is damage, as a page is that SQLite cannot read: the file is mended, and asked
        once more.
        """
        if self._file is None:
            return []
        with self._lock:
            for _ in range(3):
                self._ready()
                if self._file.connection is None:
                    break
                with self._file.noting_trouble():
                    return _parsed(self._file.connection.execute(query, values), parse)
            if self._file.there():
                self._unread = self._file.trouble or f"{self._file.path} cannot be read"
            return []


def _parsed(rows: Iterable[Row], parse: Callable[[Row], T]) -> list[T]:
    try:
        return [parse(row) for row in rows]
    except ValueError as error:
        raise trouble.DamagedRow(str(error)) from error


def _numbered(row: Row) -> tuple[int, Attempt]:
    return row[0], Attempt.from_row(row[1:])


def _key(row: Row) -> tuple[int, str, int]:
    seq, stamp, time, uuid = row
    if type(stamp) is not int or not isinstance(time, str) or not isinstance(uuid, str):
        raise ValueError("a row has no stamp, time or name")
    return validation.in_range(stamp, time, "")[0], uuid, seq


def _latest(connection: sqlite3.Connection, query: str) -> int:
    found = connection.execute(query, (validation.LAST_STAMP,)).fetchone()[0]
    return found if type(found) is int else 0


def _is_set(stamp: int) -> bool:
    """Whether a clock that says this can be believed."""
    return validation.FIRST_STAMP <= stamp < validation.LAST_STAMP


def open_store() -> Store:
    """The learner's own store, in the folder that `paths.home` names."""
    return Store(paths.database())
