"""Pages that have samples as columns where the problem has them as rows: ``Z = W X + b`` beside ``Z = X W + b``."""

from __future__ import annotations

from functools import partial

from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.scope import Scope
from tutor.notation.tree import Derivative, Node, Ref, Transpose
from tutor.notation.tree_walks import children, rebuild
from tutor.submission.claims.reader import Reader, Side
from tutor.submission.claims.sides.view import base

_SCRIPTS = r"(?:\s*[_^]\s*(?:\{[^{}]*\}|\(\w\)|\[\w\]|\w)|ᵀ|\.T|\d)*"
_WEIGHTS_FIRST = lazily(rf"(?<![A-Za-z\\])[Ww]{_SCRIPTS}\s*(?:\\cdot(?![A-Za-z])|[@·,])?\s*X(?![A-Za-z_^])")
_SAMPLES_FIRST = lazily(rf"(?<![A-Za-z\\])X\s*(?:\\cdot(?![A-Za-z])|[@·,])?\s*[Ww](?![A-Za-z]){_SCRIPTS}")
_MATRIX = 2


def has_columns(text: str) -> bool:
    """Whether a page multiplies all samples by weights from the left, and nowhere from the right."""
    return _WEIGHTS_FIRST.search(text) is not None and _SAMPLES_FIRST.search(text) is None


def in_columns(side: Side, axis: str) -> Side:
    """A side with all its matrices turned, and vectors of samples as rows."""
    return partial(_read_turned, side, axis)


def _read_turned(side: Side, axis: str, reader: Reader) -> Node:
    return _turned(side(reader), reader.scope, axis)


def _turned(tree: Node, scope: Scope, axis: str) -> Node:
    if isinstance(tree, Ref):
        return _transposed(tree) if tree.index is None and _is_turned(tree.name, scope, axis) else tree
    if isinstance(tree, Derivative) and isinstance(tree.body, Ref) and not _axes(tree.body.name, scope):
        turns = tree.by.index is None and _is_turned(tree.by.name, scope, axis)
        return _transposed(tree) if turns else tree
    parts = tuple(_turned(part, scope, axis) for part in children(tree))
    if isinstance(tree, Transpose):
        return _transposed(parts[0])
    return rebuild(tree, parts) if parts else tree


def _transposed(tree: Node) -> Node:
    return tree.body if isinstance(tree, Transpose) else Transpose(tree)


def _is_turned(name: str, scope: Scope, axis: str) -> bool:
    axes = _axes(name, scope)
    return bool(axes) and (base(axes[0]) == axis or len(axes) == _MATRIX)


def _axes(name: str, scope: Scope) -> tuple[str, ...]:
    return scope.names[name].axes if name in scope.names else ()
