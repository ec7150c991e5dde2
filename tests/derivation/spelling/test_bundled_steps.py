"""Every formula of the bundled problems is written again from its index form, and most come out as they were."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import tutor
from tutor.derivation.algebra.algebra_forms import from_index_form
from tutor.derivation.samples.sample_points import SamplePoints, agree
from tutor.derivation.spelling.spelled import spelled
from tutor.notation.lower.index_form.lowering import lower
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_textbook

PROBLEMS = (
    "skip-mlp",
    "logistic-unit",
    "softmax-net",
    "conv-dense",
    "rnn-bptt",
    "rnn-step",
    "rnn-memory",
    "lstm-cell",
    "lstm-step",
    "lstm-sequence",
    "lstm-memory",
)
ALIKE = {
    "skip-mlp": 10,
    "logistic-unit": 3,
    "softmax-net": 11,
    "conv-dense": 15,
    "rnn-bptt": 20,
    "rnn-step": 6,
    "rnn-memory": 4,
    "lstm-cell": 19,
    "lstm-step": 13,
    "lstm-sequence": 8,
    "lstm-memory": 2,
}
"""How many of the authors' formulas come out as the very text, blanks aside."""


def again(problem_id: str) -> Iterator[tuple[str, str, bool]]:
    """Each step's formula as its author wrote it, as it is written again, and whether both have the same values."""
    problem = tutor.problem(problem_id)
    points = SamplePoints(problem, problem.scope)
    for step in problem.formula_steps():
        if step.id in problem.quantities or not step.formula:
            continue
        axes = problem.axes_of(step)
        tree = parse(problem.formula_of(step), problem.scope)
        form = lower(tree, points.environments[0], axes)
        text = spelled(from_index_form(form.expression), axes, axes, points)
        yield to_textbook(tree, problem.scope), text, agree(points.value(text, axes), points.value(tree, axes))


@pytest.mark.parametrize("problem_id", PROBLEMS)
def test_authors_formulas_come_back_right_and_mostly_as_they_were(problem_id: str) -> None:
    found = list(again(problem_id))
    assert [pair for pair in found if not pair[2]] == []
    assert sum(own == text for own, text, _ in found) >= ALIKE[problem_id], found
