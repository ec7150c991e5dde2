"""Every action by name, for the palette: those of the page first, then those that always work."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

from tutor.app.home.row_text import MODES, Entry
from tutor.app.shell.page import Page
from tutor.app.shell.page_host import PageHost, host_of
from tutor.app.shell.pages.palette_entry import PaletteEntry

if TYPE_CHECKING:
    from tutor.study import Mode


def everything(page: Page, rows: Sequence[Entry]) -> list[PaletteEntry]:
    """All entries on a page, in the order in which they are likely to be wanted; `rows` are those of Home."""
    host = host_of(page)
    go, services = host.navigation, host.services
    entries = list(page.palette_entries()) if page.present else []
    entries += [
        PaletteEntry("Home", "", "esc", go.go_home),
        PaletteEntry("Review", "what is due, on new numbers", "", partial(go.open, "quiz", services.review)),
        PaletteEntry("Practise", "what is known least", "", partial(go.open, "quiz", services.practise)),
        PaletteEntry(
            "Find the mistake", "in a derivation with one wrong line", "", partial(go.open, "quiz", services.find)
        ),
        PaletteEntry("Placement test", "finds where to begin", "", partial(go.open, "quiz", services.placement)),
        PaletteEntry("Your own network", "a forward pass, typed by you", "", partial(go.open, "network")),
        PaletteEntry("Hand in", "a worked solution, marked line by line", "", partial(go.open, "submission")),
        PaletteEntry("Progress", "skills, slips, what comes back", "F6", partial(go.open, "progress")),
        PaletteEntry("Plugins", "what is installed", "F7", partial(go.open, "plugins")),
        PaletteEntry("Help", "keys and notation", "F1", page.action_help),
        PaletteEntry("Export", "all answers to a file", "F9", partial(host.save, services.export)),
        PaletteEntry("Quit", "a quiz can be gone on with", "ctrl+q", host.exit),
    ]
    for row in rows:
        if row.kind == "page":
            entries.append(PaletteEntry("Hand in", row.text, "", partial(go.open, "submission", row.page)))
        if row.network and row.problem:
            entries.append(PaletteEntry(row.title, "change", "F2", partial(go.open, "network", row.problem)))
        if row.kind == "problem" and not row.fault:
            entries += _of_problem(host, row.problem, row.title)
    signs = "box drawing and Greek" if host.symbols.ascii else "ASCII only, for plain fonts"
    entries.append(PaletteEntry("Signs", signs, "", host.toggle_ascii))
    themes = sorted(host.available_themes)
    return entries + [PaletteEntry(f"Theme {name}", "", "", partial(setattr, host, "theme", name)) for name in themes]


def _of_problem(host: PageHost, problem: str, title: str) -> list[PaletteEntry]:
    """What can be done with a problem: its quiz in each mode, mistakes to find, its solution, its plots if any."""
    go, services = host.navigation, host.services

    def quiz(mode: Mode) -> None:
        go.open("quiz", lambda: services.begin(problem, mode, services.request(problem)))

    plots = [PaletteEntry(title, "plots", "", partial(go.open, "plots", problem))]
    return [
        *(PaletteEntry(title, mode, "", partial(quiz, mode)) for mode in MODES),
        PaletteEntry(title, "find the mistake", "", partial(quiz, "find")),
        PaletteEntry(title, "walkthrough", "F3", partial(go.open, "walkthrough", partial(services.asked_for, problem))),
        *(plots if problem in services.plotted else ()),
    ]
