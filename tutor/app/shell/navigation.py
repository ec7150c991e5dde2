"""Screen navigation.  A page is built in a thread, since that may import, compute and read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from io import StringIO
from typing import TYPE_CHECKING, Any

from textual.app import App
from textual.screen import ModalScreen

from tutor.app.drawing.cell_text import fit, shown
from tutor.app.drawing.symbols import ASCII, UNICODE, Symbols
from tutor.app.home.page import Home, HomeView
from tutor.app.home.row_text import Entry
from tutor.app.shell.background import beside, spawn
from tutor.app.shell.garbage_collection import tidy
from tutor.app.shell.page import Page
from tutor.app.shell.services import File, Library
from tutor.errors import TutorError, traceback_of

if TYPE_CHECKING:
    from tutor.app.shell.instance_dialog import Wanted
    from tutor.app.shell.palette import Choice
    from tutor.problems.instances.instance import Instance
    from tutor.study import Mode, QuizSession


MOST_TRACEBACKS = 20


class Ways(App[None]):
    """An app whose first screen is Home and that knows how to come to every other page."""

    library: Library
    symbols: Symbols
    numbers: dict[str, Wanted]
    tracebacks: list[str]
    loaded = False
    _opening = False

    def notify(self, message: str, *, title: str = "", **options: Any) -> None:
        """As Textual does it, for text that is text: nothing in it is markup, and nothing unseen."""
        super().notify(shown(message), title=shown(title), **(options | {"markup": False}))

    @property
    def home(self) -> Home:
        """The page at the bottom of the stack."""
        home = self.screen_stack[0]
        assert isinstance(home, Home)
        return home

    def begin(self, entry: Entry, mode: str) -> None:
        """Open the quiz that a row of Home stands for."""
        if entry.kind == "continue":
            self.open_quiz(self._continue)
        elif entry.kind == "review":
            self.open_quiz(self.library.review)
        else:
            chosen: Mode = "learn" if entry.kind == "start" else mode  # type: ignore[assignment]
            self.start(entry.problem, chosen)

    def start(self, problem: str, mode: Mode, *, instead: bool = False) -> None:
        """Open the quiz of a problem, on the numbers asked for if there are any."""
        wanted = self.numbers.get(problem)
        seed, sizes = wanted if wanted else (None, None)
        self.open_quiz(lambda: self.library.begin(problem, mode, seed, sizes=sizes), instead=instead)

    def _continue(self) -> QuizSession:
        record = self.library.latest()
        if record is None:
            raise TutorError("There is no session to go on with.", title="Continue")
        return self.library.resume(record)

    def open_page(self, make: Callable[[], Page], *, instead: bool = False) -> None:
        """Open the page that `make` builds beside the loop, on top of this one or `instead` of it."""
        if not self._opening:
            self._opening = True
            spawn(self, self._open, make, instead=instead)

    async def _open(self, make: Callable[[], Page], *, instead: bool = False) -> None:
        try:
            page = await beside(make)
            # Not waited for: a page that is left before it has been mounted would never answer.
            if instead and len(self.screen_stack) > 1:
                self.switch_screen(page)
            else:
                self.push_screen(page)
        except Exception as error:
            self.report(error)
        finally:
            self._opening = False

    def open_quiz(self, make: Callable[[], QuizSession], *, instead: bool = False) -> None:
        """Open the quiz on a session."""
        self.open_page(lambda: quiz_page(make()), instead=instead)

    def copy(self, text: str) -> None:
        """Put text on the clipboard of the terminal, and say so."""
        self.copy_to_clipboard(text)
        self.notify(f"Copied: {fit(text, 60).rstrip()}", timeout=3, markup=False)

    def open_plots(self, problem: str) -> None:
        """Open the plots of a problem."""

        def page() -> Page:
            from tutor.app.graph.plot_data import plots_of
            from tutor.app.graph.plot_page import Plots

            found = self.library.problem(problem)
            return Plots(found.title, plots_of(found))

        self.open_page(page)

    def open_days(self) -> None:
        """Open the plots of one's own progress."""

        def page() -> Page:
            from datetime import date

            from tutor.app.graph.plot_data import progress_plots
            from tutor.app.graph.plot_page import Plots
            from tutor.study import read_ledger

            return Plots("tutor", progress_plots(read_ledger(self.library.store), date.today()))

        self.open_page(page)

    def go_home(self) -> None:
        """Back to Home from wherever one is."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        spawn(self, self.refresh_home)

    def leave_quiz(self) -> None:
        """Back to Home, and say what was kept of the quiz."""
        self.go_home()
        spawn(self, self._say_what_is_kept)

    async def _say_what_is_kept(self) -> None:
        from tutor.study.session import feedback

        try:
            said = await beside(lambda: feedback.left(self.library.store))
        except Exception as error:
            self.report(error)
        else:
            self.notify(said, timeout=3 if self.library.store.all_saved else 8, markup=False)

    def open_summary(self, session: QuizSession) -> None:
        """Open what a finished session came to, in the place of its quiz."""

        def page() -> Page:
            from tutor.app.quiz.summary_page import Summary, finished

            return Summary(session, finished(session))

        self.open_page(page, instead=True)

    @property
    def page(self) -> Page | None:
        """The page that is seen, under any list that lies on it."""
        return next((screen for screen in reversed(self.screen_stack) if isinstance(screen, Page)), None)

    def action_palette(self) -> None:
        """Everything by name."""
        from tutor.app.shell.palette_entries import everything

        if self.page is self.screen:
            self.choose("everything, by name", everything(self))

    def choose(self, title: str, choices: Sequence[Choice]) -> None:
        """Let one of these be chosen and do it."""
        from tutor.app.shell.palette import Palette

        def done(choice: Choice | None) -> None:
            if choice is not None:
                choice.run()

        self.push_screen(Palette(title, choices), done)

    def ask_numbers(self, problem: str, then: Callable[[], object]) -> None:
        """Ask for the seed and the sizes of a problem; they hold while the app runs."""

        def done(wanted: Wanted | None) -> None:
            if wanted is not None:
                self.numbers.pop(problem, None)
                if any(wanted):
                    self.numbers[problem] = wanted
                then()

        async def ask() -> None:
            from tutor.app.shell.instance_dialog import Numbers

            try:
                found = await beside(lambda: self.library.problem(problem))
            except Exception as error:
                self.report(error)
                return
            if not isinstance(self.screen, ModalScreen):
                self.push_screen(Numbers(found, self.numbers.get(problem)), done)

        spawn(self, ask)

    def help_here(self) -> None:
        """Help on the page that is seen."""
        if self.page is not None:
            self.page.action_help()

    def open_help(self, topic: str, names: Sequence[tuple[str, str]] = ()) -> None:
        """Open the help on a page, with the names that may be used there."""
        from tutor.app.shell.help_page import Help

        self.push_screen(Help(topic, names))

    def toggle_ascii(self) -> None:
        """Write everything in ASCII, or no longer."""
        self.symbols = UNICODE if self.symbols.ascii else ASCII
        for screen in self.screen_stack:
            if isinstance(screen, Page):
                screen.redraw_if_there()
        self.refresh_css(animate=False)

    def open_walkthrough(self, problem: str) -> None:
        """Open the solution of a problem, on its textbook numbers or those asked for."""
        wanted = self.numbers.get(problem)
        seed, sizes = wanted if wanted else (None, None)
        self.open_solution(lambda: self.library.instance(problem, seed, sizes))

    def open_solution(self, make: Callable[[], Instance], step: str = "") -> None:
        """Open the solution on an instance, at a step."""

        def page() -> Page:
            from tutor.app.walkthrough.page import Walkthrough
            from tutor.app.walkthrough.step_view import solve

            instance = make()
            ids = [one.id for one in instance.problem.steps]
            return Walkthrough(instance, solve(instance, ids.index(step) if step in ids else 0))

        self.open_page(page)

    def open_progress(self) -> None:
        """Open what is known and what is due."""
        self.open_page(self._progress_page)

    def _progress_page(self) -> Page:
        from tutor.app.progress.page import Progress

        return Progress(self.library.progress())

    def export(self) -> None:
        """Write all attempts to a file, and say where it is."""
        self.save(self.library.export)

    def save(self, make: Callable[[], File]) -> None:
        """Write a file and say where it is; in a browser it is a download, for the disk is not the visitor's."""
        spawn(self, self._save, make)

    async def _save(self, make: Callable[[], File]) -> None:
        try:
            name, text = await beside(make)
            if self.is_web:
                self.deliver_text(StringIO(text), save_directory=".", save_filename=name, encoding="utf-8")
                said = f"{name} is a download of your browser"
            else:
                said = f"Written to {await beside(lambda: self.library.write(name, text))}"
        except Exception as error:
            self.report(error)
            return
        self.notify(said, timeout=6, markup=False)
        incomplete = self.library.store.incomplete
        if incomplete:
            self.notify(incomplete, title="Not all could be read", severity="warning", timeout=8, markup=False)

    def open_plugins(self) -> None:
        """Open the list of plugins."""
        self.open_page(self._plugins_page)

    def _plugins_page(self) -> Page:
        from tutor.app.shell.plugins_page import Plugins

        found = self.library.catalogue()
        return Plugins(found.plugins, found.problems)

    def tidy(self) -> None:
        """Clear the heap of closed pages; not in a test, whose app itself would stay for good."""
        if self.loaded and len(self.screen_stack) == 1 and not self.is_headless:
            tidy()

    async def refresh_home(self) -> None:
        """Gather the rows of Home again."""
        try:
            view = await beside(self._gather_home)
        except Exception as error:
            self.report(error)
        else:
            self.home.show(view)

    def _gather_home(self) -> HomeView:
        from tutor.app.home.view_model import gather

        rows, progress = gather(self.library)
        return HomeView(rows, progress.known, progress.total, note=self.library.store.notice or "")

    def report(self, error: Exception) -> None:
        """Say that something failed, and whose fault it is, without leaving the page."""
        if isinstance(error, TutorError):
            title, said = error.title, error.message
        elif isinstance(error, OSError):
            title, said = "That did not work", str(error)
        else:
            from tutor import host

            title, said = "A fault, not yours", host.whose_fault(error)
        self.trace(error)
        self.notify(said or title, title=title, severity="warning", timeout=8, markup=False)

    def trace(self, error: Exception) -> None:
        """Keep the traceback of a fault, where it is asked for, until the terminal is free again."""
        if not isinstance(error, TutorError) and len(self.tracebacks) < MOST_TRACEBACKS:
            self.tracebacks.append(traceback_of(error))


def quiz_page(session: QuizSession) -> Page:
    from tutor.app.quiz.page import Quiz
    from tutor.app.quiz.question_view import gather

    return Quiz(session, gather(session))
