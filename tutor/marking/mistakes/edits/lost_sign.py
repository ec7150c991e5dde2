"""A minus sign that is lost when the numbers of a matrix are copied: seen in numbers alone."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain

import numpy as np

from tutor.errors import TutorError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Array
from tutor.notation.scope import Declared
from tutor.notation.tree import Chain, Node, Pow, Ref
from tutor.notation.tree_walks import children, rebuild, walk

MOST = 16
"""Entries of a matrix that somebody multiplies by hand."""
_COPY = "copied {}"


def lost_minus(tree: Node, env: Env) -> Iterator[tuple[Node, Env]]:
    """The formula with one minus lost in one of its matrices, or in all that have these numbers, and where to evaluate.

    A matrix is a name or the power of one among the factors of a product, such as ``Q`` and ``Q^-1``.
    """
    factors = [item for part in walk(tree) if isinstance(part, Chain) for item in part.items]
    matrices = [(factor, found) for factor in factors if (found := _matrix(factor, env)) is not None]
    for at, (_, array) in enumerate(matrices):
        alike = [other for other, (_, array_) in enumerate(matrices) if np.array_equal(array_, array)]
        for place in zip(*np.nonzero(array < 0), strict=True):
            copied = array.copy()
            copied[place] *= -1
            for which in dict.fromkeys(((at,), tuple(alike))):
                yield _with_copies(tree, env, {_COPY.format(n): (matrices[n][0], copied) for n in which})
            node = matrices[at][0]
            if isinstance(node, Ref) and node.index is None:
                yield tree, env.but({**env.arrays, node.name: copied})


def _matrix(node: Node, env: Env) -> Array | None:
    if not isinstance(node, Ref | Pow):
        return None
    try:
        value = evaluate(node, env)
    except TutorError:
        return None
    return value.array if len(value.axes) == len(value.dims) == 2 and value.array[0].size <= MOST else None


def _with_copies(tree: Node, env: Env, copies: Mapping[str, tuple[Node, Array]]) -> tuple[Node, Env]:
    """The formula with some factors taken from copies that are declared like them."""
    declared = {name: Declared(name, evaluate(node, env).axes) for name, (node, _) in copies.items()}
    scope = env.scope.naming(dict(chain(env.scope.names.items(), declared.items())))
    arrays = {**env.arrays, **{name: array for name, (_, array) in copies.items()}}
    names = {id(node): name for name, (node, _) in copies.items()}
    return _renamed(tree, names), env.but(arrays, scope=scope)


def _renamed(node: Node, names: Mapping[int, str]) -> Node:
    if id(node) in names:
        return Ref(names[id(node)])
    parts = children(node)
    return rebuild(node, tuple(_renamed(part, names) for part in parts)) if parts else node
