"""The plugin softmax-net: one logistic unit, then a sigmoid layer under a softmax layer."""

from __future__ import annotations

from collections.abc import Iterable

import tutor


@tutor.hookimpl
def tutor_problems() -> Iterable[tutor.Problem]:
    """The one-output case first."""
    from tutor_softmax_net.net import SoftmaxNet
    from tutor_softmax_net.unit import LogisticUnit

    return (LogisticUnit(), SoftmaxNet())
