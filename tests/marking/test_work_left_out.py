"""Marking does not work out what no verdict depends on: instances, tables of mistakes, digits."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tutor.marking import mark
from tutor.marking.mistakes.mutant_table import Mutants
from tutor.marking.mistakes.step_mutants import mutants_at, mutants_of
from tutor.marking.question import Question


def asked(problem: str, step: str, seed: int) -> Question:
    instance = tutor.problem(problem).instance(seed=seed)
    return Question(instance, instance.problem.step(step))


def test_a_wrong_formula_with_a_known_mistake_draws_no_instance_until_its_value_is_asked_for() -> None:
    question = asked("lstm-cell", "dL/dh", 871)
    verdict = mark(question, "d - h")
    assert [found.code for found in verdict.diagnosis] == ["sign"]
    assert "given" not in vars(question.instance)
    assert verdict.numbers is not None
    assert np.allclose(verdict.numbers, -question.exact)


def test_numbers_of_all_digits_are_right_without_a_table_of_mistakes() -> None:
    question = asked("lstm-cell", "dL/dh", 872)
    assert mark(question, repr(question.exact.tolist())).kind == "correct"
    assert "digits" not in vars(question)


def test_numbers_that_are_far_off_do_not_need_the_digits_that_would_be_asked_for() -> None:
    question = asked("lstm-cell", "dL/dh", 873)
    assert mark(question, repr((question.exact * 1.37 + 0.5).tolist())).kind == "wrong"
    assert "digits" not in vars(question)


@pytest.mark.parametrize(
    ("problem", "step"), [("rnn-step", "dL/du"), ("rnn-memory", "M^n"), ("lstm-memory", "dC_t/dC_k")]
)
def test_the_values_at_an_instance_are_those_of_the_whole_table_there(problem: str, step: str) -> None:
    question = asked(problem, step, 874)
    table = mutants_of(question.problem, step)
    whole = Mutants(question.problem, table.step, question.at_instance, question.instance.sizes, table.fitting_classes)
    found = mutants_at(question.instance, step, question.at_instance)
    for row, values in enumerate(found.values):
        named = {mutant for mutant, at in zip(whole.fitting.mutants, whole.fitting.rows, strict=True) if at == row}
        assert set(found.mutants([row])) == named
        assert np.array_equal(values, whole.fitting.arrays[row, 0])
    assert len(found.values) == len(whole.fitting.arrays)


@pytest.mark.parametrize("seed", [0, 5, 11])
def test_an_answer_with_everything_rounded_on_the_way_has_a_row_for_each_number_of_digits(seed: int) -> None:
    question = asked("lstm-cell", "dL/dC", seed)
    assert question.rounded_for.shape == (6, *question.shape)
    off = np.abs(question.rounded_for - question.exact).max(axis=tuple(range(1, question.rounded_for.ndim)))
    assert (off[1:] <= 10.0 ** -np.arange(5.0, 10.0)).all()
    assert off[0] <= 1e-3
