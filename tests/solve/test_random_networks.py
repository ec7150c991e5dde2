"""Random networks of random sizes: values as by formulas, gradients as by complex steps."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.solve.declared import network
from tests.solve.test_plan import agree, by_complex_step, plan_of
from tutor.problems.instances.formula_values import compute, lift
from tutor.solve.memory.joining import FEWEST_STEPS

LAYERS = (
    "tanh({x})",
    "sigma({x})*{x}",
    "sum_k(W[h,k]*{x}[t,n,k]) + b",
    "tanh(sum_k(W[h,k]*{x}[t,n,k])) + {x}",
    "sum_k(W[h,k]*V[h,k]*{x}[t,n,k])",
    "tanh(sum_k(W[h,k]*{y}[t-1,n,k]) + {x})",
    "tanh(sum_k(V[k,h]*{y}[t+1,n,k]) + {x})",
    "tanh(sum_k(W[h,k]*{y}[t-1,n,k]) + sum_k(V[h,k]*{x}[t,n,k]) + b)",
    "sigma(sum_k(V[h,k]*{x}[t,n,k]) + sum_k(W[h,k]*{y}[t-1,n,k]))",
    "sigma(sum_k(W[k,h]*{y}[t+1,n,k]) + 2*sum_k(V[h,k]*{x}[t,n,k]) + b)",
    "{x} + sum_k(W[h,k]*{y}[t-1,n,k]) + sum_k(V[h,k]*{w}[t,n,k])",
    "sigma({x})*{y}[t-1] + c*sigma({y}[t-2])",
    "softmax({x})",
    "{x}[t-1]*b + {x}",
    "{x}/sqrt(1 + sum_k({x}[t,n,k]^2))",
    "{x} - mean_h({x})",
    "log(1 + {x}^2)*c",
    "{x}*{w}",
    "{x}[t,n,h]*sum_k({w}[t,n,k]*b[k])",
    "max({x}, {w})",
    "max_k({x}[t,n,k])*b + {x}",
    "where({x} > c, {x}^2, {w}*b)",
    "where({x} > {y}[t-1], {x}, c*{y}[t-1])",
    "softmax_n({x})",
    "{x}*{x}[t,n,q[t]]",
    "V[q[t],h]*{x} + W[q[t],h]",
    "{x} + 1[h=q[t]]*{w}",
    "clip({x}, -1, c) + silu({x})",
)
LOSSES = (
    "sum_{{t,n,h}}({x}^2)",
    "sum_{{t,n}}(sum_h({x}*b))/T",
    "sum_{{n,h}}({x}[T,n,h]*c) + sum(W^2)",
    "sum_t(log(1 + sum_{{n,h}}({x}^2)))",
)


@given(st.lists(st.sampled_from(LAYERS), min_size=1, max_size=4), st.sampled_from(LOSSES), st.data())
@settings(max_examples=examples(12), deadline=None)
def test_values_and_gradients_are_right(layers: list[str], loss: str, data: st.DataObject) -> None:
    values: dict[str, str] = {}
    names = ["u"]
    for at, layer in enumerate(layers):
        earlier = data.draw(st.sampled_from(names))
        names.append(f"v{at}")
        values[f"v{at}[t,n,h]"] = layer.format(x=names[-2], y=names[-1], w=earlier)
    values["L"] = loss.format(x=names[-1])
    sizes = {letter: data.draw(st.integers(1, 4)) for letter in "NH"}
    sizes["T"] = data.draw(st.sampled_from((1, 2, 3, 4, FEWEST_STEPS, FEWEST_STEPS + 1)))
    problem = network(
        "random", sizes, "u[t,n,h] W[h,k] V[h,k] b[h] q[t]:h c", values, like={"k": "h"}, running=("t", "n")
    )
    instance = problem.instance(seed=data.draw(st.integers(0, 20)), sizes=sizes)
    found, gradients = plan_of(instance).solve(instance.given)
    expected = compute(problem.as_declared, lift(instance.given), instance.sizes)
    agree(found, {name: expected[name][0] for name in found})
    for name, array in by_complex_step(instance).items():
        scale = max(float(np.max(np.abs(array))), 1e-3)
        np.testing.assert_allclose(gradients[name] / scale, array / scale, atol=1e-8, err_msg=f"{name} of {values}")
