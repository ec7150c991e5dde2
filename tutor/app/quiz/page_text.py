"""The text of the quiz page: its title row, the question, and the keys that work in each state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

from textual.content import Content
from textual.style import Style

from tutor.app.drawing.bars import meter
from tutor.app.drawing.cell_text import styled, width, wrap
from tutor.app.drawing.key_bar import Key
from tutor.app.drawing.theme import HELP as HELP_COLOUR
from tutor.app.drawing.theme import MUTED, QUESTION, WRONG
from tutor.app.quiz.question_view import QuestionView
from tutor.app.shell.page import HELP

if TYPE_CHECKING:
    from tutor.problems.contract.step import Choice, Step
    from tutor.study import Feedback, QuizSession

EXAM_SECONDS = 120.0
# Rows of a screen on which options stand apart, if they are no more than these.
SPACIOUS, FEW_OPTIONS = 45, 8

CHOOSE = Key("↑ ↓", "choose", "screen.pick_beside(1)")
CHECK = Key("enter", "check", "screen.check")
AGAIN = Key("enter", "check again", "screen.check")
NEXT = Key("enter", "next", "screen.check")
HINT = Key("?", "hint", "screen.hint")
NEXT_HINT = Key("?", "next hint", "screen.hint")
PIECES = Key("?", "piece by piece", "screen.hint")
TELL = Key("?", "tell me", "screen.hint")
WORKED = Key("F3", "worked step", "screen.worked")
SEE = Key("F3", "see the step", "screen.worked")
SCROLL = Key("↑ ↓", "scroll", "screen.scroll(1)")
BACK = Key("esc", "back to the answer", "screen.leave")
LATER = Key("F8", "later", "screen.later")
ANEW = Key("F8", "answer again", "screen.later")
LIST = Key("F5", "questions", "screen.questions")
HAND_IN = Key("enter", "hand in", "screen.check")


def title_row(question: QuestionView, session: QuizSession, *, roomy: bool) -> tuple[Content, Content, Content]:
    """Problem and, aside, instance at the left; mode, number and progress at the right."""
    left, aside = styled((question.title, "bold")), styled((f"   {question.label}", MUTED))
    clock = ""
    if session.mode == "exam":
        left_over = max(0, round(seconds_left(session)))
        clock = f"{left_over // 60}:{left_over % 60:02} left   "
    right = styled(
        (clock, HELP_COLOUR),
        (f"{question.mode}   {question.number} of {question.total}  ", MUTED),
        meter(session.done, question.total, 40 if roomy else 24),
    )
    return left, aside, right


def placeholder(question: QuestionView) -> str:
    """What stands on the empty line: for a newcomer what to type, for a choice that it wants numbers."""
    if question.example:
        return f"type  {question.example}  and press enter"
    return question.accepts if question.options else ""


def said_lines(session: QuizSession, feedback: Feedback) -> tuple[str, ...]:
    """What stands below a headline; in an exam, how much is left of it and of its time."""
    left = session.total - session.done
    if feedback.kind == "noted" and left and not session.finished:
        return (f"{left} left, {_minutes(seconds_left(session))}.",)
    if feedback.kind == "noted" and session.finished:
        return (*feedback.lines, "enter hands the exam in; F5 leads back to any question, F8 answers again.")
    pieces = ["? asks for it piece by piece."] if feedback.offers_pieces else []
    return (*feedback.lines, *pieces, *(["F3 shows this step worked."] if feedback.offers_worked else []))


def exam_line(session: QuizSession) -> str:
    """What an exam says below its first question: how long it is."""
    if session.mode != "exam" or session.done:
        return ""
    return f"  {session.total} questions, {_minutes(session.total * EXAM_SECONDS)}, no feedback until the end."


def _minutes(seconds: float) -> str:
    return f"{round(seconds / 60)} min" if seconds >= 90 else f"{max(0, round(seconds))} s"


def seconds_left(session: QuizSession) -> float:
    """What is left of an exam's time: two minutes a question."""
    return session.total * EXAM_SECONDS - session.elapsed


class QuestionRoom(NamedTuple):
    """The room for a question: `apart` sets its words below the symbol, `airy` with a blank row between.

    `short` leaves out all but the symbol. Where it is `tall`, a few options stand apart from each other as well. A
    derivation is `parted` from the question about it by a blank row.
    """

    cells: int
    apart: bool
    airy: bool
    short: bool
    tall: bool = False
    parted: bool = False


def question_rows(question: QuestionView, room: QuestionRoom, chosen: Sequence[int] = ()) -> list[Content]:
    """The question: what is asked, in words, and what may be typed, below the derivation that it is about."""
    cells = room.cells
    if question.passage and not room.short:
        above = [*_passage_rows(question, cells), *([Content("")] if room.parted else [])]
        return above + question_rows(replace(question, passage=()), room._replace(tall=False), chosen)
    if question.options:
        return _choice_rows(question, room, chosen)
    head = styled((question.asked, QUESTION))
    if room.short:
        return [head]
    beside = cells - width(question.asked) - 3
    if not room.apart and width(question.ask) <= beside:
        rows = [Content.assemble(head, "   ", question.ask)]
    else:
        words = [Content(line) for line in wrap(question.ask, cells)] if question.ask else []
        rows = [head, *([Content("")] if room.airy else []), *words]
    rows += [styled((line, MUTED)) for line in wrap(question.accepts, cells)]
    return rows


def _passage_rows(question: QuestionView, cells: int) -> list[Content]:
    """The numbered lines of a derivation, the wrong one with a sign."""
    rows = []
    for number, line in enumerate(question.passage, 1):
        style = WRONG if number == question.wrong else MUTED
        sign = "✗" if number == question.wrong else " "
        for index, part in enumerate(_in_rows(line, cells - 5)):
            rows.append(styled((f"{sign}{number:>2}  " if index == 0 else "     ", style), part))
    return rows


def _in_rows(text: str, cells: int) -> list[str]:
    """A text broken into rows, in which lines of code stay as far in as they are."""
    rows: list[str] = []
    for line in text.split("\n"):
        bare = line.lstrip(" ")
        blanks = line[: len(line) - len(bare)]
        rows += [f"{blanks}{row}" for row in wrap(bare, cells - len(blanks))]
    return rows


def _choice_rows(question: QuestionView, room: QuestionRoom, chosen: Sequence[int]) -> list[Content]:
    """The question in words, then its numbered options; a click on one takes it."""
    rows = [styled((line, QUESTION)) for line in wrap(question.ask, room.cells)]
    if room.short:
        return rows
    apart = room.tall and len(question.options) <= FEW_OPTIONS
    for number, option in enumerate(question.options, 1):
        lines = _in_rows(option, room.cells - 5)
        if apart or (room.airy and number == 1):
            rows.append(Content(""))
        click = Style.from_meta({"@click": f"screen.pick({number})"})
        for index, line in enumerate(lines):
            taken = number in chosen
            sign = ("▸" if taken else " ") + f"{number:>2}  " if index == 0 else "     "
            row = styled((sign, "" if taken else MUTED), (line, "bold" if taken else ""))
            rows.append(row.stylize(click))
    return rows


def one_option(step: Step | Choice) -> bool:
    """Whether a question wants one of its options."""
    return (
        bool(getattr(step, "options", ())) and not getattr(step, "many", False) and not getattr(step, "ordered", False)
    )


def keys_for(session: QuizSession, said: Feedback | None, back: Key, *, graph: bool) -> list[Key]:
    """The entries of the key bar, most likely first; `back` leaves the page."""
    exam = session.mode == "exam"
    figure = [Key("F4", "graph", "screen.graph")] if graph else []
    kind = said.kind if said is not None else ""
    if session.ended:
        if exam:
            return [HAND_IN if session.finished else NEXT, LIST, ANEW, back, HELP]
        return [NEXT, *([] if kind == "worked" else [SEE]), *figure, back, HELP, LIST, ANEW]
    if exam:
        return [CHECK, LIST, LATER, back, HELP]
    enter = AGAIN if kind in ("wrong", "rounding") else CHECK
    more = session.hints_shown < session.hints_total
    hint = (NEXT_HINT if kind == "hint" else HINT) if more else None
    hint = TELL if session.asking_piece else PIECES if said is not None and said.offers_pieces else hint
    worked = WORKED if session.worked_open else None
    choose = CHOOSE if one_option(session.step) else None
    keys = [choose, enter, hint, worked, *figure, LATER, back, HELP, LIST]
    return [key for key in keys if key is not None]
