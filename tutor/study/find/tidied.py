"""A formula as a person would leave it: no factor 1, no term 0, no power 1, one sign before a product."""

from __future__ import annotations

from tutor.notation.tree import Bin, Chain, Neg, Node, Num, Pow, Transpose
from tutor.notation.tree_walks import children, rebuild

_ENTRYWISE = "*⊙"


def tidied(node: Node) -> Node:
    """The same formula without ones that multiply and zeros that are added, signs of factors in front."""
    parts = children(node)
    if not parts:
        return node
    node = rebuild(node, tuple(map(tidied, parts)))
    if isinstance(node, Bin):
        return _binary(node)
    if isinstance(node, Chain):
        return _chain(node)
    if isinstance(node, Pow) and _is(node.exponent, "1"):
        return node.base
    if isinstance(node, Transpose) and isinstance(node.body, Transpose):
        return node.body.body
    if isinstance(node, Neg):
        return _minus(node.body)
    return node


def _binary(node: Bin) -> Node:
    product, left, right = node.op in "*⊙@", node.left, node.right
    if (product or node.op == "/") and (isinstance(left, Neg) or isinstance(right, Neg)):
        return _signed(_binary(node._replace(left=_bare(left), right=_bare(right))), (left, right))
    if product and (_is(left, "0") or _is(right, "0")):
        return Num("0")
    if (node.op == "/" or product) and _is(right, "1"):
        return left
    if product and _is(left, "1"):
        return right
    if node.op in _ENTRYWISE and isinstance(right, Bin) and right.op in _ENTRYWISE:
        return right._replace(left=_binary(node._replace(right=right.left)))
    if node.op in "+-" and _is(right, "0"):
        return left
    if node.op in "+-" and _is(left, "0"):
        return right if node.op == "+" else Neg(right)
    return node


def _chain(node: Chain) -> Node:
    if any(_is(item, "0") for item in node.items):
        return Num("0")
    if any(isinstance(item, Neg) for item in node.items):
        return _signed(_chain(node._replace(items=tuple(map(_bare, node.items)))), node.items)
    kept = tuple(item for item in node.items if not _is(item, "1"))
    return Num("1") if not kept else kept[0] if len(kept) == 1 else node._replace(items=kept)


def _bare(node: Node) -> Node:
    return node.body if isinstance(node, Neg) else node


def _signed(product: Node, factors: tuple[Node, ...]) -> Node:
    """A product of factors without their signs, with the sign that these make."""
    return _minus(product) if sum(isinstance(factor, Neg) for factor in factors) % 2 else product


def _minus(node: Node) -> Node:
    return node.body if isinstance(node, Neg) else Neg(node)


def _is(node: Node, text: str) -> bool:
    return isinstance(node, Num) and node.text == text
