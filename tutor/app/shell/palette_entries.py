"""Every action by name, for the palette: those of the page first, then those that always work."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from tutor.app.shell.palette import Choice

if TYPE_CHECKING:
    from tutor.app.shell.navigation import Ways


def everything(app: Ways) -> list[Choice]:
    """All choices, in the order in which they are likely to be wanted."""
    library = app.library
    choices = list(app.page.choices()) if app.page and app.page.present else []
    choices += [
        Choice("Home", "", "esc", app.go_home),
        Choice("Review", "what is due, on new numbers", "", lambda: app.open_quiz(library.review)),
        Choice("Practise", "what is known least", "", lambda: app.open_quiz(library.practise)),
        Choice("Placement test", "finds where to begin", "", lambda: app.open_quiz(library.placement)),
        Choice("Progress", "skills, slips, what comes back", "F6", app.open_progress),
        Choice("Plugins", "what is installed", "F7", app.open_plugins),
        Choice("Help", "keys and notation", "F1", app.help_here),
        Choice("Export", "all answers to a file", "F9", app.export),
        Choice("Quit", "a quiz can be gone on with", "ctrl+q", app.exit),
    ]
    for entry in app.home.view.entries:
        if entry.kind == "problem":
            name, title = entry.problem, entry.title
            for mode in ("learn", "practise", "exam"):
                choices.append(Choice(f"{title}", mode, "", _begin(app, name, mode)))
            choices.append(Choice(f"{title}", "walkthrough", "F3", _walk(app, name)))
            choices.append(Choice(f"{title}", "plots", "", _plots(app, name)))
    signs = "box drawing and Greek" if app.symbols.ascii else "ASCII only, for plain fonts"
    choices.append(Choice("Signs", signs, "", app.toggle_ascii))
    choices += [Choice(f"Theme {name}", "", "", _theme(app, name)) for name in sorted(app.available_themes)]
    return choices


def _begin(app: Ways, name: str, mode: str) -> Callable[[], object]:
    return lambda: app.start(name, mode)  # type: ignore[arg-type]


def _walk(app: Ways, name: str) -> Callable[[], object]:
    return lambda: app.open_walkthrough(name)


def _plots(app: Ways, name: str) -> Callable[[], object]:
    return lambda: app.open_plots(name)


def _theme(app: Ways, name: str) -> Callable[[], object]:
    def choose() -> None:
        app.theme = name

    return choose
