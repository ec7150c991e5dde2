"""The tables, and how a database of an earlier version becomes one of this version."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from tutor.study import paths
from tutor.study.log import failure_reasons
from tutor.study.log.models import COLUMNS, SESSION_COLUMNS, Attempt, SessionRecord

# One entry a version, never edited once released: the statements that lead from the version before it.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """CREATE TABLE attempts (
            seq INTEGER PRIMARY KEY,
            uuid TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            time TEXT NOT NULL,
            day TEXT NOT NULL,
            session TEXT NOT NULL,
            ordinal INTEGER NOT NULL,
            kind TEXT NOT NULL,
            mode TEXT NOT NULL,
            problem TEXT NOT NULL,
            step TEXT NOT NULL,
            seed TEXT,
            sizes TEXT NOT NULL,
            skills TEXT NOT NULL,
            answer TEXT NOT NULL,
            verdict TEXT NOT NULL,
            score REAL NOT NULL,
            codes TEXT NOT NULL,
            note TEXT NOT NULL,
            hints INTEGER NOT NULL,
            tries INTEGER NOT NULL,
            ends INTEGER NOT NULL,
            duration REAL NOT NULL,
            plugin TEXT NOT NULL,
            plugin_version TEXT NOT NULL
        )""",
        # Unique by both, though the uuid alone would do: one index less to write with every answer.
        "CREATE UNIQUE INDEX attempts_by_stamp ON attempts (stamp, uuid)",
        "CREATE INDEX attempts_by_session ON attempts (session)",
        # The log is append-only: not a promise of the program alone but of the file.
        """CREATE TRIGGER attempts_stay BEFORE UPDATE ON attempts
            BEGIN SELECT RAISE(ABORT, 'the log of attempts is append-only'); END""",
        """CREATE TRIGGER attempts_remain BEFORE DELETE ON attempts
            BEGIN SELECT RAISE(ABORT, 'the log of attempts is append-only'); END""",
        """CREATE TABLE sessions (
            uuid TEXT PRIMARY KEY,
            key TEXT NOT NULL,
            mode TEXT NOT NULL,
            items TEXT NOT NULL,
            started TEXT NOT NULL,
            stamp INTEGER NOT NULL,
            ended INTEGER NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        # What is derived from the log, so that a start need not fold it anew; `seq` is the last row in it.
        """CREATE TABLE derived (
            name TEXT PRIMARY KEY,
            seq INTEGER NOT NULL,
            value TEXT NOT NULL
        ) WITHOUT ROWID""",
    ),
    (
        # What stands on the answer line of a question that was left; nothing of it was handed in.
        """CREATE TABLE drafts (
            question TEXT PRIMARY KEY,
            text TEXT NOT NULL
        ) WITHOUT ROWID""",
    ),
)

VERSION = len(MIGRATIONS)
_STATEMENTS = {statement for statements in MIGRATIONS for statement in statements}


def version(connection: sqlite3.Connection) -> int:
    """The schema version of a database; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, upto: int = VERSION) -> None:
    """Bring a database to version `upto`, one version a transaction, so that a cut leaves a whole version."""
    while True:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Read inside the transaction: two programs may start at once.
            at = version(connection)
            if at >= upto:
                return
            for statement in MIGRATIONS[at]:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {at + 1}")
            connection.execute("COMMIT")
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")


def connect(place: Path | str, *, timeout: float = 5.0, uri: bool = False) -> sqlite3.Connection:
    """A connection that any thread may use, that begins no transaction of its own accord and reads any row.

    A text that is not UTF-8 comes as bytes: by itself SQLite would refuse all rows of the query for it.
    """
    connection = sqlite3.connect(place, timeout=timeout, isolation_level=None, check_same_thread=False, uri=uri)
    connection.text_factory = _text
    return connection


def _text(data: bytes) -> str | bytes:
    try:
        return data.decode()
    except UnicodeDecodeError:
        return data


def prepare(connection: sqlite3.Connection) -> None:
    """Before anything is in a new file: small pages, and a write-ahead log.

    An answer touches three pages. Small ones make it durable in 1.3 times an append and fdatasync where pages of
    4096 bytes took 1.6 times.
    """
    connection.execute("PRAGMA page_size = 1024")
    connection.execute("PRAGMA journal_mode = WAL")


def check(connection: sqlite3.Connection) -> None:
    """Raise DamagedRow where the tables are not described as the migrations up to the file's version made them."""
    # In one query: another program may be migrating it.
    rows = connection.execute("SELECT user_version, sql FROM pragma_user_version LEFT JOIN sqlite_master").fetchall()
    due = {statement for statements in MIGRATIONS[: rows[0][0]] for statement in statements}
    if {sql for _, sql in rows} & _STATEMENTS != due:
        raise failure_reasons.DamagedRow("the description of the tables is damaged")


def verify(connection: sqlite3.Connection) -> None:
    """Raise DamagedRow, or what SQLite raises, where the file is not sound or a row cannot be used.

    Takes some seconds for 100,000 rows.
    """
    check(connection)
    if connection.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
        raise failure_reasons.DamagedRow("the file is damaged")
    for query, kind in ((SELECT_ATTEMPTS, Attempt), (SELECT_SESSIONS, SessionRecord)):
        for row in connection.execute(query):
            try:
                kind.from_row(row)
            except ValueError as error:
                raise failure_reasons.DamagedRow(str(error)) from error


def copied_to_memory(connection: sqlite3.Connection) -> sqlite3.Connection:
    """What a database of an earlier version holds, as one of this version that no file holds."""
    check(connection)
    copy = connect(":memory:")
    connection.backup(copy)
    migrate(copy)
    return copy


def in_memory() -> sqlite3.Connection:
    """An empty database of this version that no file holds."""
    connection = connect(":memory:")
    migrate(connection)
    return connection


def put(connection: sqlite3.Connection, entry: Attempt | SessionRecord) -> bool:
    """Put an attempt or a session in its table; False where it was there already."""
    statement = PUT_ATTEMPT if isinstance(entry, Attempt) else PUT_SESSION
    return connection.execute(statement, entry.row()).rowcount == 1


def copy(path: Path, backup: Path) -> None:
    """Write what is committed in one database to another file, which is taken away again where that fails."""
    try:
        with closing(connect(path)) as source, closing(connect(backup)) as target:
            source.backup(target)
    except BaseException:
        for file in (backup, *paths.sidecars(backup)):
            file.unlink(missing_ok=True)
        raise


def forget(connection: sqlite3.Connection) -> None:
    """Empty every table, within the caller's transaction: the one way around the log's own guard."""
    guard = "SELECT sql FROM sqlite_master WHERE name = 'attempts_remain'"
    trigger = connection.execute(guard).fetchone()[0]
    connection.execute("DROP TRIGGER attempts_remain")
    for table in ("attempts", "sessions", "derived", "drafts"):
        connection.execute(f"DELETE FROM {table}")
    connection.execute(trigger)


def insert(table: str, columns: Sequence[str]) -> str:
    """An insert that leaves a row alone that is there already: merging twice is merging once."""
    return f"INSERT OR IGNORE INTO {table} ({', '.join(columns)}) VALUES ({', '.join('?' * len(columns))})"


PUT_ATTEMPT = insert("attempts", COLUMNS)
PUT_SESSION = insert("sessions", SESSION_COLUMNS)
SELECT_ATTEMPTS = f"SELECT {', '.join(COLUMNS)} FROM attempts"
END_SESSION = "UPDATE sessions SET ended = 1 WHERE uuid = ?"
PUT_DERIVED = (
    "INSERT INTO derived (name, seq, value) VALUES (?, ?, ?) "
    "ON CONFLICT (name) DO UPDATE SET seq = excluded.seq, value = excluded.value"
)
PUT_DRAFT = "INSERT INTO drafts VALUES (?, ?) ON CONFLICT (question) DO UPDATE SET text = excluded.text"
DROP_DRAFT = "DELETE FROM drafts WHERE question = ?"
SELECT_SESSIONS = f"SELECT {', '.join(SESSION_COLUMNS)} FROM sessions"
