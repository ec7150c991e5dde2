"""No message holds the right answer, in any notation or in numbers."""

from __future__ import annotations

import random

import numpy as np
import pytest

import tutor
from tests.bundled import AUTHORED
from tests.examples import examples
from tests.marking.rewriting import written
from tutor.marking import Verdict, mark, question
from tutor.marking.mistakes.edits.single_edits import single_edits
from tutor.notation.write.one_line import to_ascii, to_latex, to_unicode
from tutor.problems.instances.formula_values import parsed


def said(verdict: Verdict) -> str:
    parts = [verdict.note]
    for diagnosis in verdict.diagnosis:
        parts += [diagnosis.message, diagnosis.where, diagnosis.rule]
    return " ".join(parts)


def squeezed(text: str) -> str:
    return text.replace(" ", "")


@pytest.mark.parametrize("name", AUTHORED)
def test_what_is_said_about_a_wrong_answer_holds_nothing_of_the_right_one(name: str) -> None:
    problem = tutor.problem(name)
    instance = problem.instance(seed=4)
    rng = random.Random(name)
    for step in problem.formula_steps():
        asked = question(instance, step.id)
        tree = parsed(problem)[step.id].tree
        forms = [squeezed(write(tree, problem.scope)) for write in (to_ascii, to_unicode, to_latex)]
        figures = [f"{abs(value):.3g}" for value in np.ravel(asked.exact) if abs(value) > 1e-9]
        figures = [figure for figure in figures if len(figure.strip("0.")) >= 3]
        edits = list(single_edits(tree, problem, swaps=True))
        rng.shuffle(edits)
        answers = [written(edit.tree, problem.scope, rng) for edit in edits[: examples(3)]]
        wrong_shape = "[" * 2 + "0.111, 0.222" + "]" * 2
        for answer in [*answers, "0.123", wrong_shape]:
            verdict = mark(asked, answer)
            if verdict.kind != "wrong":
                continue
            text = squeezed(said(verdict)).replace(squeezed(answer), "")
            assert not any(len(form) > 3 and form in text for form in forms), (answer, text)
            assert not any(figure in text for figure in figures), (answer, text)
