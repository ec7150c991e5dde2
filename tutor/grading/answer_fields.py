"""The fields of an answer that was handed in as a line of JSON."""

from __future__ import annotations

import json
import math
from typing import Any, NamedTuple

from tutor.errors import one_line
from tutor.grading.input_lines import LONGEST, Line
from tutor.text_encoding import not_utf8

DIGITS = 1000
"""The digits of a whole number: Python refuses to write one of more than 4300."""


class BadLineError(Exception):
    """A line that poses no question; the reason, to stand after `line 3:`, and the fields that can be kept."""

    def __init__(self, reason: str, kept: dict[str, Any] | None = None) -> None:
        super().__init__(reason)
        self.kept = kept or {}


class JsonLines(NamedTuple):
    """Answers as a JSON object in each line."""

    def fields(self, line: Line) -> dict[str, Any]:
        """The fields of a line, each a text, a number or nothing. Raises BadLineError."""
        found = _object(line)
        kept = {name: value for name, value in found.items() if not isinstance(value, dict | list | _Unusable)}
        if len(kept) == len(found):
            return kept
        name, value = next((name, value) for name, value in found.items() if name not in kept)
        reason = value.reason if isinstance(value, _Unusable) else ""
        said = f"`{one_line(name)}`: {reason}" if reason else f"`{one_line(name)}` is not a text or a number"
        raise BadLineError(said, kept)


def text_of(line: Line) -> str:
    """A line as text. Raises BadLineError."""
    if len(line.text) > LONGEST:
        raise BadLineError(f"it is longer than {LONGEST} bytes")
    try:
        return line.text.decode("utf-8-sig" if line.number == 1 else "utf-8")
    except UnicodeDecodeError:
        raise BadLineError(f"it {not_utf8(line.text)}") from None


class _Unusable(NamedTuple):
    """A number of a line that cannot be kept, as a reason: the rest of the line, its id too, can."""

    reason: str


def _constant(text: str) -> _Unusable:
    return _Unusable(f"{text} is not a finite number")


def _float(text: str) -> float | _Unusable:
    number = float(text)
    return number if math.isfinite(number) else _Unusable(f"{one_line(text)} is too large a number")


def whole_number(text: str) -> int | _Unusable:
    """A number of digits alone, unless it is too long."""
    if len(text) > DIGITS:
        return _Unusable(f"a number of {len(text)} digits is too long; the most is {DIGITS}")
    return int(text)


# Made once: `json.loads` with an option makes a decoder a call, which takes four times as long as reading a line.
_DECODER = json.JSONDecoder(parse_constant=_constant, parse_float=_float, parse_int=whole_number)


def _object(line: Line) -> dict[str, Any]:
    """The fields of a line, whatever their values are."""
    text = text_of(line)
    try:
        found = _DECODER.decode(text)
    except json.JSONDecodeError as error:
        raise BadLineError(f"it is not valid JSON: {error.msg.lower()} at column {error.colno}") from None
    except RecursionError:
        raise BadLineError("too many brackets inside each other") from None
    if not isinstance(found, dict):
        raise BadLineError('it is not an object such as {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}')
    return found
