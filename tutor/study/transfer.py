"""Attempts as JSON lines: to look at, to keep, and to merge the logs of two machines.

The first line names the format and its version, each other line is one attempt. Merging is by the attempt's
uuid: doing it twice changes nothing, and neither does the order in which files are merged.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from typing import Any

from tutor.errors import TutorError
from tutor.study.records import LONGEST_ANSWER, MODES, Attempt
from tutor.study.store import Store
from tutor.terminal_text import printable_json

SCHEMA = "tutor.attempts/1"

_FAMILY, _, _VERSION = SCHEMA.partition("/")
_KINDS = ("answer", "hint", "worked", "later")
_TYPES: dict[str, type | tuple[type, ...]] = {
    "uuid": str,
    "stamp": int,
    "time": str,
    "day": str,
    "session": str,
    "ordinal": int,
    "kind": str,
    "mode": str,
    "problem": str,
    "step": str,
    "seed": (int, type(None)),
    "sizes": dict,
    "skills": list,
    "answer": str,
    "verdict": str,
    "score": (int, float),
    "codes": list,
    "note": str,
    "hints": int,
    "tries": int,
    "ends": bool,
    "duration": (int, float),
    "plugin": str,
    "plugin_version": str,
}
assert set(_TYPES) == {f.name for f in fields(Attempt)}
# A stamp or a time beyond it is no clock's; it would stand at the end of the log for good.
_LAST_YEAR = 2200
_LAST_STAMP = int(datetime(_LAST_YEAR, 1, 1, tzinfo=UTC).timestamp() * 1_000_000)
_MOST_COUNT = 1_000_000
_LONGEST_NAME = 500


class ImportFormatError(TutorError):
    """A file that is no export, or one of a later version."""


@dataclass
class Merged:
    """What a merge did. `bad` has the line numbers that were passed over, each with the reason."""

    added: int = 0
    known: int = 0
    bad: list[tuple[int, str]] = field(default_factory=list)


def export_lines(store: Store) -> Iterator[str]:
    """The log as lines of JSON without newlines, the header first; the same log gives the same lines."""
    yield json.dumps({"schema": SCHEMA})
    for _, attempt in store.attempts_in_order():
        yield printable_json(json.dumps(asdict(attempt), ensure_ascii=False))


def import_lines(store: Store, lines: Iterable[str], name: str = "the file") -> Merged:
    """Merge lines of an export into the log.

    Raises ImportFormatError where the first line is not that of an export that can be read, and StoreError
    where the log cannot be written to. A later line that is bad is passed over and reported.
    """
    numbered = ((number, line) for number, line in enumerate(lines, 1) if line.strip())
    _check_header(next(numbered, (1, ""))[1], name)
    merged = Merged()

    def attempts() -> Iterator[Attempt]:
        for number, line in numbered:
            try:
                yield read(line)
            except ValueError as error:
                merged.bad.append((number, str(error)))

    merged.added, merged.known = store.merge(attempts())
    return merged


def read(line: str) -> Attempt:
    """One attempt from its line. Raises ValueError with the reason where something about it is not right."""
    try:
        got: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise ValueError("it is not JSON") from None
    if not isinstance(got, dict):
        raise ValueError("it is not a JSON object")
    for name, kind in _TYPES.items():
        if name not in got:
            raise ValueError(f"`{name}` is missing")
        if not isinstance(got[name], kind) or (isinstance(got[name], bool) and kind is not bool):
            raise ValueError(f"`{name}` is {_shown(got[name])}, which is of the wrong kind")
    _check_values(got)
    return Attempt(**{name: got[name] for name in _TYPES} | {n: tuple(got[n]) for n in ("skills", "codes")})


def _check_values(got: dict[str, Any]) -> None:
    for name in ("uuid", "session", "problem", "step"):
        if not 0 < len(got[name]) <= _LONGEST_NAME:
            raise ValueError(f"`{name}` is {_shown(got[name])}; it must have 1 to {_LONGEST_NAME} characters")
    for name in ("ordinal", "hints", "tries", "stamp"):
        most = _LAST_STAMP if name == "stamp" else _MOST_COUNT
        if not 0 <= got[name] <= most:
            raise ValueError(f"`{name}` is {_shown(got[name])}; it must be from 0 to {most}")
    for name in ("score", "duration"):
        if not 0 <= got[name] < float("inf"):
            raise ValueError(f"`{name}` is {_shown(got[name])}; it must be a number from 0 on")
    if got["kind"] not in _KINDS or got["mode"] not in MODES:
        raise ValueError(f"its kind {_shown(got['kind'])} or mode {_shown(got['mode'])} is not known")
    if len(got["answer"]) > LONGEST_ANSWER or len(got["note"]) > LONGEST_ANSWER:
        raise ValueError(f"its answer is longer than {LONGEST_ANSWER} characters")
    if not all(isinstance(entry, str) for entry in (*got["skills"], *got["codes"])):
        raise ValueError("`skills` and `codes` must be lists of words")
    if not all(isinstance(size, int) for size in got["sizes"].values()):
        raise ValueError("`sizes` must be whole numbers")
    try:
        year = datetime.strptime(got["time"], "%Y-%m-%dT%H:%M:%S.%fZ").year
        datetime.strptime(got["day"], "%Y-%m-%d")
    except ValueError:
        raise ValueError(f"time {_shown(got['time'])} or day {_shown(got['day'])} is not one") from None
    if not 1970 <= year < _LAST_YEAR:
        raise ValueError(f"`time` is {_shown(got['time'])}, which is no time of an answer")
    try:
        json.dumps(got, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise ValueError("it holds half a character") from None


def _check_header(line: str, name: str) -> None:
    try:
        schema = json.loads(line).get("schema")
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
            f"{name} has the format {schema}; this version of tutor reads {SCHEMA}", title="Another format"
        )


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."
