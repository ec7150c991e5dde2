"""The solvers beside torch's own layers, where torch is installed: its LSTM, convolution and cross-entropy."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from tutor_conv_dense import solver as conv_dense
from tutor_lstm import sequence_solver
from tutor_softmax_net import net_solver

torch = pytest.importorskip("torch", reason="torch is not installed")


def _tensors(given: dict[str, Any]) -> dict[str, Any]:
    return {name: torch.tensor(value, dtype=torch.float64, requires_grad=True) for name, value in given.items()}


def _blocks_as_in_torch(blocks: Any) -> Any:
    """torch orders the blocks i, f, g, o."""
    i, f, o, g = blocks.chunk(4, dim=-1)
    return torch.cat((i, f, g, o), dim=-1)


def test_the_lstm_agrees_with_the_layer_of_torch() -> None:
    steps, n, d, size = 7, 3, 4, 5
    draw = np.random.default_rng(0)
    given = {
        "x": draw.normal(size=(steps, n, d)),
        "h0": draw.normal(size=(n, size)),
        "c0": draw.normal(size=(n, size)),
        "Wx": draw.normal(size=(d, 4 * size)),
        "Wh": draw.normal(size=(size, 4 * size)),
        "b": draw.normal(size=4 * size),
        "dh": draw.normal(size=(steps, n, size)),
    }
    tensors = _tensors(given)
    layer = torch.nn.LSTM(d, size, dtype=torch.float64)
    weights = {
        "weight_ih_l0": _blocks_as_in_torch(tensors["Wx"]).T,
        "weight_hh_l0": _blocks_as_in_torch(tensors["Wh"]).T,
        "bias_ih_l0": _blocks_as_in_torch(tensors["b"]),
        "bias_hh_l0": torch.zeros(4 * size, dtype=torch.float64),
    }
    start = (tensors["h0"][None], tensors["c0"][None])
    states, _ = torch.func.functional_call(layer, weights, (tensors["x"], start))
    (states * tensors["dh"]).sum().backward()
    values = sequence_solver.forward(given)
    assert values["h"] == pytest.approx(states.detach().numpy(), rel=1e-11)
    gradients = sequence_solver.backward(given, values)
    for name in ("x", "h0", "c0", "Wx", "Wh", "b"):
        assert gradients[name] == pytest.approx(tensors[name].grad.numpy(), rel=1e-10, abs=1e-12), name


@pytest.mark.parametrize("activation", ["sigma", "tanh", "relu"])
def test_the_convolution_agrees_with_the_layer_of_torch(activation: str) -> None:
    draw = np.random.default_rng(1)
    given = {
        "z0": draw.normal(size=(7, 5)),
        "K": draw.normal(size=(3, 2)) / 3,
        "b": np.array(0.3),
        "w2": draw.uniform(size=(20, 3)),
        "w3": draw.uniform(size=(3, 2)),
        "d": draw.uniform(size=2),
    }
    tensors = _tensors(given)
    f = {"sigma": torch.sigmoid, "tanh": torch.tanh, "relu": torch.relu}[activation]
    y1 = torch.nn.functional.conv2d(tensors["z0"][None, None], tensors["K"][None, None], tensors["b"].reshape(1))
    z3 = f(f(f(y1).flatten() @ tensors["w2"]) @ tensors["w3"])
    (0.5 * ((z3 - tensors["d"]) ** 2).sum()).backward()
    gradients = conv_dense.backward(given, conv_dense.forward(given, activation), activation)
    for name in ("z0", "K", "b", "w2", "w3"):
        assert gradients[name] == pytest.approx(tensors[name].grad.numpy(), rel=1e-10, abs=1e-13), name


def test_the_softmax_net_agrees_with_the_cross_entropy_of_torch() -> None:
    draw = np.random.default_rng(2)
    given = {
        "x": draw.normal(size=4),
        "W1": draw.normal(size=(3, 4)),
        "W2": draw.normal(size=(5, 3)),
        "t": draw.dirichlet(np.ones(5)),
    }
    tensors = _tensors(given)
    logits = tensors["W2"] @ torch.sigmoid(tensors["W1"] @ tensors["x"])
    loss = torch.nn.functional.cross_entropy(logits, tensors["t"])
    loss.backward()
    values = net_solver.forward(given)
    assert values["L"] == pytest.approx(loss.item(), rel=1e-13)
    gradients = net_solver.backward(given, values)
    for name in ("x", "W1", "W2"):
        assert gradients[name] == pytest.approx(tensors[name].grad.numpy(), rel=1e-11, abs=1e-14), name
