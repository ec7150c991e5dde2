"""The lists of what people write are whole, and the plain meaning of every right answer is right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence

import pytest

import tutor
from tests.notation.read import corpus, python_values
from tutor import host
from tutor.marking import mark, question


@pytest.mark.parametrize(
    ("lines", "kinds", "fewest"),
    [
        (corpus.pasted, corpus.PASTED_KINDS, 10),
        (corpus.wrong, corpus.WRONG_KINDS, 1),
        (corpus.pairs, corpus.PAIR_KINDS, 1),
        (corpus.cut, corpus.CUT_KINDS, 1),
    ],
)
def test_every_line_is_of_a_known_kind_and_every_kind_has_lines(
    lines: Callable[[], Sequence[corpus.Pasted | corpus.Wrong | corpus.Pair | corpus.Cut]],
    kinds: frozenset[str],
    fewest: int,
) -> None:
    counts = Counter(line.kind for line in lines())
    assert counts.keys() == kinds
    assert min(counts.values()) >= fewest


def test_no_line_stands_twice() -> None:
    for lines in (corpus.pasted(), corpus.wrong(), corpus.cut()):
        assert max(Counter((line.problem, line.step, line.answer) for line in lines).values()) == 1
    assert max(Counter((pair.reference, pair.answer, pair.names) for pair in corpus.pairs()).values()) == 1


def test_no_answer_is_called_both_right_and_not_right() -> None:
    right = {(line.problem, line.step, line.answer) for line in corpus.pasted()}
    right |= {(line.problem, line.step, line.meaning) for line in corpus.pasted()}
    assert not right & {(line.problem, line.step, line.answer) for line in corpus.wrong()}


def test_all_steps_exist() -> None:
    problems = host.problems()
    for line in [*corpus.pasted(), *corpus.wrong(), *corpus.cut()]:
        assert any(step.id == line.step for step in problems[line.problem].formula_steps()), line


def test_verdicts_are_those_that_are_given() -> None:
    assert {line.verdict for line in corpus.wrong()} == {"wrong", "invalid", corpus.NOT_CORRECT}
    assert {pair.verdict for pair in corpus.pairs()} == {"correct", "undecided", "invalid", corpus.NOT_CORRECT}
    assert all(pair.because for pair in corpus.pairs() if pair.verdict != "correct")


def test_the_plain_meaning_of_every_right_answer_is_right() -> None:
    meanings = dict.fromkeys((line.problem, line.step, line.meaning, line.seed) for line in corpus.pasted())
    for problem, step, meaning, seed in meanings:
        verdict = mark(question(tutor.problem(problem).instance(seed=seed), step), meaning)
        assert verdict.kind == "correct", (problem, step, meaning, verdict.diagnosis)


def test_right_answers_in_numpy_have_the_right_value() -> None:
    found = {line: python_values.is_right(*line[:2], line.answer) for line in corpus.pasted() if line.kind == "numpy"}
    assert [line for line, right in found.items() if right is False] == []
    assert Counter(found.values())[True] >= 190


def test_wrong_answers_in_numpy_have_another_value() -> None:
    lines = [line for line in corpus.wrong() if line.kind != "target"]
    found = {line: python_values.is_right(line.problem, line.step, line.answer) for line in lines}
    assert [line for line, right in found.items() if right] == []
    assert Counter(found.values())[False] >= 50
