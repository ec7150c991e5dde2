"""Whether SQLite passes over part of a write-ahead log: it takes a damaged frame for the end, and says nothing.

The formats are those of https://www.sqlite.org/walformat.html, sections 2 to 4.
"""

from __future__ import annotations

import struct
from pathlib import Path

_HEADER, _FRAME = 32, 24


def last_commit(database: Path) -> tuple[bytes, int]:
    """The salt of the log beside `database` as it is now, and the number of its last frame that ends a change.

    Frames of an earlier round of the log have another salt. No check sum is looked at. 0 where there is no log.
    """
    try:
        with Path(f"{database}-wal").open("rb") as file:
            header = file.read(_HEADER)
            if len(header) < _HEADER:
                return b"", 0
            size, salt = int.from_bytes(header[8:12], "big"), header[16:24]
            found = number = 0
            while len(frame := file.read(_FRAME)) == _FRAME:
                number += 1
                if frame[8:16] == salt and frame[4:8] != bytes(4):
                    found = number
                file.seek(size, 1)
            return salt, found
    except OSError:
        return b"", 0


def passed_over(database: Path, before: tuple[bytes, int]) -> bool:
    """Whether SQLite, which has opened the database since, uses less of the log than `before` was in it."""
    salt, last = before
    if not last:
        return False
    try:
        with Path(f"{database}-shm").open("rb") as file:
            index = file.read(40)
    except OSError:
        return False
    return len(index) == 40 and index[32:40] == salt and struct.unpack("=I", index[16:20])[0] < last
