"""The plugin rnn-bptt: backpropagation through time, one vectorised step, and what repeated products do."""

from __future__ import annotations

from collections.abc import Iterable

import tutor


@tutor.hookimpl
def tutor_problems() -> Iterable[tutor.Problem]:
    """The whole sequence, one step of it over a batch, and the questions about memory."""
    from tutor_rnn_bptt.bptt import RNNThroughTime
    from tutor_rnn_bptt.memory import RNNMemory
    from tutor_rnn_bptt.step import RNNStep

    return (RNNThroughTime(), RNNStep(), RNNMemory())
