"""Names as values: with what their scripts mean, and refused where they are what is asked for."""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.read.grammar import relations
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.names.glued_indices import check_glued
from tutor.notation.read.names.scripted_names import resolve
from tutor.notation.scope import Written
from tutor.notation.tree import Node, Num, Pow, Ref, Size


def named(parser: Grammar, written: Written, column: int) -> Node:
    """A name of the problem, with a superscript that is no index as its power."""
    node, rest = resolve(written, column, parser.scope)
    if len(written[1]) > 1 and isinstance(node, Ref) and written[1].isalpha():
        check_glued(written, node, column, parser)
    if type(node) is Size and written[0] in "HI" and parser.stream.token[3]:
        if written[0] == "I" and parser.stream.at in parser.relations:  # I[z>0] is no size
            return relations.held(parser, column)
        if written[0] == "H" and parser.stream.sees("("):
            _check_step(parser, column)
    if isinstance(node, Ref) and node.name in parser.scope.refused:
        allowed(parser, node)
    if rest:
        inner = rest.strip("{}")[1:-1]
        exponent: Node = Num(inner, column) if inner.isdecimal() else named(parser, (inner, "", "", ""), column)
        return Pow(node, exponent, column)
    return node


def _check_step(parser: Grammar, column: int) -> None:
    """Raise NotationError for ``H(x)`` with nothing before it, which some write for the step function."""
    before = parser.stream.tokens[parser.stream.at - 2] if parser.stream.at > 1 else None
    if before is None or (before[0] == "op" and before[1] not in (")", "]", "}", "*", "·", "⊙")):
        raise NotationError(f"H(...) at column {column} is read two ways: write step(x), or H*(...)", column)


def allowed(parser: Grammar, node: Ref) -> Ref:
    """The node, unless it is what is asked for; its value at another step may be used."""
    if node.name in parser.scope.refused and not _elsewhere(node):
        if parser.stream.sees("="):
            raise parser.stream.unexpected()
        raise NotationError(f"{node.name} is what is asked for; it cannot be used", node.column)
    return node


def _elsewhere(node: Ref) -> bool:
    """Whether the name stands at another step than the one asked for: ``dL/dH[t+1]``, or before the first: ``H_0``."""
    return node.index is not None and any(
        index is not None and (index.const != 0 if index.terms else index.const == 0 and index.is_number)
        for index in node.index
    )
