"""Forward and backward pass of one scalar LSTM cell with a squared loss."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.numeric import sigmoid

if TYPE_CHECKING:
    from tutor.numeric import Array

_GATES = ("W_f", "W_i", "W_o", "W_c")


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `f i o g C h L`, each one number, from `h_prev x C_prev d` and `W_f W_i W_o W_c`, two each."""
    inputs = np.array((given["h_prev"], given["x"]))
    a = np.array([given[name] for name in _GATES]).dot(inputs)
    f, i, o = sigmoid(a[:3])
    g = np.tanh(a[3])
    C = f * given["C_prev"] + i * g
    h = o * np.tanh(C)
    miss = h - given["d"]
    return _arrays(f=f, i=i, o=o, g=g, C=C, h=h, L=0.5 * miss * miss)


def backward(given: Mapping[str, Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """Gradients of L: `h o C f i g h_prev x C_prev`, each one number, and `W_f W_i W_o W_c`, two each."""
    f, i, o, g, C = (values[name] for name in ("f", "i", "o", "g", "C"))
    tanh_C = np.tanh(C)
    dh = values["h"] - given["d"]
    do = dh * tanh_C
    dC = dh * o * (1.0 - tanh_C * tanh_C)
    df, di, dg = dC * given["C_prev"], dC * g, dC * i
    slopes = np.array((df * f * (1.0 - f), di * i * (1.0 - i), do * o * (1.0 - o), dg * (1.0 - g * g)))
    inputs = np.array((given["h_prev"], given["x"]))
    dh_prev, dx = slopes.dot(np.array([given[name] for name in _GATES]))
    weights = slopes.reshape(4, 1) * inputs
    return {
        **_arrays(h=dh, o=do, C=dC, f=df, i=di, g=dg, C_prev=dC * f, h_prev=dh_prev, x=dx),
        **dict(zip(_GATES, weights, strict=True)),
    }


def _arrays(**numbers: Array) -> dict[str, Array]:
    return {name: np.asarray(number) for name, number in numbers.items()}
