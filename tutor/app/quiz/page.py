"""The quiz page: one question, one line to answer it on, and what the tutor says to it."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tutor.app.drawing.key_bar import KeyBar
from tutor.app.quiz.page_text import (
    BACK,
    SCROLL,
    exam_line,
    keys_for,
    one_option,
    placeholder,
    said_lines,
    seconds_left,
    title_row,
)
from tutor.app.quiz.palette_entries import names_of, quiz_entries
from tutor.app.quiz.question_tools import QuestionTools, at_question
from tutor.app.quiz.question_view import QuestionView, gather
from tutor.app.quiz.session_picture import session_picture
from tutor.app.quiz.view import WELCOME
from tutor.app.shell.page import HELP, TitleBar
from tutor.app.shell.processes.background import run_in_thread, start_worker

if TYPE_CHECKING:
    from tutor.app.shell.pages.palette_entry import PaletteEntry
    from tutor.app.shell.services.services import Services
    from tutor.graph.picture import Picture
    from tutor.problems.instances.instance import Instance
    from tutor.study import Feedback, QuizSession

T = TypeVar("T")
# Seconds after which the next question is prepared: the first keys of this one go before.
LOOK_AHEAD = 0.8
# Seconds after which what is typed is kept, at most.
KEEP_DRAFT = 2.0


class Quiz(QuestionTools):
    """A session of questions.  All that is remembered is the session's; this is only its face."""

    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (14, "-low"), (24, "-short"), (30, "-tall")]

    DEFAULT_CSS = """
    Quiz.-tiny #title { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f2", "hint", show=False, priority=True),
        Binding("f3", "worked", show=False),
        Binding("f5", "questions", show=False),
        Binding("f8", "later", show=False),
    ]

    HELP_TOPIC = "quiz"
    CALLED = "quiz"
    OF_SESSION = True

    def __init__(self, session: QuizSession, question: QuestionView, graph_node: str = "") -> None:
        super().__init__(session, question, graph_node)
        self.said: Feedback | None = None
        self._asked_at = 0
        self._kept = (0, "")

    def compose(self) -> ComposeResult:
        yield TitleBar()
        yield self.view
        yield KeyBar()

    def fill(self) -> None:
        self.view.answer.on_edit = self._typed
        self.ask(self.question)
        self.graph_again()
        if self.session.mode == "exam":
            self.set_interval(1.0, self._tick)
        self.set_interval(KEEP_DRAFT, self._keep_draft)

    def on_unmount(self) -> None:
        self._keep_draft()

    def _keep_draft(self) -> None:
        """Keep what is typed, beside the loop: it outlives this page and the program."""
        session, number, text = self.session, self.question.number - 1, self.view.answer.value
        if (number, text) != self._kept and not self.busy and not session.ended:
            self._kept = number, text
            run_in_thread(lambda: session.keep_draft(text, number), saves=True)

    def _tick(self) -> None:
        """The clock of an exam: when it has run out, what is still open is left open."""
        if self.is_current:
            self._draw_title()
            if seconds_left(self.session) <= 0:
                self._do(self._run_out, self._move, saves=True)

    def _run_out(self) -> QuestionView | None:
        while not self.session.finished:
            self.session.advance()
            self.session.later()
        self.session.advance()
        return None

    # Asking

    def ask(self, question: QuestionView) -> None:
        """Put a question on the page and the cursor on its line."""
        self.question = question
        self.said = None
        self._asked_at += 1
        self._kept = (question.number - 1, question.draft)
        self.view.answer.on_step = self.view.pick_beside if one_option(self.session.step) else None
        self.view.ask(
            question,
            lit=self.session.hints_shown > 0,
            placeholder=placeholder(question),
            aside=WELCOME if question.example else exam_line(self.session),
        )
        self.redraw()
        if question.standing is not None:
            self._show(question.standing, question.picture)
        if question.value_of is not None:
            start_worker(self, self._tell_values, question, group="values")
        self.set_timer(LOOK_AHEAD, self._look_ahead)

    async def _tell_values(self, question: QuestionView) -> None:
        """Say what is typed comes to, as soon as what that takes is worked out: no key waits for it."""
        from tutor.marking.typed_value import prepare

        asked = self.session.question
        with suppress(Exception):  # shows again where a value is asked for
            await run_in_thread(lambda: prepare(asked))
        if self.present and self.question is question:
            self.view.tell_values()

    def _look_ahead(self) -> None:
        """Prepare the next question's marking while this one is being thought about."""
        steps, instance = self.session.problem.steps, self.session.instance
        following = next((b.id for a, b in pairwise(steps) if a.id == self.question.step), None)
        if following is not None and self.is_current and not self.busy:
            start_worker(self, self._prepare, instance, following, group="ahead")

    async def _prepare(self, instance: Instance, step: str) -> None:
        from tutor import marking

        # A plugin's fault shows when the question is asked; here it only means that nothing is prepared.
        with suppress(Exception):
            await run_in_thread(lambda: marking.question(instance, step).accepts)

    def redraw(self) -> None:
        self.view.lay_out(self.symbols)
        self._draw_title()
        self._draw_keys()

    def _draw_title(self) -> None:
        left, aside, right = title_row(self.question, self.session, roomy=self.size.width >= 150)
        self.title_bar.show(left, right, aside=aside)

    def _draw_keys(self) -> None:
        if self.view.reference.has_focus:
            self.keys.show(SCROLL, BACK, HELP)
            return
        graph = self.view.reference.picture is not None
        self.keys.show(*keys_for(self.session, self.said, self.way_back, graph=graph))

    # Typing

    def _typed(self) -> None:
        if self.said is not None and not self.session.ended:
            self.view.fade()
            self.said = None
            self._draw_keys()
        self.view.read()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value
        if self.session.ended:
            self._do(lambda: self._after(self.session.advance), self._move)
        elif text.strip():
            self._do(lambda: self._heard(self.session.submit, text), lambda said: self._show(*said, text), saves=True)

    # Answering

    def _do(self, work: Callable[[], T], then: Callable[[T], None], *, saves: bool = False) -> None:
        """Start one piece of work beside the loop, one at a time; `then` gets its result if still wanted."""
        if not self.busy:
            self.busy = True
            start_worker(self, self._finish, run_in_thread(work, saves=saves), then)

    async def _finish(self, working: Future[T], then: Callable[[T], None]) -> None:
        asked = self._asked_at
        slow = self.set_timer(1.0, self.view.feedback.working)
        try:
            result = await working
        except Exception as error:
            self.host.report(error)
            return
        finally:
            slow.stop()
            self.busy = False
        if self.present and asked == self._asked_at:
            then(result)

    def _heard(self, say: Callable[..., Feedback], *what: str) -> tuple[Feedback, Picture | None]:
        """What is said, and the graph with what is known then."""
        said = say(*what)
        return said, session_picture(self.session) if self.session.ended else self.view.reference.picture

    def _show(self, said: Feedback, picture: Picture | None, text: str = "") -> None:
        if said.clears:
            self.view.answer.value = ""
        self.said = said
        if said.error is not None:
            self.host.trace(said.error)
        self.view.show_feedback(said, said_lines(self.session, said), text, ended=self.session.ended)
        if picture is not self.view.reference.picture:
            self.view.picture(picture)
        if said.kind == "hint":
            self.view.light()
        self._draw_keys()
        self._draw_title()

    def _after(self, leave: Callable[[], None]) -> QuestionView | None:
        """The question that comes when this one is left."""
        leave()
        return None if self.session.finished else gather(self.session)

    def _move(self, question: QuestionView | None) -> None:
        if question is None:
            self.navigator.open("summary", self.session, instead=True)
        else:
            self.ask(question)

    # Keys

    def action_hint(self) -> None:
        """The next hint."""
        self._do(lambda: self._heard(self.session.hint), lambda said: self._show(*said), saves=True)

    def action_worked(self) -> None:
        """The worked step, once it is open."""
        self._do(lambda: self._heard(self.session.worked), lambda said: self._show(*said), saves=True)

    def action_later(self) -> None:
        """Leave this question for the end, or answer it again where it is over."""
        if self.session.ended:
            self._do(self._anew, self._move)
        else:
            self._keep_draft()
            self._do(lambda: self._after(self.session.later), self._move, saves=True)

    def _anew(self) -> QuestionView:
        self.session.answer_again()
        return gather(self.session)

    def action_questions(self) -> None:
        """All questions, to go to any of them."""
        if not self.busy:
            self._keep_draft()
            self.navigator.open("questions", self.session, self.jump)

    def jump(self, number: int) -> None:
        """Go to a question, whether it is open or over."""

        def go() -> QuestionView:
            self.session.go_to(number)
            return gather(self.session)

        self._do(go, self._move)

    def action_check(self) -> None:
        """What enter does."""
        self.view.answer.focus()
        start_worker(self, self.view.answer.action_submit)

    def palette_entries(self) -> list[PaletteEntry]:
        exam, graph = self.session.mode == "exam", self.view.reference.picture is not None
        return quiz_entries(self, self.copied_forms(), exam=exam, graph=graph, ended=self.session.ended)

    def action_help(self) -> None:
        self.navigator.open_help(self.HELP_TOPIC, names_of(self.session.problem))

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        if self.present:
            self._draw_keys()

    def on_key(self, event: events.Key) -> None:
        """What is typed while the reference has the focus goes to the answer line, as ever."""
        if self.view.reference.has_focus and event.character and event.is_printable:
            event.stop()
            self.view.type(event.character)

    def action_leave(self) -> None:
        """From the reference back to the answer line, else to where one came from; nothing is lost."""
        if self.view.reference.has_focus:
            self.view.answer.focus()
            return
        self.navigator.leave_quiz()


def quiz_page(services: Services, make: Callable[[], QuizSession]) -> Quiz:
    """The page on a session, at its question; the graph on it where the app ended there."""
    session = make()
    return Quiz(session, gather(session), "" if session.ended else services.pages.graph_node(at_question(session)))
