"""The losses of the networks that plans are measured on, over what torch and jax have in common."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

Arrays = Mapping[str, Any]


class Framework(NamedTuple):
    """``scan(step, state, xs)`` goes through time: ``step(state, x)`` gives the next state and an output."""

    np: Any
    sigmoid: Callable[[Any], Any]
    log_softmax: Callable[[Any], Any]
    convolve: Callable[[Any, Any], Any]
    scan: Callable[[Callable[[Any, Any], Any], Any, Any], tuple[Any, Any]]
    zeros_like: Callable[[Any], Any]


def skip_mlp(f: Framework, g: Arrays) -> Any:
    v = f.sigmoid(g["x"] @ g["w_ih"])
    return ((f.sigmoid(v @ g["w_ho"] + g["x"] @ g["w_io"]) - g["y"]) ** 2).mean()


def softmax_net(f: Framework, g: Arrays) -> Any:
    return -(g["t"] * f.log_softmax(g["W2"] @ f.sigmoid(g["W1"] @ g["x"]))).sum()


def conv_dense(f: Framework, g: Arrays) -> Any:
    z1 = f.sigmoid(f.convolve(g["z0"], g["K"]) + g["b"])
    z2 = f.sigmoid(g["w2"].T @ z1.reshape(-1))
    return 0.5 * ((f.sigmoid(g["w3"].T @ z2) - g["d"]) ** 2).sum()


def rnn(f: Framework, g: Arrays) -> Any:
    def step(state: Any, x: Any) -> tuple[Any, Any]:
        state = f.sigmoid(g["U"] @ x + g["W"] @ state)
        return state, f.log_softmax(g["V"] @ state)

    return -(g["y"] * f.scan(step, f.zeros_like(g["U"][:, 0]), g["X"])[1]).sum()


def _cell(f: Framework, g: Arrays, state: tuple[Any, Any], x: Any) -> tuple[tuple[Any, Any], Any]:
    h, c = state
    a = x @ g["Wx"] + h @ g["Wh"] + g["b"]
    size = h.shape[1]
    i, forget, o = (f.sigmoid(a[:, k * size : (k + 1) * size]) for k in range(3))
    c = forget * c + i * f.np.tanh(a[:, 3 * size :])
    h = o * f.np.tanh(c)
    return (h, c), h


def lstm_step(f: Framework, g: Arrays) -> Any:
    (h, c), _ = _cell(f, g, (g["h_prev"], g["c_prev"]), g["x"])
    return (h * g["dh"]).sum() + (c * g["dc"]).sum()


def lstm(f: Framework, g: Arrays) -> Any:
    return (f.scan(lambda state, x: _cell(f, g, state, x), (g["h0"], g["c0"]), g["x"])[1] * g["dh"]).sum()


def relu_mlp(f: Framework, g: Arrays) -> Any:
    A = g["X"] @ g["W1"] + g["b1"]
    H = f.np.where(A > 0, A, f.zeros_like(A))
    return -(g["Y"] * f.log_softmax(H @ g["W2"] + g["b2"])).sum() / len(g["X"])


def attention(f: Framework, g: Arrays) -> Any:
    scores = g["Q"] @ g["K"].T / g["Q"].shape[1] ** 0.5
    return (g["dO"] * (f.np.exp(f.log_softmax(scores)) @ g["V"])).sum()


def _by_torch(loss: Callable[..., Any], given: Arrays, wanted: list[str]) -> Callable[[], object]:
    """Eager, on one thread."""
    import torch

    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)

    def scan(step: Callable[[Any, Any], Any], state: Any, xs: Any) -> tuple[Any, Any]:
        outputs = []
        for x in xs:
            state, output = step(state, x)
            outputs.append(output)
        return state, torch.stack(outputs)

    framework = Framework(
        torch,
        torch.sigmoid,
        lambda x: torch.log_softmax(x, -1),
        lambda z, kernel: torch.nn.functional.conv2d(z[None, None], kernel[None, None])[0, 0],
        scan,
        torch.zeros_like,
    )
    tensors = {name: torch.tensor(value, requires_grad=name in wanted) for name, value in given.items()}

    def call() -> None:
        for tensor in tensors.values():
            tensor.grad = None
        loss(framework, tensors).backward()

    return call


def _by_jax(loss: Callable[..., Any], given: Arrays, wanted: list[str]) -> Callable[[], object]:
    """Compiled before it is timed; a call returns when its result is there."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_cpu_enable_async_dispatch", False)
    framework = Framework(
        jax.numpy,
        jax.nn.sigmoid,
        jax.nn.log_softmax,
        lambda z, kernel: jax.lax.conv(z[None, None], kernel[None, None], (1, 1), "VALID")[0, 0],
        jax.lax.scan,
        jax.numpy.zeros_like,
    )
    arrays = {name: jax.numpy.asarray(value) for name, value in given.items()}
    fixed = {name: array for name, array in arrays.items() if name not in wanted}
    moving = {name: array for name, array in arrays.items() if name in wanted}
    gradient = jax.jit(jax.value_and_grad(lambda some, others: loss(framework, {**some, **others})))
    return lambda: jax.block_until_ready(gradient(moving, fixed))


FRAMEWORKS = {"torch": _by_torch, "jax": _by_jax}
