"""Marking lines of JSON, one after the other: what `tutor grade` does with each of them."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any, NamedTuple

from tutor import host
from tutor.commands.check import judgement
from tutor.errors import TutorError
from tutor.marking import mark, question
from tutor.problems.instance import Instance
from tutor.terminal_text import printable_json
from tutor.text_encoding import not_utf8

LONGEST = 1_000_000
"""The bytes of a line that are read: more than any answer, little enough for a memory that stays flat."""

INSTANCES = 256
"""How many instances are kept: a line of the same problem and seed costs 0.1 ms, one of a new seed 0.3 ms more."""

ANSWERS = 4096
"""How many verdicts are kept: an answer that many people gave is marked once."""

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

    Raises nothing for anything in the line: one that poses no question is an `invalid` verdict that names its number.
    """
    fields: dict[str, Any] = {}
    try:
        fields = _object(line)
        found = _judged(fields)
    except BadLineError as error:
        found = _invalid("line", f"line {line.number}: {error}")
    except TutorError as error:
        found = _invalid("question", f"line {line.number}: {error.message}")
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
    try:
        asked = question(posed, step)
        verdict = mark(asked, answer)
    except TutorError:
        raise
    except Exception as error:
        sentence = host.blame(error)
        if sentence is None:
            raise  # our own fault
        raise TutorError(sentence) from error
    return {"step": asked.step.id, **judgement(verdict)}


def _invalid(code: str, message: str) -> dict[str, Any]:
    return {"read_as": "", "verdict": "invalid", "score": 0.0, "diagnosis": [{"code": code, "message": message}]}


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not a finite number")


# Made once: `json.loads` with an option makes a decoder a call, which takes four times as long as reading a line.
_DECODER = json.JSONDecoder(parse_constant=_refuse)
_UNICODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
_ASCII = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


def _object(line: Line) -> dict[str, Any]:
    """The fields of a line; those that are not single values are left to be missed."""
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
    except ValueError as error:
        raise BadLineError(f"{error}") from None
    if not isinstance(found, dict):
        raise BadLineError('it is not an object such as {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}')
    for name, value in found.items():
        if isinstance(value, dict | list):
            raise BadLineError(f"`{name}` is not a text or a number")
    return found
