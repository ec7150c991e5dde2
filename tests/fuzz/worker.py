"""One slice of inputs in a process of its own, within bounds of memory and time: a line of JSON for each."""

from __future__ import annotations

import json
import os
import resource
import signal
import sys
import time
import traceback
import warnings
import zlib
from contextlib import suppress
from typing import Any

import tutor
from tests.fuzz.inputs import SLICE, Input, made, questions
from tutor.errors import TutorError
from tutor.grading.answer_fields import JsonLines
from tutor.grading.batch_marker import BatchMarker
from tutor.grading.input_lines import Line
from tutor.grading.rows import JsonRows
from tutor.marking import Question, Verdict, mark

GRADED = BatchMarker(JsonLines(), JsonRows())
MEMORY = 3 * 2**30
TYPED = ("unicode", "soup", "latex")
"""Kinds of answers that are also read as the app reads a line that is being typed."""

SLOW = 0.050
"""Seconds of processor time that any input may take, warm."""
ENDLESS = 20.0


class EndlessError(BaseException):
    """An input that is given up on; no handler of exceptions may take it for an error in marking."""


def said(given: Input, asked: Question) -> Any:
    """All that is said about an input. Raises what marking raises, warnings too."""
    if given.what == "grade":
        row = json.loads(GRADED([Line(1, given.text.encode("utf-8", "surrogatepass"))]).text, parse_constant=_refuse)
        if any(found["code"] == "internal" for found in row["diagnosis"]):
            raise AssertionError(row["diagnosis"][0]["message"])
        return row
    if given.what == "compare":
        try:
            return spoken(tutor.compare(given.reference, given.text, given.names))
        except TutorError as error:
            return error.message
    if given.kind in TYPED:
        _typed(asked, given.text)
    return spoken(mark(asked, given.text))


def _typed(asked: Question, text: str) -> None:
    """What the app does while an answer is typed: reads it, and sets it in boxes."""
    import tutor.notation.write.typeset
    from tutor.app.quiz.partial_reading import PartialReader

    if not isinstance(asked.step, tutor.Choice):
        PartialReader(asked.scope).read(text, 76, 3)


def spoken(verdict: Verdict) -> Any:
    """What a verdict says, as values that can be told apart."""
    found = [(d.code, d.message, d.where, d.rule) for d in verdict.diagnosis]
    return verdict.kind, verdict.score, verdict.read_as, found, verdict.note, verdict.column


def _refuse(constant: str) -> None:
    raise AssertionError(f"{constant} is not JSON")


def _timed(given: Input, asked: Question) -> tuple[float, dict[str, Any]]:
    signal.setitimer(signal.ITIMER_VIRTUAL, ENDLESS)
    began = time.process_time()
    found: dict[str, Any] = {}
    try:
        found["said"] = zlib.crc32(repr(said(given, asked)).encode("utf-8", "surrogatepass"))
    except EndlessError:
        found["crash"] = f"not done after {ENDLESS:g} s"
    except (Exception, SystemExit) as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        found["crash"] = (
            f"{type(error).__name__}: {str(error)[:100]} ({os.path.basename(place.filename)}:{place.lineno})"
        )
    finally:
        taken = time.process_time() - began
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    return taken, found


def _endless(*_: object) -> None:
    raise EndlessError


def run(seed: int, numbers: range) -> None:
    """Work on these inputs, all of one slice, and print what came of each at once."""
    asked = questions(seed, numbers[0] // SLICE if numbers.step > 0 else numbers[-1] // SLICE)
    for one in asked:
        for text in ("1.2345", "0", "sum(1, 2)"):
            with suppress(Exception):
                mark(one, text)
    for number in numbers:
        print(json.dumps({"began": number}), flush=True)
        given, about = made(seed, number, asked)
        taken, found = _timed(given, about)
        if taken > SLOW:
            taken = min(taken, _timed(given, about)[0])
        print(
            json.dumps({"number": number, "what": given.what, "kind": given.kind, "seconds": taken} | found), flush=True
        )


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGVTALRM, _endless)
    warnings.simplefilter("error")
    run(int(sys.argv[1]), range(*map(int, sys.argv[2:5])))
