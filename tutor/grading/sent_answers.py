"""Answers that are marked on another machine: read where their file is, and sent with the networks they are about.

A course's secret and its people stay where they are: a line has its seed when it is sent.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from tutor.grading import verdicts
from tutor.grading.batch_marker import BatchMarker, MarkedBatch, ReadAnswer, marked
from tutor.grading.input_lines import Line
from tutor.grading.rows import Rows
from tutor.host.carried_networks import NetworkText, NetworkTexts, carry
from tutor.host.network_files import is_network


class SentAnswer(NamedTuple):
    """An answer, with the network file that it is about, where it is about one."""

    answer: ReadAnswer
    network: NetworkText | None


@dataclass(frozen=True)
class SentMarker:
    """Marks batches of answers that were sent, as `BatchMarker` does those of lines."""

    rows: Rows

    def __call__(self, batch: list[SentAnswer]) -> MarkedBatch:
        """The verdicts on a batch. Raises nothing for anything in its answers."""
        if carry(sent.network for sent in batch if sent.network is not None):
            verdicts.forget()
        return marked((sent.answer for sent in batch), self.rows)

    def lost(self, batch: list[SentAnswer]) -> MarkedBatch:
        """The same for answers at which worker after worker was ended."""
        return marked((sent.answer for sent in batch), self.rows, verdicts.lost)


def sent(batches: Iterable[list[Line]], marker: BatchMarker) -> Iterator[list[SentAnswer]]:
    """Batches of lines as they are sent."""
    networks = NetworkTexts()
    for batch in batches:
        yield [_sent(marker.read(line), networks) for line in batch]


def _sent(answer: ReadAnswer, networks: NetworkTexts) -> SentAnswer:
    problem = answer.fields.get("problem")
    return SentAnswer(answer, networks.of(problem) if isinstance(problem, str) and is_network(problem) else None)
