"""All questions of a session: how each went so far, what it came to, and the way to any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Container, Vertical
from textual.content import Content
from textual.widgets import OptionList, Static

from tutor.app.drawing.bars import hairline
from tutor.app.drawing.cell_text import fit, stack, styled, width, wrap
from tutor.app.drawing.cursor_list import CursorList
from tutor.app.drawing.key_bar import Key, KeyBar
from tutor.app.drawing.theme import MUTED, RIGHT
from tutor.app.quiz.summary_text import SAID, SIGNS
from tutor.app.shell.page import HELP, Page, TitleBar
from tutor.record import Record
from tutor.study.find.asked import about_mistake

if TYPE_CHECKING:
    from tutor.app.shell.services.services import Services
    from tutor.study import QuizSession
    from tutor.study.question_state import QuestionState

WIDEST_NAME = 44
DETAIL_ROWS = 5
MARGIN = 4
SAID_CELLS, ABOUT = 16, 36
"""Cells for how a question went, and the fewest that are worth the beginning of the sentence that asks it."""


class Listed(Record):
    """One question in the list: what it asks, the kind of sign and the word for how it went, and what it came to.

    ``about`` is the sentence that asks it; of a mistake to be found there is none.
    """

    name: str
    about: str
    sign: str
    style: str
    said: str
    lines: tuple[str, ...]


class QuestionsPage(Page):
    """A list of questions; enter goes to the one under the cursor by calling `jump` with its number.

    What that one came to stands below the list, or on a huge screen in a column beside it.
    """

    DEFAULT_CSS = """
    QuestionsPage #body { height: 1fr; }
    QuestionsPage #list { height: 1fr; padding: 1 0 0 0; }
    QuestionsPage #detail { height: 7; padding: 0 2; text-wrap: nowrap; text-overflow: clip; }
    QuestionsPage.-wide #detail { padding: 0 4; }
    QuestionsPage.-huge #body { layout: horizontal; }
    QuestionsPage.-huge #list { width: 1fr; height: 100%; padding: 0; }
    QuestionsPage.-huge #detail { width: 52; height: 100%; padding: 2 4; background: $panel; }
    QuestionsPage.-low #list { padding: 0; }
    QuestionsPage.-low #detail { display: none; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f5", "leave", show=False)]

    HELP_TOPIC = "list"
    CALLED = "questions"

    def __init__(self, title: str, questions: tuple[Listed, ...], at: int, jump: Callable[[int], None]) -> None:
        super().__init__()
        self.heading = title
        self.questions = questions
        self.at = at
        self.jump = jump

    def compose(self) -> ComposeResult:
        yield TitleBar()
        with Container(id="body"):
            with Vertical(id="list"):
                yield CursorList("questions")
            yield Static(id="detail")
        yield KeyBar()

    @property
    def list(self) -> CursorList:
        """The questions."""
        return self.query_one(CursorList)

    def fill(self) -> None:
        self.keys.show(Key("enter", "go there", "screen.go"), Key("↑ ↓", "choose", ""), self.way_back, HELP)
        self.list.focus()
        self.redraw()
        self.list.highlighted = self.at

    def redraw(self) -> None:
        answered = sum(one.said != "" for one in self.questions)
        said = f"{answered} of {len(self.questions)} answered"
        left = styled((self.symbols.text(self.heading), "bold"), ("   questions", MUTED))
        self.title_bar.show(left, styled((said, MUTED)))
        at = self.list.highlighted
        self.list.put([str(number) for number in range(len(self.questions))], self._row)
        self.list.highlighted = at
        self._draw_detail()

    def _row(self, index: int, cells: int, cursor: bool) -> Content:
        text = self.symbols.text
        one = self.questions[index]
        widest = max(width(text(each.name)) for each in self.questions)
        sign = getattr(self.symbols, one.sign).split(maxsplit=1)[0] if one.sign else ""
        mark = text("▸") if cursor else " "
        parts = styled(
            f"{mark} ".rjust(MARGIN if self.has_class("-huge") else 2),
            (f"{index + 1:>3}  ", "" if cursor else MUTED),
            (fit(sign, 3), one.style),
            fit(text(one.name), min(widest, WIDEST_NAME, max(8, cells - 34)) + 3),
            (fit(one.said or ("here now" if index == self.at else ""), SAID_CELLS), "" if cursor else MUTED),
        )
        left = cells - parts.cell_length - MARGIN
        about = fit(text(one.about), left).rstrip() if left >= ABOUT else ""
        return Content.assemble(parts, styled((about, "" if cursor else MUTED)))

    @on(OptionList.OptionHighlighted)
    def _draw_detail(self) -> None:
        """What the question under the cursor came to."""
        detail = self.query_one("#detail", Static)
        cells = max(20, detail.content_size.width or 76)
        at = self.list.highlighted
        one = self.questions[at] if at is not None else None
        text = self.symbols.text
        about = _wrapped([text(one.about)] if one is not None and one.about else [], cells)
        rows = _wrapped(map(text, one.lines), cells) if one is not None else []
        if self.has_class("-huge"):
            rows = [styled((text(one.name), "bold")) if one is not None else Content(""), *about, Content(""), *rows]
        else:
            rows = [hairline(cells), *about[: max(0, DETAIL_ROWS - len(rows))], *rows[:DETAIL_ROWS]]
        detail.update(stack(rows), layout=False)

    @on(OptionList.OptionSelected)
    def action_go(self) -> None:
        """To the question under the cursor."""
        at = self.list.highlighted
        self.navigator.leave()
        if at is not None:
            self.jump(at)


def _wrapped(lines: Iterable[str], cells: int) -> list[Content]:
    return [Content(row) for line in lines for row in wrap(line, cells)]


def questions_page(services: Services, session: QuizSession, jump: Callable[[int], None]) -> QuestionsPage:
    """The page on the questions of a session, with the cursor at the present one."""
    several = len(session.instances) > 1
    exam = session.mode == "exam"
    names = _names(session.questions, several=several)
    listed = tuple(_listed(question, name, exam=exam) for question, name in zip(session.questions, names, strict=True))
    title = session.mode.capitalize() if several else session.problem.title
    return QuestionsPage(title, listed, session.position, jump)


def _names(questions: Sequence[QuestionState], *, several: bool) -> list[str]:
    """What each question is called; those about mistakes by numbers, for their lines are what is looked for."""
    mistakes = list(dict.fromkeys(about[:2] for one in questions if (about := about_mistake(one.name))))
    names = []
    for question in questions:
        problem, step, about = question.instance.problem, question.step, about_mistake(question.name)
        name = "choose" if hasattr(step, "options") else problem.display(step.id)
        if about is not None:
            name = f"mistake {mistakes.index(about[:2]) + 1}: {about.shown}"
        names.append(f"{problem.title}   {name}" if several else name)
    return names


def _listed(question: QuestionState, name: str, *, exam: bool) -> Listed:
    """What is listed of a question; in an exam, that it was answered, and with what."""
    answer = (f"your answer: {question.answers[-1]}",) if question.answers else ()
    about = question.step.ask if about_mistake(question.name) is None else ""
    if exam:
        return Listed(name, about, "", RIGHT, "answered" if question.over else "", answer)
    if not question.over:
        said = SAID["open"] if question.left else ""
        return Listed(name, about, "", "", said, answer or ("Not answered yet.",))
    sign, style = SIGNS[question.outcome]
    return Listed(name, about, sign, style, SAID[question.outcome], (*_worked(question), *answer))


def _worked(question: QuestionState) -> tuple[str, ...]:
    from tutor.study.session.teaching.worked_step import worked_lines

    return worked_lines(question.instance, question.step)
