"""A look at a cluster before any work is sent: whether it is one, and what its machines have installed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import distributed
from distributed.core import rpc
from distributed.security import Security

from tutor.errors import TutorError, one_line
from tutor.executors.cluster_task import DISTRIBUTION, VERSION

CONNECT_SECONDS = 5.0
"""How long a connection may take; a machine that is there takes milliseconds, and one that is just started is tried
again."""

ANSWER_SECONDS = 10.0
"""How long the answers may take, with the connection: what is no scheduler may take one and never say a word."""


class Installed(NamedTuple):
    """The versions of what counts on a machine, None where it is not installed."""

    dask: str | None
    tutor: str | None


HERE = Installed(distributed.__version__, VERSION)


def check_cluster(address: str) -> None:
    """Raise TutorError unless a scheduler answers there, and it and its workers have what is installed here."""
    try:
        found = asyncio.run(asyncio.wait_for(_installed(address), ANSWER_SECONDS))
    except TimeoutError:
        raise _unusable(address, f"nothing has answered within {ANSWER_SECONDS:.0f} seconds") from None
    except OSError as error:
        raise _unusable(address, one_line(str(error.__cause__ or "") or str(error))) from error
    except TutorError:
        raise
    except Exception as error:  # of an address of another form, or TLS that is not set up: many kinds
        raise _unusable(address, one_line(str(error))) from error
    for machine, installed in found.items():
        for lack in _lacks(installed):
            raise TutorError(f"the {machine} {lack}", title="Not the same versions")


async def _installed(address: str) -> dict[str, Installed]:
    """What is installed, by machine: the scheduler's first."""
    connection = Security().get_connection_args("client")
    async with rpc(address, connection_args=connection, timeout=CONNECT_SECONDS) as scheduler:
        kind = (await scheduler.identity())["type"]
        if kind != "Scheduler":
            raise _unusable(address, f"it is the address of a {kind.lower()}")
        asked = {"packages": [DISTRIBUTION]}
        own = await scheduler.versions(**asked)
        of_workers = await scheduler.broadcast(msg={"op": "versions", **asked}, on_error="ignore")
    workers = {f"worker at {worker}": _named(told) for worker, told in of_workers.items() if told}
    return {f"scheduler at {address}": _named(own), **workers}


def _named(told: Mapping[str, Any]) -> Installed:
    packages = told["packages"]
    return Installed(packages.get("distributed"), packages.get(DISTRIBUTION))


def _lacks(installed: Installed) -> Iterator[str]:
    """What is wrong with what is installed on a machine."""
    if installed.dask != HERE.dask:
        yield f"has version {installed.dask} of dask.distributed, and this machine {HERE.dask}: they need the same one"
    if installed.tutor is None:
        yield f"has no tutor: `pip install '{DISTRIBUTION}[cluster]=={HERE.tutor}'` there brings it"
    elif installed.tutor != HERE.tutor:
        yield f"has version {installed.tutor} of the tutor, and this machine {HERE.tutor}: all need the same one"


def _unusable(address: str, reason: str) -> TutorError:
    return TutorError(
        f"there is no Dask scheduler to be used at `{one_line(address)}`: {reason or 'it is no address'}",
        title="No scheduler",
    )
