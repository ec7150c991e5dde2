"""The loss of a page that has none: the one that makes ``dZ = A - Y`` right for what the output is."""

from __future__ import annotations

import re
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.own_network.forward.equations import Equation
from tutor.submission.own_network.layers.layer_equations import Difference

_SOFTMAX = lazily(r"softmax", re.IGNORECASE)
_LOGISTIC = lazily(r"\\sigma|sigmoid|1\s*\+\s*(?:e\s*\^|\\exp)", re.IGNORECASE)
_LINEAR = lazily(r"[^A-Za-z]*[Ww]_|[A-Za-z]_\{\d\}\s*\Z")
_LOGARITHM = lazily(r"\\(?:log|ln)|log")


def implied_loss(
    equations: Sequence[Equation], ends: Difference, written: Sequence[Equation], size: str
) -> list[Equation] | None:
    """The loss that is implied, with the target as the page calls it; None where none makes the difference right.

    A loss that the page has ``written`` must be of the same kind, as one that is only spelled out for a sample.
    """
    output = next((one for one in equations if one.left == ends.output), None)
    if output is None:
        return None
    out, target = output.left, ends.target
    mean = rf"\frac{{1}}{{{size}}} " if size else ""
    logarithms = all(_LOGARITHM.search(one.right) for one in written)
    if ends.squared or _LINEAR.match(output.right):
        right = rf"\frac{{1}}{{2}} {mean}\sum (({out} - {target})^2)"
        logarithms = not any(_LOGARITHM.search(one.right) for one in written)
    elif _SOFTMAX.search(output.right):
        right = rf"-{mean}\sum ({target} \odot \log({out}))"
    elif _LOGISTIC.search(output.right):
        right = rf"-{mean}\sum ({target} \odot \log({out}) + (1 - {target}) \odot \log(1 - {out}))"
    else:
        return None
    return [Equation("L", right, "L")] if logarithms else None
