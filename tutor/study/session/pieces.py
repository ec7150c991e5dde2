"""A gradient asked piece by piece, for who is stuck: what arrives at each value that it enters, and how that changes.

The pieces come from the graph of the problem and the local derivatives along its edges. Where a value is entered one
step of time later there are none: what arrives there is part of what is asked.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tutor.errors import TutorError
from tutor.graph.network_graph import network_graph
from tutor.graph.slopes import Slope, local_slopes
from tutor.notation.derived_names import derivative_name
from tutor.notation.read.parser import parse
from tutor.notation.read.statements import last_side
from tutor.notation.tree import Node, names
from tutor.notation.write.one_line import to_ascii, to_unicode
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.instance import Instance
from tutor.record import Record
from tutor.study.session.same_part import same_part

if TYPE_CHECKING:
    from tutor.marking import Question


class Piece(Record):
    """One question on the way: ``told`` is its answer as a sentence, and ``right`` says whether a formula is that."""

    ask: str
    told: str
    right: Callable[[Node], bool]


class Pieces(NamedTuple):
    """The pieces of a gradient in their order, and how they are put ``together``."""

    each: tuple[Piece, ...] = ()
    together: str = ""


def pieces_of(question: Question) -> Pieces:
    """The pieces of what a question asks; none where it is no gradient, or is one by what enters the loss itself."""
    problem, step = question.problem, question.step
    target = problem.targets[step.id] if isinstance(step, Step) else None
    if target is None or not target.is_gradient_by(target.by):
        return Pieces()
    try:
        uses = _uses(question.instance, target.by)
    except TutorError:  # of a network that cannot be drawn
        return Pieces()
    asked = {one.id for one in problem.formula_steps()}
    if not uses or any(gradient_id(problem, value) not in asked for value in uses):
        return Pieces()
    each: list[Piece] = []
    for value, slope in uses.items():
        others = set(uses) - {value}
        elsewhere = value in _entered(question.instance, others)
        each += [_arriving(question, value), *_changing(question, target.by, value, slope, elsewhere=elsewhere)]
    display = problem.display
    terms = [f"{display(gradient_id(problem, value))} · {display(derivative_name(value, target.by))}" for value in uses]
    return Pieces(tuple(each), f"{display(step.id)} = {' + '.join(terms)}")


def _uses(instance: Instance, name: str) -> dict[str, Slope | None]:
    """The values that a quantity enters, with the slope on the way; none where it enters one at a later time."""
    graph, slopes = network_graph(instance.problem, instance.sizes), local_slopes(instance.problem)
    found: dict[str, Slope | None] = {}
    for start in graph.at(name):
        for end in graph.uses[start]:
            value, time = graph.nodes[end], graph.nodes[start].time
            if value.time and time and value.time != time:
                return {}
            found[value.name] = slopes.get((name, value.name, 0))
    return found


def _arriving(question: Question, value: str) -> Piece:
    problem, gradient = question.problem, gradient_id(question.problem, value)
    return Piece(
        f"What arrives at {problem.display(value)}?",
        f"{problem.display(gradient)} arrives at {problem.display(value)}.",
        partial(_is_step, question.instance, gradient),
    )


def _entered(instance: Instance, names: set[str]) -> set[str]:
    """What any of these values enters, by however many ways."""
    graph = network_graph(instance.problem, instance.sizes)
    todo = [node for name in names for node in graph.at(name)]
    found: set[int] = set()
    while todo:
        for end in graph.uses[todo.pop()]:
            if end not in found:
                found.add(end)
                todo.append(end)
    return {graph.nodes[node].name for node in found}


def _changing(question: Question, name: str, value: str, slope: Slope | None, *, elsewhere: bool) -> list[Piece]:
    """How a value changes with what enters it, as a step of the problem asks it or as it stands on the line.

    `elsewhere` says that it also changes with it by other ways than this line.
    """
    problem = question.problem
    local = derivative_name(value, name)
    shown, entering = problem.display(value), problem.display(name)
    ask = f"How does {shown} change with {entering}?"
    asked = any(one.id == local for one in problem.formula_steps())
    if asked and not elsewhere:  # else the step asks for all ways together
        formula = to_unicode(question.instance.formula(local), problem.scope)
        return [Piece(ask, f"{problem.display(local)} = {formula}", partial(_is_step, question.instance, local))]
    if slope is None:
        return []
    if slope.matrix:
        ask = f"What is it multiplied by on its way from {shown} to {entering}?"
        return [Piece(ask, f"It is multiplied by {slope.text}.", lambda tree: names(tree) == {slope.matrix})]
    tree = parse(slope.typed, problem.scope)
    return [Piece(ask, f"{problem.display(local)} = {slope.text}", partial(same_part, question, tree))]


def _is_step(instance: Instance, step: str, tree: Node) -> bool:
    """Whether a formula is the name of a step or right for it."""
    from tutor import marking

    scope = instance.problem.scope
    written = to_ascii(tree, scope)
    return written == step or marking.mark(marking.question(instance, step), written).kind == "correct"


def read_piece(text: str, question: Question) -> Node:
    """What was typed at a piece. Raises NotationError where it cannot be read."""
    return parse(last_side(text), question.problem.scope)
