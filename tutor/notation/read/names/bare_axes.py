"""What can be told of the axes of a formula before it is evaluated: those of the names in it that stand bare."""

from __future__ import annotations

from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Chain, Fold, Listing, Neg, Node, Pow, Ref, Transpose
from tutor.notation.tree_walks import walk

_SHAPELESS = frozenset({"diag", "corr", "conv", "outer", "inner", "tr", "ones", "eye", "inv", "flat"})


def has_bare_axis(node: Node, scope: Scope) -> bool:
    """Whether an array stands in a formula: a list, or a name with an axis that is no letter and does not run."""
    return any(isinstance(part, Listing) or (isinstance(part, Ref) and bare_axes(part, scope)) for part in walk(node))


def bare_axes(node: Ref, scope: Scope) -> tuple[str, ...]:
    """The axes of a name that no letter stands for, and that do not run."""
    axes = scope.names[node.name].axes
    indices = node.index or (None,) * len(axes)
    return tuple(
        axis for axis, index in zip(axes, indices, strict=False) if index is None and axis not in scope.axes.running
    )


def matrix_classes(node: Node, scope: Scope) -> tuple[str, ...]:
    """The classes of the two axes of what is a matrix at first sight; () where it is none, or cannot be told."""
    if isinstance(node, Ref):
        axes = bare_axes(node, scope)
        return tuple(scope.axes.class_of(axis) for axis in axes) if len(axes) == 2 else ()
    if isinstance(node, Transpose):
        return matrix_classes(node.body, scope)[::-1]
    if isinstance(node, Neg):
        return matrix_classes(node.body, scope)
    if isinstance(node, Pow):
        return matrix_classes(node.base, scope)
    if isinstance(node, Fold) and not node.binders:
        return ()
    if isinstance(node, Call) and node.function in _SHAPELESS:
        return ()
    if isinstance(node, Bin) and node.op in "+-*/⊙":
        return matrix_classes(node.left, scope) or matrix_classes(node.right, scope)
    if isinstance(node, Call | Fold) or (isinstance(node, Chain) and len(node.items) < 2):
        parts = node.args if isinstance(node, Call) else ()
        return next(filter(None, (matrix_classes(part, scope) for part in parts)), ())
    return ()
