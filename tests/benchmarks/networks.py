"""The networks of the solver benchmark: arrays for the solvers, and the same losses for torch, jax and autograd.

A loss is written once, over the few functions that the frameworks spell differently. torch runs its own layers where it
has them (the convolution, the LSTM); jax is compiled, with its loops over time as scans.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import torch

from tutor_conv_dense import solver as conv_dense
from tutor_lstm import sequence_solver as lstm_sequence
from tutor_lstm import step_solver as lstm_step
from tutor_rnn_bptt import bptt_solver as rnn_bptt
from tutor_skip_mlp import solver as skip_mlp
from tutor_softmax_net import net_solver as softmax_net

Loss = Callable[["Framework", dict[str, Any]], Any]
_DRAW = np.random.default_rng(0)


class Framework(NamedTuple):
    """``scan(step, state, xs)`` goes through time: ``step(state, x)`` gives the next state and an output."""

    name: str
    np: Any
    sigmoid: Callable[[Any], Any]
    log_softmax: Callable[[Any], Any]
    convolve: Callable[[Any, Any], Any]
    scan: Callable[[Callable[[Any, Any], Any], Any, Any], tuple[Any, Any]]


class Network(NamedTuple):
    """One row of the benchmark; ``budget`` is relative to torch. ``by_torch`` stands in for the loss there."""

    label: str
    budget: float
    solver: Any
    given: dict[str, Any]
    loss: Loss
    by_torch: Callable[[dict[str, Any]], Any] | None = None


def _normal(*shape: int) -> Any:
    return _DRAW.normal(size=shape)


def _skip_mlp(n: int, i: int, h: int) -> Network:
    given = {"x": _normal(n, i), "y": _normal(n), "w_ih": _normal(i, h), "w_ho": _normal(h), "w_io": _normal(i)}

    def loss(f: Framework, g: dict[str, Any]) -> Any:
        v = f.sigmoid(g["x"] @ g["w_ih"])
        return ((f.sigmoid(v @ g["w_ho"] + g["x"] @ g["w_io"]) - g["y"]) ** 2).mean()

    return Network("skip-mlp", 0.15, skip_mlp, given, loss)


def _softmax_net(d: int, h: int, m: int) -> Network:
    given = {"x": _normal(d), "W1": _normal(h, d), "W2": _normal(m, h), "t": np.eye(m)[1]}

    def loss(f: Framework, g: dict[str, Any]) -> Any:
        return -(g["t"] * f.log_softmax(g["W2"] @ f.sigmoid(g["W1"] @ g["x"]))).sum()

    return Network("softmax-net", 0.15, softmax_net, given, loss)


def _conv_dense() -> Network:
    given = {
        "z0": _normal(4, 4),
        "K": _normal(3, 3),
        "b": np.array(0.1),
        "w2": _normal(4, 3),
        "w3": _normal(3, 1),
        "d": _normal(1),
    }

    def loss(f: Framework, g: dict[str, Any]) -> Any:
        z1 = f.sigmoid(f.convolve(g["z0"], g["K"]) + g["b"])
        z2 = f.sigmoid(g["w2"].T @ z1.reshape(-1))
        return 0.5 * ((f.sigmoid(g["w3"].T @ z2) - g["d"]) ** 2).sum()

    return Network("conv-dense", 0.15, conv_dense, given, loss)


def _rnn_bptt(t: int, d: int, s: int, m: int) -> Network:
    given = {
        "X": _normal(t, d),
        "y": np.eye(m)[_DRAW.integers(0, m, t)],
        "U": _normal(s, d),
        "W": _normal(s, s) / s,
        "V": _normal(m, s),
    }

    def loss(f: Framework, g: dict[str, Any]) -> Any:
        def step(state: Any, x: Any) -> tuple[Any, Any]:
            state = f.sigmoid(g["U"] @ x + g["W"] @ state)
            return state, f.log_softmax(g["V"] @ state)

        return -(g["y"] * f.scan(step, f.np.zeros(s), g["X"])[1]).sum()

    return Network(f"rnn-bptt T={t}", 0.15, rnn_bptt, given, loss)


def _cell(f: Framework, g: dict[str, Any], state: tuple[Any, Any], x: Any) -> tuple[tuple[Any, Any], Any]:
    h, c = state
    a = x @ g["Wx"] + h @ g["Wh"] + g["b"]
    size = h.shape[1]
    i, o, forget = (f.sigmoid(a[:, k * size : (k + 1) * size]) for k in (0, 2, 1))
    c = forget * c + i * f.np.tanh(a[:, 3 * size :])
    h = o * f.np.tanh(c)
    return (h, c), h


def _lstm(t: int, d: int, h: int, n: int, budget: float) -> Network:
    given = {
        "x": _normal(t, n, d),
        "h0": _normal(n, h),
        "c0": _normal(n, h),
        "Wx": _normal(d, 4 * h) / d,
        "Wh": _normal(h, 4 * h) / h,
        "b": _normal(4 * h),
        "dh": _normal(t, n, h),
    }
    module = torch.nn.LSTM(d, h, dtype=torch.float64)  # its own weights: the work is the same, the numbers are not

    def loss(f: Framework, g: dict[str, Any]) -> Any:
        states = f.scan(lambda state, x: _cell(f, g, state, x), (g["h0"], g["c0"]), g["x"])[1]
        return (states * g["dh"]).sum()

    def by_torch(g: dict[str, Any]) -> Any:
        module.zero_grad(set_to_none=True)
        return (module(g["x"], (g["h0"][None], g["c0"][None]))[0] * g["dh"]).sum()

    return Network(f"lstm T={t} d={d} h={h} N={n}", budget, lstm_sequence, given, loss, by_torch)


def _lstm_step(d: int, h: int, n: int) -> Network:
    given = {
        "x": _normal(n, d),
        "h_prev": _normal(n, h),
        "c_prev": _normal(n, h),
        "Wx": _normal(d, 4 * h) / d,
        "Wh": _normal(h, 4 * h) / h,
        "b": _normal(4 * h),
        "dh": _normal(n, h),
        "dc": _normal(n, h),
    }
    module = torch.nn.LSTM(d, h, dtype=torch.float64)

    def loss(f: Framework, g: dict[str, Any]) -> Any:
        (h_t, c_t), _ = _cell(f, g, (g["h_prev"], g["c_prev"]), g["x"])
        return (h_t * g["dh"]).sum() + (c_t * g["dc"]).sum()

    def by_torch(g: dict[str, Any]) -> Any:
        module.zero_grad(set_to_none=True)
        h_t, (_, c_t) = module(g["x"][None], (g["h_prev"][None], g["c_prev"][None]))
        return (h_t * g["dh"]).sum() + (c_t * g["dc"]).sum()

    return Network("lstm-step", 0.15, lstm_step, given, loss, by_torch)


NETWORKS = (
    _skip_mlp(5, 3, 4),
    _softmax_net(5, 4, 3),
    _conv_dense(),
    _rnn_bptt(3, 2, 4, 3),
    _lstm_step(3, 4, 5),
    _rnn_bptt(50, 2, 4, 3),
    _lstm(50, 16, 32, 8, 0.3),
    _lstm(100, 64, 128, 32, 0.95),
)
