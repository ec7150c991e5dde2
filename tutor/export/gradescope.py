"""The `results.json` that an autograder leaves for Gradescope: a test with its points for all that was judged."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

from tutor.export.json_text import json_document

LONGEST_NAME = 120


class GradedTest(NamedTuple):
    """What is called so, was worth ``most``, and got ``score``; ``output`` is what its writer reads of it."""

    name: str
    score: float
    most: float
    output: str = ""


def results(tests: Iterable[GradedTest], output: str = "") -> str:
    """The document, with a line break at its end; ``output`` stands above the tests.

    Without any test the score is given as 0, which Gradescope would otherwise call an error.
    """
    shown = list(map(_test, tests))
    total: dict[str, Any] = {} if shown else {"score": 0}
    return json_document({**total, "output": output, "output_format": "text", "tests": shown}) + "\n"


def _test(test: GradedTest) -> dict[str, Any]:
    name = test.name if len(test.name) <= LONGEST_NAME else f"{test.name[: LONGEST_NAME - 1]}…"
    return {
        "name": name,
        "score": test.score,
        "max_score": test.most,
        "status": "passed" if test.score == test.most else "failed",
        "output": test.output,
        "output_format": "text",
    }
