"""Forward pass of the memory alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tutor.numeric import Array


def forward(given: Mapping[str, Array]) -> dict[str, Array]:
    """The value `C[t]` from `f[t] i[t] g[t]` and `C_0`, one number each step."""
    f, C = given["f"], given["C_0"]
    written = given["i"] * given["g"]
    memory = np.empty(f.shape, np.result_type(f, written, C))
    for t in range(len(f)):
        C = f[t] * C + written[t]
        memory[t] = C
    return {"C": memory}
