"""Processes of the app's own, for work that would hold the event loop up: what starts one, and what it does first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import warnings
from collections.abc import Iterator
from contextlib import suppress
from queue import Queue
from typing import TextIO

MEMORY = 2**31
"""Bytes of address space: what a network of the largest size takes many times."""


def start_child(module: str) -> subprocess.Popen[str]:
    """Start a process that runs `main` of a module, with pipes for its stdin and stdout. Raises OSError.

    It ends once its stdin does, so with the app at the latest; that is for its `main` to see to.
    """
    code = f"import json, sys; sys.path[:] = json.loads(sys.stdin.readline()); from {module} import main; main()"
    child = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},
    )
    assert child.stdin is not None
    child.stdin.write(f"{json.dumps(sys.path)}\n")
    child.stdin.flush()
    return child


def end_child(child: subprocess.Popen[str]) -> None:
    """End a process, whatever it does, and close its pipes."""
    child.kill()
    child.wait()
    for pipe in (child.stdin, child.stdout):
        with suppress(OSError, ValueError):
            assert pipe is not None
            pipe.close()


def bound_memory() -> None:
    """Limit the address space of this process, where the system can."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))


def answering() -> tuple[TextIO, Queue[str]]:
    """What such a process does first: the file for its answers, and the lines that are sent to it, as they come.

    Its memory is bounded, whatever else it prints is no answer, and it ends when nobody holds its stdin any more.
    """
    warnings.simplefilter("ignore")
    bound_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    lines: Queue[str] = Queue()
    threading.Thread(target=_receive, args=(lines,), daemon=True).start()
    return answers, lines


def _receive(lines: Queue[str]) -> None:
    for line in sys.stdin:
        lines.put(line.strip())
    os._exit(0)


class ChildProcess:
    """A process that runs `main` of a module: started when a line is first sent to it, and again after it has ended."""

    def __init__(self, module: str) -> None:
        self._module = module
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def send(self, line: str) -> None:
        """Send a line. Raises OSError where there is no process, and ValueError where it is being ended."""
        self._write(self._running(), line)

    def interrupt(self, line: str) -> None:
        """Send a line to the process that runs, if one does."""
        child = self._child
        if child is not None:
            with suppress(OSError, ValueError):
                self._write(child, line)

    def lines(self) -> Iterator[str]:
        """The lines that it answers with, until it ends. Raises ValueError where it is being ended."""
        child = self._child
        if child is not None:
            assert child.stdout is not None
            for line in child.stdout:  # noqa: UP028 (`yield from` would close it with the generator)
                yield line

    def stop(self) -> None:
        """End the process, whatever it does; the next line starts another."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            end_child(child)

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self.stop()

    def _running(self) -> subprocess.Popen[str]:
        with self._lock:
            if self._closed:
                raise OSError("closed")
            if self._child is None:
                self._child = start_child(self._module)
            return self._child

    @staticmethod
    def _write(child: subprocess.Popen[str], line: str) -> None:
        assert child.stdin is not None
        child.stdin.write(f"{line}\n")
        child.stdin.flush()
