"""A gradient asked piece by piece, for who is stuck: what arrives at each value that it enters, and how that changes.

The pieces come from the graph of the problem and the local derivatives along its edges. What goes on in time enters
values at its own time and one step later.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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
from tutor.study.session.teaching.same_part import same_part

if TYPE_CHECKING:
    from tutor.marking import Question


class Piece(Record):
    """One question on the way: ``told`` is its answer as a sentence, and ``right`` says whether a formula is that."""

    ask: str
    told: str
    right: Callable[[Node], bool]


class _Use(NamedTuple):
    """A value that a quantity enters, how many steps of time later, and the slope on the way."""

    value: str
    later: int
    slope: Slope | None

    @property
    def when(self) -> str:
        """What is said of the time of it."""
        return " one step later" if self.later else ""


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
    if not uses or any(gradient_id(problem, use.value) not in asked for use in uses):
        return Pieces()
    each = [piece for use in uses for piece in (_arriving(question, use), *_changing(question, target.by, use, uses))]
    display = problem.display
    terms = [
        f"{display(gradient_id(problem, use.value))} · {display(derivative_name(use.value, target.by))}{use.when}"
        for use in uses
    ]
    return Pieces(tuple(each), f"{display(step.id)} = {' + '.join(terms)}")


def _uses(instance: Instance, name: str) -> list[_Use]:
    """The values that a quantity enters, each once at its own time and once at the next."""
    graph, slopes = network_graph(instance.problem, instance.sizes), local_slopes(instance.problem)
    found: dict[tuple[str, int], _Use] = {}
    for start in graph.at(name):
        for end in graph.uses[start]:
            value, time = graph.nodes[end], graph.nodes[start].time
            later = value.time - time if value.time and time else 0
            if later in (0, 1):  # else the line leads over times that are not drawn
                found[value.name, later] = _Use(value.name, later, slopes.get((name, value.name, later)))
    return list(found.values())


def _arriving(question: Question, use: _Use) -> Piece:
    problem, gradient = question.problem, gradient_id(question.problem, use.value)
    shown = problem.display(use.value)
    named = partial(_names_alone, gradient)
    return Piece(
        f"What arrives at {shown}{use.when}?",
        f"{problem.display(gradient)} arrives at {shown}{use.when}.",
        named if use.later else partial(_is_step, question.instance, gradient),
    )


def _names_alone(name: str, tree: Node) -> bool:
    return names(tree) == {name}


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


def _changing(question: Question, name: str, use: _Use, uses: Sequence[_Use]) -> list[Piece]:
    """How a value changes with what enters it, as a step of the problem asks it or as it stands on the line."""
    problem, value, slope = question.problem, use.value, use.slope
    local = derivative_name(value, name)
    shown, entering = problem.display(value), problem.display(name)
    ask = f"How does {shown} change with {entering}?"
    asked = not use.later and any(one.id == local for one in problem.formula_steps())
    others = {one.value for one in uses} - {value}
    if asked and value not in _entered(question.instance, others):  # else the step asks for all ways together
        formula = to_unicode(question.instance.formula(local), problem.scope)
        return [Piece(ask, f"{problem.display(local)} = {formula}", partial(_is_step, question.instance, local))]
    if slope is None or (use.later and not slope.matrix):
        return []
    if slope.matrix:
        ask = f"What is it multiplied by on its way from {shown} to {entering}?"
        return [Piece(ask, f"It is multiplied by {slope.text}.", partial(_names_alone, slope.matrix))]
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
