"""Has what is handed in marked, one page at a time, and gives up one that is no longer wanted."""

from __future__ import annotations

import os
from collections.abc import Callable

from tutor.app.drawing.cell_text import shown
from tutor.app.shell.page import Page
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.app.shell.services.kept_pages import KeptPage
from tutor.app.shell.services.services import HandedIn
from tutor.app.submission.handed_in import name_of_paste, path_of, read_page
from tutor.app.submission.marked_page import MarkedPage, Request
from tutor.app.submission.marking_process import MarkingProcess
from tutor.errors import TutorError

NO_FILES = "In a browser, paste the page itself: files are read on your own machine only"


class Marking:
    """What is marked for a page: the file of a ``path``, or a text that was ``pasted``, and the problem it is about.

    ``changed`` is called when it begins or fails, which is then the ``trouble``; ``marked`` takes in what comes of it.
    """

    def __init__(
        self, page: Page, changed: Callable[[], None], marked: Callable[[MarkedPage], None], path: str, problem: str
    ) -> None:
        self.path, self.problem = path, problem
        self.process = MarkingProcess()
        self.busy = False
        self.trouble = ""
        self._page = page
        self._changed = changed
        self._marked = marked
        self._pasted: tuple[str, str] | None = None  # the text, and what it is called
        self._runs = 0

    @property
    def has_work(self) -> bool:
        """Whether there is anything to be marked."""
        return self._pasted is not None or bool(self.path)

    @property
    def is_pasted(self) -> bool:
        """Whether what is to be marked was pasted, and is in no file."""
        return self._pasted is not None

    def take_path(self, path: str) -> None:
        """The file of this path is to be marked."""
        self.path, self._pasted = path, None

    def take_text(self, text: str) -> None:
        """This text is to be marked."""
        self._pasted = text, name_of_paste(text)

    def start(self) -> None:
        """Have it marked as it is now; what is being marked is given up."""
        page = self._page
        if self._pasted is None and not page.services.networks.on_disk:
            self.say(NO_FILES)
            return
        page.services.handed_in = HandedIn(self.path, self.problem)
        start_worker(page, self._mark, self.path, self._pasted, self.problem)

    def say(self, trouble: str) -> None:
        """Say why nothing was marked."""
        self.trouble = shown(trouble)
        self._changed()

    def close(self) -> None:
        """End the process; may wait for it, so call it in a thread."""
        self.process.close()

    async def _mark(self, path: str, pasted: tuple[str, str] | None, problem: str) -> None:
        """Mark a page, and hand it over unless another one was asked for meanwhile."""
        self._runs += 1
        this, given_up = self._runs, self.busy
        self.busy = True
        self.trouble = ""
        self._changed()

        def marked() -> MarkedPage:
            if given_up:
                self.process.stop()
            text, name = pasted if pasted is not None else read_page(path)
            self._keep(path, problem, text if pasted is not None else "")
            return self.process.mark(Request(text, name, problem), lambda: this == self._runs)

        try:
            page = await run_in_thread(marked)
        except TutorError as error:
            if this == self._runs and self._page.present:
                self.busy = False
                self.say(error.message)
            return
        if this == self._runs and self._page.present:
            self.busy = False
            self._marked(page)

    def _keep(self, path: str, problem: str, pasted: str) -> None:
        """Remember what is handed in, to be gone back to; where it is a visitor's, nothing is kept."""
        services = self._page.services
        if services.networks.on_disk:
            file = "" if pasted else os.path.abspath(path_of(path))
            services.pages.keep(KeptPage("submission", problem, path=file, text=pasted))
