"""Forward and backward pass of a sigmoid layer, a softmax layer and the cross-entropy."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.numeric import one, sigmoid, softmax_with_log

if TYPE_CHECKING:
    from tutor.numeric import Array


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `z1 y1 [h]`, `z2 y [m]` and `L` from `x[d] W1[h,d] W2[m,h] t[m]`; L comes from the logits z2."""
    z1 = given["W1"].dot(given["x"])
    y1 = sigmoid(z1)
    z2 = given["W2"].dot(y1)
    y, log_y = softmax_with_log(z2)
    return {"z1": z1, "y1": y1, "z2": z2, "y": y, "L": np.asarray(-given["t"].dot(log_y))}


def backward(given: Mapping[str, Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """Gradients of L: `y z2 [m]`, `y1 z1 [h]`, `W2[m,h]`, `W1[h,d]`, `x[d]`; t need not sum to 1."""
    x, W1, W2, t = given["x"], given["W1"], given["W2"], given["t"]
    y1, y = values["y1"], values["y"]
    share = t / y
    dz2 = y * y.dot(share) - t  # y.dot(share) is the sum of t
    dy1 = dz2.dot(W2)
    dz1 = dy1 * y1 * (one(y1) - y1)
    return {
        "y": 0.0 - share,  # not a minus sign, which would make -0 of a zero
        "z2": dz2,
        "y1": dy1,
        "W2": dz2.reshape(-1, 1).dot(y1.reshape(1, -1)),
        "z1": dz1,
        "W1": dz1.reshape(-1, 1).dot(x.reshape(1, -1)),
        "x": dz1.dot(W1),
    }
