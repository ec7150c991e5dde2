"""The part of the grammar that begins with a derivative: what it is by, and how far what is differentiated goes."""

from __future__ import annotations

from tutor.notation.derived_names import derivative_name
from tutor.notation.errors import NotationError
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.names.named_values import allowed
from tutor.notation.read.names.scripted_names import resolve
from tutor.notation.tree import Bin, Call, Chain, Derivative, Listing, Neg, Node, Pow, Ref, Transpose
from tutor.notation.tree_walks import names

_STARTS = frozenset({"num", "name", "constant", "ones", "function", "fold", "delta", "frac", "matrix"})
_JOINED = frozenset("*⊙@·")
_OPENS = frozenset("([{|‖")
_CLOSES = frozenset(")]}")


def derivative(parser: Grammar, whole: bool, column: int) -> Node:
    """``whole`` says that what is differentiated is given; else it is what follows: a bracket, or a product.

    A product goes on over a sign until it has what it is differentiated by. Raises NotationError where that would
    stand behind it too.
    """
    stream = parser.stream
    stream.expect("{")
    by = parser.enclosed("}")
    turned = isinstance(by, Transpose)
    by = by.body if isinstance(by, Transpose) else by
    if not isinstance(by, Ref) or "/" in by.name:
        if isinstance(by, Pow):
            raise NotationError(f"a second derivative, at column {column}, is written as one of another", column)
        raise NotationError(f"the derivative at column {column} is by no name: write d/dx", column)
    if whole:
        stream.expect("{")
        if stream.kind == "function" and stream.tokens[stream.at + 1][:2] == ("op", "}"):  # dσ/dz
            function, primes, along = stream.token[1]
            stream.at += 2
            return Derivative(Call(function, (by,), primes, column, along), by, column)
        found = _named(parser, parser.enclosed("}"), by, column)
    else:
        found = _named(parser, _operand(parser, by, column), by, column)
    # A Jacobian is written so, dy/dx^T; of the loss it is the gradient, turned.
    return Transpose(found) if turned and isinstance(found, Ref) else found


def _operand(parser: Grammar, by: Ref, column: int) -> Node:
    """What follows ``d/dx``."""
    stream = parser.stream
    minus = False
    while stream.sees("-") or stream.sees("+"):
        minus ^= stream.sees("-")
        stream.at += 1
    bracket = stream.sees("(") or stream.sees("[")
    node = parser.power()
    if isinstance(node, Listing) and node.kind == "free" and len(node.items) == 1:
        node = node.items[0]
    if isinstance(node, Ref) and derivative_name(node.name, by.name) in parser.scope.names:
        return Neg(node) if minus else node
    if not bracket:
        node = _product(parser, node, by)
    if not bracket or not any(stream.sees(sign) for sign in _JOINED):
        _check_alone(parser, by, column)
    return Neg(node) if minus else node


def _product(parser: Grammar, node: Node, by: Ref) -> Node:
    """Factors and quotients: those side by side, and those behind a sign until there is what it is by."""
    stream, chained = parser.stream, False
    while True:
        kind, sign, column, _ = stream.token
        if kind == "op" and sign == "/":
            stream.at += 1
            node, chained = Bin("/", node, _signed(parser), column), False
        elif kind == "op" and sign in _JOINED and by.name not in names(node):
            stream.at += 1
            right = _signed(parser)
            node = Chain((node, right), column) if sign == "·" else Bin(sign, node, right, column)
            chained = False
        elif kind in _STARTS or (kind == "op" and sign in _OPENS and not _closes_bar(parser, sign)):
            item = parser.power()
            items = (*node.items, item) if chained and isinstance(node, Chain) else (node, item)
            node, chained = Chain(items, column), True
        else:
            return node


def _closes_bar(parser: Grammar, sign: str) -> bool:
    return (sign == "|" and parser.bars > 0) or (sign == "‖" and parser.lengths > 0)


def _signed(parser: Grammar) -> Node:
    minus = parser.stream.take("-")
    node = parser.power()
    return Neg(node) if minus else node


def _check_alone(parser: Grammar, by: Ref, column: int) -> None:
    """Raise NotationError if the rest of the product has what it is by: that may be meant to be differentiated too."""
    depth, scope = 0, parser.scope
    for kind, value, _, _ in parser.stream.tokens[parser.stream.at :]:
        if kind == "op":
            depth += (value in _OPENS and value not in "|‖") - (value in _CLOSES)
            if depth < 0 or (depth == 0 and value in ("+", "-", ",")):
                return
        elif kind in ("derivative", "end", "ref"):
            return
        elif kind == "name":
            try:
                found, _ = resolve(value, column, scope)
            except NotationError:
                continue
            if isinstance(found, Ref) and found.name == by.name:
                raise NotationError(
                    f"put brackets around what the derivative at column {column} is of: {by.name} stands behind it too",
                    column,
                )


def _named(parser: Grammar, body: Node, by: Ref, column: int) -> Node:
    """The derivative, by its name where it has one: ``d/dz L`` is dL/dz."""
    if isinstance(body, Neg) and isinstance(named := _named(parser, body.body, by, column), Ref):
        return Neg(named)
    if isinstance(body, Ref) and body.index is None:
        name = derivative_name(body.name, by.name)
        declared = parser.scope.names.get(name)
        if declared is not None and (by.index is None or len(by.index) == len(declared.axes)):
            return allowed(parser, Ref(name, by.index, column))
    return Derivative(body, by, column)
