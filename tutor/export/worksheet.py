"""Worksheets: a problem with room for the answers, and the same with the answers in it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from tutor.export.derivation import amount, formula, name, posed
from tutor.export.document import Block, Equation, Heading, Items, NewPage, Prose, Room
from tutor.problems.contract.step import Choice, Step

if TYPE_CHECKING:
    from tutor.problems.instances.instance import Instance

ROOM = 3


def sheets(instances: Iterable[Instance], *, key: bool) -> Iterator[Block]:
    """A sheet for each instance, on a page of its own; with `key`, the answers in the place of the room for them."""
    for number, instance in enumerate(instances):
        if number:
            yield NewPage()
        title = f"{instance.problem.title}, {instance.label}"
        yield Heading(1, (f"{title}: answers" if key else title,))
        if not key:
            yield Prose(("Name:",))
            yield Room(1)
        yield from posed(instance)
        yield Heading(2, ("Answers" if key else "Questions",))
        for position, step in enumerate(instance.steps, 1):
            yield from (_answer if key else _question)(position, step, instance)


def _question(position: int, step: Step | Choice, instance: Instance) -> Iterator[Block]:
    yield _head(position, step, instance)
    if isinstance(step, Choice):
        yield Items(tuple((option,) for option in step.options), numbered=True)
        many = step.many or step.ordered
        yield Prose((f"{'The numbers of those that are right' if many else 'The number of the right one'}:",))
        yield Room(1)
    else:
        yield Prose((step.ask, " ", name(instance.problem, step.id), " = ?"))
        yield Room(ROOM)


def _answer(position: int, step: Step | Choice, instance: Instance) -> Iterator[Block]:
    problem = instance.problem
    yield _head(position, step, instance)
    if isinstance(step, Choice):
        right = "; ".join(f"{number}. {step.options[number - 1]}" for number in step.answer)
        yield Prose((right or "None of them.",))
    else:
        value = amount(problem, step.id, instance.target(step.id))
        yield Equation(name(problem, step.id), (formula(instance.formula(step.id), problem.scope), value))


def _head(position: int, step: Step | Choice, instance: Instance) -> Heading:
    if isinstance(step, Choice):
        return Heading(3, (f"{position}. {step.ask}",))
    return Heading(3, (f"{position}. ", name(instance.problem, step.id)))
