"""The SQLite file of the log: opening it, and what becomes of it when it is full, read-only, damaged or newer."""

from __future__ import annotations

import os
import sqlite3
import stat
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.study import paths
from tutor.study.log import failure_reasons, schema, write_ahead_log

if TYPE_CHECKING:
    from tutor.study.log.recovery import Recovered

# How long another program may hold the file before an answer goes to the journal instead.
_PATIENCE_SECONDS = 3.0
_SHORT_PATIENCE_MS = 100
# How often a file that could not be opened is tried again.
_RETRY_SECONDS = 5.0
# A file that breaks oftener than this in one run is on a disk that breaks files.
_MENDINGS = 3
# SQLite takes a file of less than a page for an empty one.
_SMALLEST = 512


class LogFile:
    """A connection to the database at `path`, kept alive through trouble. Not locked: its owner does that.

    `trouble` is the reason why it cannot be written to, or None. `news` is a sentence about a file that was
    mended, and `lost` says whether something of it could not be read.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.trouble: str | None = None
        self.news: str | None = None
        self.lost = False
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
        if self.connection is not None and self.replaced():
            self._drop()
            self._next_try = 0.0
        if not self._writable and time.monotonic() >= self._next_try:
            self._next_try = time.monotonic() + _RETRY_SECONDS
            self._open()
        return self._writable

    def replaced(self) -> bool:
        """Whether the file was deleted, or replaced by a mended one: what is written to the old one is lost."""
        return self._identity != _identity(self.path)

    def there(self) -> bool:
        """Whether there is a file of answers, or may be one that is hidden from us: behind a link to what is away."""
        try:
            return self.path.exists() or self.path.is_symlink()
        except OSError:
            return True

    @contextmanager
    def noting_trouble(self) -> Iterator[None]:
        """SQLite's errors end here: the reason is kept in `trouble`, and a damaged file is mended."""
        try:
            yield
        except failure_reasons.Errors as error:
            if failure_reasons.is_damage(error):
                self._mend()
                return
            self.trouble = failure_reasons.reason(error, self.path)
            if failure_reasons.is_held(error) and self.connection is not None:
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
            for part in (self.path, *paths.sidecars(self.path)):
                if part.exists() and not part.is_file():
                    self._refuse(f"{part} is not a file")  # of a pipe, SQLite would wait for a writer
                    return
            if self.path.exists() and self._is_newer():
                return
            if self.path.exists() and 0 < self.path.stat().st_size < _SMALLEST:
                raise failure_reasons.DamagedRow("it is cut short")
            self._let_parts_be_written()
            ahead = write_ahead_log.last_commit(self.path)
            file = schema.connect(self.path, timeout=_PATIENCE_SECONDS)
            self.connection = file
            if schema.version(file) < schema.VERSION:
                schema.check(file)
                _prepare(file)
                schema.migrate(file)
            file.execute("PRAGMA synchronous = FULL")
            schema.check(file)
            # A lock and no page written: the cheapest way to learn that a file is read-only.
            file.execute("BEGIN IMMEDIATE")
            # With the lock held: else another program may just be telling of what it has written.
            if write_ahead_log.passed_over(self.path, ahead):
                self._tell_of_damaged_wal()
            file.execute("ROLLBACK")
        except (*failure_reasons.Errors, OSError) as error:
            self._drop()
            if failure_reasons.is_damage(error):
                self._mend()
            else:
                self.trouble = failure_reasons.reason(error, self.path)
                self._open_for_reading()
            return
        self._identity = _identity(self.path)
        self._writable = True
        self.trouble = None

    def _let_parts_be_written(self) -> None:
        """SQLite makes the files beside a database as read-only as that was then; it may be so no longer."""
        mode = self.path.stat().st_mode if self.path.exists() else 0
        for part in paths.sidecars(self.path) if mode & stat.S_IWUSR else ():
            if part.exists() and not part.stat().st_mode & stat.S_IWUSR:
                with suppress(OSError):
                    part.chmod(stat.S_IMODE(mode))

    def _open_for_reading(self) -> None:
        """What was learned can be looked at even where nothing can be added to it."""
        reading = self._reading("PRAGMA user_version")
        if reading is not None and schema.version(reading) < schema.VERSION:
            with closing(reading):
                self.connection = schema.copied_to_memory(reading)
        else:
            self.connection = reading
        self._identity = _identity(self.path) if self.connection is not None else None

    def _reading(self, query: str) -> sqlite3.Connection | None:
        """A connection that only reads, if it can be had and answers a query."""
        # Without `immutable`, SQLite wants to make a file beside it, which a read-only folder does not allow.
        for options in ("mode=ro", "mode=ro&immutable=1"):
            try:
                reading = schema.connect(f"{self.path.absolute().as_uri()}?{options}", timeout=0.1, uri=True)
                with ExitStack() as stack:
                    stack.callback(reading.close)
                    reading.execute(query).fetchone()
                    stack.pop_all()
                    return reading
            except failure_reasons.Errors as error:
                if failure_reasons.is_held(error):
                    return None  # without locks it would be read while it is being written
        return None

    def _is_newer(self) -> bool:
        """Look at the version without a write, so that a newer file stays as it is to the byte."""
        try:
            looking = schema.connect(f"{self.path.absolute().as_uri()}?mode=ro", timeout=0.1, uri=True)
            try:
                newer = schema.version(looking) > schema.VERSION
            finally:
                looking.close()
        except failure_reasons.Errors:
            return False  # whatever is wrong, opening it for writing says it better
        if newer:
            self._refuse(f"{self.path} was written by a newer version of this program")
        return newer

    def _refuse(self, why: str) -> None:
        """Leave it alone for this run."""
        self._refused, self.trouble = True, why

    def _mend(self) -> None:
        self._drop()
        self._mendings += 1
        if self._mendings > _MENDINGS:
            self._give_up(f"{self.path} is damaged again and again; is its disk failing?")
            return
        from tutor.study.log import recovery

        try:
            mended = recovery.mend(self.path)
        except (*failure_reasons.Errors, OSError):
            self._give_up(f"{self.path} is damaged and could not be set aside")
            return
        if mended is not None:
            self.news = (
                f"The file of answers was damaged. It is set aside as {mended.aside}; {self._told(mended.found)}."
            )
        self._open()

    def _tell_of_damaged_wal(self) -> None:
        from tutor.study.log import recovery

        self.lost = True
        self.news = f"The last answers in {self.path} cannot be read: {self.path.name}-wal was damaged."
        with suppress(OSError):
            self.news += f" It is set aside beside {recovery.copy_aside(self.path.resolve())}."

    def _give_up(self, why: str) -> None:
        """Leave a damaged file as it is for this run; what can be read of it is read from a copy in memory."""
        from tutor.study.log import recovery

        self._refuse(why)
        damaged = self._reading("PRAGMA user_version")
        if damaged is None:
            self.lost = True
        else:
            with closing(damaged):
                self.connection = schema.connect(":memory:")
                self.trouble = f"{why}; {self._told(recovery.recover(damaged, self.connection))}"

    def _told(self, found: Recovered) -> str:
        self.lost = self.lost or bool(found.losses)
        answers = "1 answer was" if found.attempts == 1 else f"{found.attempts} answers were"
        return f"{answers} recovered{f'; {found.losses}' if found.losses else ''}"

    def _drop(self) -> None:
        if self.connection is not None:
            with suppress(sqlite3.Error):
                self.connection.close()
        self.connection, self._writable, self._identity = None, False, None


def _prepare(file: sqlite3.Connection) -> None:
    """Switch to the write-ahead log, for which SQLite does not wait where another program is just opening it."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        try:
            schema.prepare(file)
        except sqlite3.OperationalError as error:
            if not failure_reasons.is_held(error) or time.monotonic() > deadline:
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
