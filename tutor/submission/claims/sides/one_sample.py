"""Pages that speak of one sample where the problem has a batch: ``z = w^T x + b`` beside ``z = X w + b``."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import partial

from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Binder, Chain, Derivative, Fold, Index, Node, Num, Ref, Size
from tutor.notation.tree_walks import children, rebuild
from tutor.problems.contract.problem import Problem
from tutor.submission.claims.names.own_counts import count_in_mean
from tutor.submission.claims.reader import Reader, Side
from tutor.submission.claims.sides.view import base

OF_ONE = "of one sample"
_NAME = r"(?<![A-Za-z\\_^{{]){0}(?![A-Za-z]|\s*_)"


def sample_axis(problem: Problem) -> str:
    """The axis of the samples that the loss is a mean over; '' where there is none."""
    axis = count_in_mean(problem).lower()
    return axis if axis in problem.axes else ""


def speaks_of_one(text: str, problem: Problem, axis: str) -> bool:
    """Whether a text has a small letter without an index for a matrix of samples, and none of these by its own name."""
    rows = [
        one.name
        for one in problem.quantities.values()
        if len(one.name) == 1 and one.name.isupper() and one.letters[:1] == (axis,) and len(one.letters) > 1
    ]
    small = [name for name in rows if name.lower() not in problem.quantities and _stands_in(name.lower(), text)]
    return bool(small) and not any(_stands_in(name, text) for name in rows)


def sides_of_one(left: Side, right: Side, problem: Problem, axis: str) -> Iterator[tuple[Side, Side]]:
    """Two sides with one sample for every batch in them, then the left one as it is beside the mean of the right one.

    The latter are for gradients by weights, which have no samples themselves.
    """
    rows = partial(_read_of_one, right, axis)
    yield partial(_read_of_one, left, axis), rows
    yield left, partial(_read_mean, rows, count_in_mean(problem))


def _read_of_one(side: Side, axis: str, reader: Reader) -> Node:
    return _of_one(side(reader), reader.scope, axis)


def _read_mean(side: Side, count: str, reader: Reader) -> Node:
    added_up = Fold("sum", (Binder(count.lower()),), side(reader))
    return Chain((Bin("/", Num("1"), Size(count)), added_up))


def _of_one(tree: Node, scope: Scope, axis: str) -> Node:
    if isinstance(tree, Ref):
        return _row(tree, scope, axis)
    parts = tuple(_of_one(part, scope, axis) for part in children(tree))
    if isinstance(tree, Derivative):
        return Derivative(parts[0], _row(tree.by, scope, axis), tree.column)
    return rebuild(tree, parts) if parts else tree


def _row(ref: Ref, scope: Scope, axis: str) -> Ref:
    axes = scope.names[ref.name].axes if ref.name in scope.names else ()
    if ref.index is not None or not axes or base(axes[0]) != axis:
        return ref
    return Ref(ref.name, (Index(((axis, 1),)), *(None for _ in axes[1:])), ref.column)


def _stands_in(name: str, text: str) -> bool:
    return re.search(_NAME.format(name), text) is not None
