"""The scale of the gradients by values: many pages take the mean over samples with those of weights alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

import numpy as np

from tutor.submission.code.own_pass.slopes import Site

_DIGITS = 4


def scale_of_values(ratios: Iterable[tuple[bool, float]], sites: Sequence[Site]) -> float:
    """What a page multiplies all but the gradients of weights by: the length of an axis, or 1.

    ``ratios`` tell of each gradient whether it is by what is given, and what it is of the right one. With the mean
    taken later, gradients by at least one value have that length, where most of those by weights have none such.
    """
    roots: Counter[float] = Counter()
    values: Counter[float] = Counter()
    for is_root, ratio in ratios:
        (roots if is_root else values)[round(ratio, _DIGITS)] += 1
    lengths = {float(size) for site in sites for array in site.arrays[:1] for size in np.shape(array)}
    found = [ratio for ratio in values if ratio > 1 and ratio in lengths]
    return found[0] if len(found) == 1 and roots[1.0] > roots[found[0]] else 1.0
