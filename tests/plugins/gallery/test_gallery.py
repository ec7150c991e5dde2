"""The networks of the gallery: proved, read, marked, and held against autograd."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from autograd import grad
from syrupy.assertion import SnapshotAssertion

import tutor
from tests.plugins.gallery.losses import LOSSES
from tutor import Problem, Step, host
from tutor.marking import mark, question

NAMES = [name for name, problem in host.problems().items() if problem.plugin and problem.plugin[0] == "gallery"]


def test_there_are_networks_of_five_to_thirty_lines_each_with_a_sentence_why() -> None:
    files = sorted((Path(__file__).parents[3] / "plugins" / "tutor_gallery").rglob("*.net"))
    assert len(files) == len(NAMES) >= 20
    for file in files:
        summary, why, *rest = file.read_text(encoding="utf-8").splitlines()
        assert summary.startswith("# ")
        assert why.startswith("# ")
        assert why.endswith(".")
        assert 5 <= len([line for line in rest if line.strip()]) <= 30, file.name


@pytest.mark.parametrize("name", NAMES)
def test_every_network_is_proved(name: str) -> None:
    assert sum(tutor.prove(tutor.problem(name), seeds=(1,)).counts.values()) > 0


@pytest.mark.parametrize("name", NAMES)
def test_the_derived_steps_are_those_that_were_read(name: str, snapshot: SnapshotAssertion) -> None:
    steps = [step for step in tutor.problem(name).formula_steps() if step.formula]
    assert [f"{step.id} = {'   or   '.join((step.formula, *step.also))}" for step in steps] == snapshot


@pytest.mark.parametrize("name", NAMES)
def test_what_is_said_of_the_steps_is_what_was_read(name: str, snapshot: SnapshotAssertion) -> None:
    steps = [step for step in tutor.problem(name).formula_steps() if step.formula]
    assert [(step.id, step.rule, step.why, *step.hints) for step in steps] == snapshot


@pytest.mark.parametrize("name", NAMES)
def test_every_right_form_is_marked_correct(name: str) -> None:
    problem = tutor.problem(name)
    instance = problem.instance(seed=2)
    for step in problem.formula_steps():
        for form in (problem.formula_of(step), *step.also):
            assert mark(question(instance, step.id), form).kind == "correct", (step.id, form)


def _loss(name: str, rest: dict[str, Any], arrays: dict[str, Any]) -> Any:
    return LOSSES[name](SimpleNamespace(**rest, **arrays))


@pytest.mark.parametrize("name", NAMES)
def test_the_gradients_are_those_of_autograd(name: str) -> None:
    problem = tutor.problem(name)
    for seed in (None, 5):
        instance = problem.instance(seed=seed)
        windows = instance.values["B"].shape if name == "max-pooling" else ()
        asked = [quantity.name for quantity in problem.given if f"dL/d{quantity.name}" in problem.steps_by_id]
        assert asked
        rest = {one: value for one, value in instance.given.items() if one not in asked}
        loss = partial(_loss, name, {**rest, "windows": windows})
        arrays = {one: np.asarray(instance.given[one], dtype=float) for one in asked}
        for one, wanted in grad(loss)(arrays).items():
            scale = np.abs(wanted).max() or 1.0
            assert np.abs(instance.target(f"dL/d{one}") - wanted).max() <= 1e-9 * scale, (seed, one)


SLIPS = [
    ("logistic-regression", "dL/dz", "p - y", {"mean-missing"}),
    ("logistic-regression", "dL/dz", "(y - p)/N", {"sign"}),
    ("ridge-regression", "dL/dw", "X^T r/N", {"regulariser"}),
    ("ridge-regression", "dL/dw", "X^T r + lam*w", {"mean-missing"}),
    ("relu-classifier", "dL/dZ", "(Y - P)/N", {"sign"}),
    ("relu-classifier", "dL/dZ", "P - Y", {"mean-missing"}),
    ("relu-classifier", "dL/dW1", "dL/dA^T X", {"order"}),
    ("relu-classifier", "dL/dA", "dL/dH*relu(A)", {"derivative-other"}),
    ("label-smoothing", "dL/dz", "p - q", {"factor-missing"}),
    ("residual-block", "dL/dx", "W1^T dL/da", {"path-missing"}),
    ("batch-norm", "dL/dX", "dL/dXhat/sqrt(v + eps)", {"path-missing", "term-missing"}),
    ("layer-norm", "dL/dgamma", "dY*Xhat", {"sum-missing", "shape"}),
    ("gru-cell", "dL/dh_prev", "U_z^T dL/da_z + U_r^T dL/da_r + dL/dh*(1 - z)", {"path-missing"}),
    ("gru-cell", "dL/dz", "dL/dh*c", {"term-missing"}),
    ("gru-cell", "dL/da_c", "dL/dc*(1 - c)", {"derivative-other"}),
    ("gru-through-time", "dL/dW_z", "dL/da_z x_t^T", {"sum-missing"}),
    ("gru-through-time", "dL/dU_z", "sum_t(dL/da_z[t] h_t^T)", {"time-shift"}),
    ("causal-attention", "dL/dQ", "dL/dB K", {"factor-missing"}),
    ("causal-attention", "dL/dB", "A*dL/dA", {"term-missing"}),
    ("word2vec", "dL/ds", "1 - sigma(s)", {"sign"}),
    ("variational-autoencoder", "dL/dmu", "dL/dz", {"path-missing", "term-missing"}),
    ("contrastive-loss", "dL/dS", "(1[n=m] - P)/N", {"sign"}),
    ("lora", "dL/dx", "W^T dL/dy", {"path-missing", "term-missing"}),
    ("matrix-factorisation", "dL/dE", "E", {"factor-missing"}),
    ("dropout", "dL/dg", "dL/dk*m", {"factor-missing", "term-missing"}),
    ("strided-convolution", "dL/dX", "sum_{o,u}(dY[o,u]*W[o,c,2u+i-3])", {"kernel-flipped", "index-shift"}),
    ("rmsnorm-swiglu", "dL/dx", "2/D*dL/dq*x + dL/dn*g/sqrt(q)", {"path-missing"}),
]


@pytest.mark.parametrize(("name", "step", "answer", "codes"), SLIPS)
def test_a_usual_mistake_is_wrong_and_named(name: str, step: str, answer: str, codes: set[str]) -> None:
    verdict = mark(question(tutor.problem(name).instance(seed=2), step), answer)
    assert verdict.kind == "wrong"
    assert verdict.diagnosis
    assert verdict.diagnosis[0].code in codes, verdict.diagnosis


def test_steps_are_derived_for_one_network_and_for_no_other() -> None:
    fresh = {problem.id: problem for problem in tutor.network_files("tutor_gallery", "basics")}
    assert isinstance(fresh["ridge-regression"], Problem)
    assert isinstance(fresh["ridge-regression"].step("dL/dw"), Step)
    assert fresh["dropout"].declared_steps is None
