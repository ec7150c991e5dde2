"""From a wrong answer to which mistake it is."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.codes import CODES
from tutor.marking.mutants import Mutant, Mutants, best, canonical
from tutor.marking.numbers import Typed, right_entries
from tutor.marking.points import points_of
from tutor.marking.question import Question
from tutor.marking.verdict import Diagnosis
from tutor.notation.lower.value import Value
from tutor.problems.problem import Problem
from tutor.problems.step import Step

Array = npt.NDArray[Any]


@lru_cache(maxsize=256)
def mutants_of(problem: Problem, step_id: str) -> Mutants:
    """The mutants of a step at the sampled points."""
    points = points_of(problem)
    step = problem.step(step_id)
    assert isinstance(step, Step)
    return Mutants(problem, step, points.arrays, points.sizes)


@lru_cache(maxsize=64)
def mutants_at(question: Question) -> Mutants:
    """The mutants of a question at its instance, for answers in numbers."""
    return Mutants(question.problem, question.formula_step, question.at_instance, question.instance.sizes)


def explain_formula(question: Question, array: Array) -> tuple[Diagnosis, ...]:
    """Mistakes that give this value at the points, on the answer's axes."""
    if not np.isfinite(array).all():
        return (diagnosis("not-finite"),)
    found = _said(question, mutants_of(question.problem, question.step.id).explain(array))
    return found if array.any() else (diagnosis("zero"), *found)


def explain_misfit(question: Question, value: Value) -> tuple[Diagnosis, ...]:
    """Mistakes that give this value on other axes than the answer's."""
    key, array = canonical(value)
    return _said(question, mutants_of(question.problem, question.step.id).explain(array, key))


def explain_numbers(question: Question, typed: Typed) -> tuple[Diagnosis, ...]:
    """Mistakes that give these numbers at the instance, as far as the typed digits tell."""
    if not typed.values.any() and question.exact.any():
        return (diagnosis("zero"),)
    found = mutants_at(question)
    mutants, values = found.fitting
    matching = [mutant for mutant, value in zip(mutants, values, strict=True) if _typed_as(typed, value[0])]
    if not matching and any(_typed_as(typed, value[0]) for value in found.copied):
        matching = [Mutant(("sign",), question.step.id)]
    return _said(question, best(matching, question.step.id))


def _typed_as(typed: Typed, value: Array) -> bool:
    """Whether numbers are those of a mistake, as far as their digits tell: a typed 0.0000 may be anything near zero."""
    right = right_entries(typed, value)
    return bool((right | (np.abs(typed.values - value) <= typed.radius)).all())


def _said(question: Question, found: list[Mutant]) -> tuple[Diagnosis, ...]:
    """What is said: the codes of the best explanation, then those of its equals."""
    said: dict[str, Diagnosis] = {}
    for mutant in found[:3]:
        for code in mutant.codes:
            said.setdefault(code, diagnosis(code, _where(question, mutant.place), question.problem))
    return tuple(said.values())


def diagnosis(code: str, where: str = "", problem: Problem | None = None) -> Diagnosis:
    """The diagnosis with the sentences of its code, which may be one that a ``problem`` names."""
    named = {mistake.code: mistake for mistake in problem.named_mistakes()} if problem and code not in CODES else {}
    sentences = CODES.get(code) or named[code]
    return Diagnosis(code, sentences.message, where, sentences.rule)


def _where(question: Question, place: str) -> str:
    problem = question.problem
    if place == question.step.id:
        return "What this step is built from is right; the slip is in the step itself."
    return f"The part through {problem.display(place)} does not match. The rest does."
