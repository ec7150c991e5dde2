"""What begins with a bracket or a bar: expressions, lists, absolute values, norms and inner products."""

from __future__ import annotations

from tutor.notation.read.grammar import products, relations
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.grammar.listings import listing
from tutor.notation.tree import Call, Node


def bracketed(parser: Grammar, sign: str, column: int) -> Node:
    """What begins with a bracket or a bar."""
    stream = parser.stream
    if parser.relations and stream.at in parser.relations:
        return relations.held(parser, column)
    if sign in ("(", "{"):
        stream.at += 1
        return parser.enclosed(")" if sign == "(" else "}")
    if sign == "[":
        stream.at += 1
        return listing(parser, column)
    if sign == "|":
        stream.at += 1
        parser.bars += 1
        node = parser.expression()
        parser.bars -= 1
        stream.expect("|")
        return Call("abs", (node,), 0, column)
    if sign == "‖":
        stream.at += 1
        parser.lengths += 1
        node = parser.expression()
        parser.lengths -= 1
        stream.expect("‖")
        kind = "2"
        if stream.kind == "norm":
            kind = stream.token[1]
            stream.at += 1
        return products.norm(kind, node, column, parser.scope)
    if sign == "⟨":
        stream.at += 1
        return products.inner(parser, column)
    raise stream.unexpected()
