"""Seeded instances tell every single mistake from the right answer."""

from __future__ import annotations

from collections import Counter, defaultdict

import numpy as np
import pytest

import tutor
from tests.bundled import AUTHORED
from tests.examples import examples
from tutor.marking import question
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.step_mutants import mutants_of
from tutor.marking.numbers.required_digits import FEWEST, MOST, digits_needed
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import compute
from tutor.problems.instances.instance import Instance

SEEDS = examples(6)
LARGE = {"conv-dense", "lstm-sequence", "lstm-step", "rnn-bptt"}
"""Problems in which a seed takes about a second: half as many do."""


def by_sizes(problem: Problem) -> list[list[Instance]]:
    """The seeded instances, those of equal sizes together: each group is evaluated at once, a point an instance."""
    groups: dict[tuple[tuple[str, int], ...], list[Instance]] = defaultdict(list)
    for seed in range(SEEDS // 2 if problem.id in LARGE else SEEDS):
        instance = problem.instance(seed=seed)
        groups[tuple(instance.sizes.items())].append(instance)
    return list(groups.values())


@pytest.mark.parametrize("name", AUTHORED)
def test_no_single_mistake_has_the_value_of_the_right_answer(name: str) -> None:
    problem = tutor.problem(name)
    for group in by_sizes(problem):
        given = {key: np.stack([instance.given[key] for instance in group]) for key in group[0].given}
        arrays = compute(problem, given, group[0].sizes)
        arrays = {key: np.broadcast_to(array, (len(group), *array.shape[1:])) for key, array in arrays.items()}
        for step in problem.formula_steps():
            mutants, rows, values = Mutants(problem, step, arrays, group[0].sizes).fitting
            generic = Counter(mutant.codes for mutant in mutants_of(problem, step.id).fitting.mutants)
            here = Counter(mutant.codes for mutant in mutants)
            assert not generic - here, f"{step.id} at {group[0].sizes}: {generic - here} equal the right answer"
            right = arrays[step.id]
            same = np.isclose(values, right, rtol=1e-11, atol=0).reshape(len(values), len(group), -1).all(axis=2)
            for mutant, row in zip(mutants, rows, strict=True):
                seeds = [instance.seed for instance, equal in zip(group, same[row], strict=True) if equal]
                assert not seeds, f"{step.id}: {mutant} equals the right answer at seeds {seeds}"


def test_more_digits_are_asked_for_where_a_mistake_would_round_to_the_right_answer() -> None:
    exact = np.array([0.52341])
    assert digits_needed(exact, np.array([[0.7]])) == FEWEST
    assert digits_needed(exact, np.array([[0.5231]])) == 4
    assert digits_needed(exact, np.array([[0.52341 + 1e-10]])) == MOST
    assert digits_needed(exact, np.empty((0, 1))) == FEWEST


def test_the_question_says_how_many_digits_it_wants() -> None:
    problem = tutor.problem("lstm-cell")
    asked = [question(problem.instance(seed=2), step.id) for step in problem.formula_steps()]
    more = next(one for one in asked if one.digits > FEWEST)
    assert f"{more.digits} digits or more" in more.accepts
    assert "3 digits or more" in question(problem.instance(), more.step.id).accepts
