"""Why the file of answers cannot be used, in words a learner can act on."""

from __future__ import annotations

import errno
import os
import sqlite3
from pathlib import Path

from tutor.study import paths


class DamagedRow(sqlite3.DatabaseError):
    """A row that SQLite hands out and that is no attempt and no session: SQLite keeps no check sums of its rows."""


# What SQLite raises, and what Python does where SQLite's message quotes bytes of a damaged file.
Errors = (sqlite3.Error, UnicodeDecodeError)


def code(error: BaseException) -> int:
    """SQLite's primary result code, 0 for anything else."""
    return int(getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF


def is_damage(error: BaseException) -> bool:
    """Whether the file itself is broken: the only trouble that sets it aside."""
    return isinstance(error, DamagedRow | UnicodeDecodeError) or code(error) in (
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_NOTADB,
    )


def is_held(error: BaseException) -> bool:
    """Whether another program is writing to it right now."""
    return code(error) in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


_ONE_PAGE = 65_536
"""Bytes that the smallest write of SQLite's log and its index takes, nearly."""


def _is_full(folder: Path) -> bool:
    """Whether a disk has no room: SQLite calls it an input or output error where it is the index of its log."""
    import shutil

    try:
        return shutil.disk_usage(folder).free < _ONE_PAGE
    except OSError:
        return False


def reason(error: BaseException, path: Path) -> str:
    """The clause after "Answers are not being saved: "."""
    folder = path.parent
    kind = code(error)
    number = getattr(error, "errno", None)
    if kind == sqlite3.SQLITE_FULL or number == errno.ENOSPC or (kind == sqlite3.SQLITE_IOERR and _is_full(folder)):
        return "the disk is full"
    if is_held(error):
        return f"another program is holding {path}"
    # Not by methods of Path: these raise where a folder may not be entered.
    nearest = next(place for place in (folder, *folder.absolute().parents) if os.path.exists(place))
    if not os.access(nearest, os.X_OK) and os.path.isdir(nearest):
        return f"{nearest} cannot be entered (permission denied)"
    if kind == sqlite3.SQLITE_CANTOPEN and os.path.exists(path) and not os.access(path, os.R_OK):
        return f"{path} cannot be read (permission denied)"
    if kind == sqlite3.SQLITE_READONLY or isinstance(error, PermissionError) or number == errno.EROFS:
        # Of a folder that can be written to, it is the file itself, or where a link leads.
        return f"{path if os.path.exists(path) and os.access(folder, os.W_OK) else folder} is read-only"
    for link in (path, *paths.sidecars(path)):
        if kind == sqlite3.SQLITE_CANTOPEN and os.path.islink(link) and not os.path.exists(link):
            return f"{link} is a link to {os.readlink(link)}, which is not there"
    if kind == sqlite3.SQLITE_CANTOPEN and os.path.isdir(folder) and not os.access(folder, os.W_OK):
        return f"{folder} is read-only"
    if isinstance(error, NotADirectoryError | FileExistsError):
        return f"{folder} is not a folder"
    if isinstance(error, OSError):
        return f"{folder} cannot be used ({error.strerror or error})"
    return f"{path} cannot be used ({error})"
