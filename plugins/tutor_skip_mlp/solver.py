"""Forward and backward pass of the one-hidden-layer network with a skip connection, on whole batches."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.numeric import one, sigmoid

if TYPE_CHECKING:
    from tutor.numeric import Array


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `a v [n,h]`, `z yhat [n]` and `L` from `x[n,i] y[n] w_ih[i,h] w_ho[h] w_io[i]`."""
    x = given["x"]
    a = x.dot(given["w_ih"])
    v = sigmoid(a)
    z = v.dot(given["w_ho"]) + x.dot(given["w_io"])
    yhat = sigmoid(z)
    miss = yhat - given["y"]
    return {"a": a, "v": v, "z": z, "yhat": yhat, "L": np.asarray(miss.dot(miss) / len(miss))}


def backward(given: Mapping[str, Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """Gradients of L: `yhat z [n]`, `v a [n,h]`, `w_io[i]`, `w_ho[h]`, `w_ih[i,h]`, `x[n,i]`."""
    x, w_ho = given["x"], given["w_ho"]
    v, yhat = values["v"], values["yhat"]
    n = len(yhat)
    dyhat = (yhat - given["y"]) * (2.0 / n)
    unit = one(yhat)
    dz = dyhat * yhat * (unit - yhat)
    column = dz.reshape(n, 1)
    dv = column.dot(w_ho.reshape(1, -1))
    da = dv * v * (unit - v)
    # Through the hidden layer, and past it.
    dx = da.dot(given["w_ih"].T) + column.dot(given["w_io"].reshape(1, -1))
    return {
        "yhat": dyhat,
        "z": dz,
        "w_io": dz.dot(x),
        "w_ho": dz.dot(v),
        "v": dv,
        "a": da,
        "w_ih": x.T.dot(da),
        "x": dx,
    }
