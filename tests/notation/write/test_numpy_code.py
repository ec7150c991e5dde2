"""Formulas as NumPy code run, as they stand, to the numbers of the solver."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tests.bundled import AUTHORED
from tutor import host
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.write.numpy_code import numpy_code
from tutor.problems.instances.formula_values import index_form
from tutor.problems.instances.instance import Instance
from tutor.problems.network.reader import read_network

GALLERY = ("batch-norm", "layer-norm", "causal-attention", "multi-head-attention", "relu-classifier", "lora")


def written(instance: Instance, step: str) -> tuple[str, dict[str, Any]]:
    """The code of a step, and what its variables are; each is an array with a name of its own."""
    arrays: dict[str, Any] = {}

    def variable(name: str) -> str:
        found = "v_" + "".join(char if char.isalnum() else "_" for char in name)
        known = {**instance.given, **instance.values}
        arrays[found] = np.asarray(known[name] if name in known else instance.target(name))
        return found

    return numpy_code(index_form(instance.problem, step), variable), arrays


def run(text: str, arrays: dict[str, Any], sizes: dict[str, int]) -> Any:
    """What Python makes of the code."""
    known = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z)), **sizes, **arrays}
    return eval(text, known)


@pytest.mark.parametrize("name", [*AUTHORED, *GALLERY])
def test_the_code_of_every_line_that_has_one_runs_to_the_numbers_of_the_solver(name: str) -> None:
    instance = host.problem(name).instance(seed=5)
    tried = 0
    for step in instance.problem.formula_steps():
        try:
            text, arrays = written(instance, step.id)
        except NoFormError:
            continue
        found, wanted = run(text, arrays, instance.sizes), instance.target(step.id)
        assert np.shape(found) == np.shape(wanted), (step.id, text)
        assert np.allclose(found, wanted, rtol=1e-9), (step.id, text)
        tried += 1
    assert tried >= 2 or name in ("lstm-memory", "rnn-memory")


LAYER = """
input X[n,i]
weights W[i,h], b[h]
target T[n,h]
Z = X W + b
H = tanh(Z)
L = 1/N*sum((H - T)^2)/2
"""


@pytest.mark.parametrize(
    ("step", "code"),
    [
        ("Z", "v_X @ v_W + v_b"),
        ("H", "np.tanh(v_Z)"),
        ("dL/dW", "v_X.T @ v_dL_dZ"),
        ("dL/dX", "v_dL_dZ @ v_W.T"),
        ("dL/db", "v_dL_dZ.sum(axis=0)"),
    ],
)
def test_products_of_matrices_and_sums_are_written_as_people_do(step: str, code: str) -> None:
    assert written(read_network(LAYER, "layer").instance(seed=1), step)[0] == code


@pytest.mark.parametrize(
    ("problem", "step", "code"),
    [
        ("rnn-bptt", "dL/dW", "v_dL_da.T @ np.concatenate([np.zeros_like(v_H[:1]), v_H[:-1]])"),
        ("gru-through-time", "dL/dr", "v_dL_dq * np.concatenate([v_h0[None], v_h[:-1]])"),
    ],
)
def test_a_neighbour_in_time_is_the_array_moved_by_one_place(problem: str, step: str, code: str) -> None:
    assert written(host.problem(problem).instance(), step)[0] == code


@pytest.mark.parametrize(
    ("problem", "step", "code"),
    [
        ("conv-dense", "dL/dK[1,1]", "(v_dL_dy1 * v_z0[:U, :V]).sum()"),
        ("conv-dense", "dL/dw2", "v_z1.reshape(-1)[:, None] * v_dL_dy2"),
        ("lstm-sequence", "dL/dh0", "v_dL_da[0] @ v_Wh.T"),
        ("rnn-bptt", "dL/dH_T", "v_V.T @ (v_Y[-1] - v_y[-1])"),
        ("lstm-cell", "do/dW_o", "v_o * (1 - v_o) * np.array([v_h_prev, v_x])"),
        ("contrastive-loss", "dL/dS", "(v_P - np.eye(N)) / N"),
    ],
)
def test_entries_parts_rows_lists_and_the_identity_are_written_as_people_do(problem: str, step: str, code: str) -> None:
    assert written(host.problem(problem).instance(), step)[0] == code


def test_a_list_of_long_parts_has_one_a_line() -> None:
    code = written(host.problem("lstm-step").instance(), "dL/da")[0]
    assert code.splitlines()[0] == "np.concatenate(["
    assert code.splitlines()[-1] == "], axis=1)"
    assert len(code.splitlines()) == 6
