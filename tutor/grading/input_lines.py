"""The lines of a file as they come, for whoever marks them while more is written."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, NamedTuple

LONGEST = 1_000_000
"""The bytes of a line that are read: more than any answer, little enough for a memory that stays flat."""

AT_ONCE = 65_536
"""Bytes that are read at a time."""

PATIENCE = 0.05
"""Seconds between two looks at an input that has nothing to read: results that are there wait no longer."""


class Line(NamedTuple):
    """What one answer takes of the input: a line, counted from 1, or as many as a record of a CSV file has."""

    number: int
    text: bytes


def lines(file: BinaryIO) -> Iterator[Line | None]:
    """All lines with their ends, of one that is too long only the beginning; None while there is nothing to read yet.

    Raises OSError where the file cannot be read.
    """
    read: Callable[[int], bytes] = getattr(file, "read1", file.read)
    number, rest, waited = 1, b"", False
    while True:
        while not _is_readable(file, PATIENCE if waited else 0.0):
            waited = True
            yield None
        waited = False
        piece = read(AT_ONCE)
        if not piece:
            break
        first, *others = piece.split(b"\n")
        if len(rest) <= LONGEST:  # of what is too long already the rest is dropped
            rest += first
        for other in others:
            yield Line(number, rest + b"\n")
            number += 1
            rest = other
    if rest:
        yield Line(number, rest)


def batches(read: Iterable[Line | None], *, most: int, most_bytes: int) -> Iterator[list[Line]]:
    """The lines in portions that are worth handing to another process and fit the memory.

    While there is nothing to read, what there is so far, or an empty one.
    """
    batch: list[Line] = []
    size = 0
    for line in read:
        if line is not None:
            batch.append(line)
            size += len(line.text)
        if line is None or len(batch) >= most or size >= most_bytes:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _is_readable(file: BinaryIO, seconds: float) -> bool:
    """Whether reading would not wait; also where that cannot be told, as of a pipe on Windows."""
    try:
        return bool(select.select([file], [], [], seconds)[0])
    except (OSError, ValueError, TypeError):  # TypeError: it was closed before the start, which reading it tells
        return True
