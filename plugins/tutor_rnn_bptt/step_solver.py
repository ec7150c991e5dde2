"""Forward and backward pass of one tanh step of a recurrent network, over a batch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.numeric import one, total

if TYPE_CHECKING:
    from tutor.numeric import Array


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `u h [n,h]` and `L` = sum of dh * h from `x[n,d] h_prev[n,k] Wx[d,h] Wh[k,h] b[h] dh[n,h]`."""
    u = given["h_prev"].dot(given["Wh"]) + given["x"].dot(given["Wx"]) + given["b"]
    h = np.tanh(u)
    return {"u": u, "h": h, "L": np.asarray(h.reshape(-1).dot(given["dh"].reshape(-1)))}


def backward(given: Mapping[str, Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """Gradients of L: `h u [n,h]`, `Wh[k,h]`, `h_prev[n,k]`, `Wx[d,h]`, `x[n,d]`, `b[h]`."""
    dh, h = given["dh"], values["h"]
    du = dh * (one(h) - h * h)
    return {
        "h": dh,
        "u": du,
        "Wh": given["h_prev"].T.dot(du),
        "h_prev": du.dot(given["Wh"].T),
        "Wx": given["x"].T.dot(du),
        "x": du.dot(given["Wx"].T),
        "b": total(du),
    }
