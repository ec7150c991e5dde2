"""Attempts as JSON lines: to look at, to keep, and to merge the logs of two machines.

The first line names the format and its version, each other line is one attempt. Merging is by the attempt's
uuid: doing it twice changes nothing, and neither does the order in which files are merged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from tutor.errors import TutorError
from tutor.study.log import validation
from tutor.study.log.bounded_lines import Unreadable
from tutor.study.log.event_log import Store
from tutor.study.log.models import COLUMNS, LONGEST_ANSWER, Attempt
from tutor.study.log.validation import shown
from tutor.terminal_text import printable_json

SCHEMA = "tutor.attempts/1"

_FAMILY, _, _VERSION = SCHEMA.partition("/")
# Far beyond what anybody does, and small enough that a million such lines can be read.
_MOST_COUNT = 1_000_000
_LONGEST_DURATION = 100 * 365 * 86_400
_LARGEST_SIZE = 1_000_000_000
_LONGEST_NAME = 500
_MOST_WORDS = 100
_MOST_DIGITS = 4_000
_REASONS = 20


class ImportFormatError(TutorError):
    """A file that is no export, or one of a later version."""


class IncompleteLogError(TutorError):
    """Not all that was once put into the log can be read."""


@dataclass
class Merged:
    """What a merge did: how many lines were new, known and `refused`; `bad` has the first of those, with reasons."""

    added: int = 0
    known: int = 0
    refused: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)

    def refuse(self, number: int, reason: str) -> None:
        """Pass over a line."""
        self.refused += 1
        if len(self.bad) < _REASONS:
            self.bad.append((number, reason))


def export_lines(store: Store) -> Iterator[str]:
    """The log as lines of JSON without newlines, the header first; the same log gives the same lines.

    What cannot be read is left out: `store.incomplete` then says so, at the latest when the last line is there.
    """
    store.verify()
    yield json.dumps({"schema": SCHEMA})
    for _, attempt in store.attempts_in_order():
        yield printable_json(json.dumps(asdict(attempt), ensure_ascii=False))


def lost_by_replacing(store: Store, lines: Iterable[str | Unreadable]) -> int:
    """How many answers an earlier export has that the log has not; 0 where it is no export."""
    numbered = iter(lines)
    try:
        _check_header(next(numbered, ""), "")
    except ImportFormatError:
        return 0
    there = store.uuids()
    return len({uuid for line in numbered if (uuid := _uuid(line)) is not None} - there)


def import_lines(store: Store, lines: Iterable[str | Unreadable], name: str = "the file") -> Merged:
    """Merge lines of an export into the log.

    Raises ImportFormatError where the first line is not that of an export that can be read, and StoreError
    where the log cannot be written to. A later line that is bad is passed over and reported.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if isinstance(line, Unreadable) or line.strip())
    _check_header(next(numbered, (1, ""))[1], name)
    merged = Merged()

    def attempts() -> Iterator[Attempt]:
        for number, line in numbered:
            try:
                yield read(line)
            except ValueError as error:
                merged.refuse(number, str(error))

    merged.added, merged.known = store.merge(attempts())
    return merged


def read(line: str | Unreadable) -> Attempt:
    """One attempt from its line. Raises ValueError with the reason where something about it is not right."""
    if isinstance(line, Unreadable):
        raise ValueError(line.reason)
    try:
        got: Any = json.loads(line)
    except RecursionError:
        raise ValueError("it is not JSON") from None
    except ValueError as error:
        # Python reads no integer of more digits; everything else that is wrong with a line has a column.
        too_long = not isinstance(error, json.JSONDecodeError)
        raise ValueError(f"a number has more than {_MOST_DIGITS} digits" if too_long else "it is not JSON") from None
    if not isinstance(got, dict):
        raise ValueError("it is not a JSON object")
    for name in COLUMNS:
        if name not in got:
            raise ValueError(f"`{name}` is missing")
    got = {name: got[name] for name in COLUMNS}
    validation.check_attempt(got)
    _check_bounds(got)
    return Attempt(**got | {name: tuple(got[name]) for name in ("skills", "codes")})


def _check_bounds(got: dict[str, Any]) -> None:
    """What is to be kept for good must be what an answer can be: nothing else may come in from outside."""
    for name in ("uuid", "session", "problem", "step", "plugin", "plugin_version"):
        _check_name(f"`{name}`", got[name])
    for name in ("skills", "codes", "sizes"):
        if len(got[name]) > _MOST_WORDS:
            raise ValueError(f"`{name}` has {len(got[name])} entries, more than {_MOST_WORDS}")
        for word in got[name]:
            _check_name(f"`{name}`: {shown(word)}", word)
    most: dict[str, float] = dict.fromkeys(("ordinal", "hints", "tries"), _MOST_COUNT)
    most |= {"score": 1, "duration": _LONGEST_DURATION, "stamp": validation.LAST_STAMP - 1}
    for name, bound in most.items():
        if not 0 <= got[name] <= bound:
            raise ValueError(f"`{name}` is {shown(got[name])}; it must be from 0 to {bound}")
    if any(not 0 <= size <= _LARGEST_SIZE for size in got["sizes"].values()):
        raise ValueError(f"`sizes` must be from 0 to {_LARGEST_SIZE}")
    if got["seed"] is not None and got["seed"].bit_length() > _MOST_DIGITS * 10 // 3:
        raise ValueError(f"`seed` has more than {_MOST_DIGITS} digits")
    for name in ("answer", "note"):
        if len(got[name]) > LONGEST_ANSWER:
            raise ValueError(f"`{name}` is longer than {LONGEST_ANSWER} characters")
    if validation.in_range(got["stamp"], got["time"], got["day"])[1] != got["time"]:
        raise ValueError(f"`time` is {shown(got['time'])}, which is no time of an answer")


def _check_name(what: str, name: str) -> None:
    if len(name) > _LONGEST_NAME:
        raise ValueError(f"{what} is longer than {_LONGEST_NAME} characters")
    if not name.isprintable():
        raise ValueError(f"{what} holds characters that cannot be printed")


def _uuid(line: str | Unreadable) -> str | None:
    """What names the attempt on a line; None where there is none."""
    try:
        return read(line).uuid
    except ValueError:
        return None


def _check_header(line: str | Unreadable, name: str) -> None:
    if isinstance(line, Unreadable) and not line.is_text:
        raise ImportFormatError(f"{name}: {line.reason}", title="Cannot read")
    try:
        schema = json.loads(line).get("schema") if isinstance(line, str) else None
    except (ValueError, AttributeError, RecursionError):
        schema = None
    family, _, version = str(schema).partition("/")
    if family != _FAMILY:
        raise ImportFormatError(
            f'{name} is not an export of attempts: its first line should be {{"schema": "{SCHEMA}"}}',
            title="Not an export",
        )
    if version != _VERSION:
        raise ImportFormatError(
            f"{name} has the format {shown(schema)[1:-1]}; this version of tutor reads {SCHEMA}",
            title="Another format",
        )
