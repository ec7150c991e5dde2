"""What a stored attempt or session must look like to be used: a field that breaks the rules is named.

Checked wherever one is read back: from the database, from a journal and from an export. A damaged row would
otherwise end a quiz far from where it was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from typing import Any, Literal

Kind = Literal["answer", "hint", "worked", "later", "gone"]
Mode = Literal["learn", "practise", "review", "exam", "find"]
KINDS: tuple[Kind, ...] = ("answer", "hint", "worked", "later", "gone")
MODES: tuple[Mode, ...] = ("learn", "practise", "review", "exam", "find")
VERDICTS = ("", "correct", "wrong", "invalid", "undecided", "follow-through")

_ONE_OF_KINDS = f"one of {', '.join(KINDS)}"
_ONE_OF_MODES = f"one of {', '.join(MODES)}"
_ONE_OF_VERDICTS = f"nothing or one of {', '.join(VERDICTS[1:])}"

# A clock that says less or more is not set; between them it is believed.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
FIRST_STAMP = (datetime(2020, 1, 1, tzinfo=UTC) - EPOCH) // _MICROSECOND
LAST_STAMP = (datetime(2200, 1, 1, tzinfo=UTC) - EPOCH) // _MICROSECOND
_FIRST_TIME, _LAST_TIME = "1970", "2200"
_A_YEAR = 365 * 86_400 * 1_000_000
_LARGEST = 2**63 - 1

_TEXTS = (
    "uuid", "time", "day", "session", "kind", "mode", "problem", "step", "answer", "verdict", "note", "plugin",
    "plugin_version",
)  # fmt: skip
_COUNTS = ("stamp", "ordinal", "hints", "tries")
_NUMBERS = ("score", "duration")


def check_attempt(got: Mapping[str, Any]) -> None:
    """Raise ValueError, with the field and what is wrong with it, where an attempt of these fields cannot be used."""
    for name in _TEXTS:
        _require_text(name, got)
    for name in _COUNTS:
        _require(type(got[name]) is int and 0 <= got[name] <= _LARGEST, name, got, "a whole number from 0 on")
    for name in _NUMBERS:
        _require(_is_number(got[name]), name, got, "a number from 0 to 2^63 - 1")
    _require(got["seed"] is None or type(got["seed"]) is int, "seed", got, "a whole number or nothing")
    _require(isinstance(got["ends"], bool), "ends", got, "true or false")
    for name in ("skills", "codes"):
        words = isinstance(got[name], list | tuple) and all(isinstance(word, str) for word in got[name])
        _require(words, name, got, "a list of words")
    _require(_are_sizes(got["sizes"]), "sizes", got, "whole numbers by name")
    _require(got["kind"] in KINDS, "kind", got, _ONE_OF_KINDS)
    _require(got["mode"] in MODES, "mode", got, _ONE_OF_MODES)
    _require(got["verdict"] in VERDICTS, "verdict", got, _ONE_OF_VERDICTS)
    _require(_is_time(got["time"]), "time", got, "a time in UTC")
    _require(_is_day(got["day"]), "day", got, "a date")
    for name in ("uuid", "session", "problem", "step"):
        _require(bool(got[name]), name, got, "a name")


def check_session(got: Mapping[str, Any]) -> None:
    """Raise ValueError, as `check_attempt` does, where a session of these fields cannot be gone on with."""
    for name in ("uuid", "key", "started"):
        _require_text(name, got)
    _require(type(got["stamp"]) is int and abs(got["stamp"]) <= _LARGEST, "stamp", got, "a whole number")
    _require(got["mode"] in MODES, "mode", got, _ONE_OF_MODES)
    _require(_is_time(got["started"]), "started", got, "a time in UTC")
    items = got["items"]
    are_items = isinstance(items, list) and all(isinstance(item, dict) and _is_item(item) for item in items)
    _require(are_items, "items", got, "a list of problems with their steps")


def stamp_of(time: str) -> int:
    """A time as microseconds since 1970."""
    return (datetime.fromisoformat(time) - EPOCH) // _MICROSECOND


def in_range(stamp: int, time: str, day: str) -> tuple[int, str, str]:
    """Stamp, time and day of an attempt whose clock was not set, by whichever of them can be believed.

    The same for the same attempt, wherever it is read: it is how two logs agree on an order.
    """
    believed = _FIRST_TIME <= time < _LAST_TIME
    if believed and stamp < LAST_STAMP:
        return stamp, time, day
    if believed:
        return stamp_of(time), time, day
    if stamp >= LAST_STAMP:
        # Nothing is known of when it was: before all that is known, in the order in which it was written down.
        stamp = FIRST_STAMP + stamp % _A_YEAR
    moment = EPOCH + timedelta(microseconds=stamp)
    return stamp, moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"), moment.date().isoformat()


def shown(value: Any) -> str:
    """A value as a message shows it: sixty characters at most, whatever it is."""
    if isinstance(value, int) and value.bit_length() > 200:
        return "a number of more than 60 digits"
    if isinstance(value, str | bytes):
        value = value[:60]
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _require(holds: bool, name: str, got: Mapping[str, Any], due: str) -> None:
    if not holds:
        raise ValueError(f"`{name}` is {shown(got[name])}, not {due}")


def _require_text(name: str, got: Mapping[str, Any]) -> None:
    """JSON has escapes for half a character, which SQLite cannot hold."""
    _require(isinstance(got[name], str), name, got, "text")
    try:
        got[name].encode()
    except UnicodeEncodeError:
        raise ValueError(f"`{name}` holds half a character") from None


def _is_number(value: Any) -> bool:
    """Whether it is a number from 0 on that SQLite holds: of whole ones, no more than 64 bits."""
    if isinstance(value, float):
        return 0 <= value < float("inf")
    return type(value) is int and 0 <= value <= _LARGEST


def _are_sizes(value: Any) -> bool:
    return isinstance(value, dict) and all(
        isinstance(name, str) and type(size) is int and abs(size) <= _LARGEST for name, size in value.items()
    )


def _is_item(item: Mapping[str, Any]) -> bool:
    """Whether a session's entry has what it takes to build an instance again."""
    steps, seed = item.get("steps", []), item.get("seed")
    return (
        isinstance(item.get("problem"), str)
        and isinstance(steps, list)
        and all(isinstance(step, str) for step in steps)
        and (seed is None or (isinstance(seed, str) and seed.removeprefix("-").isdecimal() and len(seed) <= 4_000))
        and _are_sizes(item.get("sizes", {}))
        and isinstance(item.get("given", {}), dict | None)
    )


def _is_time(value: str) -> bool:
    try:
        return value.endswith("Z") and len(value) == 27 and datetime.fromisoformat(value).utcoffset() == timedelta(0)
    except ValueError:
        return False


def _is_day(value: str) -> bool:
    try:
        return len(value) == 10 and bool(date.fromisoformat(value))
    except ValueError:
        return False
