"""Loops of NumPy code run, as they stand, to the numbers of the solver."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tutor import host
from tutor.notation.lower.index_form.expressions import NoFormError
from tutor.notation.write.numpy_loops import along, in_statements
from tutor.notation.write.numpy_statements import Statements
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.formula_values import index_form
from tutor.problems.instances.instance import Instance
from tutor.problems.network.reader import read_network


def variable(name: str) -> str:
    return "v_" + "".join(char if char.isalnum() else "_" for char in name)


def loops(instance: Instance, step: str, by: int = 0) -> Statements:
    """The code of a step; with ``by`` that of a recurrence whose neighbours are so far away."""
    found = index_form(instance.problem, step)
    if by:
        return along(variable(step), found, variable, by)
    return in_statements(variable(step), found, variable, all_sizes(instance.problem, instance.sizes))


def run(instance: Instance, step: str, code: Statements) -> Any:
    """What Python makes of the code, which is not given what it makes."""
    known = {**instance.given, **instance.values}
    known |= {one.id: instance.target(one.id) for one in instance.problem.formula_steps()}
    variables = {variable(name): np.asarray(value) for name, value in known.items() if name != step}
    functions = {"np": np, "sigmoid": lambda z: 1 / (1 + np.exp(-z))}
    made: dict[str, Any] = {**functions, **all_sizes(instance.problem, instance.sizes), **variables}
    exec("\n".join(code.lines), made)
    return made[variable(step)]


LOOPS = [
    ("conv-dense", "dL/dK", 0, "u v"),
    ("conv-dense", "dL/dz0", 0, "r c"),
    ("max-pooling", "dL/dX", 0, "u v"),
    ("multi-head-attention", "dL/dO", 0, "a"),
    ("multi-head-attention", "dL/dA", 0, "a"),
    ("multi-head-attention", "dL/dX", 0, "a"),
    ("rnn-bptt", "dL/dH", 1, "t"),
    ("lstm-sequence", "dL/dh", 1, "t"),
    ("lstm-sequence", "dL/dc", 1, "t"),
    ("lstm-sequence", "dL/da", 1, "t"),
    ("gru-through-time", "dL/dh", 1, "t"),
    ("rnn-bptt", "H", -1, "t"),
]


@pytest.mark.parametrize(("problem", "step", "by", "letters"), LOOPS)
@pytest.mark.parametrize("seed", [None, 5])
def test_a_loop_runs_to_the_numbers_of_the_solver(
    problem: str, step: str, by: int, letters: str, seed: int | None
) -> None:
    instance = host.problem(problem).instance(seed=seed)
    code = loops(instance, step, by)
    assert [loop.split()[1] for loop in code.loops] == letters.split()
    found, wanted = run(instance, step, code), instance.target(step)
    assert np.shape(found) == np.shape(wanted)
    assert np.allclose(found, wanted, rtol=1e-9), "\n".join(code.lines)


def test_a_window_that_passes_the_edge_has_no_code() -> None:
    with pytest.raises(NoFormError):
        loops(host.problem("strided-convolution").instance(), "dL/dW")


SMOOTHED = """
sizes I = 6, R = 2, U = I - R + 1
input x[i]
weights k[r]
target t[u]
y[u] = -sum_r k[r] x[u+r-1]
L = sum((y - t)^2)/2
"""


def test_a_sum_with_a_sign_is_taken_away() -> None:
    instance = read_network(SMOOTHED, "smoothed").instance(seed=2)
    code = loops(instance, "y")
    assert code.lines == (
        "v_y = np.zeros(U)",
        "for r in range(R):",
        "    v_y -= v_k[r] * v_x[r:r + U]",
    )
    x, k = np.asarray(instance.given["x"]), np.asarray(instance.given["k"])
    assert np.allclose(run(instance, "y", code), -np.correlate(x, k, mode="valid"))
