"""Networks that are written in the app: kept on the disk or, for a visitor of a server, in memory for the session."""

from __future__ import annotations

import threading
from collections.abc import Container, Iterator
from contextlib import suppress
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.problems.network.network import Network


UNNAMED = "your network"
"""What a network is called that is in no file yet."""


class Opened(NamedTuple):
    """A network as it is opened: its name ("" for a new one), its text, and the text that is saved under its name."""

    name: str
    text: str
    saved: str


class Networks:
    """Texts of networks and what was made of them. Every call may block and belongs in a thread."""

    def __init__(self) -> None:
        self.on_disk = True
        """Whether they may be written to the disk: not where it is a server's."""
        self._drafts: dict[str, str] = {}
        self._asked: dict[str, Network] = {}
        self._lock = threading.Lock()

    def open(self, name: str = "") -> Opened:
        """A network with what was typed last, saved or not; the first example where there is none yet.

        Raises TutorError where its file cannot be read.
        """
        from tutor.host import kept_networks

        saved = kept_networks.text_of(name) if name else ""
        return Opened(name, self.draft(name) or saved or first_example(), saved)

    def draft(self, name: str = "") -> str | None:
        """What was typed and is not saved."""
        if not self.on_disk:
            return self._drafts.get(name)
        from tutor.host import kept_networks

        return kept_networks.draft(name)

    def keep_draft(self, opened: Opened, text: str) -> None:
        """Keep what is typed until it is saved; nothing is kept of what is no change. Raises OSError."""
        changed = bool(text.strip()) and text != (opened.saved or first_example())
        with self._lock:
            if not self.on_disk:
                self._drafts[opened.name] = text
                return
            from tutor.host import kept_networks

            if changed:
                kept_networks.keep_draft(opened.name, text)
            else:
                kept_networks.drop_draft(opened.name)

    def save(self, opened: Opened, text: str) -> Opened:
        """Write a network to the disk; it is what is open now. Raises TutorError where that fails."""
        from tutor.host import kept_networks

        with self._lock:
            return Opened(kept_networks.save(text, opened.name, opened.saved), text, text)

    def set_aside(self, opened: Opened, text: str) -> str:
        """Save a new network that was not saved yet, before another new one takes its place; its name, or ""."""
        unsaved = not opened.name and text.strip() and text != first_example()
        return self.save(opened, text).name if unsaved and self.on_disk else ""

    def start_from(self, text: str) -> None:
        """Let this be the text of the new network; the first example, if it is empty."""
        with self._lock:
            if not self.on_disk:
                self._drafts[""] = text
                return
            from tutor.host import kept_networks

            if text:
                kept_networks.keep_draft("", text)
            else:
                kept_networks.drop_draft("")

    def delete(self, name: str) -> None:
        """Remove a network from the data folder. Raises TutorError."""
        from tutor.host import kept_networks

        if not self.on_disk:
            raise TutorError("what is on the server's disk stays as it is", title="Not deleted")
        kept_networks.delete(name)

    def keep_asked(self, network: Network) -> None:
        """Remember a network whose quiz is begun: it may have no file to be found in again."""
        self._asked[network.log_id] = network

    def asked(self, names: Container[str]) -> Iterator[Network]:
        """Those that the log of answers knows by one of these names and that are in no file."""
        yield from (network for name, network in tuple(self._asked.items()) if name in names)
        for name, text in tuple(self._drafts.items()) if not self.on_disk else _kept_drafts():
            with suppress(TutorError):
                network = _network_of(text, name)
                if network.log_id in names:
                    yield network


def _kept_drafts() -> Iterator[tuple[str, str]]:
    from tutor.host import kept_networks

    return kept_networks.drafts()


@lru_cache(maxsize=64)
def _network_of(text: str, name: str) -> Network:
    """The network of a text: read once, however often Home asks what is known of it."""
    from tutor.problems.network.reader import read_network

    return read_network(text, name or UNNAMED)


def first_example() -> str:
    """The text that a new network begins with."""
    from tutor.problems.network.first_example import FIRST

    return FIRST
