"""What is opened by a row of Home."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from tutor.app.home.row_text import Entry

if TYPE_CHECKING:
    from tutor.app.shell.page_host import Navigator
    from tutor.app.shell.services.kept_pages import KeptPage
    from tutor.app.shell.services.services import Services
    from tutor.study import Mode


def _open_again(page: KeptPage, navigator: Navigator, services: Services) -> None:
    """Open a page as it was."""
    if page.page == "submission":
        navigator.open("submission", page)
        return
    problem = partial(services.problem, page.problem)
    navigator.open("walkthrough", lambda: problem().instance(seed=page.seed, sizes=page.sizes), page.step)


def open_row(entry: Entry, mode: Mode, navigator: Navigator, services: Services) -> None:
    """Begin what a row stands for, a problem in this mode."""
    if entry.page is not None:
        _open_again(entry.page, navigator, services)
    elif entry.kind == "continue":
        navigator.open("quiz", partial(services.go_on, entry.session))
    elif entry.kind == "review":
        navigator.open("quiz", services.review)
    elif entry.kind == "find":
        navigator.open("quiz", services.find)
    elif entry.kind == "own" or entry.fault:
        navigator.open("network", entry.problem)
    elif entry.kind == "hand-in":
        navigator.open("submission")
    elif entry.kind == "finished":
        navigator.open("quiz", services.practise)
    else:
        request = services.request(entry.problem)
        navigator.open("quiz", lambda: services.begin(entry.problem, mode, request))
