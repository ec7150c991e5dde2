"""Gradients by HIPS autograd: a witness that shares no line with the solvers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pytest

Loss = Callable[..., Any]


def _agree(
    loss: Loss, given: Mapping[str, Any], shapes: Mapping[str, tuple[int, ...]], got: Mapping[str, Any]
) -> float:
    """Hold `got` against autograd's gradients; the worst error, relative to each array's largest entry.

    `loss(given, nudge)` adds `nudge[name]` to the value `name` of every name in `shapes`: the gradient with
    respect to a nudge of zero is the gradient with respect to that value.
    """
    from autograd import grad

    nudges = {name: np.zeros(shape) for name, shape in shapes.items()}
    named = {name: np.asarray(value) for name, value in given.items()}
    gradients = grad(loss, 0)(named, nudges)
    if nudges:
        gradients = {**grad(loss, 1)(named, nudges), **gradients}
    worst = 0.0
    for name, gradient in got.items():
        want = np.asarray(gradients[name])
        assert isinstance(gradient, np.ndarray), name
        assert gradient.shape == want.shape, f"{name}: got shape {gradient.shape}, expected {want.shape}"
        scale = np.abs(want).max() or 1.0
        error = float(np.abs(gradient - want).max() / scale)
        assert error < 1e-11, f"{name}: got {gradient}, expected {want}"
        worst = max(worst, error)
    return worst


@pytest.fixture
def agree_with_autograd() -> Callable[..., float]:
    return _agree
