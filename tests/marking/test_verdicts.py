"""Right answers are right in any algebra and any notation; one mistake is wrong in any algebra."""

from __future__ import annotations

import random
import zlib
from collections.abc import Mapping
from functools import cache
from typing import Any

import numpy as np
import pytest

import tutor
from tests.benchmarks.hostile import UNREADABLE, readable
from tests.bundled import AUTHORED
from tests.marking.rewriting import rewritten, written
from tutor.errors import TutorError
from tutor.marking import mark, question
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.notation.lower.environment import Env
from tutor.notation.read.parser import parse
from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.instances.formula_values import compute, environment, evaluated, lift, parsed

PROBLEMS = AUTHORED
CASES = [(name, step.id) for name in PROBLEMS for step in tutor.problem(name).formula_steps()]


@cache
def other_numbers(name: str) -> tuple[Mapping[str, Any], Env]:
    """The arrays of a problem at other numbers than those that answers are marked at, found without any marking."""
    problem = tutor.problem(name)
    instance = problem.instance(seed=2)
    arrays = compute(problem, lift(instance.given), instance.sizes)
    return arrays, environment(problem, arrays, instance.sizes)


def differs(problem: Problem, step: Step, tree: Node) -> bool:
    """Whether a formula with a mistake has another value at other numbers."""
    arrays, env = other_numbers(problem.id)
    try:
        value = evaluated(tree, problem.axes_of(step), env)[0]
    except TutorError:
        return False
    right = arrays[step.id][0]
    return bool(np.isfinite(value).all()) and not np.allclose(value, right, rtol=1e-7, atol=0)


@pytest.mark.parametrize(("name", "step_id"), CASES)
def test_a_right_answer_is_right_in_any_algebra_and_notation(name: str, step_id: str) -> None:
    problem = tutor.problem(name)
    asked = question(problem.instance(seed=1), step_id)
    rng = random.Random(zlib.crc32(f"{name} {step_id}".encode()))
    for times in (1, 2, 3, 4):
        tree = rewritten(parsed(problem)[step_id].tree, problem, rng, times)
        text = written(tree, problem.scope, rng)
        assert mark(asked, text).kind == "correct", text


@pytest.mark.parametrize(("name", "step_id"), CASES)
def test_one_mistake_is_wrong_in_any_algebra_and_mostly_named(name: str, step_id: str) -> None:
    problem = tutor.problem(name)
    step = problem.step(step_id)
    assert isinstance(step, Step)
    asked = question(problem.instance(seed=1), step_id)
    rng = random.Random(zlib.crc32(f"{name} {step_id} wrong".encode()))
    edits = [
        edit
        for edit in single_edits(parsed(problem)[step_id].tree, problem, swaps=True)
        if not _unfair(edit.code, edit.tree, asked.scope.refused)
    ]
    rng.shuffle(edits)
    for edit in [edit for edit in edits[:40] if differs(problem, step, edit.tree)][:6]:
        other_way = rewritten(edit.tree, problem, rng, 2)
        if _unfair(edit.code, other_way, asked.scope.refused):
            continue
        text = written(other_way, problem.scope, rng)
        if names(parse(text, problem.scope)) & asked.scope.refused:  # tanh_c is shown as tanh(c)
            continue
        verdict = mark(asked, text)
        assert verdict.kind == "wrong", (edit.code, text)
        assert "unrecognised" not in [diagnosis.code for diagnosis in verdict.diagnosis], (edit.code, text)


def test_whatever_is_typed_gets_a_verdict() -> None:
    asked = question(tutor.problem("skip-mlp").instance(seed=1), "dL/dx")
    for text in (*UNREADABLE, *readable(asked.scope)):
        assert mark(asked, text).kind in ("wrong", "invalid", "undecided"), text[:60]


def _unfair(code: str, tree: Node, refused: frozenset[str]) -> bool:
    """Formulas that nobody can type: they use what is asked for, or half of a name's indices without letters."""
    unnamed = any("^" in name for name in names(tree))
    return bool(names(tree) & refused) or code == "index-unused" or unnamed
