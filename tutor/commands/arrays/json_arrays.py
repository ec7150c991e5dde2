"""Arrays in JSON, read within bounds: a text may be long, but it must not become much more in memory."""

from __future__ import annotations

import json
from collections import Counter
from typing import IO, Any

from tutor.text_encoding import not_utf8

MOST_BYTES = 2**28
MOST_NUMBERS = 10_000_000
MOST_ROWS = 500_000
MOST_STRINGS = 100_000
_CHUNK = 2**20
_PADDED = 4 * 2**20
_WIDEST = 128
"""A text beyond `_PADDED` bytes with more than this many for each number is no text of numbers."""


class JSONError(ValueError):
    """A valid JSON text that cannot be used; the message says why."""


def read_json(file: IO[bytes], head: bytes, part: str) -> dict[str, Any]:
    """The arrays in a JSON text of which `head` has been read already. Raises ValueError with what is wrong.

    Of what `tutor solve` wrote, those of a `part`; with what is given come the choices, as texts.
    """
    text = _text(_bounded(file, head))
    try:
        found = parsed(text, finite=False)
    except json.JSONDecodeError as error:
        place = f"line {error.lineno}, column {error.colno}"
        raise ValueError(f"is not valid JSON: {error.msg.lower()} at {place}") from error
    except JSONError as error:
        raise ValueError(f"cannot be used: {error}") from error
    if isinstance(found, dict) and str(found.get("schema", "")).startswith("tutor.solve/"):
        choices = found.get("choices") if part == "given" else None
        found = found.get(part)
        if isinstance(choices, dict) and isinstance(found, dict):
            found = {**found, **choices}
    if not isinstance(found, dict):
        raise ValueError('should hold an object of arrays, such as {"x": [1, 2]}')
    return found


def parsed(text: str, *, finite: bool = True) -> Any:
    """Parsed JSON. Raises JSONDecodeError for what is none, and JSONError for what cannot be used.

    That is NaN and Infinity (if `finite`), brackets nested without end, a key that is there twice, a whole number of
    thousands of digits.
    """

    def refuse(constant: str) -> None:
        raise JSONError(f"{constant} is not a finite number")

    try:
        return json.loads(text, parse_constant=refuse if finite else float, object_pairs_hook=_once)
    except RecursionError:
        raise JSONError("too many brackets inside each other") from None
    except (json.JSONDecodeError, JSONError):
        raise
    except ValueError:  # of int(), which reads no more than some thousands of digits
        raise JSONError("a whole number in it has thousands of digits") from None


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        (name, count), *_ = Counter(name for name, _ in pairs).most_common(1)
        raise JSONError(f'the key "{name[:40]}" is there {count} times')
    return found


def _bounded(file: IO[bytes], head: bytes) -> bytearray:
    """All bytes of a file, counted while they are read: what has no end, as a pipe may, is given up early."""
    raw = bytearray(head)
    numbers = rows = quotes = 0
    chunk = head
    while chunk:
        numbers += chunk.count(b",")
        rows += chunk.count(b"[") + chunk.count(b"{")
        quotes += chunk.count(b'"')
        if b"\0" in chunk:
            raise ValueError(not_utf8(raw))
        for number, bound, what in (
            (len(raw), MOST_BYTES, "bytes"),
            (numbers, MOST_NUMBERS, "numbers"),
            (rows, MOST_ROWS, "rows"),
            (quotes // 2, MOST_STRINGS, "texts in quotes"),
        ):
            if number > bound:
                raise ValueError(f"has more than {bound} {what}, the most that is read: use .npz")
        if len(raw) > _PADDED and len(raw) > _WIDEST * numbers:
            raise ValueError(f"has only {numbers} numbers in its first {len(raw)} bytes: it is not an object of arrays")
        chunk = file.read(_CHUNK)
        raw += chunk
    return raw


def _text(raw: bytearray) -> str:
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ValueError(not_utf8(raw)) from None
