"""The end of a session: how it went, by kind of mistake, and what to do next."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.role_styles import paint
from tutor.app.drawing.theme import MUTED
from tutor.app.graph.graph_page import ShownGraph
from tutor.app.quiz.session_picture import finished_picture
from tutor.app.quiz.summary_text import WELL, Finished, main_rows, minutes, side_rows, signs_row, summary_rows
from tutor.app.shell.page import HELP, SCROLLING, Page, TitleBar
from tutor.graph.cards import whole
from tutor.graph.fitted import fitted
from tutor.graph.tape import draw_tape
from tutor.study.find.asked import about_mistake, shown_name
from tutor.styled_rows import Row

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services
    from tutor.graph.picture import Picture
    from tutor.study import QuizSession


class SummaryPage(Page):
    """What went well, what to look at again, and the way on."""

    DEFAULT_CSS = """
    SummaryPage #body { height: 1fr; }
    SummaryPage #scroll { width: 1fr; height: 100%; }
    SummaryPage #text { height: auto; padding: 1 2; text-wrap: nowrap; text-overflow: clip; max-width: 140; }
    SummaryPage #side { display: none; height: 100%; background: $panel; padding: 1 4; }
    SummaryPage.-wide #text, SummaryPage.-huge #text { padding: 1 4; }
    SummaryPage.-wide #side, SummaryPage.-huge #side { display: block; width: 46; }
    SummaryPage.-huge #side { width: 56; }
    SummaryPage.-tall #text, SummaryPage.-tall #side { padding: 2 4; }
    SummaryPage.-narrow #text { padding: 1 2; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "again", show=False),
        Binding("f3", "walkthrough", show=False),
        Binding("f4", "graph", show=False),
        Binding("f9", "save", show=False),
        Binding("f6", "progress", show=False),
        *SCROLLING,
    ]

    HELP_TOPIC = "list"
    CALLED = "summary"
    OF_SESSION = True

    def __init__(self, session: QuizSession, done: Finished, picture: Picture | None) -> None:
        super().__init__()
        self.session = session
        self.done = done
        self.picture = picture

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Horizontal(id="body"):
            with VerticalScroll(id="scroll", can_focus=False):
                yield Static(id="text")
            yield Static(id="side")
        yield KeyBar()

    def fill(self) -> None:
        count = len(self.done.again)
        back = self.way_back
        retry = [Key("enter", f"retry the {count}", "screen.again")] if count else []
        self.keys.show(
            *(retry or [Key("enter", back.label, "screen.leave")]),
            Key("F3", "walkthrough", "screen.walkthrough"),
            *([Key("F4", "graph", "screen.graph")] if self.picture is not None else []),
            Key("F6", "progress", "screen.progress"),
            *([back] if retry else []),
            HELP,
        )
        self.redraw()

    def redraw(self) -> None:
        done = self.done
        left = styled((done.title, "bold"), (f"   {done.mode}", MUTED))
        aside = styled((f"   {done.label}", MUTED))
        self.title_bar.show(left, styled((f"finished, {minutes(done.summary.seconds)}", MUTED)), aside=aside)
        text = self.query_one("#text", Static)
        cells = max(20, text.content_size.width or 76)
        if not self.roomy:
            text.update(stack(summary_rows(done, cells, self._graph(cells))))
            return
        text.update(stack(main_rows(done, cells, self._graph(cells), self.symbols)))
        side = self.query_one("#side", Static)
        side.update(stack(side_rows(done, max(20, side.content_size.width or 38))))

    def _graph(self, cells: int) -> list[Content]:
        """The graph with a sign at everything that was asked: a list on a narrow screen, cards on a wide one."""
        if self.picture is None:
            return []
        ascii_only = self.symbols.ascii
        rows: list[Row] = []
        if self.roomy:
            room = max(8, self.size.height * 2 // 3)
            drawn = fitted(self.picture, whole(self.picture, ascii_only=ascii_only), cells, room)
            rows = drawn.rows if drawn is not None else []
        tape = draw_tape(self.picture, cells, ascii_only=ascii_only) if not rows else None
        if tape is not None:
            rows = [tape.head, *tape.rows]
        return [signs_row(self.symbols, self.done.mode), Content(""), *paint(rows)] if rows else []

    def action_graph(self) -> None:
        """The graph on a page of its own."""
        if self.picture is not None:
            shown = ShownGraph(self.done.title, self.picture)
            self.navigator.open("graph", lambda: shown)

    def action_save(self) -> None:
        """Write the graph to a file."""
        shown = self.picture
        if shown is not None:
            self.host.save(lambda: self.services.graph_picture(self.done.title, shown, lit=False))

    def action_again(self) -> None:
        """Ask again what was not right at the first try, or go back if all was."""
        if not self.done.again:
            self.action_leave()
            return
        self.navigator.open("quiz", lambda: self.services.again(self.session, self.done.again))

    def action_walkthrough(self) -> None:
        """The solution, at the first question that is worth another look."""
        first = next(iter(self.done.again), None)
        of_problem = {instance.problem.log_id: instance for instance in self.session.instances}
        instance = of_problem[first.problem] if first else self.session.instance
        about = about_mistake(first.step) if first else None
        step = about.step if about else first.step if first else ""
        self.navigator.open("walkthrough", lambda: instance, step)

    def action_progress(self) -> None:
        """What is known."""
        self.navigator.open("progress")


def summary_page(services: Services, session: QuizSession) -> SummaryPage:
    """The page on a finished session.  Reads the log, so it belongs in a thread."""
    instances = {instance.problem.log_id: instance for instance in session.instances}
    title = session.problem.title if len(instances) == 1 else session.mode.capitalize()
    label = session.instance.label if len(instances) == 1 else f"{len(instances)} problems"

    def display(problem: str, step: str) -> str:
        return shown_name(instances[problem].problem, step) if problem in instances else step

    changes = session.changes(services.problems.values())
    done = Finished(title, label, session.mode, session.summary(), changes, display, _untold(session))
    return SummaryPage(session, done, finished_picture(session, session.instance) if len(instances) == 1 else None)


def _untold(session: QuizSession) -> dict[tuple[str, str], str]:
    """The right answers to what was not right in an exam, by problem and step."""
    from tutor.study.session.teaching.worked_step import right_answer

    missed = (one for one in session.questions if session.mode == "exam" and one.outcome not in WELL)
    return {(one.instance.problem.log_id, one.step.id): right_answer(one.instance, one.step) for one in missed}
