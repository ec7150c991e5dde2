"""The verdict on an answer that stands in a file: marked once for all who gave it, and a row whatever it is."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from tutor import host
from tutor.errors import TutorError, traceback_of
from tutor.export.verdict_json import judgement
from tutor.grading.answer_fields import BadLineError
from tutor.lazy import cached_property
from tutor.marking import mark, question
from tutor.problems.instances.instance import Instance

INSTANCES = 256
"""How many instances are kept: a line of the same problem and seed costs 0.1 ms, one of a new seed 0.3 ms more."""

ANSWERS = 4096
"""How many verdicts are kept: an answer that many people gave is marked once."""

_SHORT = 300
"""Longer answers are not kept; no name of a problem or step is longer."""

# Made once, as the decoder is.
UNICODE = json.JSONEncoder(ensure_ascii=False, allow_nan=False)
ASCII = json.JSONEncoder(ensure_ascii=True, allow_nan=False)


class AnswerVerdict:
    """What a row says of an answer, whoever gave it: its fields, in their order.

    ``question`` is the problem and the step that were asked for, or None where there is no such question.
    """

    def __init__(self, fields: dict[str, Any], question: tuple[str, str] | None = None) -> None:
        self.fields = fields
        self.question = question

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of what is said, each once."""
        return tuple(dict.fromkeys(found["code"] for found in self.fields["diagnosis"]))

    @cached_property
    def unicode_json(self) -> str:
        """The fields as an object of JSON."""
        return UNICODE.encode(self.fields)

    @cached_property
    def ascii_json(self) -> str:
        """The same in ASCII."""
        return ASCII.encode(self.fields)


def verdict_on(number: int, fields: Mapping[str, Any]) -> AnswerVerdict:
    """The verdict on the answer of a line, of that number.

    Raises nothing for anything in the fields: what poses no question is an `invalid` verdict that names the line, and
    so is an answer at which a plugin fails, or tutor itself (code `internal`).
    """
    try:
        return _judged(fields)
    except BadLineError as error:
        return invalid(number, fields, "line", str(error))
    except TutorError as error:
        return invalid(number, fields, "question", error.message)
    except (Exception, SystemExit) as error:
        sys.stderr.write(traceback_of(error))
        code = "question" if host.blame(error) else "internal"
        return invalid(number, fields, code, host.whose_fault(error))


NO_QUESTION = frozenset(("line", "question", "internal"))
"""The codes of lines that could not be marked."""


@lru_cache(maxsize=ANSWERS)
def asked(problem: str, step: str) -> tuple[str, str] | None:
    """The ids of a problem and a step by any of their names; None where there is no such question."""
    try:
        found = host.problem(problem)
        return found.id, found.step(step).id
    except TutorError:
        return None


def lost(number: int, fields: Mapping[str, Any]) -> AnswerVerdict:
    """The verdict where process after process was ended, by the system or by what ran in it."""
    said = "the process that marks it was ended twice; this is no fault of your answer"
    return invalid(number, fields, "internal", said)


def invalid(number: int, fields: Mapping[str, Any], code: str, reason: str) -> AnswerVerdict:
    """The verdict on a line that could not be marked."""
    said = {"code": code, "message": f"line {number}: {reason}"}
    found = {"read_as": "", "verdict": "invalid", "score": 0.0, "diagnosis": [said]}
    return AnswerVerdict({name: fields.get(name) for name in ("problem", "step", "seed", "answer")} | found)


def _judged(fields: Mapping[str, Any]) -> AnswerVerdict:
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
    # A verdict is the same for the same question and answer, always; long answers would fill the memory.
    return (_marked if len(answer) <= _SHORT else _marked.__wrapped__)(problem, step, seed, answer)


@lru_cache(maxsize=INSTANCES)
def _posed(problem: str, seed: int | None) -> Instance | str:
    """The instance, or why there is none: an unknown name costs a search that is not made again for every line."""
    try:
        return host.problem(problem).instance(seed=seed)
    except TutorError as error:
        return error.message


@lru_cache(maxsize=ANSWERS)
def _marked(problem: str, step: str, seed: int | None, answer: str) -> AnswerVerdict:
    posed = _posed(problem, seed)
    if isinstance(posed, str):
        raise TutorError(posed)
    asked = question(posed, step)
    found = judgement(mark(asked, answer))
    fields = {"problem": problem, "step": asked.step.id, "seed": seed, "answer": answer, **found}
    return AnswerVerdict(fields, (asked.problem.id, asked.step.id))


def forget() -> None:
    """Forget all verdicts: the name of a problem stands for another one than before."""
    for kept in (asked, _posed, _marked):
        kept.cache_clear()
