"""Questions that are about some entries only: at the others any value is right."""

from __future__ import annotations

import numpy as np
import pytest

import tutor
from tests.problems.toys import Chain, broken, replaced
from tutor.problems.proof.declaration_checks import check_declaration

NEXT = ("rnn-bptt", "dH_(t+1)/dH_t")
PATH = ("lstm-memory", "dC_t/dC_k")


@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (NEXT, "diag(sigma'(a[t+1])) W"),  # a slope of 1/4 after the last step, where there is no state
        (NEXT, r"\text{diag}(\sigma'(a_{t+1}))\,W"),
        (NEXT, "diag(H[t+1]*(1-H[t+1])) W"),
        (PATH, "prod_{j=1}^{t}(f_j)/prod_{j=1}^{k}(f_j)"),  # beyond k = t one over a product
        (PATH, "prod_{j=k+1}^{t} f_j"),
    ],
)
def test_a_formula_that_differs_only_beyond_what_is_asked_is_right(
    question: tuple[str, str], answer: str, seed: int | None
) -> None:
    assert tutor.check(*question, answer, seed=seed).kind == "correct"


@pytest.mark.parametrize("seed", [None, 3])
@pytest.mark.parametrize(
    ("question", "answer"),
    [
        (NEXT, "diag(sigma'(a[t+1])) W^T"),
        (NEXT, "diag(sigma'(a_t)) W"),
        (NEXT, "W diag(sigma'(a[t+1]))"),
        (PATH, "prod_{j=k}^{t} f_j"),
        (PATH, "prod_{j=k+1}^{t} f_t"),
    ],
)
def test_a_formula_that_differs_where_it_is_asked_for_is_wrong(
    question: tuple[str, str], answer: str, seed: int | None
) -> None:
    assert tutor.check(*question, answer, seed=seed).kind == "wrong"


def test_numbers_count_where_they_are_asked_for() -> None:
    f = tutor.problem("lstm-memory").instance().given["f"]
    kept = np.array([[np.prod(f[k + 1 : t + 1]) if k < t else 0.0 for k in range(4)] for t in range(4)])
    assert tutor.check(*PATH, str(kept.round(6).tolist())).kind == "correct"
    kept[3, 0] *= 2
    verdict = tutor.check(*PATH, str(kept.round(6).tolist()))
    assert verdict.kind == "wrong"
    assert "[4,1]" in verdict.diagnosis[0].message


@pytest.mark.parametrize("where", ["t", "x < t", "t < S", "t > T"])
def test_what_says_where_is_checked_with_the_problem(where: str) -> None:
    problem = broken(Chain, steps=replaced(Chain, "dL/dH", where=where))
    with pytest.raises(tutor.TutorError, match="dL/dH is asked where"):
        check_declaration(problem)
