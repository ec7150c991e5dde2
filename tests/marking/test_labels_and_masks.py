"""Answers with labels, masks, maxima and a softmax along an axis: right ones, and what is said of wrong ones."""

from __future__ import annotations

import pytest

import tutor
from tests.notation.lower.index_form.test_lowered_problems import Picked

PICKED = Picked()


@pytest.mark.parametrize(
    ("step", "answer"),
    [
        ("dL/dE", "2*sum_t(1[v=w[t]]*E[w[t],d])"),
        ("dL/dE", r"2 \sum_t \mathbb{1}[w_t = v] E_{w_t,d}"),
        ("dL/dE", "2*sum_t(1[w=v] E[w])"),
        ("dL/dS", "softmax_k(S) - 1[k=c[n]] + 2*top*1[k=argmax_k(S + b)]"),
        ("dL/dS", "exp(S)/sum_k(exp(S)) - 1[c[n]=k] + 2*top*1[k=argmax_l(S[n,l] + b[l])]"),
        ("dL/db", "sum_n(2*max_k(S + b)*1[k=argmax_l(S[n,l] + b[l])])"),
        ("dL/dX", r"\frac{X}{\|X\|_2}"),
        ("dL/dX", "X/sqrt(sum(X^2))"),
    ],
)
def test_a_right_answer_is_right_however_it_is_written(step: str, answer: str) -> None:
    verdict = tutor.check(PICKED, step, answer)
    assert (verdict.kind, verdict.score) == ("correct", 1.0)


@pytest.mark.parametrize(
    ("step", "answer", "code"),
    [
        ("dL/dE", "sum_t(1[w[t]=v]*E[w[t],d])", "factor"),
        ("dL/dE", "2*sum_t(E[w[t],d])", "mask"),
        ("dL/dS", "softmax_n(S) - 1[k=c[n]] + 2*top*1[k=argmax_k(S + b)]", "softmax-axis"),
        ("dL/dS", "softmax_k(S) + 1[k=c[n]] + 2*top*1[k=argmax_k(S + b)]", "sign"),
        ("dL/dS", "softmax_k(S) - 1[k=c[n]]", "path-missing"),
        ("dL/dS", "softmax_k(S) - 1[k=c[n]] + 2*top", "mask"),
    ],
)
def test_a_wrong_answer_is_explained(step: str, answer: str, code: str) -> None:
    verdict = tutor.check(PICKED, step, answer)
    assert verdict.kind == "wrong"
    assert code in {found.code for found in verdict.diagnosis}
