"""torch, jax and autograd, each as a function that gives a loss and all its gradients once."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from importlib.util import find_spec
from typing import Any

import torch

from tests.benchmarks.networks import Framework, Network

Call = Callable[[], object]


def _loop(stack: Callable[[list[Any]], Any]) -> Callable[..., tuple[Any, Any]]:
    def scan(step: Callable[[Any, Any], Any], state: Any, xs: Any) -> tuple[Any, Any]:
        outputs = []
        for x in xs:
            state, output = step(state, x)
            outputs.append(output)
        return state, stack(outputs)

    return scan


def _slid(z: Any, kernel: Any) -> Any:
    """The valid cross-correlation, a term for each entry of the kernel."""
    rows, columns = (size - k + 1 for size, k in zip(z.shape, kernel.shape, strict=True))
    return sum(
        kernel[r, c] * z[r : r + rows, c : c + columns] for r in range(kernel.shape[0]) for c in range(kernel.shape[1])
    )


def by_torch(network: Network) -> Call:
    """Eager, on one thread, in double precision."""
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)
    framework = Framework(
        "torch",
        torch,
        torch.sigmoid,
        partial(torch.log_softmax, dim=-1),
        lambda z, kernel: torch.nn.functional.conv2d(z[None, None], kernel[None, None])[0, 0],
        _loop(torch.stack),
    )
    tensors = {name: torch.tensor(value, requires_grad=True) for name, value in network.given.items()}
    loss = network.by_torch or partial(network.loss, framework)

    def call() -> None:
        for tensor in tensors.values():
            tensor.grad = None
        loss(tensors).backward()

    return call


def by_autograd(network: Network) -> Call:
    """HIPS autograd: NumPy with a tape, in Python loops over time."""
    import autograd.numpy as anp
    from autograd import value_and_grad
    from autograd.scipy.special import logsumexp

    framework = Framework(
        "autograd",
        anp,
        lambda x: 1 / (1 + anp.exp(-x)),
        lambda x: x - logsumexp(x),
        _slid,
        _loop(anp.stack),
    )
    gradient = value_and_grad(partial(network.loss, framework))
    return lambda: gradient(network.given)


def by_jax(network: Network) -> Call:
    """Compiled before it is timed, in double precision; a call returns when its result is there."""
    import jax

    jax.config.update("jax_enable_x64", True)
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_cpu_enable_async_dispatch", False)
    framework = Framework(
        "jax",
        jax.numpy,
        jax.nn.sigmoid,
        jax.nn.log_softmax,
        lambda z, kernel: jax.lax.conv(z[None, None], kernel[None, None], (1, 1), "VALID")[0, 0],
        jax.lax.scan,
    )
    gradient = jax.jit(jax.value_and_grad(partial(network.loss, framework)))
    given = {name: jax.numpy.asarray(value) for name, value in network.given.items()}
    return lambda: jax.block_until_ready(gradient(given))


FRAMEWORKS: dict[str, Callable[[Network], Call]] = {"torch": by_torch, "jax": by_jax, "autograd": by_autograd}


def installed() -> list[str]:
    """The frameworks there are; torch always."""
    return [name for name in FRAMEWORKS if find_spec(name)]
