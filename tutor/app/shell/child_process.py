"""Processes of the app's own, for work that would hold the event loop up: what starts one, and what it does first."""

from __future__ import annotations

import json
import os
import subprocess
import sys

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


def bound_memory() -> None:
    """Limit the address space of this process, where the system can."""
    if sys.platform != "win32":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        allowed = MEMORY if most == resource.RLIM_INFINITY else min(MEMORY, most)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, most))
