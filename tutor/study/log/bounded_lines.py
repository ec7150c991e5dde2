"""Lines of a file of any kind, read within a bound: a line that is too long or no text costs itself alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

from tutor.text_encoding import not_utf8, wide_encoding

# The longest line of an export: an answer and a note of ten thousand characters, each escaped to up to twelve bytes.
LONGEST_LINE = 400_000


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What stands for a line that cannot be read, and why."""

    reason: str
    is_text: bool = True


def bounded_lines(file: BinaryIO, longest: int = LONGEST_LINE) -> Iterator[str | Unreadable]:
    """The lines of a file in UTF-8 without their ends; no more than `longest` bytes are held at any time."""
    number = 0
    while data := file.readline(longest + 1):
        number += 1
        if len(data) > longest and not data.endswith(b"\n"):
            while data and not data.endswith(b"\n"):
                data = file.readline(longest + 1)
            yield Unreadable(f"it is longer than {longest} bytes")
            continue
        if number == 1 and wide_encoding(data):
            yield Unreadable(f"it {not_utf8(data)}", is_text=False)
            continue
        try:
            # Some editors put a mark at the beginning of a file.
            yield data.decode("utf-8-sig" if number == 1 else "utf-8").rstrip("\r\n")
        except UnicodeDecodeError:
            yield Unreadable(f"it {not_utf8(data)}", is_text=False)
