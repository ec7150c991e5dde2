"""Network files that come with work from another machine: they are what was written there, whatever is here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem

_MOST = 256


class NetworkText(NamedTuple):
    """What a network file holds that is called so, or why it could not be read."""

    name: str
    text: str
    trouble: str = ""


class NetworkTexts:
    """The network files that somebody's work is about, each read once: all of the work is about the same text."""

    def __init__(self) -> None:
        self._read: dict[str, NetworkText] = {}

    def of(self, name: str) -> NetworkText:
        """What the network file of that name holds."""
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = _read(name)
        return found


def carry(networks: Iterable[NetworkText]) -> bool:
    """Have these names stand for these texts from now on: this process works for people at other machines.

    Whether one of the names may have stood for something else before: what was kept of it is no longer true.
    """
    global _works_for_others
    _works_for_others = True
    changed = len(_carried) > _MOST
    if changed:
        _carried.clear()
    for network in networks:
        changed |= _carried.get(network.name, network) != network
        _carried[network.name] = network
    return changed


def carried(name: str) -> Problem | None:
    """The problem of a network file that has come with work. Raises TutorError where it could not be read there."""
    return _problem(_carried[name]) if name in _carried else None


def unknown_here(error: TutorError) -> TutorError:
    """An error of a problem that is not known here, as it is told where others may be known."""
    if not _works_for_others:
        return error
    return TutorError(f"{error.message} (on the worker of the cluster, whose plugins count)", title=error.title)


_works_for_others = False
_carried: dict[str, NetworkText] = {}


def _read(name: str) -> NetworkText:
    from tutor.host.kept_networks import text_of

    try:
        return NetworkText(name, text_of(name))
    except TutorError as error:
        return NetworkText(name, "", error.message)


@lru_cache(maxsize=64)
def _problem(network: NetworkText) -> Problem:
    if network.trouble:
        raise TutorError(network.trouble)
    from tutor.problems.network.reader import read_network

    return read_network(network.text, network.name)
