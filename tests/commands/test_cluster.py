"""`--scheduler`: the same verdicts as on one machine, of files that the workers do not have."""

from __future__ import annotations

import importlib.util
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Tutor
from tests.conftest import ClusterMaker
from tests.executors.clusters import Cluster

GOOD = {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}
LAYER = "input x[d]\nweights w[d]\ntarget y\nz = sum_d(w x)\nL = 1/2 (z - y)^2\n"
SECONDS = 30


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, which no worker is in, with a network file."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "layer.net").write_text(LAYER)
    monkeypatch.chdir(here)
    return here


def lines(count: int) -> str:
    """Answers of which each is another text, some of them wrong, unreadable, or by nobody asked for."""
    kinds: list[dict[str, Any]] = [
        {},
        {"answer": "d - h"},
        {"seed": 3},
        {"answer": "h -"},
        {"problem": "layer.net", "step": "dL/dw", "answer": "(z - y) x"},
        {"problem": "./layer.net", "step": "dL/dz", "answer": "y - z"},
        {"problem": "none.net"},
    ]
    answers = [
        GOOD | {"id": number, "student": f"s{number % 9}"} | kinds[number % len(kinds)] for number in range(count)
    ]
    texts = [json.dumps(answer | {"answer": answer["answer"] + " " * number}) for number, answer in enumerate(answers)]
    return "\n".join(["nonsense", *texts]) + "\n"


def waited(there: Callable[[], bool]) -> bool:
    """Whether something comes true in time."""
    until = time.monotonic() + SECONDS
    while not there() and time.monotonic() < until:
        time.sleep(0.01)
    return there()


def test_verdicts_and_their_summary_are_those_of_this_machine(tutor: Tutor, cluster: Cluster, folder: Path) -> None:
    (folder / "answers.jsonl").write_text(lines(300))
    here = tutor("grade", "answers.jsonl", "-o", "here.jsonl", "--summary", "here.json")
    there = tutor(
        "grade", "answers.jsonl", "-o", "there.jsonl", "--summary", "there.json", "--scheduler", cluster.address
    )
    assert (there.code, there.out, there.err) == (0, "", here.err)
    assert (folder / "there.jsonl").read_text() == (folder / "here.jsonl").read_text()
    assert (folder / "there.json").read_text() == (folder / "here.json").read_text()


def test_a_network_file_that_has_changed_is_another_problem_for_the_same_workers(
    tutor: Tutor, cluster: Cluster, folder: Path
) -> None:
    line = json.dumps({"problem": "layer.net", "step": "dL/dz", "answer": "z - y"})
    verdicts = []
    for text in (LAYER, LAYER.replace("1/2", "3")):
        (folder / "layer.net").write_text(text)
        # As many as two workers have: both have marked it before.
        graded = tutor("grade", "-", "--scheduler", cluster.address, stdin=f"{line}\n" * 1500).out.splitlines()
        verdicts.append({json.loads(verdict)["verdict"] for verdict in graded})
    assert verdicts == [{"correct"}, {"wrong"}]


def test_a_problem_that_the_worker_does_not_know_is_a_row_that_says_so(tutor: Tutor, cluster: Cluster) -> None:
    done = tutor("grade", "-", "--scheduler", cluster.address, stdin=json.dumps(GOOD | {"problem": "mine"}))
    said = json.loads(done.out)["diagnosis"][0]["message"]
    assert said.startswith("line 1: there is no problem `mine`")
    assert said.endswith("(on the worker of the cluster, whose plugins count)")


def test_pages_are_marked_with_a_network_file_that_only_this_machine_has(
    tutor: Tutor, cluster: Cluster, folder: Path
) -> None:
    for name, slope in (("a.md", "z - y"), ("b.md", "y - z")):
        (folder / name).write_text(rf"$\frac{{\partial L}}{{\partial z}} = {slope}$")
    (folder / "c.ipynb").write_text("{")
    arguments = ("mark", "a.md", "b.md", "c.ipynb", "none.md", "--network", "layer.net")
    here = tutor(*arguments)
    assert (here.code, here.out.count("✗")) == (1, 2)
    assert tutor(*arguments, "--scheduler", cluster.address) == here


def test_sheets_are_written_with_a_network_file_that_only_this_machine_has(
    tutor: Tutor, cluster: Cluster, folder: Path
) -> None:
    arguments = ("worksheet", "layer.net", "--seeds", "1-30", "--format", "html", "--key")
    here = tutor(*arguments)
    assert here.out.count("seed ") == 30
    assert tutor(*arguments, "--scheduler", cluster.address) == here


def test_a_scheduler_that_goes_away_leaves_what_is_done_to_be_gone_on_with(
    tutor: Tutor, make_cluster: ClusterMaker, folder: Path
) -> None:
    cluster = make_cluster(1)
    source, part = folder / "answers.jsonl", folder / "there.jsonl.part"
    os.mkfifo(source)

    def hand_in() -> None:
        with source.open("w") as file:
            file.write(lines(300))
            file.flush()
            waited(lambda: part.exists() and part.stat().st_size > 0)
            cluster.scheduler.kill()
            with suppress(BrokenPipeError):
                file.write(lines(900)[len(lines(300)) :])

    killer = threading.Thread(target=hand_in)
    killer.start()
    done = tutor("grade", "answers.jsonl", "-o", "there.jsonl", "--scheduler", cluster.address)
    killer.join()
    assert done.code == 74
    assert done.err.splitlines() == [
        f"tutor: the verdicts so far are in `{part}`",
        f"tutor: the scheduler at `{cluster.address}` has gone away",
    ]
    assert 0 < part.read_text().count("\n") < 901
    source.unlink()
    source.write_text(lines(900))
    assert tutor("grade", "answers.jsonl", "-o", "there.jsonl", "--resume").code == 0
    tutor("grade", "answers.jsonl", "-o", "here.jsonl")
    assert (folder / "there.jsonl").read_text() == (folder / "here.jsonl").read_text()


def test_an_interrupt_ends_it_and_keeps_what_is_done(cluster: Cluster, folder: Path) -> None:
    command = [str(Path(sys.executable).with_name("tutor")), "grade", "-", "-o", "out.jsonl"]
    with subprocess.Popen(
        [*command, "--scheduler", cluster.address], stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        process.stdin.write(lines(300))
        process.stdin.flush()
        part = folder / "out.jsonl.part"
        assert waited(lambda: part.exists() and part.read_text().count("\n") == 301)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=SECONDS)
    assert (process.returncode, said) == (130, f"tutor: the verdicts so far are in `{part}`\n")


@pytest.mark.parametrize("command", ["grade", "mark"])
def test_jobs_and_scheduler_are_not_both_taken(tutor: Tutor, command: str) -> None:
    done = tutor(command, "-", "--jobs", "2", "--scheduler", "127.0.0.1:8786")
    assert (done.code, done.out) == (2, "")
    assert "--jobs and --scheduler each say who does the work: take one of them" in done.err


def test_without_the_extra_a_sentence_says_what_brings_it(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec
    monkeypatch.setattr(
        "tutor.commands.support.executor_options.find_spec", lambda name: None if name == "distributed" else found(name)
    )
    done = tutor("grade", "-", "--scheduler", "127.0.0.1:8786")
    assert (done.code, done.out) == (2, "")
    assert done.err == "tutor: --scheduler needs Dask: `pip install 'backprop-tutor[cluster]'` brings it\n"


def test_no_verdicts_are_begun_where_there_is_no_scheduler(tutor: Tutor, folder: Path) -> None:
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    (folder / "answers.csv").write_text("problem,step,answer\nlstm-cell,dL/dh,h - d\n")
    done = tutor("grade", "answers.csv", "-o", "out.csv", "--scheduler", "127.0.0.1:port")
    assert (done.code, done.err.count("\n")) == (2, 1)
    assert "there is no Dask scheduler to be used at `127.0.0.1:port`" in done.err
    assert sorted(os.listdir()) == ["answers.csv", "layer.net"]
