"""A piece of a gradient that is asked by itself, and what is known to arrive at a value."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from tutor.notation.tree import Node
from tutor.notation.tree_walks import names
from tutor.notation.write.one_line import to_ascii
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.instance import Instance
from tutor.record import Record

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


def known_gradient(problem: Problem, value: str) -> str:
    """What stands for the gradient by a value: a step, or a given array if it comes from outside; else nothing."""
    found = gradient_id(problem, value)
    if found in problem.steps_by_id:
        return found
    meant = problem.scope.aliases.get(found, "")
    return meant if meant in problem.quantities or meant in problem.steps_by_id else ""


def arriving(question: Question, value: str, when: str = "") -> Piece:
    """What arrives at a value, which is known by its name; ``when`` says at which other time."""
    problem = question.problem
    gradient, shown = known_gradient(problem, value), problem.display(value)
    by_name = when or gradient in problem.quantities
    right = partial(names_alone, gradient) if by_name else partial(is_step, question.instance, gradient)
    told = f"{problem.display(gradient)} arrives at {shown}{when}."
    return Piece(f"What arrives at {shown}{when}?", told, right)


def names_alone(name: str, tree: Node) -> bool:
    """Whether a formula names this and nothing else."""
    return names(tree) == {name}


def is_step(instance: Instance, step: str, tree: Node) -> bool:
    """Whether a formula is the name of a step or right for it."""
    from tutor import marking

    written = to_ascii(tree, instance.problem.scope)
    return written == step or marking.mark(marking.question(instance, step), written).kind == "correct"
