"""The plugin lstm: the cell by hand, one step over a batch, the whole sequence, and why it remembers."""

from __future__ import annotations

from collections.abc import Iterable

import tutor


@tutor.hookimpl
def tutor_problems() -> Iterable[tutor.Problem]:
    """From one scalar cell to the sequence, and the questions about memory last."""
    from tutor_lstm.cell import LSTMCell
    from tutor_lstm.memory import LSTMMemory
    from tutor_lstm.sequence import LSTMSequence
    from tutor_lstm.step import LSTMStep

    return (LSTMCell(), LSTMStep(), LSTMSequence(), LSTMMemory())
