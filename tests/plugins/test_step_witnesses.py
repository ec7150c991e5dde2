"""Steps that no other proof reaches: each beside autograd, a complex step or NumPy written another way."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest
from autograd import grad, jacobian

import tutor

SEEDS = range(4)


def _sigma(x):
    return 1 / (1 + anp.exp(-x))


@pytest.mark.parametrize("steps", [2, 4, 7, 12])
def test_the_cell_path_keeps_the_product_of_the_forget_gates(steps):
    def memories(nudge, given):
        C, found = given["C_0"], []
        for t in range(steps):
            C = given["f"][t] * C + given["i"][t] * given["g"][t] + nudge[t]
            found.append(C)
        return anp.array(found)

    for seed in SEEDS:
        instance = tutor.problem("lstm-memory").instance(seed=seed, sizes={"T": steps})
        wanted = jacobian(memories, 0)(np.zeros(steps), instance.given)
        later = np.tril_indices(steps, -1)
        assert instance.target("dC_t/dC_k")[later] == pytest.approx(wanted[later], rel=1e-12)
        assert instance.values["C"] == pytest.approx(memories(np.zeros(steps), instance.given), rel=1e-13)

        still = tutor.problem("lstm-memory").instance(seed=seed, given={"f": np.ones(steps), "i": np.zeros(steps)})
        copied = jacobian(memories, 0)(np.zeros(steps), still.given)[later]
        assert (copied == still.target("dC_t/dC_k-open")).all()
        assert (still.target("dC_t/dC_k")[later] == copied).all()


@pytest.mark.parametrize("sizes", [{}, {"T": 1, "N": 1, "D": 1, "H": 1}, {"T": 6, "N": 3, "D": 2, "H": 4}])
def test_what_arrives_at_the_blocks_of_every_step_agrees_with_autograd(sizes):
    def loss(nudge, given):
        h, c, total = given["h0"], given["c0"], 0.0
        size = h.shape[1]
        for t in range(len(given["x"])):
            a = given["x"][t] @ given["Wx"] + h @ given["Wh"] + given["b"] + nudge[t]
            i, f, o = (_sigma(a[:, k * size : (k + 1) * size]) for k in range(3))
            c = f * c + i * anp.tanh(a[:, 3 * size :])
            h = o * anp.tanh(c)
            total = total + anp.sum(given["dh"][t] * h)
        return total

    for seed in SEEDS:
        instance = tutor.problem("lstm-sequence").instance(seed=seed, sizes=sizes)
        got = instance.target("dL/da")
        assert got == pytest.approx(grad(loss, 0)(np.zeros(got.shape), instance.given), rel=1e-10, abs=1e-14)


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_powers_agree_with_repeated_multiplication(size):
    problem = tutor.problem("rnn-memory")
    for seed in SEEDS:
        instance = problem.instance(seed=seed, sizes={"B": size})
        Q, A, n = (instance.given[name] for name in ("Q", "A", "n"))
        M = Q @ A @ np.linalg.inv(Q)
        assert instance.values["M"] == pytest.approx(M, rel=1e-10, abs=1e-12)
        for step, power in (("M^n", int(n)), ("M^30", 30)):
            wanted = np.linalg.matrix_power(M, power)
            assert instance.target(step) == pytest.approx(wanted, rel=1e-9, abs=1e-12 * np.abs(wanted).max())


@pytest.mark.parametrize("size", [1, 2, 3, 5])
def test_the_product_of_jacobians_is_the_jacobian_of_the_whole_way(size):
    problem = tutor.problem("rnn-memory")
    for seed in SEEDS:
        draw = np.random.default_rng(seed)
        W, inputs = draw.normal(size=(size, size)), draw.normal(size=(4, size))

        def onwards(h, first, last, W=W, inputs=inputs):
            for t in range(first, last):
                h = _sigma(W @ h + inputs[t])
            return h

        states = [onwards(np.zeros(size), 0, t) for t in range(5)]
        J = np.array([jacobian(onwards)(states[t], t, t + 1) for t in range(4)])
        whole = jacobian(onwards)(states[1], 1, 4)
        instance = problem.instance(seed=seed, given={"J": J})
        assert instance.target("dh_t/dh_k") == pytest.approx(whole, rel=1e-10, abs=1e-15)


@pytest.mark.parametrize("sizes", [{}, {"T": 1, "D": 1, "S": 1, "M": 2}, {"T": 5, "D": 3, "S": 2, "M": 4}])
def test_the_probability_of_the_sequence_and_its_gradients_are_those_of_the_product(sizes):
    def probability(given, nudge):
        H, P = anp.zeros(len(given["W"])), 1.0
        for t in range(len(given["X"])):
            H = _sigma(given["U"] @ given["X"][t] + given["W"] @ H) + nudge["H"][t]
            e = anp.exp(given["V"] @ H)
            P = P * anp.sum((e / anp.sum(e) + nudge["Y"][t]) * given["y"][t])
        return P

    for seed in SEEDS:
        instance = tutor.problem("rnn-bptt").instance(seed=seed, sizes=sizes)
        nudge = {name: np.zeros_like(instance.values[name]) for name in ("H", "Y")}
        P = probability(instance.given, nudge)
        assert instance.values["P"] == pytest.approx(P, rel=1e-12)
        assert instance.target("loss") == pytest.approx(-np.log(P), rel=1e-12)
        given = {name: np.asarray(array, dtype=float) for name, array in instance.given.items()}
        wanted = {**grad(probability, 0)(given, nudge), **grad(probability, 1)(given, nudge)}
        for name in ("Y", "V", "H", "U", "W"):
            assert instance.target(f"dP/d{name}") == pytest.approx(wanted[name], rel=1e-10, abs=1e-15), name


def test_the_next_state_changes_with_this_one_as_autograd_says():
    def following(h, x, given):
        return _sigma(given["U"] @ x + given["W"] @ h)

    for seed in SEEDS:
        instance = tutor.problem("rnn-bptt").instance(seed=seed)
        X = instance.given["X"]
        got = instance.target("dH_(t+1)/dH_t")
        for t in range(len(X) - 1):
            wanted = jacobian(following, 0)(instance.values["H"][t], X[t + 1], instance.given)
            assert got[t] == pytest.approx(wanted, rel=1e-12)


def test_the_slope_of_the_sigmoid_is_that_of_a_complex_step():
    for seed in SEEDS:
        for sizes in ({}, {"N": 1, "I": 1}, {"N": 9, "I": 5}):
            instance = tutor.problem("skip-mlp").instance(seed=seed, sizes=sizes)
            stepped = 1 / (1 + np.exp(-(instance.given["x"] + 1e-30j)))
            assert instance.target("sigma'(x)") == pytest.approx(stepped.imag / 1e-30, rel=1e-12)
