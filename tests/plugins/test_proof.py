"""The bundled problems against the conformance kit, and the steps each of them asks."""

from __future__ import annotations

import pytest

import tutor
from tutor.problems.instances.seeded_sizes import seeded_sizes
from tutor_conv_dense.problem import ConvDense

STEPS = {
    "skip-mlp": "a v z yhat L sigma'(x) dL/dyhat dyhat/dz dL/dz dL/dw_io dL/dw_ho dL/dv dL/da dL/dw_ih dv/dx dz/dx "
    "dL/dx x_new w_io_new w_ho_new w_ih_new",
    "logistic-unit": "z y L dL/dt dL/dy dL/dz dL/dx dL/dW",
    "softmax-net": "z1 y1 z2 y L dL/dy dy/dz2 dL/dz2 dL/dy1 dL/dW2 dy1/dz1 dL/dz1 dL/dW1 dL/dx W1_new W2_new",
    "conv-dense": "y1 z1 y2 z2 y3 z3 L dL/dz3 dL/dy3 dL/dw3 dL/dz2 dL/dy2 dL/dw2 dL/dz1 dL/dy1 dL/dK dL/dK[1,1] "
    "dL/db dL/dz0 K_new b_new w2_new w3_new",
    "rnn-bptt": "a H z Y P L loss dY/dz dL/dY dL/dz dL/dV dL/dH_T dL/dH dH_(t+1)/dH_t dL/da dL/dU dL/dW dL/dX dP/dY "
    "dP/dV dP/dH dP/dU dP/dW V_new U_new W_new",
    "rnn-step": "u h dL/du dL/dWh dL/dh_prev dL/dWx dL/dx dL/db",
    "rnn-memory": "z y dy/dx dh_t/dh_k two-index terms-T3 M^n M^30 limit",
    "lstm-cell": "f i g o C h L dL/dh dh/do dL/do do/dW_o dL/dC dL/df dL/di dL/dg dL/dW_o dL/dW_f dL/dW_i dL/dW_c "
    "dL/dx dL/dh_prev dL/dC_prev W_o_new W_f_new W_i_new W_c_new",
    "lstm-step": "a i f o g c h dL/do dL/dtanh_c dL/dc dL/df dL/di dL/dg dL/dc_prev dL/da dL/dWx dL/dWh dL/db dL/dx "
    "dL/dh_prev",
    "lstm-sequence": "h c dL/dh dL/dc dL/da dL/dx dL/dWx dL/dWh dL/db dL/dh0 dL/dc0",
    "lstm-memory": "gate-roles non-negative ranges dC_t/dC_k dC_t/dC_k-open",
}


def _some_sizes(problem: tutor.Problem) -> list[dict[str, int]]:
    """A set of sizes beside the seeded ones, and all free sizes at their least."""
    free = [name for name in problem.sizes if name not in problem.fixed]
    drawn = {name: seeded_sizes(problem, 101)[name] for name in free}
    least = {name: 2 if name in "IJM" else 1 for name in free}
    if problem.id == "conv-dense":
        least |= {"R": 2, "C": 2}
    return [drawn, least]


@pytest.mark.parametrize("name", STEPS)
def test_a_problem_asks_its_steps_in_order(name: str) -> None:
    assert [step.id for step in tutor.problem(name).steps] == STEPS[name].split()


@pytest.mark.parametrize("name", STEPS)
def test_solver_formulas_and_derivatives_agree_at_many_sizes_and_seeds(name: str) -> None:
    problem = tutor.problem(name)
    proof = tutor.prove(problem, seeds=range(2), sizes=_some_sizes(problem))
    assert proof.worst_error < 1e-11


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_convolution_is_proved_with_every_non_linearity(activation: str) -> None:
    problem = ConvDense(activation)
    assert tutor.prove(problem, seeds=range(2), sizes=_some_sizes(problem)).worst_error < 1e-11


@pytest.mark.parametrize("name", STEPS)
def test_no_seeded_instance_is_dead_or_saturated(name: str) -> None:
    for seed in range(10):
        gradients = tutor.problem(name).instance(seed=seed).gradients
        for wanted, gradient in gradients.items():
            assert abs(gradient).max() > 1e-7, f"seed {seed}: the gradient of {wanted} is next to nothing"
