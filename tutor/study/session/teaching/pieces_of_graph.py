"""The pieces of a gradient along the lines of the graph: what arrives at each value that a quantity enters, and how
that value changes with it.

What goes on in time enters values at its own time and one step later.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tutor.graph.network_graph import network_graph
from tutor.graph.slopes import Slope, local_slopes
from tutor.notation.derived_names import derivative_name
from tutor.notation.read.parser import parse
from tutor.notation.write.one_line import to_unicode
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.instance import Instance
from tutor.study.session.teaching.piece import Piece, Pieces, arriving, is_step, known_gradient, names_alone
from tutor.study.session.teaching.same_part import same_part

if TYPE_CHECKING:
    from tutor.marking import Question


class _Use(NamedTuple):
    """A value that a quantity enters, how many steps of time later, and the slope on the way."""

    value: str
    later: int
    slope: Slope | None

    @property
    def when(self) -> str:
        """What is said of the time of it."""
        return " one step later" if self.later else ""


def pieces_of_graph(question: Question, name: str) -> Pieces:
    """The pieces of the gradient by a quantity; none where at some value that it enters no gradient is known.

    Raises TutorError for a network that cannot be drawn.
    """
    problem = question.problem
    uses = _uses(question.instance, name)
    if not all(known_gradient(problem, use.value) for use in uses):
        return Pieces()
    each = [
        piece
        for use in uses
        for piece in (arriving(question, use.value, use.when), *_changing(question, name, use, uses))
    ]
    display = problem.display
    terms = [
        f"{display(known_gradient(problem, use.value))} · {display(derivative_name(use.value, name))}{use.when}"
        for use in uses
    ]
    return Pieces(tuple(each), f"{display(gradient_id(problem, name))} = {' + '.join(terms)}")


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


def _entered(instance: Instance, names: set[str]) -> set[str]:
    """What any of these values enters, by however many ways."""
    graph = network_graph(instance.problem, instance.sizes)
    ends = {end for name in names for node in graph.at(name) for end in graph.uses[node]}
    return {graph.nodes[node].name for node in graph.onward(ends)}


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
        return [Piece(ask, f"{problem.display(local)} = {formula}", partial(is_step, question.instance, local))]
    if slope is None or (use.later and not slope.matrix):
        return []
    if slope.matrix:
        ask = f"What is it multiplied by on its way from {shown} to {entering}?"
        return [Piece(ask, f"It is multiplied by {slope.text}.", partial(names_alone, slope.matrix))]
    tree = parse(slope.typed, problem.scope)
    return [Piece(ask, f"{problem.display(local)} = {slope.text}", partial(same_part, question, tree))]
