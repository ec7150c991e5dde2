"""What stands between the title and the keys of a quiz, and where at every size."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import Static

from tutor.app.drawing.bars import hairline
from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.theme import MUTED
from tutor.app.quiz.answer_input import Answer
from tutor.app.quiz.feedback_panel import KINDS, FeedbackPanel
from tutor.app.quiz.lower_panel import Lower, LowerPanel, lower_rows
from tutor.app.quiz.page_text import SPACIOUS, QuestionRoom, question_rows
from tutor.app.quiz.partial_reading import PartialReader
from tutor.app.quiz.preview import Preview, caret_cells
from tutor.app.quiz.question_view import QuestionView
from tutor.app.quiz.reference_panel import Reference
from tutor.app.quiz.row_budget import RowBudget
from tutor.app.quiz.typed_note import shape_note, value_note
from tutor.app.shell.page_host import host_of
from tutor.errors import fault

if TYPE_CHECKING:
    from tutor.app.drawing.symbols import Symbols
    from tutor.graph.picture import Picture
    from tutor.study import Feedback

INPUT_STATES = ("-right", "-wrong", "-uncounted", "-help")
WELCOME = "  above: what you type.  here: how I read it.  nothing is lost."
# Cells of a line of text on the widest screens.
WIDEST_TEXT = 104


class Work(Vertical):
    """The column of the question. It says when it became wider or narrower, which it may do after the screen did."""

    def __init__(self, on_width: Callable[[], None]) -> None:
        super().__init__(id="work")
        self.on_width = on_width
        self._cells = 0

    def on_resize(self) -> None:
        cells = self.scrollable_content_region.width
        if self._cells not in (0, cells):
            self.on_width()
        self._cells = cells


class QuizView(Container):
    """Reference, question, answer line, preview and feedback.

    One tree for all sizes: classes of the page turn it from one column into two, nothing is mounted again.
    """

    # The classes that follow the size are those of the page, above it.
    SCOPED_CSS = False
    DEFAULT_CSS = """
    QuizView { layout: vertical; height: 1fr; padding: 1 0 0 0; }
    QuizView #work { height: 1fr; padding: 0 2; }
    QuizView #rule { height: 1; }
    QuizView #question {
        height: auto; link-style: none; link-color: $foreground; link-background: transparent;
        link-style-hover: none; link-color-hover: $text-primary; link-background-hover: transparent;
    }
    QuizView .gap { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    QuizView.-bare #rule { display: none; }
    QuizView #reply { height: auto; }
    QuizView #feedback { max-height: 5; }
    QuizView.-choice #preview { height: 1; }
    .-short QuizView.-choice #below { display: none; }
    Quiz.-short KeyBar { height: 1; padding: 0 2; }
    Quiz.-short.-wide KeyBar, Quiz.-short.-huge KeyBar { padding: 0 4; }
    .-tall QuizView #answer { height: 3; padding: 1 1; }
    .-tall QuizView #preview { height: 5; }
    .-tall QuizView.-choice #preview { height: 1; }
    .-tall QuizView #feedback { max-height: 12; }

    .-wide QuizView, .-huge QuizView { layout: horizontal; padding: 0; }
    .-wide QuizView #rule, .-huge QuizView #rule { display: none; }
    .-wide QuizView #side { width: 46; }
    .-huge QuizView #side { width: 56; }
    .-wide QuizView #side, .-huge QuizView #side {
        height: 100%; background: $panel; scrollbar-gutter: stable; scrollbar-background: $panel;
        scrollbar-background-hover: $panel; scrollbar-background-active: $panel;
    }
    .-wide QuizView #side Static, .-huge QuizView #side Static { padding: 1 2 1 3; }
    .-wide QuizView #work, .-huge QuizView #work { padding: 1 4; max-width: 104; }
    .-huge QuizView #work { max-width: 100%; }
    .-huge QuizView #answer, .-huge QuizView #preview, .-huge QuizView #reply { max-width: 104; }
    .-wide.-tall QuizView #side Static, .-huge.-tall QuizView #side Static { padding: 2 2 2 3; }
    .-wide.-tall QuizView #work, .-huge.-tall QuizView #work { padding: 2 4 1 4; }
    .-wide.-tall QuizView #reply { min-height: 7; }
    .-huge.-tall QuizView #reply { min-height: 5; }

    .-slim QuizView #side, .-low QuizView #side, .-tiny QuizView #side { display: none; }
    .-slim QuizView #side.-asked, .-low QuizView #side.-asked { display: block; }
    .-low QuizView, .-tiny QuizView { padding: 0; }
    .-low QuizView #above, .-tiny QuizView #above, .-tiny QuizView #below { display: none; }
    .-tiny QuizView #rule { display: none; }
    """

    def __init__(self, question: QuestionView) -> None:
        super().__init__()
        self.question = question
        self.reader = PartialReader(question.scope)
        self.reference = Reference()
        self.answer = Answer()
        self.preview = Preview()
        self.feedback = FeedbackPanel()
        self.lower = LowerPanel()
        self._values = False
        self._written: object = None
        self._drawn: Picture | None = None

    def compose(self) -> ComposeResult:
        yield self.reference
        with Work(self._write_question):
            yield Static(id="rule")
            yield Static(id="question")
            yield Static(id="above", classes="gap")
            yield self.answer
            yield self.preview
            yield Static(id="below", classes="gap")
            with Container(id="reply"):
                yield self.feedback
            yield self.lower

    def ask(self, question: QuestionView, *, lit: bool, placeholder: str, aside: str) -> None:
        """Put another question here, its way in the figure `lit`, and one muted line below the preview."""
        self.question = question
        self._values = False
        self._written = None
        self.reader = PartialReader(question.scope)
        self.reference.show(question.facts, question.picture, question.tables, lit=lit)
        self.feedback.clear()
        self.preview.formula(())
        self._colour(None)
        self.answer.begin(question.draft, tries=list(question.tries), placeholder=placeholder)
        if question.draft:  # a page that has just been opened has no width to show it in before it is laid out
            self.call_after_refresh(self.read)
        self.query_one("#below", Static).update(styled((aside, MUTED)), layout=False)
        self.answer.focus()

    def lay_out(self, symbols: Symbols) -> None:
        """Write all in these signs for the present size."""
        self.reader.symbols = symbols
        self.feedback.spell(symbols)
        spelled = self.question.spelled(symbols)
        self.reference.facts, self.reference.derived = spelled.facts, spelled.derived
        self._write_question()

    def _write_question(self) -> None:
        """Write the question, and give the reference what room is left."""
        page = self.screen
        room = self._room
        written = (page.size, room, self._cells, self.reader.symbols, self._picked(), self.reference.lit)
        if written == self._written and self.reference.picture is self._drawn:
            return  # a change of size is told by the page and by what stands on it
        self._written, self._drawn = written, self.reference.picture
        rows = self._write_rows()
        self.query_one("#rule", Static).update(hairline(room.cells), layout=False)
        self.set_class(bool(self.question.options), "-choice")
        budget, beside = self._budget, room.apart
        self._draw_lower(self._cells, budget.below(rows) if beside else 0)
        slot = budget.reference(rows)
        self.set_class(slot < 1, "-bare")
        self.reference.lay_out(column=beside, rows=slot)

    @property
    def _budget(self) -> RowBudget:
        page = self.screen
        tall, huge = page.has_class("-tall"), page.has_class("-huge")
        return RowBudget(page.size.height, tall, huge, bool(self.question.options))

    @property
    def _cells(self) -> int:
        """The width of the column."""
        return max(20, self.query_one(Work).scrollable_content_region.width or self.screen.size.width - 4)

    @property
    def _room(self) -> QuestionRoom:
        page = self.screen
        cells = min(self._cells, WIDEST_TEXT)
        beside = page.has_class("-wide") or page.has_class("-huge")
        airy, tall = beside and page.has_class("-tall"), beside and page.size.height >= SPACIOUS
        room = QuestionRoom(cells, beside, airy, page.has_class("-tiny"), tall)
        if not self.question.passage:
            return room
        return room._replace(parted=beside or self._budget.has_one_more(len(self._rows(room))))

    def _rows(self, room: QuestionRoom) -> list[Content]:
        return question_rows(self.question.spelled(self.reader.symbols), room, self._picked())

    def _write_rows(self) -> int:
        """Write the question, with what is picked of its options; how many rows that takes."""
        rows = self._rows(self._room)
        self.query_one("#question", Static).update(stack(rows))
        return len(rows)

    def _draw_lower(self, cells: int, room: int) -> None:
        """Draw what has room below the reply; the reference column has the rest."""
        reference = self.reference
        huge = self.screen.has_class("-huge")
        lower = Lower(reference.picture, reference.tables, reference.lit, huge)
        drawn = lower_rows(lower, cells, room, ascii_only=self.reader.symbols.ascii)
        self.lower.show(drawn)
        reference.leave_out(drawn)

    def light(self) -> None:
        """Light the way of this step in the graph."""
        self.reference.lit = True
        self._write_question()

    def picture(self, shown: Picture | None) -> None:
        """Show the graph with what is known now."""
        self.reference.picture = shown
        self._write_question()

    def _colour(self, css: str | None) -> None:
        """Give the answer line the colour of what was said to it."""
        self.answer.remove_class(*INPUT_STATES)
        if css in INPUT_STATES:
            self.answer.add_class(css)

    def fade(self) -> None:
        """Mute what was said: the answer is being changed."""
        self.feedback.fade()
        self._colour(None)

    def read(self) -> None:
        """Show how the line is read, or which options are in it."""
        if self.question.options:
            self._write_rows()
            return
        size = self.preview.content_size
        try:
            read = self.reader.read(self.answer.value, size.width, size.height)
            note = read.rest or shape_note(read.shape, self.question.shape) or self._value_note()
        except Exception as error:  # raised here, it would end the app
            host_of(self).trace(error)
            self.preview.note(f"… {fault(error)}")
            return
        if read.rows:
            self.preview.formula(read.rows, note=self.reader.symbols.text(note))
        else:
            self.preview.note(read.rest)

    def tell_values(self) -> None:
        """Say from now on what a formula comes to, of the one that is shown as well."""
        self._values = True
        if self.preview.rows:
            self.read()

    def _value_note(self) -> str:
        """What the formula on the line comes to, by the numbers that are shown."""
        node, value_of = self.reader.node, self.question.value_of if self._values else None
        typed = value_of(node) if node is not None and value_of is not None else None
        return value_note(typed, self.question.shape) if typed is not None else ""

    def show_feedback(self, said: Feedback, lines: Sequence[str], text: str, *, ended: bool) -> None:
        """Show what is said to `text`, "" where it was said to a key; when the question has `ended`, to the end."""
        if text and ended:
            self.answer.value = text  # what was judged, without what was typed since
        self.feedback.say(KINDS[said.kind], said.headline, lines)
        self._colour(self.feedback.css)
        self.answer.read_only = ended
        if text:
            self.answer.remember(text)
        if said.kind == "invalid" and said.verdict is not None and said.verdict.column is not None:
            start, length = caret_cells(text, said.verdict.column)
            self.preview.caret(start - self.answer.scroll_offset.x, length)
        self.answer.focus()

    def _picked(self) -> list[int]:
        """The numbers of the options that are on the line."""
        if not self.question.options:
            return []
        from tutor.marking.choices import picked_options

        return picked_options(self.question.options, self.answer.value)

    def pick(self, number: int, *, several: bool) -> None:
        """Take an option into the line, or take it back; where not `several` may be taken, in place of another."""
        chosen = self._picked()
        if number in chosen:
            chosen.remove(number)
        else:
            chosen = [*chosen, number] if several else [number]
        self.answer.value = ", ".join(map(str, chosen))
        self.answer.cursor_position = len(self.answer.value)
        self.answer.focus()

    def pick_beside(self, step: int) -> None:
        """Take the option after or before the one that is taken, from the last on to the first."""
        count, chosen = len(self.question.options), self._picked()
        if len(chosen) == 1:
            self.pick((chosen[0] - 1 + step) % count + 1, several=False)
        else:
            self.pick(1 if step > 0 else count, several=False)

    def type(self, text: str) -> None:
        """Put text where the cursor is."""
        self.answer.focus()
        self.answer.insert_text_at_cursor(text)

    def scroll_reference(self, pages: int) -> None:
        """Scroll the reference while the cursor stays on the line; first of all, show all of it."""
        if self.reference.unfold():
            return
        self.reference.scroll_relative(y=pages * max(1, self.reference.size.height - 1), animate=False)
