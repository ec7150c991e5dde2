"""Whether a wrong statement is only what comes of an earlier one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import islice
from typing import Any, NamedTuple, cast

from tutor.errors import TutorError
from tutor.notation.tree import Chain, Derivative, Node, Ref, children, rebuild
from tutor.submission.claims.exercise import Exercise
from tutor.submission.claims.laid_out import SAME

MOST_TRIED = 12
"""The last wrong statements, and the last right ones about the same, that are tried."""
LEAST = 12
"""A piece of a formula that is no longer stands in others by chance."""


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
    return Chain((wrong.right, Derivative(pair[1][1], pair[0][1])))


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
