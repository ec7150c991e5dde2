"""The questions about one mistake: which line it is in, what happened there, and the line itself."""

from __future__ import annotations

from random import Random
from typing import NamedTuple

from tutor.errors import TutorError
from tutor.problems.contract.step import Choice, Step
from tutor.problems.instances.dependency_graph import ancestors
from tutor.problems.instances.instance import Instance
from tutor.study.find.asked import AboutMistake
from tutor.study.find.code_slips import said_of
from tutor.study.find.items import Item, item

WHICH = "One line{} is wrong. Which?"
WHICH_FOLLOWED = "One line{} is wrong; the lines after it follow from it. Which?"
WHICH_BY_SHAPES = "One line{} cannot be, by its shapes alone. Which?"
_OF_CODE = " of this code"
_AS_FORMULA = ", as a formula"
_BY_ITSELF = "Take each line by itself: what arrives times a local derivative, with its sign, its sums and its shape"
_SHAPES = (
    "Write the shape of each name below it: what meets in a product is equally long, and what is left stands at the end"
)
_FOLLOWS = "Line {} follows rightly from a wrong one before it."
_RIGHT = "Line {} is right."
_OTHER_VALUE = "With slip {} the line would have another value."
_SAME_SHAPE = "Slip {} would leave the shape as it is."


class Passage(NamedTuple):
    """The lines of a derivation as text; ``wrong`` is the number of the wrong one, from 1, None while it is asked."""

    lines: tuple[str, ...]
    wrong: int | None


def passage_of(instance: Instance, about: AboutMistake) -> Passage:
    """The derivation that a question is about. Raises TutorError as `question_about` does."""
    found = _item(instance, about)
    return Passage(found.texts, None if about.part == "line" else found.wrong + 1)


def question_about(instance: Instance, about: AboutMistake) -> Step | Choice:
    """The question. Raises TutorError where the problem has no such line, or a slip of that kind does not show."""
    found = _item(instance, about)
    if about.part == "line":
        return _which_line(found, about)
    if about.part == "kind":
        return _what_happened(found, about)
    return found.step.replace(ask=f"Write line {found.wrong + 1} right{_AS_FORMULA if found.takes_lines else ''}.")


def shows(instance: Instance, about: AboutMistake) -> bool:
    """Whether there is something to ask: the line of the problem, and a slip of that kind that shows in its numbers."""
    try:
        return _item(instance, about) is not None
    except TutorError:
        return False


def _item(instance: Instance, about: AboutMistake) -> Item:
    step = instance.problem.step(about.step)
    found = item(instance, step, about.code) if isinstance(step, Step) else None
    if found is None:
        raise TutorError(f"no such slip shows in {about.step} here", title="Nothing to find")
    return found


def _which_line(found: Item, about: AboutMistake) -> Choice:
    wrong, steps = found.wrong, [line.step for line in found.lines]
    carried_on = not found.by_shapes
    follows = [carried_on and found.step.id in ancestors(found.instance.problem, step) for step in steps]
    ask = WHICH_BY_SHAPES if found.by_shapes else WHICH_FOLLOWED if any(follows[wrong + 1 :]) else WHICH
    said = {
        number: ("choice", (_FOLLOWS if follow else _RIGHT).format(number))
        for number, follow in enumerate(follows, 1)
        if number != wrong + 1
    }
    return Choice(
        about.name,
        ask.format(_OF_CODE if found.numpy else ""),
        found.texts,
        (wrong + 1,),
        hints=(f"{_BY_ITSELF if carried_on else _SHAPES}.", _one_of_two(about, len(steps), wrong, "line ")),
        skills=found.step.skills,
        slips=said,
    )


def _what_happened(found: Item, about: AboutMistake) -> Choice:
    right = found.kinds.index(found.code)
    said = _SAME_SHAPE if found.by_shapes else _OTHER_VALUE
    rule = (f"Rule: {found.step.rule}",) if found.step.rule else ()
    return Choice(
        about.name,
        f"Line {found.wrong + 1} is wrong. What happened there?",
        tuple(said_of(code).message for code in found.kinds),
        (right + 1,),
        rule=said_of(found.code).rule,
        hints=(*rule, _one_of_two(about, len(found.kinds), right, "")),
        skills=found.step.skills,
        slips={at + 1: ("choice", said.format(at + 1)) for at in range(len(found.kinds)) if at != right},
    )


def _one_of_two(about: AboutMistake, count: int, right: int, what: str) -> str:
    """A hint that leaves two of the options."""
    other = Random(about.name).choice([at for at in range(count) if at != right])
    first, second = sorted((right + 1, other + 1))
    return f"It is {what}{first} or {what}{second}."
