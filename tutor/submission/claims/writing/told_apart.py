"""Claims that hold where two indices are one, or where they are not, as the two cases of the slopes of a softmax."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial
from typing import NamedTuple

from tutor.notation.tree import Chain, Delta, Index, Indicator, Neg, Node
from tutor.notation.tree_walks import walk
from tutor.submission.claims.reader import Reader, Side
from tutor.submission.claims.trees import bound, indices
from tutor.submission.statement import SETTING, Statement

_LETTER = re.compile(r"\s*([a-z])\s*")


class Case(NamedTuple):
    """Two letters, which stand for one entry or for two."""

    one: str
    other: str
    same: bool

    def of(self, side: Side) -> Side:
        """A side that is zero outside of the case."""
        return partial(_within, self, side)

    def concerns(self, truth: Node, tree: Node) -> bool:
        """Whether both letters are free in an equation."""
        return {self.one, self.other} <= (indices(truth) - bound(truth)) | (indices(tree) - bound(tree))


def _within(case: Case, side: Side, reader: Reader) -> Node:
    one, other = (Index(((letter, 1),)) for letter in (case.one, case.other))
    return Chain((side(reader), Indicator(one, "=" if case.same else "!=", other)))


def cases_of(statement: Statement) -> Iterator[Case]:
    """The cases that stand beside a statement, or that it sets."""
    for setting in (statement, *statement.settings):
        left = _LETTER.fullmatch(setting.left)
        for link in setting.links:
            right = _LETTER.fullmatch(link.text)
            if left and right and link.kind == SETTING and link.relation in ("=", r"\neq"):
                yield Case(left[1], right[1], link.relation == "=")


def cases_within(tree: Node) -> Iterator[Case]:
    """The cases that a formula is said for, as a factor of all of it: ``-p_i p_j (i ≠ j)``."""
    while isinstance(tree, Neg):
        tree = tree.body
    for part in tree.items if isinstance(tree, Chain) else ():
        if isinstance(part, Delta):
            yield Case(part.first, part.second, same=True)
        elif isinstance(part, Indicator) and part.left.letter and part.right.letter and part.relation in ("=", "!="):
            yield Case(part.left.letter, part.right.letter, same=part.relation == "=")


def tells_cases_apart(tree: Node) -> bool:
    """Whether a formula says itself what holds in each case, and is not said for one of them alone."""
    told = any(isinstance(part, Delta | Indicator) for part in walk(tree))
    return told and next(cases_within(tree), None) is None
