"""Forward and backward pass of one logistic unit with the loss -t log y."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.numeric import log_sigmoid, sigmoid

if TYPE_CHECKING:
    from tutor.numeric import Array


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `z y L`, each one number, from `x[i] W[i] t`; L comes from z: finite where y is 0."""
    z = np.asarray(given["W"].dot(given["x"]))
    return {"z": z, "y": sigmoid(z), "L": np.asarray(-given["t"] * log_sigmoid(z))}


def backward(given: Mapping[str, Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """Gradients of L: `t y z`, each one number, and `x[i]`, `W[i]`."""
    t, z = given["t"], values["z"]
    y = np.maximum(values["y"], np.finfo(values["y"].dtype).tiny)  # 1/0 would not be a number
    dz = -t * sigmoid(-z)  # 1 - y = sigma(-z), without the cancellation
    return {
        "t": np.asarray(-log_sigmoid(z)),
        "y": np.asarray(-t / y),
        "z": np.asarray(dz),
        "x": dz * given["W"],
        "W": dz * given["x"],
    }
