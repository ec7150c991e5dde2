"""Forward pass of the questions about repeated products."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from tutor.numeric import sigmoid

if TYPE_CHECKING:
    from tutor.numeric import Array


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """Values `z y [i]` from `W[i,j] x[j]`, and `M[p,q]` from `Q[p,q] A[p,q]`."""
    z = given["W"].dot(given["x"])
    # M Q = Q A, solved for M: more exact than the inverse.
    turned = np.linalg.solve(given["Q"].T, (given["Q"].dot(given["A"])).T)
    return {"z": z, "y": sigmoid(z), "M": turned.T}
