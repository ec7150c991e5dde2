"""The quiz page: one question, one line to answer it on, and what the tutor says to it."""

from __future__ import annotations

from asyncio import Future
from collections.abc import Callable
from contextlib import suppress
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, TypeVar

from textual import events, on
from textual.binding import Binding, BindingType
from textual.widgets import Input

from tutor.app.quiz.feedback_panel import KINDS
from tutor.app.quiz.layout import WELCOME, QuizLayout
from tutor.app.quiz.page_text import (
    BACK,
    SCROLL,
    exam_line,
    keys_for,
    picked,
    placeholder,
    said_lines,
    seconds_left,
    shape_note,
    title_row,
)
from tutor.app.quiz.palette_entries import choices_of, names_of, symbols_of
from tutor.app.quiz.partial_reading import Reader
from tutor.app.quiz.preview import caret_cells
from tutor.app.quiz.question_view import Sheet, gather
from tutor.app.shell.background import beside, spawn
from tutor.app.shell.page import HELP
from tutor.errors import fault

if TYPE_CHECKING:
    from tutor.app.shell.palette import Choice
    from tutor.problems.instances.instance import Instance
    from tutor.study import QuizSession, Reply

T = TypeVar("T")
# Seconds after which the next question is prepared: the first keys of this one go before.
LOOK_AHEAD = 0.8


class Quiz(QuizLayout):
    """A session of questions.  All that is remembered is the session's; this is only its face."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark,f2", "hint", show=False, priority=True),
        Binding("f3", "worked", show=False),
        Binding("f4", "figure", show=False),
        Binding("f8", "later", show=False),
        Binding("pageup", "scroll(-1)", show=False),
        Binding("pagedown", "scroll(1)", show=False),
    ]

    HELP_TOPIC = "quiz"

    def __init__(self, session: QuizSession, sheet: Sheet) -> None:
        super().__init__()
        self.session = session
        self.sheet = sheet
        self.reader = Reader(sheet.scope)
        self.said: Reply | None = None
        self.busy = False
        self._asked_at = 0

    def furnish(self) -> None:
        self.answer.on_edit = self._typed
        self.ask(self.sheet)
        if self.session.mode == "exam":
            self.set_interval(1.0, self._tick)

    def _tick(self) -> None:
        """The clock of an exam: when it has run out, what is still open is left open."""
        if self.is_current:
            self._draw_title()
            if seconds_left(self.session) <= 0:
                self._do(self._run_out, self._move, saves=True)

    def _run_out(self) -> Sheet | None:
        while not self.session.finished:
            self.session.later()
        return None

    # Asking

    def ask(self, sheet: Sheet) -> None:
        """Put a question on the page and the cursor on its line."""
        self.sheet = sheet
        self.reader = Reader(sheet.scope)
        self.reference.show(sheet.facts, None if sheet.mode == "exam" else sheet.graph, sheet.tables)
        self.reference.lit = self.session.hints_shown > 0
        self.said = None
        self._asked_at += 1
        self.reply.clear()
        self.preview.formula(())
        self.dress(None)
        self.answer.begin(tries=list(sheet.tries), placeholder=placeholder(sheet))
        self.aside(WELCOME if sheet.example else exam_line(self.session))
        self.answer.focus()
        self.redraw()
        self.set_timer(LOOK_AHEAD, self._look_ahead)

    def _look_ahead(self) -> None:
        """Prepare the next question's marking while this one is being thought about."""
        steps, instance = self.session.problem.steps, self.session.instance
        following = next((b.id for a, b in pairwise(steps) if a.id == self.sheet.step), None)
        if following is not None and self.is_current and not self.busy:
            spawn(self, self._prepare, instance, following, group="ahead")

    async def _prepare(self, instance: Instance, step: str) -> None:
        from tutor import marking

        # A plugin's fault shows when the question is asked; here it only means that nothing is prepared.
        with suppress(Exception):
            await beside(lambda: marking.question(instance, step).accepts)

    def redraw(self) -> None:
        sheet = self.sheet.spelled(self.app.symbols)
        self.reader.symbols = self.app.symbols
        self.reply.spell(self.app.symbols)
        self.reference.facts = sheet.facts
        self.lay_out(sheet)
        self._draw_title()
        self._draw_keys()

    def _draw_title(self) -> None:
        self.title_bar.show(*title_row(self.sheet, self.session, roomy=self.size.width >= 150))

    def _draw_keys(self) -> None:
        if self.reference.has_focus:
            self.keys.show(SCROLL, BACK, HELP)
            return
        self.keys.show(*keys_for(self.session, self.said, view=self.reference.next_view))

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.redraw_if_there)

    # Typing

    def _typed(self) -> None:
        if self.said is not None and not self.session.ended:
            self.reply.fade()
            self.dress(None)
            self.said = None
            self._draw_keys()
        text = self.answer.value
        if self.sheet.options:
            self.lay_out(self.sheet.spelled(self.app.symbols), picked(text))
            return
        size = self.preview.content_size
        try:
            read = self.reader.read(text, size.width, size.height)
        except Exception as error:  # raised here, it would end the app
            self.app.trace(error)
            self.preview.note(f"… {fault(error)}")
            return
        if read.rows:
            self.preview.formula(read.rows, note=read.rest or shape_note(read.shape, self.sheet.shape))
        else:
            self.preview.note(read.rest)

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        text = event.value
        if self.session.ended:
            self._do(self._following, self._move)
        elif text.strip():
            self._do(lambda: self.session.submit(text), lambda reply: self._hear(reply, text), saves=True)

    # Answering

    def _do(self, work: Callable[[], T], then: Callable[[T], None], *, saves: bool = False) -> None:
        """Start one piece of work beside the loop, one at a time; `then` gets its result if still wanted."""
        if not self.busy:
            self.busy = True
            spawn(self, self._finish, beside(work, saves=saves), then)

    async def _finish(self, working: Future[T], then: Callable[[T], None]) -> None:
        asked = self._asked_at
        slow = self.set_timer(1.0, self.reply.working)
        try:
            result = await working
        except Exception as error:
            self.app.report(error)
            return
        finally:
            slow.stop()
            self.busy = False
        if self.present and asked == self._asked_at:
            then(result)

    def _hear(self, reply: Reply, text: str = "") -> None:
        self.said = reply
        if reply.error is not None:
            self.app.trace(reply.error)
        tone = KINDS[reply.kind]
        if text and self.session.ended:
            self.answer.value = text  # what was judged, without what was typed since
        self.reply.say(tone, reply.headline, said_lines(self.session, reply))
        self.dress(self.reply.css)
        self.answer.read_only = self.session.ended
        if text:
            self.answer.remember(text)
        if reply.kind == "invalid" and reply.verdict is not None and reply.verdict.column is not None:
            column, length = caret_cells(text, reply.verdict.column)
            self.preview.caret(column - self.answer.scroll_offset.x, length)
        if reply.kind == "hint":
            self.reference.light(show=self.session.hints_shown == 1)
        self.answer.focus()
        self._draw_keys()
        self._draw_title()

    def _following(self) -> Sheet | None:
        self.session.advance()
        return None if self.session.finished else gather(self.session)

    def _move(self, sheet: Sheet | None) -> None:
        if sheet is None:
            self.app.open_summary(self.session)
        else:
            self.ask(sheet)

    # Keys

    def action_hint(self) -> None:
        """The next hint."""
        self._do(self.session.hint, self._hear, saves=True)

    def action_worked(self) -> None:
        """The worked step, once it is open."""
        self._do(self.session.worked, self._hear, saves=True)

    def action_later(self) -> None:
        """Leave this question for the end."""

        def move() -> Sheet | None:
            self.session.later()
            return None if self.session.finished else gather(self.session)

        if not self.session.ended:
            self._do(move, self._move, saves=True)

    def action_check(self) -> None:
        """What enter does."""
        self.answer.focus()
        spawn(self, self.answer.action_submit)

    def action_figure(self) -> None:
        """Text, figure and tables of numbers take turns in the reference slot."""
        if self.has_class("-slim") or self.has_class("-low"):
            self.reference.toggle_class("-asked")
        else:
            self.reference.turn()
        self._draw_keys()

    def choices(self) -> list[Choice]:
        return choices_of(self)

    def action_pick(self, number: int) -> None:
        """Take an option, or take it back: what a click on it does."""
        if self.answer.read_only:
            return
        chosen = picked(self.answer.value)
        several = getattr(self.session.step, "many", False) or getattr(self.session.step, "ordered", False)
        if number in chosen:
            chosen.remove(number)
        else:
            chosen = [*chosen, number] if several else [number]
        self.answer.value = ", ".join(map(str, chosen))
        self.answer.cursor_position = len(self.answer.value)
        self.answer.focus()

    def action_symbol(self) -> None:
        """Choose a symbol by what it means and put it where the cursor is."""
        self.app.choose("put a symbol into the answer", symbols_of(self.session.problem, self._insert))

    def _insert(self, text: str) -> None:
        self.answer.insert_text_at_cursor(text)
        self.answer.focus()

    def action_new_numbers(self) -> None:
        """The same problem on numbers of another seed."""
        problem, mode = self.session.problem.id, self.session.mode
        self.app.open_quiz(lambda: self.app.library.begin(problem, mode, fresh=True), instead=True)

    def action_other_numbers(self) -> None:
        """The same problem on a seed and sizes that are asked for."""
        problem, mode = self.session.problem.id, self.session.mode
        self.app.ask_numbers(problem, lambda: self.app.start(problem, mode, instead=True))

    def action_help(self) -> None:
        self.app.open_help(self.HELP_TOPIC, names_of(self.session.problem))

    def action_scroll(self, pages: int) -> None:
        """Scroll the reference while the cursor stays on the line."""
        self.reference.scroll_relative(y=pages * max(1, self.reference.size.height - 1), animate=False)

    @on(events.DescendantFocus)
    @on(events.DescendantBlur)
    def _focus_moved(self) -> None:
        if self.present:
            self._draw_keys()

    def on_key(self, event: events.Key) -> None:
        """What is typed while the reference has the focus goes to the answer line, as ever."""
        if self.reference.has_focus and event.character and event.is_printable:
            event.stop()
            self.answer.focus()
            self.answer.insert_text_at_cursor(event.character)

    def action_leave(self) -> None:
        """From the reference back to the answer line, else Home; nothing is lost."""
        if self.reference.has_focus:
            self.answer.focus()
            return
        self.app.leave_quiz()
