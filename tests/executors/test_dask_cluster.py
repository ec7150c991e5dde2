"""Batches on a Dask cluster: whatever becomes of its machines, each result comes once and in order, or a sentence."""

from __future__ import annotations

import pickle
import socket
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest

distributed = pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

from distributed.scheduler import KilledWorker  # noqa: E402

from tests.conftest import ClusterMaker  # noqa: E402
from tests.executors.clusters import Cluster  # noqa: E402
from tests.executors.ended import doubled, gone, inverse, slowly  # noqa: E402
from tutor.errors import TutorError  # noqa: E402
from tutor.executors import cluster_check, dask_cluster  # noqa: E402
from tutor.executors.cluster_check import Installed  # noqa: E402
from tutor.executors.cluster_task import packed, run_batch  # noqa: E402
from tutor.executors.dask_cluster import AHEAD, ClusterLostError, DaskCluster  # noqa: E402


def nothing_lost(batch: list[int]) -> list[int]:
    raise AssertionError(f"{batch} was lost")


def tasks(dask_scheduler: Any) -> int:
    return len(dask_scheduler.tasks)


def test_results_come_in_the_order_of_the_batches_and_no_more_is_read_than_is_worked_on(cluster: Cluster) -> None:
    read = 0

    def batches() -> Iterator[list[int]]:
        nonlocal read
        for read in range(30):
            yield [read, -read]
            yield []

    found = []
    for done, part in enumerate(DaskCluster(cluster.address).in_order(slowly, batches(), lost=nothing_lost)):
        found.append(part)
        assert read - done <= AHEAD * len(cluster.workers)
    assert found == [[2 * number, -2 * number] for number in range(30)]


def test_what_work_raises_is_raised(cluster: Cluster) -> None:
    with pytest.raises(ZeroDivisionError):
        list(DaskCluster(cluster.address).in_order(inverse, [[0.5], [0.0], [2.0]], lost=gone))


def test_what_nobody_waits_for_any_more_is_dropped(cluster: Cluster) -> None:
    results = DaskCluster(cluster.address).in_order(slowly, ([number] for number in range(99)), lost=nothing_lost)
    assert next(results) == [0]
    results.close()
    with distributed.Client(cluster.address, set_as_default=False) as client:
        until = time.monotonic() + 5
        while (left := client.run_on_scheduler(tasks)) and time.monotonic() < until:
            time.sleep(0.02)
    assert left == 0


def test_a_worker_that_is_ended_loses_nothing_and_without_any_that_is_said(make_cluster: ClusterMaker) -> None:
    cluster = make_cluster(2)

    def batches(*killed: int) -> Iterator[list[int]]:
        for number in range(40):
            if number == 20:
                for worker in killed:
                    cluster.workers[worker].kill()
            yield [number]

    executor = DaskCluster(cluster.address, patience=0.5)
    found = list(executor.in_order(slowly, batches(0), lost=nothing_lost))
    assert found == [[2 * number] for number in range(40)]
    with pytest.raises(ClusterLostError, match="has had no worker for") as raised:
        list(executor.in_order(slowly, batches(1), lost=nothing_lost))
    assert raised.value.exit_code == 74


class Killing:
    """A client of a cluster on which 13 ends every worker, and 7 the first that has it."""

    status = "running"

    def __init__(self) -> None:
        self.ended = 0

    def submit(self, run: Any, sent: bytes, version: str, *, pure: bool) -> Any:
        _, batch = pickle.loads(sent)
        ends = 13 in batch or (7 in batch and not self.ended)
        self.ended += ends
        return Ended() if ends else Done(run(sent, version))

    def nthreads(self) -> dict[str, int]:
        return {"worker": 1}

    def close(self, timeout: float) -> None:
        pass


class Done:
    """A future with its result."""

    def __init__(self, found: Any) -> None:
        self._found = found

    def done(self) -> bool:
        return True

    def result(self, timeout: float) -> Any:
        return self._found


class Ended(Done):
    """A future whose workers are gone."""

    def __init__(self) -> None:
        super().__init__(None)

    def result(self, timeout: float) -> Any:
        raise KilledWorker("a task", None, 3)


@pytest.fixture
def killing(monkeypatch: pytest.MonkeyPatch) -> Killing:
    client = Killing()
    monkeypatch.setattr(dask_cluster, "check_cluster", lambda address: None)
    monkeypatch.setattr(dask_cluster, "Client", lambda address, **options: client)
    return client


def test_a_batch_that_was_given_up_is_tried_again_and_then_only_the_item_that_ends_workers_is_lost(
    killing: Killing, monkeypatch: pytest.MonkeyPatch, tmp_path: Any
) -> None:
    (tmp_path / "ended").touch()  # in this process none of the numbers ends anything
    monkeypatch.setenv("ENDED_ONCE", str(tmp_path / "ended"))
    batches = [list(range(start, start + 5)) for start in range(0, 40, 5)]
    found = [pair for part in DaskCluster("any").in_order(doubled, batches, lost=gone) for pair in part]
    assert found == [("lost", 13) if number == 13 else ("done", 2 * number) for number in range(40)]
    assert killing.ended == 1 + 3  # 7 once; the batch of 13, the same again, and 13 alone


def test_a_batch_of_nothing_but_such_items_is_given_up(killing: Killing) -> None:
    found = [pair for part in DaskCluster("any").in_order(doubled, [[13] * 40, [1]], lost=gone) for pair in part]
    assert found == [("lost", 13)] * 40 + [("done", 2)]
    assert killing.ended < 10


@pytest.mark.parametrize("address", ["", "tcp://", "bad://host:1", "127.0.0.1:port", "a b", "tls://127.0.0.1:1"])
def test_what_is_no_address_or_cannot_be_used_is_a_sentence(address: str) -> None:
    with pytest.raises(TutorError, match=r"^there is no Dask scheduler to be used at `"):
        DaskCluster(address)


def test_an_address_at_which_nothing_is_or_answers_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_check, "CONNECT_SECONDS", 1.0)
    monkeypatch.setattr(cluster_check, "ANSWER_SECONDS", 2.0)
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        address = "127.0.0.1:{1}".format(*silent.getsockname())
        with pytest.raises(TutorError, match=r"refused|Timed out"):
            DaskCluster(address)
        silent.listen()
        with pytest.raises(TutorError, match="nothing has answered within 2 seconds"):
            DaskCluster(address)


def test_the_address_of_a_worker_is_told(cluster: Cluster) -> None:
    with pytest.raises(TutorError, match="it is the address of a worker"):
        DaskCluster(cluster.workers[0].address)


@pytest.mark.parametrize(
    ("here", "said"),
    [
        (lambda here: here._replace(dask="2020.1.0"), "of dask.distributed, and this machine 2020.1.0"),
        (lambda here: here._replace(tutor="9.8"), "of the tutor, and this machine 9.8"),
    ],
)
def test_other_versions_on_a_machine_are_told(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch, here: Callable[[Installed], Installed], said: str
) -> None:
    monkeypatch.setattr(cluster_check, "HERE", here(cluster_check.HERE))
    with pytest.raises(TutorError, match=f"^the scheduler at {cluster.address} has version .* {said}"):
        DaskCluster(cluster.address)


def test_a_machine_without_the_tutor_is_told(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cluster_check, "DISTRIBUTION", "no-such-distribution")
    with pytest.raises(TutorError, match="has no tutor: `pip install"):
        DaskCluster(cluster.address)


def test_a_worker_that_came_later_with_another_version_does_no_work() -> None:
    with pytest.raises(TutorError, match=r"of the tutor, not 9\.8"):
        run_batch(packed(slowly, [1]), "9.8")
