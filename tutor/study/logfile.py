"""The SQLite file of the log: opening it, and what becomes of it when it is full, read-only, damaged or newer."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tutor.study import schema, trouble

# How long another program may hold the file before an answer goes to the journal instead.
_PATIENCE_SECONDS = 3.0
_SHORT_PATIENCE_MS = 100
# How often a file that could not be opened is tried again.
_RETRY_SECONDS = 5.0
# A file that breaks oftener than this in one run is on a disk that breaks files.
_MENDINGS = 3


class LogFile:
    """A connection to the database at `path`, kept alive through trouble. Not locked: its owner does that.

    `trouble` is the reason why it cannot be written to, or None. `news` is a sentence about a file that was
    mended.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: str | None = None
        self.news: str | None = None
        self.connection: sqlite3.Connection | None = None
        self._writable = False
        self._refused = False
        self._identity: tuple[int, int] | None = None
        self._next_try = 0.0
        self._mendings = 0

    def ready(self) -> bool:
        """Whether it can be written to as far as is known. Opens it where it is not open and it is time to try."""
        if self._refused:
            return False
        if self.connection is not None and self._identity != _identity(self.path):
            # Deleted, or replaced by a mended one: what goes on being written to the old one would be lost.
            self._drop()
            self._next_try = 0.0
        if not self._writable and time.monotonic() >= self._next_try:
            self._next_try = time.monotonic() + _RETRY_SECONDS
            self._open()
        return self._writable

    @contextmanager
    def noting_trouble(self) -> Iterator[None]:
        """SQLite's errors end here: the reason is kept in `trouble`, and a damaged file is mended."""
        try:
            yield
        except sqlite3.Error as error:
            if trouble.is_damage(error):
                self._mend()
                return
            self.trouble = trouble.reason(error, self.path)
            if trouble.is_held(error) and self.connection is not None:
                # Waited for once; from now on every answer would wait as long.
                self.connection.execute(f"PRAGMA busy_timeout = {_SHORT_PATIENCE_MS}")

    def well(self) -> None:
        """It took a change: whatever the trouble was, it is over."""
        if self.trouble is not None and self.connection is not None:
            self.trouble = None
            self.connection.execute(f"PRAGMA busy_timeout = {int(_PATIENCE_SECONDS * 1000)}")

    def close(self) -> None:
        """Close for good."""
        self._drop()
        self._refused = True

    def _open(self) -> None:
        self._drop()
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            if self.path.exists() and self._is_newer():
                return
            file = sqlite3.connect(self.path, timeout=_PATIENCE_SECONDS, isolation_level=None, check_same_thread=False)
            self.connection = file
            if schema.version(file) < schema.VERSION:
                # An answer touches three pages. Small ones make it durable in 1.3 times an append and fdatasync
                # where pages of 4096 bytes took 1.6 times.
                file.execute("PRAGMA page_size = 1024")
                _keep_ahead(file)
                schema.migrate(file)
            file.execute("PRAGMA synchronous = FULL")
            file.execute("SELECT 1 FROM attempts LIMIT 1").fetchone()
            # A lock and no page written: the cheapest way to learn that a file is read-only.
            file.execute("BEGIN IMMEDIATE")
            file.execute("ROLLBACK")
        except (sqlite3.Error, OSError) as error:
            self._drop()
            if trouble.is_damage(error):
                self._mend()
            else:
                self.trouble = trouble.reason(error, self.path)
                self._open_for_reading()
            return
        self._identity = _identity(self.path)
        self._writable = True
        self.trouble = None

    def _open_for_reading(self) -> None:
        """What was learned can be looked at even where nothing can be added to it."""
        # Without `immutable`, SQLite wants to make a file beside it, which a read-only folder does not allow.
        for options in ("mode=ro", "mode=ro&immutable=1"):
            try:
                reading = sqlite3.connect(
                    f"{self.path.absolute().as_uri()}?{options}",
                    uri=True,
                    isolation_level=None,
                    check_same_thread=False,
                )
                reading.execute("SELECT 1 FROM attempts LIMIT 1").fetchone()
            except sqlite3.Error:
                continue
            self.connection, self._identity = reading, _identity(self.path)
            return

    def _is_newer(self) -> bool:
        """Look at the version without a write, so that a newer file stays as it is to the byte."""
        try:
            looking = sqlite3.connect(f"{self.path.absolute().as_uri()}?mode=ro", uri=True)
            try:
                newer = schema.version(looking) > schema.VERSION
            finally:
                looking.close()
        except sqlite3.Error:
            return False  # whatever is wrong, opening it for writing says it better
        if newer:
            self._refused = True
            self.trouble = f"{self.path} was written by a newer version of this program"
        return newer

    def _mend(self) -> None:
        self._drop()
        self._mendings += 1
        if self._mendings > _MENDINGS:
            self._refused = True
            self.trouble = f"{self.path} is damaged again and again; is its disk failing?"
            return
        from tutor.study import salvage

        try:
            mended = salvage.mend(self.path)
        except (sqlite3.Error, OSError):
            self.trouble = f"{self.path} is damaged and could not be set aside"
            self._next_try = time.monotonic() + _RETRY_SECONDS
            return
        if mended is not None:
            answers = "1 answer was" if mended.attempts == 1 else f"{mended.attempts} answers were"
            self.news = f"The file of answers was damaged. It is set aside as {mended.aside}; {answers} recovered."
        self._open()

    def _drop(self) -> None:
        if self.connection is not None:
            with suppress(sqlite3.Error):
                self.connection.close()
        self.connection, self._writable, self._identity = None, False, None


def _keep_ahead(file: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, for which SQLite does not wait where another program is just opening it."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            file.execute("PRAGMA journal_mode = WAL")
        except sqlite3.OperationalError as error:
            if not trouble.is_held(error) or time.monotonic() > deadline:
                raise
            time.sleep(0.005)
        else:
            return


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = os.stat(path)
    except OSError:
        return None
    return found.st_dev, found.st_ino
