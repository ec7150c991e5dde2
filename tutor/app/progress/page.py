"""What is known: skills with their fortnight, the most frequent slips, and what comes back when."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static

from tutor.app.drawing.cell_text import stack, styled
from tutor.app.drawing.cursor_list import CursorList
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import MUTED
from tutor.app.progress.row_text import below_rows, skill_head, skill_row, skill_size
from tutor.app.shell.page import HELP, Page, TitleBar
from tutor.app.shell.processes.background import run_in_thread, start_worker

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services
    from tutor.study import Progress

NOTHING = "Nothing yet. Your first answer shows up here."


class ProgressPage(Page):
    """A list of skills; enter practises the one under the cursor."""

    DEFAULT_CSS = """
    ProgressPage #body { layout: vertical; height: 1fr; }
    ProgressPage #left { height: auto; max-height: 60%; }
    ProgressPage #head { height: 1; margin: 1 0 0 0; text-wrap: nowrap; }
    ProgressPage #list { height: auto; max-height: 1fr; }
    ProgressPage #below { height: 1fr; padding: 1 2 0 2; }
    ProgressPage #text { height: auto; text-wrap: nowrap; text-overflow: clip; }
    ProgressPage.-wide #head, ProgressPage.-huge #head { margin: 0; }
    ProgressPage.-wide #below { padding: 1 4 0 4; max-width: 112; }
    ProgressPage.-huge #body { layout: horizontal; }
    ProgressPage.-huge #left { width: 1fr; height: 100%; max-height: 100%; }
    ProgressPage.-huge #below { width: 72; height: 100%; padding: 2 4; background: $panel; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f4", "days", show=False),
        Binding("f9", "export", show=False),
    ]

    HELP_TOPIC = "list"
    CALLED = "progress"

    def __init__(self, known: Progress) -> None:
        super().__init__()
        self.known = known
        self._left = False

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="body"):
            with Vertical(id="left"):
                yield Static(id="head")
                with Vertical(id="list"):
                    yield CursorList("skills")
            with VerticalScroll(id="below", can_focus=False):
                yield Static(id="text")
        yield KeyBar()

    def fill(self) -> None:
        self.query_one(CursorList).focus()
        known = self.known
        practise = [Key("enter", "practise this skill", "screen.practise")] if known.skills else []
        days = [Key("F4", "days", "screen.days")] if known.answers else []
        self.keys.show(*practise, *days, Key("F9", "export", "screen.export"), self.way_back, HELP)
        self.redraw()

    def on_screen_suspend(self) -> None:
        self._left = True

    def on_screen_resume(self) -> None:
        """After a quiz that was begun here more is known."""
        if self._left:
            self._left = False
            start_worker(self, self._gather)

    async def _gather(self) -> None:
        self.known = await run_in_thread(self.services.progress)
        self.redraw_if_there()

    def redraw(self) -> None:
        known = self.known
        days = f"{known.streak} day{'' if known.streak == 1 else 's'}, " if known.streak else ""
        left = styled(("tutor", "bold $text-primary"), ("   progress", MUTED))
        self.title_bar.show(left, styled((f"{days}{known.answers} answers", MUTED)) if known.answers else None)
        margin = 4 if self.roomy else 2
        text = self.query_one("#text", Static)
        head = self.query_one("#head", Static)
        if not known.answers:
            head.update(styled(" " * margin, NOTHING))
            return
        size = skill_size(known)
        head.update(skill_head(size, margin), layout=False)

        def row(index: int, cells: int, cursor: bool) -> Content:
            skill = known.skills[index]
            return skill_row(skill, size, cells, cursor=cursor, margin=margin)

        self.query_one(CursorList).put([skill.skill for skill in known.skills], row)
        column, tall = self.has_class("-huge"), self.has_class("-tall")
        text.update(stack(below_rows(known, max(20, text.content_size.width or 76), column=column, tall=tall)))

    @on(OptionList.OptionSelected)
    def _selected(self) -> None:
        self.action_practise()

    def action_practise(self) -> None:
        """A session of questions that need this skill."""
        skill = self.query_one(CursorList).chosen
        if skill is not None:
            self.navigator.open("quiz", lambda: self.services.practise(skill))

    def action_days(self) -> None:
        """The last thirty days as plots."""
        self.navigator.open("days")

    def action_export(self) -> None:
        """Write all attempts to a file."""
        self.host.save(self.services.export)


def progress_page(services: Services) -> ProgressPage:
    """The page on all that is known."""
    return ProgressPage(services.progress())
