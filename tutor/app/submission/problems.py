"""The problems that a page may be about, to choose from, and a session on what was wrong in one. Both may block."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING

from tutor.app.shell.pages.palette_entry import PaletteEntry
from tutor.app.submission.marked_page import OWN, MarkedPage, Question

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services
    from tutor.study import QuizSession


def problem_entries(services: Services, choose: Callable[[str], None]) -> list[PaletteEntry]:
    """Any, the networks in files near by, and the problems that are installed; a server has no files for visitors."""
    from tutor import host

    networks = host.networks() if services.networks.on_disk else []
    named = [(one.title or one.name, one.name) for one in networks]
    named += [(problem.title, name) for name, problem in services.catalogue().problems.items()]
    any_ = PaletteEntry("Any", "one that it fits, or its own network", "", partial(choose, ""))
    return [any_, *(PaletteEntry(title, name, "", partial(choose, name)) for title, name in named)]


def session_on(services: Services, page: MarkedPage, questions: Sequence[Question]) -> QuizSession:
    """A quiz of these questions, all about one problem."""
    problem = questions[0].problem
    instance = services.asked_for(problem) if problem != OWN else services.own(page.network, page.name)
    return services.ask(instance, [one.step for one in questions])
