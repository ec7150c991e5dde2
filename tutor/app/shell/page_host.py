"""What a page asks of the app that it is on, beside what Textual's own apps have."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, Literal, Protocol, cast

from textual.dom import DOMNode
from textual.screen import Screen

if TYPE_CHECKING:
    from tutor.app.drawing.symbols import Symbols
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.app.shell.services.services import File, Services
    from tutor.problems.contract.problem import Problem

PageName = Literal[
    "quiz",
    "questions",
    "summary",
    "walkthrough",
    "graph",
    "array",
    "plots",
    "days",
    "progress",
    "plugins",
    "network",
    "submission",
]


class Navigator(Protocol):
    """Opens other pages."""

    def open(self, page: PageName, *what: Any, instead: bool = False) -> None:
        """Open a page on `what` its factory takes, on top of this one or `instead` of it."""

    def open_help(self, topic: str, names: Sequence[tuple[str, str]] = ()) -> None:
        """Open the help on a page, with the names that may be used there."""

    def go_home(self) -> None:
        """Back to Home from wherever one is."""

    def called_below(self, page: Screen[None]) -> str:
        """What the page is called that one comes back to from this one."""

    def leave(self) -> None:
        """Back to where one came from."""

    def leave_quiz(self) -> None:
        """Back to where one came from, and say what was kept of the quiz."""

    def refresh_home(self) -> None:
        """Gather the rows of Home again."""

    def choose(self, title: str, entries: Sequence[PaletteEntry]) -> None:
        """Let one of these be chosen and do it."""

    def ask_instance(self, problem: str | Problem, then: Callable[[], object]) -> None:
        """Ask for the seed and the sizes of a problem; they hold while the app runs."""


class PageHost(Protocol):
    """The app as its pages see it."""

    symbols: Symbols
    services: Services
    navigation: Navigator
    theme: str

    @property
    def available_themes(self) -> dict[str, Any]: ...

    def exit(self) -> None: ...

    def toggle_ascii(self) -> None:
        """Write everything in ASCII, or no longer."""

    def copy(self, text: str) -> None:
        """Put text on the clipboard of the terminal, and say so."""

    def edit(self, text: str) -> str:
        """A text as it comes back from the learner's own editor. Raises TutorError where none can be opened."""

    def save(self, make: Callable[[], File]) -> None:
        """Write a file and say where it is."""

    def report(self, error: Exception) -> None:
        """Say that something failed, and whose fault it is."""

    def trace(self, error: Exception) -> None:
        """Keep the traceback of a fault until the terminal is free again."""

    def page_left(self, page: Screen[Any]) -> None:
        """A page was left and does not come back."""

    def clear_heap(self) -> None:
        """Clear the heap of closed pages."""


def host_of(node: DOMNode) -> PageHost:
    """The app that a widget or a page is on."""
    return cast(PageHost, node.app)
