"""Dask clusters on this machine, for tests: every process is one that can be ended."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


class Process:
    """A scheduler or a worker; `address` is there once it is ready."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "DASK_TEMPORARY_DIRECTORY": str(folder)}
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.executors.cluster_process", *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    @property
    def address(self) -> str:
        """Where it listens; waits until it does."""
        if not hasattr(self, "_address"):
            assert self._process.stdout is not None
            self._address = self._process.stdout.readline().strip()
        return self._address

    @property
    def pid(self) -> int:
        """Its number, for the system."""
        return self._process.pid

    def kill(self) -> None:
        """End it at once, as a machine does that loses its power."""
        self._process.kill()
        self._process.communicate()


class Cluster:
    """A scheduler with workers that are there, in a folder that has nothing else."""

    def __init__(self, folder: Path, workers: int) -> None:
        self.scheduler = Process(folder, "scheduler")
        self.workers: list[Process] = []
        try:
            self.workers += [Process(folder, "worker", self.address) for _ in range(workers)]
            assert all(worker.address for worker in self.workers)
        except BaseException:
            self.close()
            raise

    @property
    def address(self) -> str:
        """The address of the scheduler."""
        return self.scheduler.address

    def close(self) -> None:
        """End all processes."""
        for process in (*self.workers, self.scheduler):
            process.kill()
