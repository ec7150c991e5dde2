"""The solvers of lstm against autograd, the textbook cell, extremes, and other precisions."""

from __future__ import annotations

import autograd.numpy as anp
import numpy as np
import pytest

from tutor_lstm import cell_solver, sequence_solver, step_solver

TEXTBOOK = {
    "h_prev": 0.0,
    "x": 1.0,
    "C_prev": 0.0,
    "W_f": [0.5, 0.5],
    "W_o": [0.5, 0.5],
    "W_i": [0.4, 0.4],
    "W_c": [0.4, 0.4],
    "d": 0.6,
    "alpha": 0.1,
}
TEXTBOOK_VALUES = {"f": 0.6225, "i": 0.5987, "g": 0.3799, "o": 0.6225, "C": 0.2275, "h": 0.1392, "L": 0.1062}
TEXTBOOK_GRADIENTS = {
    "h": -0.4608,
    "o": -0.1030,
    "C": -0.2725,
    "f": 0,
    "i": -0.1035,
    "g": -0.1631,
    "W_o": [0, -0.0242],
    "W_f": [0, 0],
    "W_i": [0, -0.0249],
    "W_c": [0, -0.1396],
    "x": -0.0779,
    "h_prev": -0.0779,
    "C_prev": -0.1696,
}


def _sigma(x):
    return 1 / (1 + anp.exp(-x))


def _cell(seed):
    draw = np.random.default_rng(seed)
    numbers = {name: np.array(draw.normal()) for name in ("h_prev", "x", "C_prev", "d", "alpha")}
    return {**numbers, **{name: draw.normal(size=2) for name in ("W_f", "W_i", "W_o", "W_c")}}


def _cell_loss(given, nudge):
    def gate(name):
        return given[name][0] * given["h_prev"] + given[name][1] * given["x"]

    f = _sigma(gate("W_f")) + nudge["f"]
    i = _sigma(gate("W_i")) + nudge["i"]
    o = _sigma(gate("W_o")) + nudge["o"]
    g = anp.tanh(gate("W_c")) + nudge["g"]
    C = f * given["C_prev"] + i * g + nudge["C"]
    h = o * anp.tanh(C) + nudge["h"]
    return 0.5 * (h - given["d"]) ** 2


def _lstm(sizes, seed):
    t, n, d, h = sizes
    draw = np.random.default_rng(seed)
    return {
        "x": draw.normal(size=(t, n, d)),
        "h0": draw.normal(size=(n, h)),
        "c0": draw.normal(size=(n, h)),
        "Wx": draw.normal(size=(d, 4 * h)),
        "Wh": draw.normal(size=(h, 4 * h)),
        "b": draw.normal(size=4 * h),
        "dh": draw.normal(size=(t, n, h)),
    }


def _step(sizes, seed):
    given = _lstm((1, *sizes), seed)
    return {
        "x": given["x"][0],
        "h_prev": given["h0"],
        "c_prev": given["c0"],
        **{name: given[name] for name in ("Wx", "Wh", "b")},
        "dh": given["dh"][0],
        "dc": np.random.default_rng(seed + 100).normal(size=given["h0"].shape),
    }


def _step_loss(given, nudge):
    size = given["h_prev"].shape[1]
    a = given["x"] @ given["Wx"] + given["h_prev"] @ given["Wh"] + given["b"] + nudge["a"]
    i = _sigma(a[:, :size]) + nudge["i"]
    f = _sigma(a[:, size : 2 * size]) + nudge["f"]
    o = _sigma(a[:, 2 * size : 3 * size]) + nudge["o"]
    g = anp.tanh(a[:, 3 * size :]) + nudge["g"]
    c = f * given["c_prev"] + i * g + nudge["c"]
    h = o * (anp.tanh(c) + nudge["tanh_c"]) + nudge["h"]
    return anp.sum(given["dh"] * h) + anp.sum(given["dc"] * c)


def _sequence_loss(given, nudge):
    h, c, loss = given["h0"], given["c0"], 0.0
    size = h.shape[1]
    for t in range(len(given["x"])):
        a = given["x"][t] @ given["Wx"] + h @ given["Wh"] + given["b"]
        i, f, o = (_sigma(a[:, k * size : (k + 1) * size]) for k in range(3))
        c = f * c + i * anp.tanh(a[:, 3 * size :]) + nudge["c"][t]
        h = o * anp.tanh(c) + nudge["h"][t]
        loss = loss + anp.sum(given["dh"][t] * h)
    return loss


def test_the_textbook_cell_has_the_numbers_of_the_book():
    given = {name: np.asarray(value) for name, value in TEXTBOOK.items()}
    values = cell_solver.forward(given)
    gradients = cell_solver.backward(given, values)
    assert set(values) == set(TEXTBOOK_VALUES)
    assert set(gradients) == set(TEXTBOOK_GRADIENTS)
    for name, number in TEXTBOOK_VALUES.items():
        assert values[name] == pytest.approx(number, abs=5e-5), name
    for name, number in TEXTBOOK_GRADIENTS.items():
        assert gradients[name] == pytest.approx(np.asarray(number), abs=5e-5), name
    for name, number in {"W_o": [0.5, 0.5024], "W_i": [0.4, 0.4025], "W_c": [0.4, 0.4140]}.items():
        assert given[name] - given["alpha"] * gradients[name] == pytest.approx(np.asarray(number), abs=5e-5)


def test_every_gradient_of_the_cell_agrees_with_autograd(agree_with_autograd):
    nothing = dict.fromkeys(("f", "i", "o", "g", "C", "h"), ())
    for seed in range(20):
        given = _cell(seed)
        values = cell_solver.forward(given)
        assert values["L"] == pytest.approx(_cell_loss(given, dict.fromkeys(nothing, 0)), rel=1e-12)
        agree_with_autograd(_cell_loss, given, nothing, cell_solver.backward(given, values))


@pytest.mark.parametrize("sizes", [(5, 3, 4), (1, 1, 1), (3, 7, 2)])
def test_every_gradient_of_the_step_agrees_with_autograd(sizes, agree_with_autograd):
    n, _, size = sizes
    shapes = {**dict.fromkeys(("i", "f", "o", "g", "c", "tanh_c", "h"), (n, size)), "a": (n, 4 * size)}
    for seed in range(5):
        given = _step(sizes, seed)
        values = step_solver.forward(given)
        assert values["L"] == pytest.approx(_step_loss(given, dict.fromkeys(shapes, 0)), rel=1e-11)
        gradients = step_solver.backward(given, values)
        assert set(gradients) == {*shapes, "c_prev", "Wx", "Wh", "b", "x", "h_prev"}
        agree_with_autograd(_step_loss, given, shapes, gradients)


@pytest.mark.parametrize("sizes", [(1, 1, 1, 1), (1, 5, 3, 4), (4, 3, 2, 5), (30, 2, 3, 4)])
def test_every_gradient_through_time_agrees_with_autograd(sizes, agree_with_autograd):
    t, n, _, size = sizes
    shapes = {"h": (t, n, size), "c": (t, n, size)}
    for seed in range(3):
        given = _lstm(sizes, seed)
        values = sequence_solver.forward(given)
        nothing = {name: np.zeros(shape) for name, shape in shapes.items()}
        assert values["L"] == pytest.approx(_sequence_loss(given, nothing), rel=1e-11)
        gradients = sequence_solver.backward(given, values)
        assert set(gradients) == {*shapes, "x", "Wx", "Wh", "b", "h0", "c0"}
        agree_with_autograd(_sequence_loss, given, shapes, gradients)


def test_the_length_of_a_block_does_not_change_the_gradients(monkeypatch):
    given = _lstm((11, 2, 3, 4), 0)
    values = sequence_solver.forward(given)
    whole = sequence_solver.backward(given, values)
    monkeypatch.setattr(sequence_solver, "_SHORT", 11)
    for steps in (1, 3, 10):
        monkeypatch.setattr(sequence_solver, "_BLOCK_BYTES", steps * 2 * 16 * 8)
        for name, gradient in sequence_solver.backward(given, values).items():
            assert gradient == pytest.approx(whole[name], rel=1e-12, abs=1e-13), name


def test_the_backward_pass_adds_no_second_set_of_gates_to_memory():
    import tracemalloc

    given = _lstm((80, 16, 4, 32), 0)
    tracemalloc.start()
    values = sequence_solver.forward(given)
    gradients = sequence_solver.backward(given, values)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    kept = sum(array.nbytes for array in (*values.values(), *gradients.values()))
    assert peak < 1.5 * kept


def test_inputs_of_a_thousand_give_finite_right_numbers():
    given = _lstm((3, 2, 2, 2), 0)
    given["x"] = np.array([1000.0, -1000.0, 1000.0]).reshape(3, 1, 1) * np.ones((3, 2, 2))
    given["Wx"] = np.ones((2, 8))
    values = sequence_solver.forward(given)
    assert values["f"][:, 0, 0] == pytest.approx([1, 0, 1], abs=1e-300)
    assert values["c"][2] == pytest.approx(np.ones((2, 2)))
    gradients = sequence_solver.backward(given, values)
    assert all(np.isfinite(gradient).all() for gradient in gradients.values())

    cell = {**_cell(0), "x": np.array(-1000.0), "W_c": np.array([0.0, -3.0])}
    values = cell_solver.forward(cell)
    assert values["g"] == 1
    assert all(np.isfinite(gradient).all() for gradient in cell_solver.backward(cell, values).values())


SOLVERS = [
    (cell_solver, _cell(0)),
    (step_solver, _step((5, 3, 4), 0)),
    (sequence_solver, _lstm((4, 3, 2, 5), 0)),
]


@pytest.mark.parametrize(("solver", "given"), SOLVERS)
def test_single_precision_stays_single(solver, given):
    single = {name: value.astype(np.float32) for name, value in given.items()}
    values = solver.forward(single)
    arrays = {**values, **solver.backward(single, values)}
    assert {name for name, array in arrays.items() if array.dtype != np.float32} == set()


@pytest.mark.parametrize(("solver", "given"), SOLVERS)
def test_a_complex_step_through_the_forward_pass_gives_the_gradient(solver, given):
    gradients = solver.backward(given, solver.forward(given))
    for name in set(given) & set(gradients):
        stepped = {**given, name: given[name].astype(complex)}
        stepped[name].flat[-1] += 1e-30j
        slope = solver.forward(stepped)["L"].imag / 1e-30
        assert slope == pytest.approx(gradients[name].flat[-1], rel=1e-10), name


@pytest.mark.parametrize(("solver", "given"), SOLVERS)
def test_the_arrays_that_were_given_are_left_alone(solver, given):
    before = {name: value.copy() for name, value in given.items()}
    values = solver.forward(given)
    kept = {name: value.copy() for name, value in values.items()}
    solver.backward(given, values)
    assert all((given[name] == before[name]).all() for name in given)
    assert all((values[name] == kept[name]).all() for name in values)
