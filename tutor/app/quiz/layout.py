"""The quiz page's slots: where reference, question, answer line, preview and reply stand at every size."""

from __future__ import annotations

from collections.abc import Sequence

from textual.app import ComposeResult
from textual.containers import Container, Vertical
from textual.widgets import Static

from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.key_bar import KeyBar
from tutor.app.drawing.meter import hairline
from tutor.app.drawing.theme import MUTED
from tutor.app.quiz.answer_input import Answer
from tutor.app.quiz.feedback_panel import ReplySlot
from tutor.app.quiz.page_text import question_rows
from tutor.app.quiz.preview import Preview
from tutor.app.quiz.question_view import Sheet
from tutor.app.quiz.reference_panel import ROWS, Reference
from tutor.app.shell.page import Page, TitleBar

INPUT_STATES = ("-right", "-wrong", "-uncounted", "-help")
WELCOME = "  above: what you type.  here: how I read it.  ? helps, nothing is lost."
# Rows that a tall screen gives to a taller answer line and preview.
TALLER = 4
# Rows that a choice does not need: its options are readable already.
CHOICE_SPARES = 2


class QuizLayout(Page):
    """One tree for all sizes: classes turn the body from one column into two, nothing is mounted again."""

    DEFAULT_CSS = """
    QuizLayout #body { layout: vertical; height: 1fr; padding: 1 0 0 0; }
    QuizLayout #work { height: 1fr; padding: 0 2; }
    QuizLayout #rule { height: 1; }
    QuizLayout #question {
        height: auto; link-style: none; link-color: $foreground; link-background: transparent;
        link-style-hover: none; link-color-hover: $text-primary; link-background-hover: transparent;
    }
    QuizLayout .gap { height: 1; text-wrap: nowrap; text-overflow: ellipsis; }
    QuizLayout #reply { max-height: 5; }
    QuizLayout.-choice #preview { height: 1; }
    QuizLayout.-tall #answer { height: 3; padding: 1 1; }
    QuizLayout.-tall #preview { height: 5; }
    QuizLayout.-tall #reply { max-height: 12; }

    QuizLayout.-wide #body, QuizLayout.-huge #body { layout: horizontal; padding: 0; }
    QuizLayout.-wide #rule, QuizLayout.-huge #rule { display: none; }
    QuizLayout.-wide #side { width: 46; }
    QuizLayout.-huge #side { width: 56; }
    QuizLayout.-wide #side, QuizLayout.-huge #side {
        height: 100%; background: $panel; scrollbar-gutter: stable; scrollbar-background: $panel;
        scrollbar-background-hover: $panel; scrollbar-background-active: $panel;
    }
    QuizLayout.-wide #side Static, QuizLayout.-huge #side Static { padding: 1 4 1 3; }
    QuizLayout.-wide #work { padding: 1 4; max-width: 104; }
    QuizLayout.-huge #work { padding: 1 8; max-width: 120; }
    QuizLayout.-wide.-tall #side Static, QuizLayout.-huge.-tall #side Static { padding: 2 4 2 3; }
    QuizLayout.-wide.-tall #work { padding: 2 4; }
    QuizLayout.-huge.-tall #work { padding: 2 8; }

    QuizLayout.-slim #side, QuizLayout.-low #side, QuizLayout.-tiny #side { display: none; }
    QuizLayout.-slim #side.-asked, QuizLayout.-low #side.-asked { display: block; }
    QuizLayout.-low #body, QuizLayout.-tiny #body { padding: 0; }
    QuizLayout.-low #above, QuizLayout.-tiny #above, QuizLayout.-tiny #below { display: none; }
    QuizLayout.-tiny #title, QuizLayout.-tiny #rule { display: none; }
    """

    VERTICAL_BREAKPOINTS = [(0, "-tiny"), (14, "-low"), (24, "-short"), (30, "-tall")]

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="body"):
            yield Reference()
            with Vertical(id="work"):
                yield Static(id="rule")
                yield Static(id="question")
                yield Static(id="above", classes="gap")
                yield Answer()
                yield Preview()
                yield Static(id="below", classes="gap")
                yield ReplySlot()
        yield KeyBar()

    @property
    def answer(self) -> Answer:
        """The line that is typed on."""
        return self.query_one(Answer)

    @property
    def preview(self) -> Preview:
        """How the line is read."""
        return self.query_one(Preview)

    @property
    def reply(self) -> ReplySlot:
        """What was said."""
        return self.query_one(ReplySlot)

    @property
    def reference(self) -> Reference:
        """Network, numbers, figure."""
        return self.query_one(Reference)

    def lay_out(self, sheet: Sheet, chosen: Sequence[int] = ()) -> None:
        """Write the question for the present size, and give the reference what room is left."""
        work = self.query_one("#work", Vertical)
        cells = max(20, work.scrollable_content_region.width or self.size.width - 4)
        beside = self.has_class("-wide") or self.has_class("-huge")
        airy = beside and self.has_class("-tall")
        rows = question_rows(sheet, cells, chosen, apart=beside, airy=airy, short=self.has_class("-tiny"))
        self.query_one("#question", Static).update(stack(rows))
        self.query_one("#rule", Static).update(hairline(cells), layout=False)
        spare = self.size.height - 24 - (len(rows) - 2) - (TALLER if self.has_class("-tall") else 0)
        self.set_class(bool(sheet.options), "-choice")
        self.reference.lay_out(column=beside, rows=ROWS + spare + (CHOICE_SPARES if sheet.options else 0))

    def aside(self, text: str) -> None:
        """One muted line below the preview, gone once the first question is over."""
        self.query_one("#below", Static).update(styled((text, MUTED)), layout=False)

    def dress(self, css: str | None) -> None:
        """Give the answer line the colour of what was said to it."""
        self.answer.remove_class(*INPUT_STATES)
        if css in INPUT_STATES:
            self.answer.add_class(css)
