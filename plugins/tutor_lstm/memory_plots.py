"""What the cell path keeps of a gradient beside a plain RNN, and that gates do not promise it, from numbers."""

from __future__ import annotations

import numpy as np

from tutor import Curve, Plot

STEPS = 30
_GATES = (1.0, 0.98, 0.9)
_RNN = 0.9


def distance() -> Plot:
    """The product of the forget gates against the steps, beside the powers of a plain RNN's largest eigenvalue."""
    cell = {f: np.cumprod(np.full(STEPS, f)) for f in _GATES}
    plain = np.cumprod(np.full(STEPS, _RNN / 4))  # the slope of a sigmoid is at most 1/4
    return Plot(
        "what the cell path keeps",
        "∂Cₜ/∂Cₖ against t − k for three forget gates, and a sigmoid RNN at its best",
        "t − k",
        (*(_curve(f"f = {f:g}", cell[f]) for f in _GATES), _curve(f"sigmoid RNN, |λ| = {_RNN}", plain)),
        f"After 20 steps f = 0.98 keeps {cell[0.98][19]:.2f} of a gradient, f = 0.9 keeps {cell[0.9][19]:.2f}, the RNN "
        "next to nothing.",
    )


def _curve(label: str, kept: np.ndarray) -> Curve:
    ys = (1.0, *(float(share) for share in kept))
    return Curve(label, tuple(float(n) for n in range(len(ys))), ys)
