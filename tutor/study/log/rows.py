"""Reading the log a chunk of rows at a time: in the order in which it was written down, or in that of its stamps.

Each function is given `read`, which has the parsed rows that a query finds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from tutor.study.log import schema, validation
from tutor.study.log.models import Attempt

# Rows read at once: the lock is given up in between, so that a long read does not hold up an answer.
_CHUNK = 5_000
# Rows asked for by number at once: SQLite takes 999 values in a statement wherever it was built.
_BY_NUMBER = 500
_WITH_SEQ = schema.SELECT_ATTEMPTS.replace("SELECT ", "SELECT seq, ", 1)
_BY_SEQ = f"{_WITH_SEQ} WHERE seq > ? ORDER BY seq LIMIT {_CHUNK}"
_KEYS = f"SELECT seq, stamp, time, uuid FROM attempts WHERE seq > ? ORDER BY seq LIMIT {_CHUNK}"

Row = tuple[Any, ...]
Key = tuple[int, str, int]
Read = Callable[[str, Sequence[Any], Callable[[Row], Any]], list[Any]]


def after(read: Read, seq: int) -> Iterator[tuple[int, Attempt]]:
    """The attempts behind row `seq`, with row numbers."""
    while True:
        rows = read(_BY_SEQ, (seq,), _numbered)
        yield from rows
        if len(rows) < _CHUNK:
            return
        seq = rows[-1][0]


def in_order(read: Read) -> Iterator[tuple[int, Attempt]]:
    """All attempts by stamp, with row numbers.

    Not in the order of the index of stamps: a stamp that no clock can have had takes another place.
    """
    order = [seq for *_, seq in sorted(keys(read))]
    for at in range(0, len(order), _BY_NUMBER):
        numbers = order[at : at + _BY_NUMBER]
        marks = ", ".join("?" * len(numbers))
        rows = dict(read(f"{_WITH_SEQ} WHERE seq IN ({marks})", numbers, _numbered))
        yield from ((seq, rows[seq]) for seq in numbers if seq in rows)


def keys(read: Read) -> Iterator[Key]:
    """Stamp, uuid and row number of every attempt."""
    seq = 0
    while True:
        rows = read(_KEYS, (seq,), _key)
        yield from rows
        if len(rows) < _CHUNK:
            return
        seq = rows[-1][2]


def _numbered(row: Row) -> tuple[int, Attempt]:
    return row[0], Attempt.from_row(row[1:])


def _key(row: Row) -> Key:
    seq, stamp, time, uuid = row
    if type(stamp) is not int or not isinstance(time, str) or not isinstance(uuid, str):
        raise ValueError("a row has no stamp, time or name")
    return validation.in_range(stamp, time, "")[0], uuid, seq
