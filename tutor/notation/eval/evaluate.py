"""The value of a formula on arrays of numbers.

One walk over the tree serves every kind of number: floats, complex steps, high precision and SymPy's symbols. The point
axis comes first, so that sixteen sampled points are marked in one pass.
"""

from __future__ import annotations

import numpy as np

from tutor.notation.lower.align import aligned
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.tree import Node


def evaluate(node: Node, env: Env) -> Value:
    """The value of ``node``. Raises FitError where shapes do not fit, NotationError for numbers out of bounds."""
    with np.errstate(all="ignore"):
        return aligned(node, env)
