"""Gradescope's `results.json`, of a page and of the gradients of somebody's code."""

from __future__ import annotations

import json
from typing import Any

import pytest

import tutor
from tutor.commands.support.gradcheck_text import graded_tests, label_in
from tutor.export.gradescope import GradedTest, results
from tutor.export.marked import as_gradescope

PAGE = """
$h = o \\tanh(c)$

$\\partial L/\\partial h = d - h$

$\\partial L/\\partial o = \\partial L/\\partial h \\tanh(C)$

$\\partial L/\\partial C = ($
"""


def checked(document: str) -> dict[str, Any]:
    """The document, which has what Gradescope documents: points of each test at most its own, and known keys alone."""
    found: dict[str, Any] = json.loads(document)
    assert set(found) <= {"score", "output", "output_format", "tests"}
    for test in found["tests"]:
        assert set(test) == {"name", "score", "max_score", "status", "output", "output_format"}
        assert 0 <= test["score"] <= test["max_score"]
        assert test["status"] == ("passed" if test["score"] == test["max_score"] else "failed")
    return found


def test_each_judged_statement_of_a_page_is_a_test_and_what_cannot_be_read_costs_nothing() -> None:
    marked = tutor.mark_page(PAGE, ["lstm-cell"])
    found = checked(as_gradescope.write(marked))
    assert [test["score"] for test in found["tests"]] == [
        {"wrong": 0.0}.get(one.verdict, 1.0)
        for one in marked.statements
        if one.verdict in ("right", "wrong", "follows")
    ]
    (wrong,) = [test for test in found["tests"] if not test["score"]]
    assert wrong["name"].startswith("line 4: ")
    assert wrong["output"] == "The size is right, but a sign is turned round."
    assert "Not read:\nline 8: " in found["output"]


def test_each_array_is_a_test_and_tells_the_cause_without_the_right_numbers() -> None:
    instance = tutor.problem("lstm-cell").instance(seed=4)
    right = instance.gradients
    rows = tutor.gradcheck("lstm-cell", instance.given, {"W_f": -right["W_f"], "W_o": right["W_o"]})
    found = checked(results(graded_tests(rows, label_in(instance.problem))))
    wrong, good = found["tests"]
    assert (wrong["name"], wrong["score"], good["name"], good["score"]) == ("∂L/∂W_f", 0.0, "∂L/∂W_o", 1.0)
    assert "a sign is turned round" in wrong["output"]
    assert f"{right['W_f'][0]:.4f}"[2:] not in wrong["output"]
    assert good["output"] == ""


def test_where_nothing_could_be_judged_the_score_is_zero() -> None:
    found = checked(as_gradescope.write(tutor.mark_page("nothing here", ["lstm-cell"])))
    assert (found["score"], found["tests"], found["output"]) == (0, [], "0 of 0 claims could be judged.")


@pytest.mark.parametrize("length", [119, 120, 121, 5000])
def test_names_have_a_readable_length(length: int) -> None:
    (test,) = checked(results([GradedTest("x" * length, 0.5, 1.0)]))["tests"]
    assert len(test["name"]) <= 120
    assert test["name"].endswith("…") == (length > 120)
