"""Forward pass and backpropagation through time of a sigmoid RNN with softmax outputs.

Only the recurrence runs step by step; what does not need the previous state is one product over all steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.numeric import softmax_with_log

if TYPE_CHECKING:
    from tutor.numeric import Array


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `a H [t,s]`, `z Y [t,m]`, `P` and `L` from `X[t,d] y[t,m] U[s,d] W[s,k] V[m,s]`, with H_0 = 0.

    The rows of y are one-hot. L comes from the logits z: it is finite where P is too small for a number.
    """
    X, U, W, V = given["X"], given["U"], given["W"], given["V"]
    dtype = np.result_type(X, U, W)
    a = X.dot(U.T).astype(dtype, copy=False)
    W = W.astype(dtype, copy=False)
    H = np.empty(a.shape, dtype)
    one = np.array(1, dtype)
    previous = np.zeros(a.shape[1], dtype)
    with np.errstate(over="ignore"):  # e^1000 is inf here, and 1/(1 + inf) is the 0 that is meant
        for a_t, H_t in zip(a, H, strict=True):
            W.dot(previous, H_t)
            a_t += H_t
            np.negative(a_t, H_t)
            np.exp(H_t, H_t)
            H_t += one
            np.divide(one, H_t, H_t)
            previous = H_t
    z = H.dot(V.T)
    Y, log_Y = softmax_with_log(z)
    L = -log_Y.reshape(-1).dot(given["y"].reshape(-1))
    return {"a": a, "H": H, "z": z, "Y": Y, "P": np.asarray(np.exp(-L)), "L": np.asarray(L)}


def backward(given: Mapping[str, Array], values: Mapping[str, Array]) -> dict[str, Array]:
    """Gradients of L: `Y z [t,m]`, `V[m,s]`, `H a [t,s]` (total), `U[s,d]`, `W[s,k]`, `X[t,d]`.

    Those of P are -P times these. The buffers of the loop are the results themselves.
    """
    X, y, U, W, V = (given[name] for name in ("X", "y", "U", "W", "V"))
    H, Y = values["H"], values["Y"]
    dz = Y - y
    dH = dz.dot(V)  # the loss of the same step; the loop adds what comes back from the next
    da = 1.0 - H
    da *= H
    da[-1] *= dH[-1]
    following, passed_back = da[-1], np.empty(H.shape[1], dH.dtype)
    for dH_t, da_t in zip(dH[-2::-1], da[-2::-1], strict=True):
        following.dot(W, passed_back)
        dH_t += passed_back
        da_t *= dH_t
        following = da_t
    return {
        "Y": 0.0 - y / Y,  # y is one-hot, so that Y_t^T y_t is Y where y is 1
        "z": dz,
        "V": dz.T.dot(H),
        "H": dH,
        "a": da,
        "U": da.T.dot(X),
        "W": da[1:].T.dot(H[:-1]),  # H_0 = 0: the first step adds nothing
        "X": da.dot(U),
    }
