"""A gradient asked piece by piece, for who is stuck: what arrives on the way to it, and what becomes of it there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.errors import TutorError
from tutor.notation.read.layout.statements import last_side
from tutor.notation.read.parser import parse
from tutor.notation.tree import Node
from tutor.problems.contract.step import Step
from tutor.study.session.teaching.piece import Pieces
from tutor.study.session.teaching.pieces_of_graph import pieces_of_graph
from tutor.study.session.teaching.pieces_of_terms import pieces_of_terms

if TYPE_CHECKING:
    from tutor.marking import Question


def pieces_of(question: Question) -> Pieces:
    """The pieces of what a question asks; none where it is no gradient, or is one by what enters the loss alone."""
    step = question.step
    target = question.problem.targets[step.id] if isinstance(step, Step) else None
    if target is None or not target.is_gradient_by(target.by):
        return Pieces()
    try:
        found = pieces_of_graph(question, target.by)
    except TutorError:  # of a network that cannot be drawn
        found = Pieces()
    return found if found.each else pieces_of_terms(question, target.by)


def read_piece(text: str, question: Question) -> Node:
    """What was typed at a piece. Raises NotationError where it cannot be read."""
    return parse(last_side(text), question.problem.scope)
