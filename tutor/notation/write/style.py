"""What all ways of writing a formula have in common: how tightly things bind, where a product needs a sign."""

from __future__ import annotations

from typing import NamedTuple

from tutor.notation.characters import BIG_SIGNS
from tutor.notation.scope import Scope
from tutor.notation.tree import (
    Arrays,
    Bin,
    Call,
    Chain,
    Derivative,
    Einsum,
    Fold,
    Index,
    Jacobian,
    Listing,
    Neg,
    Node,
    Pow,
    Ref,
    View,
)
from tutor.notation.tree_walks import children

SUM, PRODUCT, POWER, ATOM = 1, 2, 3, 4


class Style(NamedTuple):
    """The signs of one way of writing."""

    name: str
    minus: str
    entrywise: str
    dot: str
    transposed: str


ASCII = Style("ascii", "-", "*", "*", ".T")
UNICODE = Style("unicode", "−", " ⊙ ", "·", "ᵀ")
TEXTBOOK = Style("textbook", "-", "*", "*", "^T")
"""ASCII with the transposition and the subscripts that textbooks print: ``W2^T dL/dz2``, ``y_k``."""
LATEX = Style("latex", "-", r" \odot ", r" \cdot ", r"^{\top}")


_PRECEDENCE = {Neg: SUM, Chain: PRODUCT, Pow: POWER, Derivative: PRODUCT, Jacobian: PRODUCT}


def precedence(node: Node) -> int:
    """How tightly the outermost operation of a node binds."""
    if isinstance(node, Arrays) or (isinstance(node, View) and node.kind == "joined"):
        return precedence(node.body)
    if isinstance(node, Bin):
        return SUM if node.op in "+-" else PRODUCT
    return _PRECEDENCE.get(type(node), ATOM)


def is_open(node: Node) -> bool:
    """Whether the text of a node ends in a sum without brackets, which would take in what follows."""
    if isinstance(node, Fold):
        return bool(node.binders) and node.kind in BIG_SIGNS
    if isinstance(node, Chain):
        return is_open(node.items[-1])
    if isinstance(node, Bin):
        return is_open(node.right)
    return isinstance(node, Neg | Arrays) and is_open(node.body)


def has_axes(node: Node, scope: Scope, bound: frozenset[str] = frozenset()) -> bool:
    """Whether a product with this node must say that it is entry by entry: bare axes occur in it."""
    if isinstance(node, Ref):
        axes = scope.names[node.name].axes
        indices = node.index or (None,) * len(axes)
        return any(
            index is None and axis not in scope.axes.running and axis not in bound
            for axis, index in zip(axes, indices, strict=False)
        )
    if isinstance(node, Listing):
        return True
    if isinstance(node, Call) and node.function in ("ones", "eye"):
        return bool(node.args)
    if isinstance(node, Einsum):
        return bool(node.result)
    if isinstance(node, Fold):
        letters = frozenset(binder.letter for binder in node.binders)
        return (bool(letters) or node.axis is not None) and has_axes(node.body, scope, bound | letters)
    return isinstance(node, Jacobian) or any(has_axes(child, scope, bound) for child in children(node))


def index_text(index: Index, size: str) -> str:
    """An index as typed: ``t-1``, ``u+r-1``, 3, ``T``; the last of an axis by the capital letter of its ``size``."""
    text = size if index.last else ""
    for letter, count in index.terms:
        sign = "-" if count < 0 else "+" if text else ""
        text += sign + (str(abs(count)) if abs(count) != 1 else "") + letter
    if index.const or not text:
        text += f"{index.const:+d}" if text else str(index.const)
    return text
