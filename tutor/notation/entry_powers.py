"""Where a square matrix is meant entry by entry, as read off the formula: its square is then no matrix product.

``A^2`` alone is ``A A``, and so are ``Q A^2 Q^T`` and ``tr(A^2)``. But ``sum(A^2)`` adds up squares, and
``tanh(A)^2`` is the square of each entry.
"""

from __future__ import annotations

from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Num, Pow, Ref, Size, Transpose
from tutor.notation.tree_walks import children, rebuild

_CHOICES = frozenset({"max", "min", "where", "clip"})
_ENTRYWISE = frozenset({"+", "-", "*", "⊙", "/"})


def made_by_entry(node: Node, scope: Scope) -> bool:
    """Whether it is what a function of each entry gives, also with numbers: ``1 + exp(-A)``."""
    match node:
        case Call(function=name, args=args) if args:
            return scope.functions[name].kind == "entry" or name in _CHOICES
        case Neg(body) | Transpose(body) | Pow(base=body):
            return made_by_entry(body, scope)
        case Bin(op, left, right) if op in _ENTRYWISE:
            return _made_with_numbers((left, right), scope)
        case Chain(items):
            return _made_with_numbers(items, scope)
    return False


def _made_with_numbers(parts: tuple[Node, ...], scope: Scope) -> bool:
    made = [part for part in parts if not _is_literal(part)]
    return bool(made) and all(made_by_entry(part, scope) for part in made)


def _is_literal(node: Node) -> bool:
    """Whether it is made of numbers and sizes alone."""
    parts = children(node)
    return all(_is_literal(part) for part in parts) if parts else isinstance(node, Num | Size)


def under_a_sum(node: Node, scope: Scope) -> Node:
    """The body of a sum over all entries, with its powers taken entry by entry.

    They are found through sums and differences, entrywise products, functions of each entry, and next to numbers; a
    product of matrices keeps those in it as they are, and inverses stay inverses.
    """
    match node:
        case Pow(base, exponent, column):
            base = under_a_sum(base, scope)
            inverse = isinstance(exponent, Neg)
            return Pow(base, exponent, column, not inverse)
        case Neg() | Transpose():
            pass
        case Bin(op=op) if op in _ENTRYWISE:
            pass
        case Chain(items) if sum(not _is_number(item, scope) for item in items) == 1:
            pass
        case Call() if made_by_entry(node, scope):
            pass
        case _:
            return node
    return rebuild(node, tuple(under_a_sum(part, scope) for part in children(node)))


def _is_number(node: Node, scope: Scope) -> bool:
    """Whether it is a number at first sight."""
    match node:
        case Num() | Size():
            return True
        case Ref(name, index):
            return not scope.names[name].axes if index is None else None not in index
        case Neg() | Bin() | Pow():
            return all(_is_number(part, scope) for part in children(node))
    return False
