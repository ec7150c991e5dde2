"""A damaged database is copied aside, never deleted, and what can still be read of it goes into a new one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tutor.study import schema
from tutor.study.records import COLUMNS, SESSION_COLUMNS, now

# More failing look-ups than this and the rest of the file is given up: 20,000 take about a second.
_PATIENCE = 20_000
_SIDECARS = ("-wal", "-shm")


@dataclass(frozen=True)
class Mended:
    """Where the damaged file is now, and how many attempts could be read from it."""

    aside: Path
    attempts: int


def mend(path: Path) -> Mended | None:
    """Replace a damaged database by a new one with all that could be read.

    None when the file turns out to be sound: another copy of the program was here first. Raises OSError or
    sqlite3.Error where the folder does not allow it; the damaged file is then as it was.
    """
    with _alone(path):
        if _sound(path):
            return None
        aside = path.with_name(f"damaged-{now():%Y%m%dT%H%M%S%f}-{path.name}")
        _copy(path, aside)
        fresh = path.with_name(f"mending-{path.name}")
        fresh.unlink(missing_ok=True)
        attempts = _rebuild(aside, fresh)
        # A write-ahead log of the old file must not be replayed into the new one.
        for suffix in _SIDECARS:
            Path(f"{path}{suffix}").unlink(missing_ok=True)
        fresh.replace(path)
        return Mended(aside, attempts)


def _copy(path: Path, aside: Path) -> None:
    """Copied, not moved: killed at any moment from here on, the next start finds the damage again."""
    try:
        shutil.copy2(path, aside)
        for suffix in _SIDECARS:
            if Path(f"{path}{suffix}").exists():
                shutil.copy2(f"{path}{suffix}", f"{aside}{suffix}")
    except OSError:
        # On a full disk this is tried again and again: half copies would fill it for good.
        for suffix in ("", *_SIDECARS):
            Path(f"{aside}{suffix}").unlink(missing_ok=True)
        raise


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One program at a time: SQLite's own lock on an empty file, which no kill can leave behind."""
    with closing(sqlite3.connect(path.with_name("mending.lock"), timeout=10, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
        lock.execute("ROLLBACK")


def _sound(path: Path) -> bool:
    try:
        with closing(sqlite3.connect(path, isolation_level=None)) as connection:
            return bool(connection.execute("PRAGMA integrity_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _rebuild(damaged: Path, fresh: Path) -> int:
    with closing(sqlite3.connect(fresh, isolation_level=None)) as new:
        schema.migrate(new)
        new.execute("BEGIN")
        try:
            with closing(sqlite3.connect(damaged, isolation_level=None)) as old:
                for table, columns in (("attempts", COLUMNS), ("sessions", SESSION_COLUMNS)):
                    for row in _readable(old, table, columns):
                        new.execute(schema.insert(table, columns), row)
        except sqlite3.DatabaseError:
            pass  # not a database at all: nothing to be had, and it stands aside
        count = int(new.execute("SELECT count(*) FROM attempts").fetchone()[0])
        new.execute("COMMIT")
        return count


def _readable(old: sqlite3.Connection, table: str, columns: tuple[str, ...]) -> Iterator[tuple[Any, ...]]:
    names = ", ".join(columns)
    if table == "sessions":
        # A few rows, kept by name: all of them or none.
        yield from old.execute(f"SELECT {names} FROM {table}").fetchall()
        return
    select = f"SELECT {names} FROM {table} WHERE seq BETWEEN ? AND ? ORDER BY seq"

    def between(low: int, high: int) -> list[tuple[Any, ...]]:
        return old.execute(select, (low, high)).fetchall()

    yield from _halving(between, 1, _last(old))


def _last(old: sqlite3.Connection) -> int:
    # The index first: it says it without touching the table, whose last page may be the broken one.
    by_index = "SELECT seq FROM attempts INDEXED BY attempts_by_stamp ORDER BY stamp DESC LIMIT 1"
    for query in (by_index, "SELECT max(seq) FROM attempts"):
        try:
            found = old.execute(query).fetchone()
        except sqlite3.DatabaseError:
            continue
        if found and found[0]:
            return int(found[0])
    return 1 << 20


def _halving(between: Callable[[int, int], list[tuple[Any, ...]]], low: int, high: int) -> Iterator[tuple[Any, ...]]:
    """Every row that can be read: a range that cannot is halved until only the rows on broken pages are lost."""
    ranges = [(low, high)]
    failures = 0
    while ranges and failures < _PATIENCE:
        low, high = ranges.pop()
        try:
            yield from between(low, high)
        except sqlite3.DatabaseError:
            failures += 1
            if low < high:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]
