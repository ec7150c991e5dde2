"""What an answer claims: the formulas that were typed, without the left side that says what they are equal to.

``dL/dW = a = b`` claims two formulas for dL/dW; a left side may be ``-dL/dW`` or ``(dL/dW)^T``, stand on the right, or
have letters, ``∂L/∂W_ij``, which then are the letters of the formulas.
"""

from __future__ import annotations

from typing import NamedTuple

from tutor.marking.question import Question
from tutor.marking.worked_derivatives import says_derivatives, worked_out
from tutor.notation.errors import NotationError
from tutor.notation.read.layout.statements import SURROUNDED, Side, statements
from tutor.notation.read.parser import parse
from tutor.notation.tree import Bin, Lettered, Neg, Node, Ref, Transpose
from tutor.notation.tree_walks import is_numeric
from tutor.problems.contract.target import UPDATE

MOST_SIDES = 40
"""Formulas between signs of equality. Each that cannot be read takes 0.8 ms, most of it for what may be meant."""


class Link(NamedTuple):
    """A formula that is claimed: its tree, its text with blanks before it up to its place, what it is shown as.

    ``left`` is the left side where it says more than what is asked for: a sign, a transposition, letters.
    """

    tree: Node
    text: str
    shown: Node
    left: Node | None = None


class Claims(NamedTuple):
    """The formulas of an answer, in the order in which they were typed.

    ``about`` is another name that stands where the left side does: what is right all the same is right.
    """

    links: list[Link]
    about: str = ""


class _Left(NamedTuple):
    """A name as it stands on a side by itself: which sign it has, whether it is transposed."""

    ref: Ref
    negative: bool = False
    turned: bool = False


def claims(question: Question, text: str) -> Claims:
    """What an answer claims, the derivatives in it worked out. Raises NotationError."""
    found = _claims(question, text)
    trees = [link.tree for link in found.links]
    if not says_derivatives(trees):
        return found
    links = zip(found.links, worked_out(trees, question), strict=True)
    return Claims([link._replace(tree=tree) for link, tree in links], found.about)


def _claims(question: Question, text: str) -> Claims:
    if not SURROUNDED.search(text):
        return Claims([_plain(question, text)])
    lines = statements(text)
    count = sum(len(line) for line in lines)
    if count > MOST_SIDES:
        raise NotationError(f"this has {count} sides; the most I read is {MOST_SIDES}")
    if count < 2:
        return Claims([_plain(question, lines[0][0].text if lines else text)])
    found = [_of_line(question, line, number, len(lines)) for number, line in enumerate(lines, 1)]
    return Claims([link for one in found for link in one.links], next((one.about for one in found if one.about), ""))


def _plain(question: Question, text: str) -> Link:
    tree = parse(text, question.scope, listing=len(question.axes) == 1)
    return Link(tree, text, tree)


def _of_line(question: Question, line: list[Side], number: int, count: int) -> Claims:
    sides = [side for side in line if side.text.strip()]
    if not sides:
        raise NotationError("there is nothing to read yet", 1)
    names = [_left(question, side.text) for side in sides]
    left = next(
        filter(None, (_asked(question, name, side.text) for name, side in zip(names, sides, strict=True))), None
    )
    links = [side for name, side in zip(names, sides, strict=True) if _asked(question, name, side.text) is None]
    if left is None and count > 1 and line[0].text.strip():
        other = names[0].ref.name if names[0] else line[0].text.strip()[:20]
        column = len(line[0].text) - len(line[0].text.lstrip()) + 1
        raise NotationError(f"line {number} says what {other} is; {question.step.id} alone is asked for here", column)
    if not links:
        raise NotationError(f"beside {question.step.id} nothing stands that it is equal to", len(sides[-1].text) + 1)
    about = names[0].ref.name if left is None and len(sides) > 1 and names[0] else ""
    return Claims([_link(question, side, left) for side in links], about)


def _left(question: Question, text: str) -> _Left | None:
    """The name that a side is by itself, perhaps negative or transposed; None for any other formula."""
    try:
        tree = parse(text, question.scope.refusing())
    except NotationError:
        return None
    negative = turned = False
    while isinstance(tree, Neg | Transpose):
        negative ^= isinstance(tree, Neg)
        turned ^= isinstance(tree, Transpose)
        tree = tree.body
    return _Left(tree, negative, turned) if isinstance(tree, Ref) else None


def _asked(question: Question, name: _Left | None, text: str) -> _Left | None:
    """The left side that a side is, if it stands for what is asked; of an update also what is updated."""
    step_id = question.step.id
    target = question.problem.targets[step_id]
    if name is None:
        law = not target.is_word and "".join(text.split()) == "".join(target.id.split())
        return _Left(Ref(step_id)) if law else None
    return name if name.ref.name in (step_id, target.of if target.kind == UPDATE else step_id) else None


def _link(question: Question, side: Side, left: _Left | None) -> Link:
    tree = shown = parse(side.text, question.scope, listing=len(question.axes) == 1)
    target = question.problem.targets[question.step.id]
    if side.sign in ("+=", "-="):
        if target.kind != UPDATE or left is None or left.ref.name != target.of:
            column = len(side.text) - len(side.text.lstrip()) + 1
            raise NotationError(f"`{side.sign}` before column {column} changes what was there; write the whole", column)
        tree = shown = Bin(side.sign[0], left.ref, tree)
    if left is None:
        return Link(tree, side.text, shown)
    said: Node = left.ref
    if left.turned:
        tree, said = Transpose(tree), Transpose(said)
    if left.negative:
        tree, said = Neg(tree), Neg(said)
    letters = () if is_numeric(tree) else _letters(question, left)
    plain = said is left.ref and all(letter == axis for letter, axis in letters)
    return Link(Lettered(tree, letters) if letters else tree, side.text, shown, None if plain else said)


def _letters(question: Question, left: _Left) -> tuple[tuple[str, str], ...]:
    """The letters of a left side, each with its axis. Raises NotationError for an entry or a neighbour."""
    found = []
    name, placed, column = left.ref
    for axis, index in zip(question.problem.scope.names[name].axes, placed or (), strict=False):
        if index is None:
            continue
        if not index.letter:
            raise NotationError(f"the left side at column {column} is a part of {name}; all of it is asked for", column)
        found.append((index.letter, axis))
    return tuple(found)
