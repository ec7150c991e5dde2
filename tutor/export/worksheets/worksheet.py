"""Worksheets: problems with room for the answers, the same with the answers in it, and what a marker needs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from tutor.export.derivation import amount, formula, name, posed
from tutor.export.document import Block, Equation, Heading, Items, NewPage, Prose, Room
from tutor.export.worksheets.marking_scheme import points, scheme
from tutor.problems.contract.step import Choice, Step

if TYPE_CHECKING:
    from tutor.problems.contract.problem import Problem
    from tutor.problems.instances.instance import Instance

LINES, BOX, NOTHING = "lines", "box", "none"
ROOMS = (LINES, BOX, NOTHING)

PER_PROBLEM, PER_SHEET, PER_QUESTION = "problem", "sheet", "question"
BREAKS = (PER_PROBLEM, PER_SHEET, PER_QUESTION)

QUESTIONS, KEY, SCHEME = "questions", "key", "scheme"
_HOLDS = {QUESTIONS: "", KEY: ": answers", SCHEME: ": marking scheme"}


class Layout(NamedTuple):
    """How sheets are laid out.

    ``holds`` is one of QUESTIONS, KEY and SCHEME. ``room`` is what an answer is written on, ``lines`` high; ``breaks``
    says what begins on a page of its own. With ``points`` each question tells how many it is worth.
    """

    holds: str = QUESTIONS
    room: str = LINES
    lines: int = 3
    breaks: str = PER_PROBLEM
    points: bool = False


class Sheet(NamedTuple):
    """Instances, each with the ids of its questions; and whose they are, with the code of the numbers."""

    posed: tuple[tuple[Instance, tuple[str, ...]], ...]
    person: str = ""
    code: str = ""


def pages(sheets: Iterable[Sheet], layout: Layout) -> Iterator[Block]:
    """The sheets, each on a page of its own."""
    for number, sheet in enumerate(sheets):
        yield from page(sheet, layout, first=not number)


def page(sheet: Sheet, layout: Layout, *, first: bool) -> Iterator[Block]:
    """One sheet, on a page of its own: a new one, but for the ``first``."""
    if not first:
        yield NewPage()
    for position, (instance, asked) in enumerate(sheet.posed):
        if position and layout.breaks != PER_SHEET:
            yield NewPage()
        yield from _problem(sheet, instance, asked, layout, first=not position)


def title_of(problem: Problem, layout: Layout) -> str:
    """The title of a document whose first sheet begins with this problem."""
    return f"{problem.title}{_HOLDS[layout.holds]}"


def _problem(
    sheet: Sheet, instance: Instance, asked: tuple[str, ...], layout: Layout, *, first: bool
) -> Iterator[Block]:
    yield from opening(sheet, instance, layout, first=first)
    steps = [step for step in instance.steps if step.id in asked]
    worth = f" ({sum(map(points, steps))} points)" if layout.points or layout.holds == SCHEME else ""
    yield Heading(2, (("Questions" if layout.holds == QUESTIONS else "Answers") + worth,))
    for position, step in enumerate(steps, 1):
        if position > 1 and layout.breaks == PER_QUESTION:
            yield NewPage()
        yield _head(position, step, instance, layout)
        if layout.holds == QUESTIONS:
            yield from question(step, instance, layout)
            continue
        yield from _answer(step, instance)
        if layout.holds == SCHEME:
            yield from scheme(step, instance)


def opening(sheet: Sheet, instance: Instance, layout: Layout, *, first: bool) -> Iterator[Block]:
    """What stands above the questions about an instance: its title, whose the sheet is, and what is given."""
    title = instance.problem.title if sheet.person else f"{instance.problem.title}, {instance.label}"
    yield Heading(1, (f"{title}{_HOLDS[layout.holds]}",))
    if sheet.person:
        yield Prose((f"Name: {sheet.person}",))
        yield Prose((f"Sheet: {sheet.code}",))
    elif layout.holds == QUESTIONS and (first or layout.breaks != PER_SHEET):
        yield Prose(("Name:",))
        yield Room(1)
    yield from posed(instance)


def question(step: Step | Choice, instance: Instance, layout: Layout) -> Iterator[Block]:
    """A question below its heading, with room for the answer."""
    if isinstance(step, Choice):
        yield Items(tuple((option,) for option in step.options), numbered=True)
        many = step.many or step.ordered
        yield Prose((f"{'The numbers of those that are right' if many else 'The number of the right one'}:",))
    else:
        yield Prose((step.ask, " ", name(instance.problem, step.id), " = ?"))
    if layout.room != NOTHING:
        yield Room(1 if isinstance(step, Choice) else layout.lines, boxed=layout.room == BOX)


def _answer(step: Step | Choice, instance: Instance) -> Iterator[Block]:
    problem = instance.problem
    if isinstance(step, Choice):
        right = "; ".join(f"{number}. {step.options[number - 1]}" for number in step.answer)
        yield Prose((right or "None of them.",))
    else:
        value = amount(problem, step.id, instance.target(step.id))
        yield Equation(name(problem, step.id), (formula(instance.formula(step.id), problem.scope), value))


def _head(position: int, step: Step | Choice, instance: Instance, layout: Layout) -> Heading:
    worth = f" [{points(step)}]" if layout.points or layout.holds == SCHEME else ""
    if isinstance(step, Choice):
        return Heading(3, (f"{position}. {step.ask}{worth}",))
    return Heading(3, (f"{position}. ", name(instance.problem, step.id), worth))
