"""Worksheets as notebooks: cells to answer in, and cells that tell right from wrong and hold no answer."""

from __future__ import annotations

import doctest
import json
from typing import Any

import numpy as np
import pytest

from tests.bundled import authored
from tutor import host
from tutor.course.course import Course
from tutor.course.sheet_code import code_of
from tutor.export.worksheets.notebook import render
from tutor.export.worksheets.worksheet import Sheet
from tutor.problems.contract.step import Choice
from tutor.problems.instances.instance import Instance

COURSE = Course("Deep learning", bytes(32))


def notebook(*instances: Instance, code: str = "") -> dict[str, Any]:
    posed = tuple((instance, tuple(step.id for step in instance.steps)) for instance in instances)
    found: dict[str, Any] = json.loads(render(Sheet(posed, "Ada" if code else "", code)))
    return found


def cells_of(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [cell for cell in found["cells"] if cell["id"].startswith(kind)]


def right_answer(instance: Instance, step_id: str) -> Any:
    step = instance.step(step_id)
    if isinstance(step, Choice):
        return ", ".join(map(str, step.answer)) or "none"
    return instance.target(step_id)


@pytest.mark.parametrize("problem", ["lstm-cell", "conv-dense", "rnn-memory"])
def test_its_cells_run_and_every_right_answer_passes_and_every_empty_one_fails(problem: str) -> None:
    seed = COURSE.seed_of("ada")
    instance = host.problem(problem).instance(seed=seed)
    found = notebook(instance, code=code_of(COURSE, seed))
    names: dict[str, Any] = {}
    for cell in (*cells_of(found, "imports"), *cells_of(found, "given"), *cells_of(found, "answer")):
        exec(cell["source"], names)  # a cell of ours, as a notebook runs it
    checks = cells_of(found, "check")
    assert len(checks) == len(instance.steps)
    for check, answer, step in zip(checks, cells_of(found, "answer"), instance.steps, strict=True):
        with pytest.raises(AssertionError, match="There is no answer yet"):
            exec(check["source"], names)
        variable = answer["source"].split(" = ")[0]
        names[variable] = right_answer(instance, step.id)
        exec(check["source"], names)


def test_the_given_cells_have_the_numbers_of_the_sheet() -> None:
    instance = host.problem("conv-dense").instance(seed=3)
    names: dict[str, Any] = {"np": np}
    (given,) = cells_of(notebook(instance), "given")
    exec(given["source"], names)
    for name, array in instance.given.items():
        np.testing.assert_array_equal(names[name], array)


def test_no_right_answer_is_in_it() -> None:
    instance = host.problem("lstm-cell").instance()
    text = json.dumps(notebook(instance), ensure_ascii=False)
    for step in instance.problem.formula_steps():
        formula = instance.problem.formula_of(step)
        if len(formula) > 12:
            assert formula not in text
    assert "0.0242" not in text


def test_answers_of_all_problems_have_names_of_their_own() -> None:
    instances = [problem.instance() for problem in authored()]
    answers = [cell["source"].split(" = ")[0] for cell in cells_of(notebook(*instances), "answer")]
    given = {name for instance in instances for name in instance.given}
    assert len(answers) == len(set(answers)) == sum(len(instance.steps) for instance in instances)
    assert not given & set(answers)
    assert all(name.isidentifier() for name in answers)


def test_graders_find_what_they_look_for() -> None:
    found = notebook(host.problem("skip-mlp").instance(seed=2))
    assert (found["nbformat"], found["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in found["cells"]}) == len(found["cells"])
    for cell in found["cells"]:
        told = cell["metadata"]["nbgrader"]
        assert told["grade_id"] == cell["id"]
        assert told["grade"] == cell["id"].startswith("check") == ("points" in told)
        assert told["solution"] == cell["id"].startswith("answer") == (not told["locked"])
    tests = found["metadata"]["otter"]["tests"]
    checks = cells_of(found, "check")
    assert len(tests) == len(checks)
    for check, test in zip(checks, tests.values(), strict=True):
        (suite,) = test["suites"]
        (case,) = suite["cases"]
        *_, last = doctest.DocTestParser().get_examples(case["code"])
        assert last.source.strip() == check["source"]
        assert last.want == ""
        assert test["points"] == check["metadata"]["nbgrader"]["points"]
