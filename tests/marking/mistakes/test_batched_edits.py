"""Edits evaluated together have the values that each has by itself."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest

import tutor
from tutor.errors import TutorError
from tutor.marking.equivalence.sample_points import points_of
from tutor.marking.mistakes.batched_edits import Evaluation, Rows, spread
from tutor.marking.mistakes.batched_mutants import Changes, recomputed_for_each
from tutor.marking.mistakes.edited_formula import EditedFormula, with_own_nodes
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.value import Array, Value
from tutor.problems.instances.dependency_graph import ancestors, needs_itself, recomputed
from tutor.problems.instances.formula_values import environment, parsed

ASKED = [
    ("softmax-net", "dL/dW1"), ("softmax-net", "dy/dz2"), ("conv-dense", "dL/dK"), ("rnn-memory", "M^n"),
    ("lstm-cell", "dL/dC"), ("lstm-step", "dL/dWx"), ("rnn-bptt", "Y"), ("skip-mlp", "dL/dw_ih"),
]  # fmt: skip
FROM = [("rnn-bptt", "dL/dW", "dL/dH"), ("rnn-bptt", "L", "H"), ("lstm-sequence", "h", "i"), ("lstm-cell", "L", "C")]


def alone(tree: object, problem: str) -> Value | None:
    points = points_of(tutor.problem(problem))
    try:
        return evaluate(tree, environment(points.problem, points.arrays, points.sizes))  # type: ignore[arg-type]
    except TutorError:
        return None


@pytest.mark.parametrize(("name", "step"), ASKED)
def test_every_edit_of_a_formula_has_its_own_value(name: str, step: str) -> None:
    problem = tutor.problem(name)
    points = points_of(problem)
    tree = with_own_nodes(parsed(problem)[step].tree)
    edited = EditedFormula(tree, [edit.tree for edit in single_edits(tree, problem, swaps=True)])
    env = environment(problem, points.arrays, points.sizes)
    count = len(points.arrays[step])
    found = Evaluation(edited, env, Rows(count)).edited(range(len(edited.trees)))
    seen: dict[int, tuple[Value, Array]] = {}
    for stacked in found:
        rows = spread(stacked.value.array, count * len(stacked.numbers))
        for at, number in enumerate(stacked.numbers):
            assert number not in seen
            seen[number] = stacked.value, rows[at * count : (at + 1) * count]
    for number, edit in enumerate(edited.trees):
        expected = alone(edit, name)
        assert (expected is None) == (number not in seen), edit
        if expected is not None:
            value, array = seen[number]
            assert (value.dims, value.classes, value.axes) == (expected.dims, expected.classes, expected.axes)
            right = np.broadcast_to(expected.array, array.shape)
            np.testing.assert_allclose(array, right, rtol=1e-9, atol=1e-12 * np.abs(right[np.isfinite(right)]).max())


@pytest.mark.parametrize(("name", "step", "changed"), FROM)
def test_what_comes_of_a_changed_formula_is_what_comes_of_it_alone(name: str, step: str, changed: str) -> None:
    problem = tutor.problem(name)
    points = points_of(problem)
    assert changed in ancestors(problem, step)
    tree = with_own_nodes(parsed(problem)[changed].tree)
    trees = [edit.tree for edit in single_edits(tree, problem, swaps=False)]
    # What reads itself where it stands has no value: it would be whatever was there before.
    edited = EditedFormula(tree, [one for one in trees if not needs_itself(problem, changed, one)])
    which = range(0, len(edited.trees), 3)
    found = recomputed_for_each(problem, points.arrays, points.sizes, step, [Changes(changed, edited, which)])
    assert len(found) > len(which) // 2
    for (_, number), array in found.items():
        formulas = {changed: edited.trees[number]}
        with np.errstate(all="ignore"):
            right = recomputed(problem, points.arrays, points.sizes, step, formulas=formulas)
        np.testing.assert_allclose(array, np.broadcast_to(right, array.shape), rtol=1e-9, atol=1e-12)


def test_edits_go_without_a_search_for_rubbish() -> None:
    problem = tutor.problem("softmax-net")
    tree = with_own_nodes(parsed(problem)["dL/dW1"].tree)
    edited = EditedFormula(tree, [edit.tree for edit in single_edits(tree, problem, swaps=False)])
    assert edited.places((0, 1)).node is tree
    assert edited.steady(frozenset())[0]
    kept = weakref.ref(edited)
    gc.disable()
    try:
        del edited
        assert kept() is None
    finally:
        gc.enable()
