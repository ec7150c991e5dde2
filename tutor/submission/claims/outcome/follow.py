"""Whether a wrong statement is only what comes of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple, cast

from tutor.errors import TutorError
from tutor.notation.tree import Binder, Chain, Delta, Derivative, Fold, Node, Part, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.sides.laid_out import SAME
from tutor.submission.claims.trees import bound, indices

MOST_TRIED = 12
"""The last wrong statements, and the last right ones about the same, that are tried."""
LEAST = 12
"""A piece of a formula that is no longer stands in others by chance."""

_LETTERS = "uvqrpsmab"


class Broken(NamedTuple):
    """A wrong statement: what it is about, what it says of it, its line, and the text of its right side."""

    left: Node
    right: Node
    line: int
    text: str


def comes_of(
    exercise: Exercise,
    truth: Node,
    tree: Node,
    broken: Sequence[Broken],
    right_ones: Sequence[tuple[Node, Node, int]],
) -> int | None:
    """The line of the wrong statement that this one follows from; None where it is wrong in its own right.

    Tried in turn: the same wrong formula for the same name; a right formula for it with what the page has for a wrong
    name; the chain rule through a wrong gradient.
    """
    place = exercise.general

    def same(one: Node, other: Node) -> bool:
        try:
            plain = [mode for mode in place.modes(one, other) if not any(mode[2:])]
            return place.compared(one, other, plain).outcome == SAME
        except TutorError:
            return False

    about = bare(truth)
    latest = list(reversed(broken))[:MOST_TRIED]
    for wrong in latest:
        if bare(wrong.left) == about and same(wrong.right, tree):
            return wrong.line
        if (entry := _entry(truth, tree, wrong)) is not None and same(wrong.right, entry):
            return wrong.line
    alike = (formula for own, formula, _ in reversed(right_ones) if bare(own) == about)
    known = list(islice(alike, MOST_TRIED))
    for wrong in latest:
        for formula in known:
            put = with_put(formula, wrong.left, wrong.right)
            if put is not None and same(put, tree):
                return wrong.line
        put = with_put(tree, wrong.right, wrong.left)
        if put is not None and same(truth, put):
            return wrong.line
    for wrong in latest:
        if (through := _through(truth, wrong)) is not None and same(through, tree):
            return wrong.line
    return None


def repeats(text: str, broken: Sequence[Broken]) -> int | None:
    """The line of the wrong statement whose right side stands in a text, letter by letter; None if there is none."""
    plain = "".join(text.split())
    return next((one.line for one in reversed(broken) if len(one.text) >= LEAST and one.text in plain), None)


def with_put(tree: Node, old: Node, new: Node) -> Node | None:
    """A formula with another in the place of a part of it; None where it does not have that part."""
    found = _put(tree, bare(old), new)
    return found if found != tree else None


def _put(tree: Node, old: Node, new: Node) -> Node:
    if bare(tree) == old:
        return new
    parts = children(tree)
    if not parts or isinstance(tree, Derivative):
        return tree
    return rebuild(tree, tuple(_put(part, old, new) for part in parts))


def _through(truth: Node, wrong: Broken) -> Node | None:
    """The gradient that is asked for, by the chain rule from a wrong gradient by another quantity."""
    pair = (_as_gradient(truth), _as_gradient(wrong.left))
    if pair[0] is None or pair[1] is None or pair[0][0] != pair[1][0]:
        return None
    by = pair[1][1]
    letters = [one.letter for one in by.index or () if one is not None]
    if not letters:
        return Chain((wrong.right, Derivative(by, pair[0][1])))
    used = indices(truth) | indices(wrong.right) | bound(wrong.right)
    free = [letter for letter in _LETTERS if letter not in used]
    if not all(letters) or len(letters) > len(free):
        return None
    other = dict(zip(letters, free, strict=False))  # that of the gradient which is asked for may be the same
    inside = Chain((_with_letters(wrong.right, other), Derivative(_with_letters(by, other), pair[0][1])))
    return Fold("sum", tuple(Binder(other[letter]) for letter in letters), inside)


def _entry(truth: Node, tree: Node, wrong: Broken) -> Node | None:
    """The entry of a side that a wrong statement was about, where this one is about the whole: ``dL/dw`` and its j."""
    pair = (_as_gradient(truth), _as_gradient(wrong.left))
    if pair[0] is None or pair[1] is None or pair[0][0] != pair[1][0] or pair[0][1].name != pair[1][1].name:
        return None
    index = tuple(one for one in pair[1][1].index or () if one is not None)
    whole = not index or len(index) != len(pair[1][1].index or ()) or pair[0][1].index
    return Part(tree, index) if not whole else None


def _with_letters(tree: Node, other: dict[str, str]) -> Node:
    """A formula with other letters for its indices."""
    if isinstance(tree, Ref):
        index = tuple(
            one and one._replace(terms=tuple((other.get(letter, letter), count) for letter, count in one.terms))
            for one in tree.index or ()
        )
        return tree._replace(index=index or None)
    if isinstance(tree, Delta):
        return tree._replace(first=other.get(tree.first, tree.first), second=other.get(tree.second, tree.second))
    parts = children(tree)
    if isinstance(tree, Derivative):
        by = _with_letters(tree.by, other)
        assert isinstance(by, Ref)
        return Derivative(_with_letters(tree.body, other), by, tree.column)
    return rebuild(tree, tuple(_with_letters(part, other) for part in parts)) if parts else tree


def _as_gradient(tree: Node) -> tuple[str, Ref] | None:
    if isinstance(tree, Derivative) and isinstance(tree.body, Ref):
        return tree.body.name, tree.by
    if isinstance(tree, Ref) and "/" in tree.name:
        of, _, by = tree.name[1:].partition("/d")
        return of, Ref(by, tree.index)
    return None


def bare(tree: Node) -> Node:
    """A formula without the columns at which its parts were typed."""
    parts = children(tree)
    if parts:
        tree = rebuild(tree, tuple(map(bare, parts)))
    if isinstance(tree, Derivative):  # what it is by is no part of it that rebuilding reaches
        tree = Derivative(tree.body, tree.by._replace(column=0))
    place: Any = tree
    return cast(Node, place._replace(column=0)) if "column" in tree._fields else tree
