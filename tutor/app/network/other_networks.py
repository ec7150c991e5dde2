"""The list of networks (F8) on the page for one's own: open another, begin a new one, delete this one."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from tutor.app.network.draft import Draft, Typed
from tutor.app.shell.page import Page
from tutor.app.shell.pages.palette_entry import PaletteEntry
from tutor.app.shell.processes.background import run_in_thread, start_worker

if TYPE_CHECKING:
    from tutor.app.shell.services.networks import Networks


class OtherNetworks:
    """What can be opened in the place of the network that is on the page."""

    def __init__(self, page: Page, typed: Typed, draft: Draft) -> None:
        self._page = page
        self._typed = typed
        self._draft = draft

    @property
    def _networks(self) -> Networks:
        return self._page.services.networks

    def choose(self) -> None:
        """Let one be chosen, and do it."""
        start_worker(self._page, self._choose)

    async def _choose(self) -> None:
        entries = await run_in_thread(self._entries)
        if self._page.present:
            self._page.navigator.choose("networks", entries)

    def _entries(self) -> list[PaletteEntry]:
        from tutor import host
        from tutor.host import kept_networks
        from tutor.problems.network.network import Network

        name = self._typed.opened.name
        entries = [
            PaletteEntry(one.title or one.name, one.name, "", partial(self._open, one.name))
            for one in host.networks()
            if one.name != name
        ]
        entries.append(PaletteEntry("New", "from the first example", "", partial(self.open_new, str)))
        if name and self._networks.on_disk and kept_networks.is_kept(name):
            entries.append(PaletteEntry("Delete", name, "", self.ask_to_delete))
        for problem in self._page.services.catalogue().problems.values():
            if isinstance(problem, Network):
                new = partial(self.open_new, partial(getattr, problem, "text"))
                entries.append(PaletteEntry(problem.title, "to start from", "", new))
        return entries

    def _open(self, name: str) -> None:
        self._page.navigator.open("network", name, instead=True)

    def open_new(self, text: Callable[[], str]) -> None:
        """A new network from a text; one that was new and is not saved yet is saved first."""
        start_worker(self._page, self._start_new, text, group="save")

    async def _start_new(self, text: Callable[[], str]) -> None:
        page, networks = self._page, self._networks
        opened, typed = self._typed.opened, self._typed.text

        def start() -> str:
            kept = networks.set_aside(opened, typed)
            networks.start_from(text())
            return kept

        kept = await run_in_thread(start, saves=True)
        if kept:
            page.notify(f"What was not saved is now {kept}", timeout=6)
        if not opened.name:
            self._draft.drop()  # the draft is the new one's now
        page.navigator.open("network", "", instead=True)

    def ask_to_delete(self) -> None:
        """Delete this one, once that is confirmed."""
        self._page.navigator.choose(
            f"delete {self._typed.opened.name}?",
            [
                PaletteEntry("Keep it", "", "", lambda: None),
                PaletteEntry("Delete it", "its file; your answers stay in the log", "", self._start_deleting),
            ],
        )

    def _start_deleting(self) -> None:
        start_worker(self._page, self._delete, group="save")

    async def _delete(self) -> None:
        page, name = self._page, self._typed.opened.name
        await run_in_thread(lambda: self._networks.delete(name), saves=True)
        self._draft.drop()
        page.notify(f"Deleted: {name}", timeout=3)
        page.navigator.leave()
