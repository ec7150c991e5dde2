"""From a wrong answer to which mistake it is."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.marking.mistakes.codes import CODES
from tutor.marking.mistakes.planned_edits import canonical
from tutor.marking.mistakes.step_mutants import mutants_at, mutants_of
from tutor.marking.mistakes.value_table import Mutant, alternatives, best, numbered
from tutor.marking.numbers.typed_numbers import Typed, right_entries
from tutor.marking.question import Question
from tutor.marking.verdict import Diagnosis
from tutor.notation.lower.value import Value
from tutor.problems.contract.problem import Problem

Array = npt.NDArray[Any]

OTHER_FUNCTION = "A function is left out, or another one stands in its place."
OWN_FUNCTION = "Write down which function is applied, and to what."


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
    typed = _as_finely_typed(typed)
    found = mutants_at(question.instance, question.step.id, question.at_instance)
    values = question.asked(found.values, question.exact)
    matching = found.mutants([row for row in _perhaps_typed_as(typed, values) if _typed_as(typed, values[row])])
    if not matching and any(_typed_as(typed, value) for value in found.copied):
        matching = [Mutant(("sign",), question.step.id)]
    # Zeros make much the same: of what has the same numbers, a function left out or taken for another comes first.
    ranked = sorted(best(matching, question.step.id), key=lambda one: not _is_other_function(question, one))
    return _said(question, ranked)


def _as_finely_typed(typed: Typed) -> Typed:
    """The same where zeros at the ends were left out: beside 0.05165, 0.034 is taken for 0.03400, 2.1 for 2.100."""
    told = typed.radius > 0
    if not told.any():
        return typed
    size = np.abs(typed.values)
    decade = 10.0 ** np.floor(np.log10(np.where(size > 0, size, 1.0)))
    digits = np.min((typed.radius / decade)[told & (size > 0)], initial=np.inf)
    finest = np.maximum(typed.radius[told].min(), np.where(np.isfinite(digits) & (size > 0), digits * decade, 0.0))
    return replace(typed, radius=np.maximum(typed.radius, finest))


def _perhaps_typed_as(typed: Typed, values: Array) -> list[int]:
    """Which mistakes are looked at more closely: a quick look at all of them."""
    miss = np.abs(typed.values - values)
    near = (
        (miss <= typed.radius * (1 + 1e-9)) | (miss <= 1e-9 * np.abs(values)) | (np.abs(typed.values) <= _noise(typed))
    )
    return [int(at) for at in np.flatnonzero(near.reshape(len(values), -1).all(axis=1))]


def _typed_as(typed: Typed, value: Array) -> bool:
    """Whether numbers are those of a mistake, as far as their digits tell: a typed 0.0000 may be anything near zero."""
    right = right_entries(typed, value)
    noise = (np.abs(typed.values) <= _noise(typed)) & (np.abs(value) <= _noise(typed))
    return bool((right | noise | (np.abs(typed.values - value) <= typed.radius)).all())


def _noise(typed: Typed) -> float:
    """What a zero may come to among such numbers when they are added up in another order."""
    return 1e-15 * float(np.max(np.abs(typed.values), initial=0.0))


def _said(question: Question, found: list[Mutant]) -> tuple[Diagnosis, ...]:
    """What is said: the codes of the best explanation, then those of its equals, which may hold instead."""
    said: list[Diagnosis] = []
    places: set[str] = set()
    for mutant, code, number in numbered(alternatives(found)):
        where = _where(question, mutant) if mutant.place not in places else ""
        part = _of_own_formula(question, mutant, diagnosis(code, where, question.problem))
        said.append(replace(part, alternative=number))
        places.add(mutant.place)
    return tuple(said)


def diagnosis(code: str, where: str = "", problem: Problem | None = None) -> Diagnosis:
    """The diagnosis with the sentences of its code, which may be one that a ``problem`` names."""
    named = {mistake.code: mistake for mistake in problem.named_mistakes()} if problem and code not in CODES else {}
    sentences = CODES.get(code) or named[code]
    return Diagnosis(code, sentences.message, where, sentences.rule)


def _of_own_formula(question: Question, mutant: Mutant, one: Diagnosis) -> Diagnosis:
    """Another function in the formula that is asked for: no forward value before it is wrong."""
    if one.code != "forward" or not _is_other_function(question, mutant):
        return one
    return replace(one, message=OTHER_FUNCTION, rule=OWN_FUNCTION)


def _is_other_function(question: Question, mutant: Mutant) -> bool:
    return mutant.codes[0] == "forward" and mutant.place == question.step.id


def _where(question: Question, mutant: Mutant) -> str:
    """The part that a mistake was made in, if not in the formula that is asked for: that alone would say nothing."""
    if mutant.place == question.step.id:
        return ""
    said = f"The part through {question.problem.display(mutant.place)} does not match."
    return said if len(mutant.codes) > 1 else f"{said} The rest does."
