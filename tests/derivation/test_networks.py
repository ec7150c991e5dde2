"""Networks that people ask for are derived, proved, and written as textbooks write them."""

from __future__ import annotations

import pytest

import tutor
from tests.derivation.networks import NETWORKS, network
from tutor.problems.contract.step import Step

TEXTBOOK = {
    ("ridge", "dL/dw"): "X^T dL/dr + 2*lam*w",
    ("two-layer", "dL/dZ2"): "(P - Y)/N",
    ("two-layer", "dL/dW2"): "H^T dL/dZ2",
    ("two-layer", "dL/dX"): "dL/dZ1 W1^T",
    ("two-layer", "dL/db1"): "sum_n(dL/dZ1)",
    ("two-layer", "dL/dZ1"): "dL/dH*step(Z1)",
    ("log-sum-exp", "dL/dZ"): "softmax(Z) - Y",
    ("label smoothing", "dL/dZ"): "(P - Q)/(N*tau)",
    ("binary cross-entropy", "dL/dz"): "(p - y)/N",
    ("gru", "dL/dz"): "dL/ds_t*(s[t-1] - q_t)",
    ("gru", "dL/dWr"): "sum_t(dL/da_r[t] x_t^T)",
    ("layer norm", "dL/dx"): "(dL/dxhat - 1/D*sum_d(dL/dxhat) - sum_d(dL/dxhat*xhat)*xhat/D)/sqrt(v + eps)",
    ("batch norm", "dL/dxc"): "(dL/dxhat - sum_n(dL/dxhat*xhat)*xhat/N)/s",
    ("attention", "dL/dV"): "A^T dO",
    ("attention", "dL/dS"): "A*(dL/dA - sum_s(dL/dA*A))",
    ("attention", "dL/dX"): "dL/dQ Wq^T + dL/dK Wk^T + dL/dV Wv^T",
    ("vae", "dL/dm"): "dL/dz + m",
    ("word2vec", "dL/du"): "-(1 - p)*v",
    ("residual", "dL/dx"): "dL/dr + dL/da W1^T",
    ("tied weights", "dL/dW"): "dL/da x^T + v (dL/dr)^T",
    ("backwards recurrence", "dL/dv"): "dh_t + U^T dL/da[t-1]",
    ("lora", "dL/dx"): "dy (W + alpha A B)^T",
    ("layer norm", "dL/dmu"): "-sum_d(dL/dxhat)/sqrt(v + eps)",
    ("diagonal", "dL/dx"): "dL/dy*w",
    ("variance", "dL/dx"): "2*(x - 1/N*sum(x))/(N*v)",
    ("label picks", "dL/dZ"): "(P - 1[k=c[n]])/N",
    ("dropout", "dL/da"): "dL/dq*m*step(a)",
    ("matrix power", "dL/da"): "M^3 b",
    ("chained scalars", "dL/dz"): "dL/da*(1 - a^2)",
    ("rms norm", "dL/ds"): "-sum_d(dy*x*g)/s^2",
    ("layer norm", "dL/dv"): "-sum_d(dL/dxhat*(x - mu))/(2*(v + eps)^(3/2))",
    ("batch norm", "dL/dx"): "dL/dxc + dL/dmu/N",
    ("max pooling", "dL/dx"): "dm_n*w_k*1[k=argmax_j(x[n,j]*w_j)]",
    ("last entry", "dL/dv"): "dL/dy*w_d*1[t=T]",
    ("product", "dL/dx"): "2*x*(1 + p)/(x^2 + w^2)",
    ("quotient", "dL/da"): "dL/dq/b + q^2",
    ("mixture density", "dL/dmu"): "dL/dphi*phi*(y - mu)/s^2",
    ("mixture density", "dL/ds"): "dL/dphi*phi*((y - mu)^2/s^3 - 1/s)",
    ("kalman update", "dL/dS"): "-K^T dL/dK (S^(-1))^T",
    ("cosine", "dL/du"): "((u^T v)*u/norm(u)^3 - v/norm(u))/norm(v)",
    ("hopfield", "dL/dxi"): "xi - X^T softmax(beta X xi)",
    ("triplet", "dL/da"): "2*step(sum((a - p)^2) - sum((a - n)^2) + m)*(n - p)",
    ("norm past a branch", "dL/dx"): (
        "dy + (dL/dxhat - 1/D*sum_d(dL/dxhat) - sum_d(dL/dxhat*xhat)*xhat/D)/sqrt(v + eps)"
    ),
    ("norm of a cell", "dL/dc"): (
        "(dy*g - 1/H dy^T g)/sqrt(v + eps) - (dy^T (g*(c - mu)))*(c - mu)/(H*(v + eps)^(3/2))"
    ),
    ("pooling of windows", "dL/dX"): (
        "sum_{u,v}(dY[u,v]*1[i-2u+2=argmax_r(max_s(X[2u+r-2,2v+s-2]))]*1[j-2v+2=argmax_s(X[i,2v+s-2])])"
    ),
    ("sliding maximum", "dL/dx"): "sum_u(dL/dz_u*1[i-u+1=argmax_r(x[u+r-1])])",
    ("average pooling", "dL/dx"): "1/R*sum_u(dy_u*1[i-2u+2>=1]*1[i-2u+2<=R])",
}


@pytest.mark.parametrize("name", NETWORKS)
def test_every_step_is_proved_against_the_forward_pass(name: str) -> None:
    tutor.prove(network(name), seeds=(), words=False)


@pytest.mark.parametrize(("name", "step"), TEXTBOOK)
def test_a_step_is_what_a_textbook_has(name: str, step: str) -> None:
    found = network(name).step(step)
    assert isinstance(found, Step)
    assert found.formula == TEXTBOOK[name, step]


def test_values_come_first_and_each_gradient_after_those_it_needs() -> None:
    assert [step.id for step in network("two-layer").steps] == [
        *("Z1", "H", "Z2", "P", "L"),
        *("dL/dP", "dL/dZ2", "dL/dW2", "dL/db2", "dL/dH", "dH/dZ1", "dL/dZ1", "dL/dX", "dL/dW1", "dL/db1"),
    ]


def test_the_slope_of_an_activation_is_asked_where_it_is_first_crossed() -> None:
    assert network("two-layer").step("dH/dZ1").formula == "step(Z1)"  # type: ignore[union-attr]
    local = [step.id for step in network("gru").steps if step.id[0] == "d" and not step.id.startswith("dL/")]
    assert local == ["dq/da_q", "dz/da_z"]  # and not dr/da_r: sigma has been seen


def test_what_enters_an_activation_gets_a_name() -> None:
    problem = network("gru")
    assert problem.step("a_r").formula == "sum_d(Wr[k,d]*x[t,d]) + sum_h(Ur[k,h]*s[t-1,h])"  # type: ignore[union-attr]
    assert problem.step("r").formula == "sigma(a_r)"  # type: ignore[union-attr]
    assert problem.step("dL/dr").formula == "(Un^T dL/da_q[t])*s[t-1]"  # type: ignore[union-attr]


def test_a_gradient_that_only_passes_through_is_no_step() -> None:
    ids = [step.id for step in network("mean of squares through a sum").steps]
    assert "dL/dm" not in ids
    assert ids[-2:] == ["dL/ds", "dL/dx"]


def test_targets_and_constants_are_never_asked() -> None:
    ids = [step.id for step in network("ridge").steps]
    assert "dL/dy" not in ids
    assert "dL/dlam" not in ids


def test_a_form_that_is_much_longer_is_not_kept() -> None:
    assert network("attention").step("dL/dS").also == ()  # type: ignore[union-attr]
    assert network("lora").step("dL/dx").also == ()  # type: ignore[union-attr]


def test_the_other_forms_of_a_step_are_kept() -> None:
    assert network("two-layer").step("dL/dZ2").also == ("P*(dL/dP - sum_c(dL/dP*P))",)  # type: ignore[union-attr]
