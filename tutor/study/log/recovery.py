"""A damaged database is copied aside, never deleted, and what can still be read of it goes into a new one."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tutor.study import paths
from tutor.study.log import failure_reasons, schema, schema_repair
from tutor.study.log.models import COLUMNS, SESSION_COLUMNS, Attempt, SessionRecord, now

# More failing look-ups than this and the rest of the file is given up: 20,000 take about a second.
_PATIENCE = 20_000
_SHOWN = 5
# So far rows are looked for where it cannot be told how many there were.
_SOME_ROWS = 1 << 20
_TOO_MANY_ROWS = 1 << 40
_LAST_ROW = "SELECT coalesce(max(seq), 0) FROM attempts"

Rows = list[tuple[Any, ...]]


@dataclass
class Recovered:
    """What could be read of a damaged file: `lost` has the ranges of row numbers that could not, `reasons` why.

    `complete` says that how many attempts there were is known, so that none is missing without being in `lost`,
    and `described` that the file's description of its tables is sound.
    """

    attempts: int = 0
    lost: list[tuple[int, int]] = field(default_factory=list)
    reasons: dict[int, str] = field(default_factory=dict)
    sessions_lost: list[str] = field(default_factory=list)
    complete: bool = False
    described: bool = True

    @property
    def losses(self) -> str:
        """What was lost, as a clause; empty where nothing was."""
        said = []
        count = sum(high - low + 1 for low, high in self.lost)
        if count:
            rows = [self._range(low, high) for low, high in self.lost[:_SHOWN]]
            more = ", ..." if len(self.lost) > _SHOWN else ""
            said.append(f"{count} could not be read: {', '.join(rows)}{more}")
        if not self.complete:
            said.append("how many more there were cannot be told")
        if self.sessions_lost:
            several = len(self.sessions_lost) > 1
            said.append(
                f"{len(self.sessions_lost)} session{'s' if several else ''} could not be read"
                f" ({self.sessions_lost[0]}{', ...' if several else ''})"
            )
        return "; ".join(said)

    def _range(self, low: int, high: int) -> str:
        reason = f" ({self.reasons[low]})" if low in self.reasons else ""
        return f"rows {low} to {high}" if low < high else f"row {low}{reason}"


@dataclass(frozen=True)
class Mended:
    """Where the damaged file is now, and what could be read from it."""

    aside: Path
    found: Recovered


def mend(path: Path) -> Mended | None:
    """Replace a damaged database by a new one with all that could be read.

    None when the file turns out to be sound: another copy of the program was here first. Raises OSError or
    sqlite3.Error where the folder does not allow it; the damaged file is then as it was.
    """
    path = path.resolve()  # a link stays one
    with _alone(path):
        with _no_writer(path):
            if _sound(path):
                return None
            aside = copy_aside(path)
            fresh = path.with_name(f"mending-{path.name}")
            for file in (fresh, *paths.sidecars(fresh)):
                file.unlink(missing_ok=True)
            found = _read_into(fresh, aside)
            if not found.described:
                found = _with_new_description(fresh, aside, found)
        # A write-ahead log of the old file must not be replayed into the new one.
        for file in paths.sidecars(path):
            file.unlink(missing_ok=True)
        fresh.replace(path)
        return Mended(aside, found)


def _read_into(fresh: Path, damaged: Path) -> Recovered:
    with closing(schema.connect(fresh)) as new, closing(schema.connect(damaged)) as old:
        schema.prepare(new)
        return recover(old, new)


def _with_new_description(fresh: Path, aside: Path, before: Recovered) -> Recovered:
    """Try once more on a copy whose tables are described anew; `before` where that finds no more."""
    copy, more = (aside.with_name(f"mending-{number}-{aside.name}") for number in (1, 2))
    try:
        shutil.copy2(aside, copy)
        schema_repair.write_over(copy, more)
        found = _read_into(more, copy)
        if found.attempts <= before.attempts:
            return before
        more.replace(fresh)
        return found
    finally:
        for file in (copy, more, *paths.sidecars(copy), *paths.sidecars(more)):
            file.unlink(missing_ok=True)


def recover(old: sqlite3.Connection, new: sqlite3.Connection) -> Recovered:
    """Put all that can be read of a damaged database into a new one that is still empty, in the order of its rows.

    Raises sqlite3.Error where the new one does not take it.
    """
    schema.migrate(new)
    found = Recovered()
    try:
        schema.check(old)
    except failure_reasons.Errors:
        found.described = False
    new.execute("BEGIN")
    _recover_attempts(old, new, found)
    _recover_sessions(old, new, found)
    found.attempts = int(new.execute("SELECT count(*) FROM attempts").fetchone()[0])
    new.execute("COMMIT")
    return found


def copy_aside(path: Path) -> Path:
    """Copied, not moved: killed at any moment from here on, the next start finds the damage again.

    Returns the path of the copy. Raises OSError where there is no room for one.
    """
    aside = path.with_name(f"damaged-{now():%Y%m%dT%H%M%S%f}-{path.name}")
    try:
        shutil.copy2(path, aside)
        if Path(f"{path}-wal").exists():
            shutil.copy2(f"{path}-wal", f"{aside}-wal")
    except OSError:
        # On a full disk this is tried again and again: half copies would fill it for good.
        for file in (aside, *paths.sidecars(aside)):
            file.unlink(missing_ok=True)
        raise
    return aside


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """One program at a time: SQLite's own lock on an empty file, which no kill can leave behind."""
    with closing(sqlite3.connect(path.with_name("mending.lock"), timeout=10, isolation_level=None)) as lock:
        lock.execute("BEGIN EXCLUSIVE")
        yield
        lock.execute("ROLLBACK")


@contextmanager
def _no_writer(path: Path) -> Iterator[None]:
    """Keep other programs from adding to the damaged file, which is about to be replaced, as far as it has locks."""
    with closing(schema.connect(path, timeout=10)) as holding:
        try:
            holding.execute("BEGIN IMMEDIATE")
        except failure_reasons.Errors as error:
            if not failure_reasons.is_damage(error):
                raise
        yield
        with suppress(*failure_reasons.Errors):
            holding.execute("ROLLBACK")


def _sound(path: Path) -> bool:
    """Whether SQLite finds nothing wrong and every row is one that can be used."""
    try:
        with closing(schema.connect(path)) as connection:
            schema.verify(connection)
            return True
    except failure_reasons.Errors:
        return False


def _recover_attempts(old: sqlite3.Connection, new: sqlite3.Connection, found: Recovered) -> None:
    select = f"SELECT seq, {', '.join(COLUMNS)} FROM attempts WHERE seq BETWEEN ? AND ? ORDER BY seq"

    def between(low: int, high: int) -> Rows:
        return old.execute(select, (low, high)).fetchall()

    try:
        old.execute(f"EXPLAIN {select}", (0, 0))
    except failure_reasons.Errors:
        return  # it is not known where the rows are: looking for each would take long and find none
    count = _count(old)
    found.complete = count is not None
    read = 0
    for seq, *row in _halving(between, 1, _SOME_ROWS if count is None else max(count, _last_row(old))):
        if seq <= read:
            continue  # a broken tree may lead to a row twice
        _miss(found, read + 1, min(seq - 1, count or 0))
        read = seq
        try:
            Attempt.from_row(row)
        except ValueError as error:
            _miss(found, seq, seq, str(error))
        else:
            new.execute(schema.PUT_ATTEMPT, row)
    _miss(found, read + 1, count or 0)


def _miss(found: Recovered, low: int, high: int, reason: str = "") -> None:
    if low <= high:
        found.lost.append((low, high))
        if reason:
            found.reasons[low] = reason


def _recover_sessions(old: sqlite3.Connection, new: sqlite3.Connection, found: Recovered) -> None:
    names = ", ".join(SESSION_COLUMNS)
    select = f"SELECT {names} FROM sessions WHERE uuid >= ? AND uuid < ?"

    def between(low: int, high: int) -> Rows:
        # By the first four hexadecimal digits of their names.
        return old.execute(select, (f"{low:04x}", f"{high + 1:04x}" if high < 0xFFFF else "g")).fetchall()

    failures: list[str] = []
    try:
        old.execute(f"EXPLAIN {select}", ("", ""))
    except failure_reasons.Errors as error:
        found.sessions_lost.append(str(error))
        return
    for row in _halving(between, 0, 0xFFFF, failures):
        try:
            SessionRecord.from_row(row)
        except ValueError as error:
            found.sessions_lost.append(str(error))
        else:
            new.execute(schema.PUT_SESSION, row)
    found.sessions_lost += failures


def _count(old: sqlite3.Connection) -> int | None:
    """How many rows there were, None where that cannot be told: rows are numbered from 1 without a gap."""
    # By the index, which is broken at other places than the table; else by the table.
    for query in ("SELECT count(*) FROM attempts INDEXED BY attempts_by_stamp", _LAST_ROW):
        with suppress(*failure_reasons.Errors):
            count = int(old.execute(query).fetchone()[0])
            if count < _TOO_MANY_ROWS:
                return count
    return None


def _last_row(old: sqlite3.Connection) -> int:
    with suppress(*failure_reasons.Errors):
        return min(int(old.execute(_LAST_ROW).fetchone()[0]), _TOO_MANY_ROWS)
    return 0


def _halving(
    between: Callable[[int, int], Rows], low: int, high: int, failed: list[str] | None = None
) -> Iterator[Sequence[Any]]:
    """Every row that can be read: a range that cannot is halved until only the rows on broken pages are lost."""
    ranges = [(low, high)]
    failures = 0
    while ranges and failures < _PATIENCE:
        low, high = ranges.pop()
        try:
            rows = between(low, high)
        except failure_reasons.Errors as error:
            failures += 1
            if low < high:
                middle = (low + high) // 2
                ranges += [(middle + 1, high), (low, middle)]
            elif failed is not None and not failed:
                failed.append(str(error))
        else:
            yield from rows
