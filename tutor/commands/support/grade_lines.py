"""Marking lines of JSON, one after the other: what `tutor grade` does with each of them."""

from __future__ import annotations

import json
import math
import sys
from functools import lru_cache
from typing import Any, NamedTuple

from tutor import host
from tutor.commands.check import judgement
from tutor.errors import TutorError, one_line, traceback_of
from tutor.marking import mark, question
from tutor.problems.instances.instance import Instance
from tutor.terminal_text import printable_json
from tutor.text_encoding import not_utf8

LONGEST = 1_000_000
"""The bytes of a line that are read: more than any answer, little enough for a memory that stays flat."""

INSTANCES = 256
"""How many instances are kept: a line of the same problem and seed costs 0.1 ms, one of a new seed 0.3 ms more."""

ANSWERS = 4096
"""How many verdicts are kept: an answer that many people gave is marked once."""

DIGITS = 1000
"""The digits of a whole number: Python refuses to write one of more than 4300."""

_SHORT = 300
"""Longer answers are not kept; no name of a problem or step is longer."""


class Line(NamedTuple):
    """One line of the input, counted from 1."""

    number: int
    text: bytes


class BadLineError(Exception):
    """A line that poses no question; the reason, to stand after `line 3:`."""


def graded(line: Line, *, ascii_only: bool = False) -> str:
    """The verdict on a line, itself a line of JSON without its end.

    Raises nothing for anything in the line: one that poses no question is an `invalid` verdict that names its number,
    and so is one at which a plugin fails, or tutor itself (code `internal`).
    """
    fields: dict[str, Any] = {}
    try:
        whole = _object(line)
        fields = _kept(whole)
        _refuse_others(whole)
        found = _judged(fields)
        return _row(line, fields, found, ascii_only=ascii_only)
    except BadLineError as error:
        found = _invalid("line", f"line {line.number}: {error}")
    except TutorError as error:
        found = _invalid("question", f"line {line.number}: {error.message}")
    except (Exception, SystemExit) as error:
        sys.stderr.write(traceback_of(error))
        code = "question" if host.blame(error) else "internal"
        found = _invalid(code, f"line {line.number}: {host.whose_fault(error)}")
    return _row(line, fields, found, ascii_only=ascii_only)


def lost(line: Line, *, ascii_only: bool = False) -> str:
    """The row for a line at which process after process was ended, by the system or by what ran in it."""
    said = "the process that marks it was ended twice; this is no fault of your answer"
    try:
        fields = _kept(_object(line))
    except BadLineError:
        fields = {}
    return _row(line, fields, _invalid("internal", f"line {line.number}: {said}"), ascii_only=ascii_only)


def _row(line: Line, fields: dict[str, Any], found: dict[str, Any], *, ascii_only: bool) -> str:
    verdict: dict[str, Any] = {"schema": "tutor.grade/1", "line": line.number}
    if "id" in fields:
        verdict["id"] = fields["id"]
    verdict |= {name: fields.get(name) for name in ("problem", "step", "seed", "answer")} | found
    return _ASCII.encode(verdict) if ascii_only else printable_json(_UNICODE.encode(verdict))


def _judged(fields: dict[str, Any]) -> dict[str, Any]:
    for name in ("problem", "step", "answer"):
        if name not in fields:
            raise BadLineError(f"`{name}` is missing")
        if not isinstance(fields[name], str):
            raise BadLineError(f"`{name}` is not a text in quotes")
    problem, step, seed, answer = fields["problem"], fields["step"], fields.get("seed"), fields["answer"]
    if len(problem) > _SHORT or len(step) > _SHORT:
        raise BadLineError(f"a name of {max(len(problem), len(step))} characters is none of a problem or step")
    if seed is not None and (isinstance(seed, bool) or not isinstance(seed, int)):
        raise BadLineError("`seed` is not a whole number")
    posed = _posed(problem, seed)
    if isinstance(posed, str):
        raise TutorError(posed)
    # A verdict is the same for the same question and answer, always; long answers would fill the memory.
    return (_marked if len(answer) <= _SHORT else _marked.__wrapped__)(posed, step, answer)


@lru_cache(maxsize=INSTANCES)
def _posed(problem: str, seed: int | None) -> Instance | str:
    """The instance, or why there is none: an unknown name costs a search that is not made again for every line."""
    try:
        return host.problem(problem).instance(seed=seed)
    except TutorError as error:
        return error.message


@lru_cache(maxsize=ANSWERS)
def _marked(posed: Instance, step: str, answer: str) -> dict[str, Any]:
    asked = question(posed, step)
    verdict = mark(asked, answer)
    return {"step": asked.step.id, **judgement(verdict)}


def _invalid(code: str, message: str) -> dict[str, Any]:
    return {"read_as": "", "verdict": "invalid", "score": 0.0, "diagnosis": [{"code": code, "message": message}]}


class _Unusable(NamedTuple):
    """A number of a line that cannot be kept, as a reason: the rest of the line, its id too, can."""

    reason: str


def _constant(text: str) -> _Unusable:
    return _Unusable(f"{text} is not a finite number")


def _float(text: str) -> float | _Unusable:
    number = float(text)
    return number if math.isfinite(number) else _Unusable(f"{one_line(text)} is too large a number")


def _int(text: str) -> int | _Unusable:
    if len(text) > DIGITS:
        return _Unusable(f"a number of {len(text)} digits is too long; the most is {DIGITS}")
    return int(text)


# Made once: `json.loads` with an option makes a decoder a call, which takes four times as long as reading a line.
_DECODER = json.JSONDecoder(parse_constant=_constant, parse_float=_float, parse_int=_int)
_UNICODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_ASCII = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def _object(line: Line) -> dict[str, Any]:
    """The fields of a line, whatever their values are."""
    if len(line.text) > LONGEST:
        raise BadLineError(f"it is longer than {LONGEST} bytes")
    try:
        found = _DECODER.decode(line.text.decode("utf-8-sig" if line.number == 1 else "utf-8"))
    except UnicodeDecodeError:
        raise BadLineError(f"it {not_utf8(line.text)}") from None
    except json.JSONDecodeError as error:
        raise BadLineError(f"it is not valid JSON: {error.msg.lower()} at column {error.colno}") from None
    except RecursionError:
        raise BadLineError("too many brackets inside each other") from None
    if not isinstance(found, dict):
        raise BadLineError('it is not an object such as {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}')
    return found


def _kept(fields: dict[str, Any]) -> dict[str, Any]:
    """The fields whose values can be written again."""
    return {name: value for name, value in fields.items() if not isinstance(value, dict | list | _Unusable)}


def _refuse_others(fields: dict[str, Any]) -> None:
    for name, value in fields.items():
        if isinstance(value, dict | list):
            raise BadLineError(f"`{one_line(name)}` is not a text or a number")
        if isinstance(value, _Unusable):
            raise BadLineError(f"`{one_line(name)}`: {value.reason}")
