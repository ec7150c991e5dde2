"""Sums as they are written by hand: with limits of every kind, left out, with dots, and under indices in brackets."""

from __future__ import annotations

import pytest

import tutor
from tutor.marking import Verdict, mark, question


def marked(problem: str, step: str, text: str) -> Verdict:
    return mark(question(tutor.problem(problem).instance(seed=1), step), text)


@pytest.mark.parametrize(
    "text",
    [
        r"\sum_{u=1}^{U}\sum_{v=1}^{V} \frac{\partial L}{\partial y_{1,uv}} z_{0,u+(r-1),v+(c-1)}",
        r"\sum_{u,v} dL/dy1[u,v] z0[u+(r-1),v-(1-c)]",
    ],
)
def test_an_index_may_have_a_difference_in_brackets(text: str) -> None:
    assert marked("conv-dense", "dL/dK", text).kind == "correct"


@pytest.mark.parametrize("index", ["r+r-1,v+c-1", "u+u-1,v+c-1", "u+r-1,c+c-1", "u-(r-1),v+c-1"])
def test_a_letter_that_stands_twice_in_an_index_is_counted_twice(index: str) -> None:
    text = rf"\sum_{{u=1}}^{{U}}\sum_{{v=1}}^{{V}} \frac{{\partial L}}{{\partial y_{{1,uv}}}} z_{{0,{index}}}"
    assert marked("conv-dense", "dL/dK", text).kind == "wrong"


def test_a_letter_of_a_label_that_runs_over_another_axis_is_told() -> None:
    verdict = marked("word2vec", "dL/dh", "dL/ds*U[o] + sum_k(dL/da[k]*U[n[d]])")
    assert verdict.kind == "wrong"
    assert "The letter d runs over d and over k." in verdict.diagnosis[0].message


RANGES = [
    ("softmax-net", "dL/dy1", r"\sum_{m=0}^{M-1} W^{(2)}_{mh}(y_m - t_m)"),
    ("softmax-net", "dL/dy1", r"\sum_{1 \le m \le M} W^{(2)}_{mh}(y_m - t_m)"),
    ("softmax-net", "dL/dy1", "Σ_m=1^M W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dy1", "Σₘ₌₁ᴹ W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dy1", "sum_m=1..M(W2[m,h](y_m-t_m))"),
    ("softmax-net", "dL/dy1", r"\sum_{m \in [M]} W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dy1", r"\sum_{m \in \{1,2,\dots,M\}} W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dy1", r"\sum_{m = 1, \dots, M} W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dz2", r"-t_j(1-y_j) + \sum_{i\neq j} t_i y_j"),
    ("softmax-net", "dL/dz2", r"-t_j(1-y_j) + \sum_{i: i\neq j} t_i y_j"),
    ("softmax-net", "dL/dz2", r"-t_j(1-y_j) + \sum_{i=1, i \ne j}^{M} t_i y_j"),
    ("skip-mlp", "dL/dw_io", r"\sum_{n=0}^{N-1} \frac{\partial L}{\partial z^{(n)}} x_i^{(n)}"),
    ("skip-mlp", "dL/dw_io", r"\sum_{n \in \mathcal{B}} \frac{\partial L}{\partial z^{(n)}} x_i^{(n)}"),
    ("skip-mlp", "dL/dw_io", r"\sum_{\text{batch}} \frac{\partial L}{\partial z} x_i"),
    ("skip-mlp", "L", r"\frac{1}{N} \sum_{n=0}^{N-1} (\hat y^{(n)} - y^{(n)})^2"),
    ("lstm-sequence", "dL/dWh", r"\sum_{t=0}^{T-1} h_{t}^T dL/da_{t+1}"),
    ("lstm-memory", "dC_t/dC_k", r"\prod_{k<j\le t} f_j"),
    ("causal-attention", "A", r"e^{S_{ij}}1[j\le i]/\sum_{k \le i} e^{S_{ik}}"),
    ("word2vec", "dL/dh", r"(\sigma(s) - 1) U_o + \sum_{k=0}^{K-1} \sigma(a_k) U_{n_k}"),
]


@pytest.mark.parametrize(("problem", "step", "text"), RANGES)
def test_a_sum_has_limits_of_every_kind(problem: str, step: str, text: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "correct", verdict.diagnosis


PARTIAL = [
    ("softmax-net", "dL/dy1", r"\sum_{m=2}^{M} W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dy1", r"\sum_{m<M} W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dy1", r"\sum_{m>1} W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dy1", r"\sum_{m \in \{2,\dots,M\}} W2[m,h](y_m-t_m)"),
    ("softmax-net", "dL/dz2", r"-t_j(1-y_j) + \sum_{i=1}^{M} t_i y_j"),
    ("softmax-net", "dL/dz2", r"-t_j(1-y_j) + \sum_{i\le j} t_i y_j"),
    ("skip-mlp", "dL/dw_io", r"\sum_{n=1}^{I} \frac{\partial L}{\partial z^{(n)}} x_i^{(n)}"),
    ("lstm-memory", "dC_t/dC_k", r"\prod_{k\le j\le t} f_j"),
    ("lstm-sequence", "dL/dWh", r"\sum_{t=0}^{T-1} h_{t-1}^T dL/da_{t}"),
]


@pytest.mark.parametrize(("problem", "step", "text"), PARTIAL)
def test_a_sum_over_a_part_is_not_one_over_the_whole(problem: str, step: str, text: str) -> None:
    assert marked(problem, step, text).kind == "wrong"


NO_RANGES = [
    ("softmax-net", "dL/dy1", r"\sum_{m=0}^{M} W2[m,h](y_m-t_m)", "begins at 0, where it should end at M-1"),
    ("softmax-net", "dL/dy1", r"\sum_{m=0}^{M-2} W2[m,h](y_m-t_m)", "begins at 0, where it should end at M-1"),
    ("softmax-net", "dL/dy1", r"\sum_{m \in B} W2[m,h](y_m-t_m)", "`B` below the sum at column 1 is no axis"),
    ("softmax-net", "dL/dy1", r"\sum_{m \in \text{wrong}} W2[m,h](y_m-t_m)", "`wrong` below the sum"),
    ("softmax-net", "dL/dy1", r"\sum_{m \in \{1,3,\dots,M\}} W2[m,h](y_m-t_m)", "needs letters to run over"),
    ("softmax-net", "dL/dy1", r"\sum_{batch} W2[m,h](y_m-t_m)", "`batch` below the sum at column 1 is no axis"),
    ("skip-mlp", "dL/dw_io", r"\sum_{batch of words} \frac{\partial L}{\partial z} x_i", "is no axis"),
    ("skip-mlp", "dL/dw_io", r"\sum_{i \in B} \frac{\partial L}{\partial z} x_i", "`B` below the sum"),
    ("skip-mlp", "dL/dw_io", r"\sum_{n \in S} \frac{\partial L}{\partial z} x_i", "`S` below the sum"),
    ("skip-mlp", "dL/dw_io", r"\mathbb{E}_n[dL/dz x_i]", "an expectation at column 1"),
    ("rnn-bptt", "dL/dV", r"\sum_{t=0}^{T-1} (Y_t - y_t) H_t^T", "steps count from 1"),
    ("conv-dense", "dL/dK", r"\sum_{u=0}^{U-1}\sum_{v=0}^{V-1} dL/dy1[u,v] z0[u+r-1,v+c-1]", "begin at 1"),
    ("softmax-net", "dL/dy1", r"\max_{m \ne h} W2[m,h]", "runs over whole axes"),
]


@pytest.mark.parametrize(("problem", "step", "text", "said"), NO_RANGES)
def test_what_says_no_range_is_refused_free_of_charge(problem: str, step: str, text: str, said: str) -> None:
    verdict = marked(problem, step, text)
    assert verdict.kind == "invalid"
    assert said in verdict.diagnosis[0].message
