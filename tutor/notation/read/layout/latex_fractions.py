"""Fractions of LaTeX."""

from __future__ import annotations

from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.tree import Bin, Node, Num


def fraction(parser: Grammar, column: int) -> Node:
    """``\\frac{a}{b}``, also ``\\frac12`` and ``\\frac{a}b``."""
    kind, digits, _, _ = parser.stream.token
    if kind == "num" and len(digits) == 2 and digits.isdecimal():
        parser.stream.at += 1
        return Bin("/", Num(digits[0], column), Num(digits[1], column), column)
    top = _fraction_part(parser)
    return Bin("/", top, _fraction_part(parser), column)


def _fraction_part(parser: Grammar) -> Node:
    if parser.stream.take("{"):
        return parser.enclosed("}")
    kind, value, _, _ = parser.stream.token
    if kind not in ("num", "name", "constant") or (kind == "num" and len(value) > 1):
        parser.stream.expect("{")
    return parser.primary()
