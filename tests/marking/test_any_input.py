"""Any bytes and any formula are answered: with a verdict, the same each time, and never with an exception."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import tutor
from tests.examples import examples
from tests.fuzz.characters import DIGITS, HIDDEN, LETTERS, MARKS
from tests.fuzz.inputs import Input, made
from tests.fuzz.worker import said
from tutor.grading.answer_fields import JsonLines
from tutor.grading.batch_marker import BatchMarker
from tutor.grading.input_lines import Line
from tutor.grading.rows import JsonRows
from tutor.marking import Question, question

AWKWARD = st.text(
    st.one_of(st.sampled_from([*DIGITS, *LETTERS, *MARKS, *HIDDEN]), st.sampled_from("hdxWσŷ_^{}()[].,+-*/@ 0129")),
    max_size=20,
)
quick = settings(deadline=None, max_examples=examples(60), derandomize=True, suppress_health_check=list(HealthCheck))


@cache
def asked() -> list[Question]:
    """A question for one number, one over samples, one for a matrix, and a choice."""
    steps = (("lstm-cell", "dL/dh"), ("skip-mlp", "dL/dw_io"), ("softmax-net", "dL/dW1"))
    found = [question(tutor.problem(problem).instance(seed=1), step) for problem, step in steps]
    choice = question(tutor.problem("lstm-memory").instance(), "gate-roles")
    return [*found, choice]


def answered(given_: Input, about: Question) -> None:
    assert said(given_, about) == said(given_, about)


@quick
@given(st.binary(max_size=80))
def test_any_bytes_are_a_row_of_json(data: bytes) -> None:
    row = json.loads(BatchMarker(JsonLines(), JsonRows())([Line(7, data)]).text)
    assert (row["verdict"], row["line"]) == ("invalid", 7)
    assert row["diagnosis"][0]["code"] == "line"


@quick
@given(st.dictionaries(st.sampled_from(["problem", "step", "answer", "seed", "id"]), st.recursive(
    st.none() | st.booleans() | st.integers(-(10**350), 10**350) | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=2), max_leaves=3)))  # fmt: skip
def test_any_values_in_a_line_are_a_row_of_json(fields: dict[str, object]) -> None:
    line = json.dumps({"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"} | fields)
    answered(Input("grade", "", "line", line), asked()[0])


@quick
@given(AWKWARD)
def test_any_characters_are_a_verdict(text: str) -> None:
    for about in asked():
        answered(Input("check", "", "unicode", text), about)


@quick
@given(AWKWARD, AWKWARD)
def test_any_two_texts_are_compared_or_refused(reference: str, text: str) -> None:
    answered(Input("compare", "", "unicode", text, reference, ("W[h,d]", "x[d]")), asked()[0])


@quick
@given(st.integers(0, 10**9))
def test_random_formulas_lines_and_comparisons_are_answered(number: int) -> None:
    answered(*made(11, number, asked()))


def test_a_run_of_the_fuzzer_finds_nothing() -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.fuzz", "--inputs", "30", "--again", "0.5"],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[2],
        env=os.environ,
    )
    assert run.returncode == 0, run.stdout + run.stderr
    assert run.stdout.startswith("inputs 30, crashes 0,")
    assert "run twice 15, of which the two processes disagree on 0" in run.stdout


@pytest.mark.parametrize(
    "text",
    [
        f"sign(12e^{'9' * 35})",
        f"sin(1e6*e^{'9' * 35}) + 5",
        f"tanh({'9' * 30}) - tanh({'9' * 31})",
        f"erf(2^(10^6)*{'9' * 30})",
        "sqrt(1 - 2) * 1e9 * 0",
        "1e9 * 0 / (1e9 * 0)",
    ],
)
def test_constants_beyond_any_range_are_a_verdict(text: str) -> None:
    for reference in ("1", f"sign({'9' * 30})"):
        assert tutor.compare(reference, text).kind in ("correct", "wrong", "undecided", "invalid")
    assert tutor.check("lstm-cell", "dL/dh", text).kind in ("wrong", "undecided", "invalid")


@pytest.mark.parametrize("text", ["h[1,n-1,h]", "c[1,n-1,1]", "sum_h(c[1,n-1,h])", "c[t-1,n-1,h]", "h[t-1,1,h-1]"])
def test_a_neighbour_along_an_axis_that_is_not_time_is_a_verdict(text: str) -> None:
    assert tutor.check("lstm-sequence", "dL/dh", text).kind in ("wrong", "invalid")
