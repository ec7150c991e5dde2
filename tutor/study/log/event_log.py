"""The log of answers, append-only: an answer is durable here before anything is said of it.

Where the file cannot be used, the quiz goes on: answers are kept in memory and, where the folder allows, in a
journal beside the database, and are put into it as soon as it takes them.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from tutor.errors import TutorError
from tutor.study import paths
from tutor.study.log import failure_reasons, rows, schema, validation
from tutor.study.log.log_writer import LogWriter
from tutor.study.log.models import Attempt, SessionRecord, now
from tutor.study.log.stamps import Stamps, latest

_MOST_OPEN = 100

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
        self._writer = LogWriter(path)
        self._file, self._waiting = self._writer.file, self._writer.waiting
        self._stamps = Stamps(lambda: now())  # looked up at each call: tests put another clock there
        self._unread: str | None = None
        self._drafts: dict[str, str] = {}
        with self._lock:
            self._writer.ready()

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
        return " ".join([*said, *self._writer.journal_notices.values()]) or None

    @property
    def incomplete(self) -> str | None:
        """Why what this store reads is not all that was once put into it; None where it is all, as far as is known."""
        lost = self._unread or self._writer.journal_notices or (self._file is not None and self._file.lost)
        return self.notice if lost else None

    @property
    def all_saved(self) -> bool:
        """Whether every line is in the file, and the next one will be as far as is known. Does not wait."""
        return self._writer.all_saved

    def saved(self) -> str | None:
        """None where every line is in the file, after one more try to put it there; else what is not, and why."""
        with self._lock:
            if self._writer.ready():
                self._writer.flush()
            return None if self.all_saved else self.notice or "Nothing is saved: this is kept in memory alone."

    # Writing

    def add(self, attempt: Attempt) -> Attempt:
        """Append one line to the log, durably, and return it as it was stamped."""

        def put(connection: sqlite3.Connection) -> bool:
            nonlocal attempt
            if not attempt.stamp:
                attempt = self._stamps.put_on(attempt, latest(connection))
            schema.put(connection, attempt)
            return True

        with self._lock:
            if not self._writer.change(put):
                # Where it failed half way, the stamp stays: should the line be in the file after all, it is there once.
                attempt = attempt if attempt.stamp else self._stamps.put_on(attempt)
                self._waiting.keep(attempt)
            return attempt

    def add_session(self, record: SessionRecord) -> SessionRecord:
        """Remember what a session asks, so that it can be found and built again."""

        def put(connection: sqlite3.Connection) -> SessionRecord:
            stamped = replace(record, stamp=self._stamps.next(latest(connection, of_sessions=True)))
            schema.put(connection, stamped)
            return stamped

        with self._lock:
            stamped = self._writer.change(put)
            if stamped is None:
                stamped = replace(record, stamp=self._stamps.next())
                self._waiting.keep(stamped)
            return stamped

    def end_session(self, uuid: str) -> None:
        """A session that is ended is not gone on with."""
        with self._lock:
            if not self._writer.change(lambda connection: connection.execute(schema.END_SESSION, (uuid,))):
                self._waiting.end_session(uuid)

    def merge(self, attempts: Iterable[Attempt]) -> tuple[int, int]:
        """Put in attempts of another log, all or none: how many were new, and how many were there already.

        They are told apart by their uuids. Raises StoreError where the file does not take them.
        """

        def put(connection: sqlite3.Connection) -> tuple[int, int]:
            there = {row[0] for row in connection.execute("SELECT uuid FROM attempts")}
            new = known = 0
            for attempt in attempts:
                if attempt.uuid in there:
                    known += 1
                else:
                    new += schema.put(connection, attempt)
                    there.add(attempt.uuid)
            return new, known

        with self._lock:
            merged = self._writer.change(put, again=False)
            if merged is None:
                raise StoreError(self.notice or "There is no file to put the answers into.")
            return merged

    def reset(self) -> Path:
        """Forget everything, after all of it was copied to a file beside the database, whose path is returned.

        Raises StoreError where that is not possible; then nothing is forgotten.
        """

        def forget(connection: sqlite3.Connection) -> Path:
            assert self.path is not None
            backup = self.path.with_name(f"backup-{now():%Y%m%dT%H%M%S%f}-{self.path.name}")
            # Another connection copies what is committed; this one keeps all others from writing.
            schema.copy(self.path, backup)
            schema.forget(connection)
            return backup

        with self._lock:
            kept = self._writer.change(forget)
            if kept is None:
                raise StoreError(self.notice or "There is no file to reset.")
            self._drafts.clear()
            return kept

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
        yield from rows.after(self._from_file, seq)
        yield from self._not_in_file()

    def attempts_in_order(self) -> Iterator[tuple[int, Attempt]]:
        """The log as `attempts_after` gives it, but in the order of stamps, the same after any merge.

        What is not yet in the file comes last all the same: it is folded in again when it is.
        """
        yield from rows.in_order(self._from_file)
        yield from self._not_in_file()

    def uuids(self) -> set[str]:
        """What names the lines of the log, in the file or not."""
        return {uuid for _, uuid, _ in rows.keys(self._from_file)} | {line.uuid for _, line in self._not_in_file()}

    def verify(self) -> None:
        """Look through the whole file, and mend it where it is damaged; `incomplete` then says what was lost.

        Before all of it is copied or derived from: a tree of rows may be broken so that some are passed over
        without an error, and half of a copy is too late to learn of a row that is damaged.
        """
        with self._lock:
            self._writer.ready()
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
            self._writer.change(lambda connection: connection.execute(schema.PUT_DERIVED, (name, seq, value)))

    def draft(self, question: str) -> str:
        """What was typed at a question and not handed in; empty where nothing was."""
        if question not in self._drafts:
            found = self._from_file("SELECT text FROM drafts WHERE question = ?", (question,), tuple)
            self._drafts[question] = found[0][0] if found and isinstance(found[0][0], str) else ""
        return self._drafts[question]

    def put_draft(self, question: str, text: str) -> None:
        """Keep what is typed at a question; of an empty text nothing is kept. It is no answer: it may be lost."""
        if text == self.draft(question):
            return
        self._drafts[question] = text
        change = (schema.PUT_DRAFT, (question, text)) if text else (schema.DROP_DRAFT, (question,))
        with self._lock:
            self._writer.change(lambda connection: connection.execute(*change))

    def count(self) -> int:
        """How many lines the log has."""
        return sum(row[0] for row in self._select("SELECT count(*) FROM attempts", (), tuple))

    # Closing

    def close(self) -> None:
        """Put away what is still waiting, if the file takes it now, and close."""
        with self._lock:
            self._writer.close()

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Rows

    def _not_in_file(self) -> list[tuple[int, Attempt]]:
        with self._lock:
            return [(-1, entry) for entry in self._waiting.attempts]

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
                self._writer.ready()
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
        raise failure_reasons.DamagedRow(str(error)) from error


def open_store() -> Store:
    """The learner's own store, in the folder that `paths.home` names."""
    return Store(paths.database())
