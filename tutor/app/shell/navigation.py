"""Screen navigation.  A page is built in a thread, since that may import, compute and read."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pkgutil import resolve_name
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import ModalScreen, Screen

from tutor.app.home.page import Home
from tutor.app.shell.page import Page
from tutor.app.shell.page_host import PageName, host_of
from tutor.app.shell.processes.background import run_in_thread, start_worker
from tutor.app.shell.services.services import Services

if TYPE_CHECKING:
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.app.shell.services.problem_services import InstanceRequest
    from tutor.problems.contract.problem import Problem

# The factory of each page, by name: pages are imported when they are opened, and know nothing of each other.
FACTORIES: Mapping[PageName, str] = {
    "quiz": "tutor.app.quiz.page:quiz_page",
    "questions": "tutor.app.quiz.questions_page:questions_page",
    "summary": "tutor.app.quiz.summary_page:summary_page",
    "walkthrough": "tutor.app.walkthrough.page:walkthrough_page",
    "graph": "tutor.app.graph.graph_page:graph_page",
    "array": "tutor.app.graph.array_page:array_page",
    "plots": "tutor.app.graph.plot_page:plots_page",
    "days": "tutor.app.graph.plot_page:days_page",
    "progress": "tutor.app.progress.page:progress_page",
    "network": "tutor.app.network.page:network_page",
    "submission": "tutor.app.submission.page:hand_in_page",
    "plugins": "tutor.app.shell.pages.plugins_page:plugins_page",
}


class Navigation:
    """Opens pages on top of Home, the first one; `busy` while one is being built."""

    def __init__(self, app: App[None], services: Services) -> None:
        self._app = app
        self._services = services
        self.busy = False

    @property
    def home(self) -> Home:
        """The page at the bottom of the stack."""
        home = self._app.screen_stack[0]
        assert isinstance(home, Home)
        return home

    @property
    def page(self) -> Page | None:
        """The page that is seen, under any list that lies on it."""
        return next((screen for screen in reversed(self._app.screen_stack) if isinstance(screen, Page)), None)

    def open(self, page: PageName, *what: Any, instead: bool = False) -> None:
        """Open a page on `what` its factory takes, on top of this one or `instead` of it."""
        if not self.busy:
            self.busy = True
            start_worker(self._app, self.opened, page, *what, instead=instead)

    async def opened(self, page: PageName, *what: Any, instead: bool = False) -> None:
        """Open a page, and come back when it is there or its fault has been said."""

        def make() -> Page:
            made = resolve_name(FACTORIES[page])(self._services, *what)
            assert isinstance(made, Page)
            return made

        try:
            made = await run_in_thread(make)
            made.expect(self._app.size)
            # Not waited for: a page that is left before it has been mounted would never answer.
            if instead and len(self._app.screen_stack) > 1:
                self._app.switch_screen(made)
            else:
                self._app.push_screen(made)
        except Exception as error:
            host_of(self._app).report(error)
            if self.page is self.home:  # its row is of what is there no longer
                self.refresh_home()
        finally:
            self.busy = False

    def open_help(self, topic: str, names: Sequence[tuple[str, str]] = ()) -> None:
        """Open the help on a page, with the names that may be used there."""
        from tutor.app.shell.pages.help_page import Help

        self._app.push_screen(Help(topic, names))

    def go_home(self) -> None:
        """Back to Home from wherever one is."""
        while len(self._app.screen_stack) > 1:
            self._app.pop_screen()
        self.refresh_home()

    def called_below(self, page: Screen[None]) -> str:
        """What the page is called that one comes back to from this one."""
        return self._below(page).CALLED

    def _below(self, page: Screen[None]) -> Page:
        """The page that one comes back to from this one: the one that it was opened on, or Home at last."""
        pages = [screen for screen in self._app.screen_stack if isinstance(screen, Page)]
        under = pages[: pages.index(page)] if isinstance(page, Page) and page in pages else pages
        of_session = isinstance(page, Page) and page.OF_SESSION
        return next((one for one in reversed(under) if not (of_session and one.OF_SESSION)), self.home)

    def leave(self) -> None:
        """Back to where one came from."""
        target = self._below(self.page or self.home)
        while self._app.screen is not target:
            self._app.pop_screen()
        if target is self.home:
            self.refresh_home()

    def leave_quiz(self) -> None:
        """Back to where one came from, and say what was kept of the quiz."""
        self.leave()
        start_worker(self._app, self._say_what_is_kept)

    async def _say_what_is_kept(self) -> None:
        from tutor.study.session import feedback

        said = await run_in_thread(lambda: feedback.left(self._services.store))
        self._app.notify(said, timeout=2 if self._services.store.all_saved else 6)

    def refresh_home(self) -> None:
        """Gather the rows of Home again: no other page is open."""
        start_worker(self._app, self._come_home)

    async def _come_home(self) -> None:
        await run_in_thread(self._services.pages.leave)
        await self.home.gather()

    def choose(self, title: str, entries: Sequence[PaletteEntry]) -> None:
        """Let one of these be chosen and do it."""
        from tutor.app.shell.pages.palette import Palette

        def done(entry: PaletteEntry | None) -> None:
            if entry is not None:
                entry.run()

        self._app.push_screen(Palette(title, entries), done)

    def choose_from_everything(self) -> None:
        """Every action by name."""
        from tutor.app.shell.pages.palette_entries import everything

        if self.page is not None and self.page is self._app.screen:
            self.choose("everything, by name", everything(self.page, self.home.view.entries))

    def ask_instance(self, problem: str | Problem, then: Callable[[], object]) -> None:
        """Ask for the seed and the sizes of a problem; they hold while the app runs."""

        def done(request: InstanceRequest | None) -> None:
            if request is not None:
                self._services.keep_request(name, request)
                then()

        name = problem if isinstance(problem, str) else problem.id

        async def ask() -> None:
            from tutor.app.shell.pages.instance_dialog import InstanceDialog

            found = await run_in_thread(lambda: self._services.problem(name)) if isinstance(problem, str) else problem
            if not isinstance(self._app.screen, ModalScreen):
                self._app.push_screen(InstanceDialog(found, self._services.request(name)), done)

        start_worker(self._app, ask)
