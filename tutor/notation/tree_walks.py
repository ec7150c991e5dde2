"""What is under a node of a syntax tree: children, copies with others in their place, and walks over all of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from tutor.notation.tree import (
    ArgMax,
    Arrays,
    Bin,
    Call,
    Chain,
    Compare,
    Delta,
    Derivative,
    Einsum,
    Fold,
    Indicator,
    Jacobian,
    Lettered,
    Listing,
    Neg,
    Node,
    Part,
    Pow,
    Ref,
    Size,
    Transpose,
    View,
)

_CHILDREN: dict[type, Callable[[Any], tuple[Node, ...]]] = {
    Bin: lambda node: (node.left, node.right),
    Chain: lambda node: node.items,
    Listing: lambda node: node.items,
    Neg: lambda node: (node.body,),
    Transpose: lambda node: (node.body,),
    Part: lambda node: (node.body,),
    Lettered: lambda node: (node.body,),
    Fold: lambda node: (node.body,),
    ArgMax: lambda node: (node.body,),
    Compare: lambda node: (node.left, node.right),
    Pow: lambda node: (node.base, node.exponent),
    Call: lambda node: node.args,
    View: lambda node: (node.body,),
    Einsum: lambda node: node.args,
    Arrays: lambda node: (node.body,),
    Derivative: lambda node: (node.body, node.by),
    Jacobian: lambda node: tuple([way.entry for way in node.ways]),
}


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly under ``node``, from left to right."""
    found = _CHILDREN.get(type(node))
    return found(node) if found else ()


_REBUILT: dict[type, Callable[[Any, Any], Node]] = {
    Bin: lambda node, parts: Bin(node.op, parts[0], parts[1], node.column),
    Chain: lambda node, parts: Chain(parts, node.column),
    Listing: lambda node, parts: Listing(parts, node.kind, node.column),
    Neg: lambda node, parts: Neg(parts[0]),
    Transpose: lambda node, parts: Transpose(parts[0]),
    Part: lambda node, parts: Part(parts[0], node.index, node.column),
    Lettered: lambda node, parts: Lettered(parts[0], node.letters),
    Fold: lambda node, parts: Fold(node.kind, node.binders, parts[0], node.axis, node.column, node.kept),
    Pow: lambda node, parts: Pow(parts[0], parts[1], node.column, node.by_entry),
    Call: lambda node, parts: Call(node.function, parts, node.primes, node.column, node.along),
    Compare: lambda node, parts: Compare(node.relation, parts[0], parts[1], node.column),
    ArgMax: lambda node, parts: ArgMax(node.place, node.letter, parts[0], node.column),
    View: lambda node, parts: View(node.kind, parts[0], node.given, node.column),
    Einsum: lambda node, parts: Einsum(node.letters, node.result, parts, node.column),
    Arrays: lambda node, parts: Arrays(parts[0], node.whole, node.strict),
    Derivative: lambda node, parts: Derivative(parts[0], parts[1], node.column),
    Jacobian: lambda node, parts: node._replace(
        ways=tuple(way._replace(entry=part) for way, part in zip(node.ways, parts, strict=True))
    ),
}


def rebuild(node: Node, parts: tuple[Node, ...]) -> Node:
    """A copy of ``node`` with other children, in the order of ``children``."""
    rebuilt = _REBUILT.get(type(node))
    return rebuilt(node, parts) if rebuilt else node


def walk(node: Node) -> Iterator[Node]:
    """``node`` and everything under it, from left to right, each before what is under it."""
    stack = [node]
    while stack:
        part = stack.pop()
        yield part
        stack.extend(reversed(children(part)))


def depth(node: Node) -> int:
    """How many nodes lie on the longest way from the top to a leaf."""
    level, found = [node], 0
    while level:
        found += 1
        level = [child for part in level for child in children(part)]
    return found


def parts_of(node: Node, kinds: frozenset[type]) -> list[Any]:
    """The parts of some kinds, in no order: half the time of walk(), and every answer is looked through."""
    found = []
    stack = [node]
    while stack:
        part = stack.pop()
        kind = type(part)
        if kind in kinds:
            found.append(part)
        if kind in _CHILDREN:
            stack.extend(_CHILDREN[kind](part))
    return found


def names(node: Node) -> set[str]:
    """The names of the problem that occur, also those of labels in indices."""
    found = set()
    for part in parts_of(node, _NAMED):
        if isinstance(part, Jacobian):
            found |= names(part.source)
            continue
        if isinstance(part, Ref):
            found.add(part.name)
            indices = part.index
        else:
            indices = (part.place,) if isinstance(part, ArgMax) else (part.left, part.right)
        for index in indices or ():
            if index is not None and index.label is not None:
                found |= names(index.label)
    return found


_NAMED = frozenset({Ref, Indicator, ArgMax, Jacobian})


def is_numeric(node: Node) -> bool:
    """Whether the formula is made of numbers alone, so that it is judged by rounding."""
    stack = [node]
    while stack:
        part = stack.pop()
        kind = type(part)
        if kind in _NOT_NUMERIC:
            return False
        if kind in _CHILDREN:
            stack.extend(_CHILDREN[kind](part))
    return True


_NOT_NUMERIC = frozenset({Ref, Size, Fold, Delta, Indicator, ArgMax, Part, Jacobian})
