"""What one person handed in as answers, marked for Gradescope."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from tutor.errors import TutorError
from tutor.executors.executor import InProcess
from tutor.export.gradescope import GradedTest, results
from tutor.grading.batch_marker import Answers, BatchMarker
from tutor.grading.input_lines import Line, batches
from tutor.grading.rows import JsonRows

MOST = 2_000
"""Answers of one person; Gradescope shows a test for each."""


def gradescope_results(answers: Answers, read: Iterator[Line | None], source: str) -> str:
    """A point for each answer, or the share of it that is right. Raises TutorError for too many."""
    marker, found = BatchMarker(answers, JsonRows()), list[GradedTest]()
    for marked in InProcess().in_order(marker, batches(read, most=MOST, most_bytes=1_000_000), lost=marker.lost):
        found += map(_test, map(json.loads, marked.text.splitlines()))
        if len(found) > MOST:
            raise TutorError(f"`{source}` has more than {MOST} answers: Gradescope's results are one person's")
    return results(found)


def _test(row: dict[str, Any]) -> GradedTest:
    name = f"{row['problem']} {row['step']}" if row["problem"] and row["step"] else f"line {row['line']}"
    said = " ".join(part["message"] for part in row["diagnosis"])
    unsure = "It could not be decided whether this is right." if row["verdict"] == "undecided" else ""
    return GradedTest(name, row["score"], 1.0, " ".join(filter(None, (said, unsure))))
