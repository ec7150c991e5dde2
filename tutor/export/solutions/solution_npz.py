"""A solved problem as NumPy arrays, in full precision."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance


def write(instance: Instance, steps: bool) -> memoryview:
    """Arrays under `given/NAME`, `values/NAME` and `gradients/NAME`; with `steps`, all targets under `steps/ID`.

    What was chosen stands as text under `choices/NAME`.
    """
    parts = {"given": instance.given, "values": instance.values, "gradients": instance.gradients}
    if steps:
        parts["steps"] = instance.solve().steps
    arrays = {f"{part}/{name}": array for part, found in parts.items() for name, array in found.items()}
    arrays |= {f"choices/{name}": np.array(word) for name, word in instance.problem.chosen.items()}
    file = io.BytesIO()
    np.savez(file, allow_pickle=False, **arrays)
    return file.getbuffer()
