"""A worksheet as a notebook: a cell to answer each question in, and a cell that tells right from wrong.

The cells that check call `tutor.testing.assert_answer` and hold no answer. They carry what nbgrader and Otter-Grader
look for: metadata of schema 3 in each cell, and tests in those of the notebook.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from keyword import iskeyword
from typing import TYPE_CHECKING, Any

from tutor.export import markdown
from tutor.export.document import Block, Heading, Prose
from tutor.export.json_text import json_document
from tutor.export.worksheets.marking_scheme import points
from tutor.export.worksheets.worksheet import NOTHING, PER_SHEET, Layout, Sheet, opening, question
from tutor.problems.contract.step import Choice, Step

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance

Cell = dict[str, Any]

IMPORTS = "import numpy as np\n\nfrom tutor.testing import assert_answer"


def render(sheet: Sheet) -> str:
    """The notebook (nbformat 4.5) of one sheet, as JSON."""
    cells = [_code("imports", IMPORTS)]
    tests: dict[str, Any] = {}
    # A test may run when all cells have: no answer has the name of another, or of what any problem gives.
    taken = {"np", "assert_answer", *(name for instance, _ in sheet.posed for name in instance.given)}
    for instance, asked in sheet.posed:
        cells += _problem(sheet, instance, asked, tests, taken)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    return json_document(
        {
            "nbformat": 4,
            "nbformat_minor": 5,
            "metadata": {
                "kernelspec": kernel,
                "language_info": {"name": "python"},
                "otter": {"OK_FORMAT": True, "tests": tests},
            },
            "cells": cells,
        }
    )


def _problem(
    sheet: Sheet, instance: Instance, asked: tuple[str, ...], tests: dict[str, Any], taken: set[str]
) -> Iterator[Cell]:
    problem = instance.problem
    start = len(tests)
    yield _text(f"problem-{start + 1}", opening(sheet, instance, Layout(room=NOTHING, breaks=PER_SHEET), first=False))
    yield _code(f"given-{start + 1}", "\n".join(_given(instance)))
    steps = [step for step in instance.steps if step.id in asked]
    for number, step in enumerate(steps, start + 1):
        name = _variable(step, number, taken)
        heading = Heading(3, (f"{number}. {name}",))
        how = "" if isinstance(step, Choice) else "A formula as text, or the numbers as an array."
        words = [*question(step, instance, Layout(room=NOTHING)), *([Prose((how,))] if how else [])]
        yield _text(f"question-{number}", [heading, *words])
        yield _code(f"answer-{number}", f"{name} = ...", solution=True)
        check = f"assert_answer({problem.id!r}, {step.id!r}, {name}{_drawn(sheet, instance)})"
        yield _code(f"check-{number}", check, worth=points(step))
        tests[f"q{number}"] = _otter(f"q{number}", check, points(step))


def _drawn(sheet: Sheet, instance: Instance) -> str:
    """The argument that says which numbers it is asked at; none for the textbook's."""
    if sheet.code:
        return f", code={sheet.code!r}"
    return "" if instance.seed is None else f", seed={instance.seed}"


def _given(instance: Instance) -> Iterator[str]:
    """What is given, as assignments; a name that Python has for itself is left to be typed."""
    for name, array in instance.given.items():
        if _is_free(name):
            yield f"{name} = np.array({array.tolist()!r})" if array.ndim else f"{name} = {array.item()!r}"


def _variable(step: Step | Choice, number: int, taken: set[str]) -> str:
    """The variable for an answer: dL_dW for dL/dW, and `answer_3` where the id makes no name that is free."""
    name = re.sub(r"\W", "_", step.id)
    if not _is_free(name) or name in taken:
        name = f"answer_{number}"
    taken.add(name)
    return name


def _is_free(name: str) -> bool:
    return name.isascii() and name.isidentifier() and not iskeyword(name)


def _text(id: str, blocks: Iterable[Block]) -> Cell:
    source = markdown.render(list(blocks)).rstrip("\n")
    return {"cell_type": "markdown", "id": id, "metadata": _nbgrader(id, locked=True), "source": source}


def _code(id: str, source: str, *, solution: bool = False, worth: int = 0) -> Cell:
    metadata = _nbgrader(id, locked=not solution, solution=solution, worth=worth)
    return {
        "cell_type": "code",
        "id": id,
        "metadata": metadata,
        "execution_count": None,
        "outputs": [],
        "source": source,
    }


def _nbgrader(id: str, *, locked: bool, solution: bool = False, worth: int = 0) -> dict[str, Any]:
    told = {"schema_version": 3, "grade_id": id, "locked": locked, "solution": solution, "task": False}
    return {"nbgrader": told | {"grade": worth > 0} | ({"points": worth} if worth else {})}


def _otter(name: str, check: str, worth: int) -> dict[str, Any]:
    """One test in Otter-Grader's OK format: a doctest that prints nothing."""
    case = {"code": f">>> from tutor.testing import assert_answer\n>>> {check}\n", "hidden": False, "locked": False}
    suite = {"cases": [case], "scored": True, "setup": "", "teardown": "", "type": "doctest"}
    return {"name": name, "points": worth, "suites": [suite]}
