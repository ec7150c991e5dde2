"""Processes that are ended at work: nothing is lost but what ends them, and the order stays."""

from __future__ import annotations

import multiprocessing
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.executors.ended import LARGE, doubled, gone, half_written, inverse, mute
from tutor.executors.process_pool import HOPELESS, ProcessPool


def batches(end: int, size: int = 5) -> list[list[int]]:
    return [list(range(start, min(start + size, end))) for start in range(0, end, size)]


def test_a_batch_whose_process_was_ended_once_is_not_lost(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ENDED_ONCE", str(tmp_path / "ended"))
    found = [pair for part in ProcessPool(2).in_order(doubled, batches(12), lost=gone) for pair in part]
    assert found == [("done", 2 * number) for number in range(12)]


def test_only_the_item_that_ends_its_process_is_lost_and_the_order_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENDED_ONCE", str(tmp_path / "ended"))
    found = [pair for part in ProcessPool(2).in_order(doubled, batches(40), lost=gone) for pair in part]
    assert found == [("lost", 13) if number == 13 else ("done", 2 * number) for number in range(40)]


def test_a_batch_that_ends_every_process_is_given_up() -> None:
    found = [pair for part in ProcessPool(2).in_order(doubled, [[13] * 40, [1]], lost=gone) for pair in part]
    assert found == [("lost", 13)] * 40 + [("done", 2)]
    assert HOPELESS < 40


@pytest.mark.timeout(60)
def test_nobody_waits_for_the_rest_of_a_result_that_was_being_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ENDED_ONCE", str(tmp_path / "ended"))
    found = []
    for part in ProcessPool(2).in_order(half_written, batches(40), lost=gone):
        found.append(part)
        time.sleep(0.2)  # meanwhile nobody reads what the processes write
    assert (tmp_path / "ended").exists()
    assert [len(part) for part in found] == [LARGE] * 8
    assert [part[0] for part in found] == list(range(0, 40, 5))


def test_results_are_handed_out_while_there_is_nothing_to_read() -> None:
    waits = 0
    came: list[int] = []

    def read() -> Iterator[list[int]]:
        nonlocal waits
        yield [1]
        while not came:  # the next batch comes only after the first result
            waits += 1
            yield []
            time.sleep(0.01)
        yield [2]

    for part in ProcessPool(2).in_order(doubled, read(), lost=gone):
        came += [number for _, number in part]
    assert came == [2, 4]
    assert waits


def test_what_work_raises_is_raised_and_ends_the_processes() -> None:
    with pytest.raises(ZeroDivisionError):
        list(ProcessPool(2).in_order(inverse, [[0.5], [0.0], [2.0]], lost=gone))
    assert not multiprocessing.active_children()


def test_an_error_that_cannot_be_sent_and_says_nothing_is_raised_by_its_kind() -> None:
    with pytest.raises(RuntimeError, match="MuteError"):
        list(ProcessPool(2).in_order(mute, [[1]], lost=lambda numbers: numbers))
