"""A scheduler or a worker of a Dask cluster on this machine, as a process that ends with whoever started it.

    python -m tests.executors.cluster_process scheduler
    python -m tests.executors.cluster_process worker tcp://127.0.0.1:PORT

Its address is the first line of stdout; it runs until its stdin is at its end.
"""

from __future__ import annotations

import asyncio
import sys
from typing import Any

from distributed import Scheduler, Worker


async def main(kind: str, *scheduler: str) -> None:
    """Run one of them."""
    quiet: dict[str, Any] = {"host": "127.0.0.1", "dashboard": False, "dashboard_address": None}
    server = Scheduler(port=0, **quiet) if kind == "scheduler" else Worker(*scheduler, nthreads=1, **quiet)
    async with server:
        print(server.address, flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.buffer.read)


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
