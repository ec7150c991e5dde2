"""What can be done at a question besides answering it: look at the graph and the numbers, copy, symbols, the editor."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tutor.app.graph.graph_page import ShownGraph
from tutor.app.quiz.page_text import one_option
from tutor.app.quiz.palette_entries import copies, symbols_of
from tutor.app.quiz.pasted import pasted
from tutor.app.quiz.question_view import QuestionView
from tutor.app.quiz.view import QuizView
from tutor.app.shell.page import Page
from tutor.errors import TutorError

if TYPE_CHECKING:
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.study import QuizSession


class QuestionTools(Page):
    """A page with a question on it, and the keys that neither answer it nor leave it; `busy` while one is answered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "graph", show=False),
        Binding("f9", "copy", show=False),
        Binding("ctrl+o", "symbol", show=False, priority=True),
        Binding("ctrl+e", "edit", show=False, priority=True),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(1)", show=False),
    ]

    def __init__(self, session: QuizSession, question: QuestionView, graph_node: str = "") -> None:
        super().__init__()
        self._graph_node = graph_node
        self.session = session
        self.question = question
        self.view = QuizView(question)
        self.busy = False

    # The reference

    def action_graph(self, node: str = "") -> None:
        """The graph on a page of its own; where there is none, all of the text that a narrow screen has left out."""
        shown = self.view.reference.picture
        if shown is None:
            self.view.reference.unfold()
            return
        lit = self.view.reference.lit
        session = self.session
        told = session.ended or (session.about_mistake and self.question.options)  # its name would tell the wrong line
        asked = "" if told else session.problem.display(session.step.id)
        of = "" if session.ended else at_question(session)
        graph = ShownGraph(session.problem.title, shown, asked, lit, of, node)
        self.navigator.open("graph", lambda: graph)

    def graph_again(self) -> None:
        """The graph at the node where it was when the app ended."""
        if self._graph_node:
            self.action_graph(self._graph_node)

    def action_arrays(self) -> None:
        """All entries of the larger arrays that are known."""
        if self.question.tables:
            self.navigator.open("array", self.session.problem.title, self.question.tables)

    def action_reference(self) -> None:
        """Show the reference where a small screen has no room for it, or hide it again."""
        self.view.reference.toggle_class("-asked")

    def action_scroll(self, pages: int) -> None:
        """Scroll the reference while the cursor stays on the line; show it first where it is hidden."""
        if self.has_class("-slim") or self.has_class("-low"):
            self.action_reference()
        else:
            self.view.scroll_reference(pages)

    # The line

    def action_pick(self, number: int) -> None:
        """Take an option, or take it back: what a click on it does."""
        if not self.view.answer.read_only:
            self.view.pick(number, several=not one_option(self.session.step))

    def action_pick_beside(self, step: int) -> None:
        """Take the next option, or the one before."""
        if not self.view.answer.read_only:
            self.view.pick_beside(step)

    def action_copy(self) -> None:
        """Choose how the formula on the line is copied."""
        entries = self.copied_forms()
        if entries:
            self.navigator.choose("copy", entries)

    def copied_forms(self) -> list[PaletteEntry]:
        node, scope = self.view.reader.node, self.question.scope
        return copies(self.host.copy, node, scope) if node is not None and scope is not None else []

    def action_edit(self) -> None:
        """The line in the learner's own editor, where a long formula has room; all of it comes back as one line."""
        answer = self.view.answer
        if answer.read_only or self.busy:
            return
        try:
            answer.put(pasted(self.host.edit(answer.value)))
        except TutorError as error:
            self.host.report(error)

    def action_symbol(self) -> None:
        """Choose a symbol by what it means and put it where the cursor is."""
        self.navigator.choose("put a symbol into the answer", symbols_of(self.session.problem, self.view.type))

    # Other numbers

    def action_new_numbers(self) -> None:
        """The same problem on numbers of another seed."""
        problem, mode, services = self.session.problem, self.session.mode, self.services
        self.navigator.open("quiz", lambda: services.begin(problem, mode, fresh=True), instead=True)

    def action_other_numbers(self) -> None:
        """The same problem on a seed and sizes that are asked for."""
        problem, mode, services = self.session.problem, self.session.mode, self.services

        def begin() -> QuizSession:
            return services.begin(problem, mode, services.request(problem.id))

        self.navigator.ask_instance(problem, lambda: self.navigator.open("quiz", begin, instead=True))


def at_question(session: QuizSession) -> str:
    """What tells a question of a session from others."""
    return f"{session.mode} {session.problem.log_id} {session.instance.seed} {session.step.id}"
