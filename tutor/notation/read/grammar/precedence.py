"""From tokens to a tree, by precedence climbing.

One precedence for ``* / @ ⊙`` and for things side by side, from left to right; ``^`` binds tighter, to the right,
and above a minus sign. A sum written tight, ``sum_n(...)``, takes that bracket; otherwise it takes the rest of its
term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from types import ModuleType
from typing import Any

from tutor.notation.errors import NotationError
from tutor.notation.read.derivatives import derivatives
from tutor.notation.read.grammar import cases, ellipses, products, relations
from tutor.notation.read.grammar.behind_values import BEHIND, is_power, parts, postfix
from tutor.notation.read.grammar.bracketed import bracketed
from tutor.notation.read.grammar.folds import fold
from tutor.notation.read.grammar.function_calls import call
from tutor.notation.read.grammar.listings import matrix
from tutor.notation.read.layout.latex_fractions import fraction
from tutor.notation.read.lexer import MAX_DEPTH
from tutor.notation.read.names.named_values import allowed, named
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Call, Chain, Neg, Node, Num, Pow, Size

_STARTS = frozenset(
    {
        "dots", "num", "name", "ref", "constant", "ones", "identity", "function", "fold", "delta", "frac", "matrix",
        "cases", "array", "derivative",
    }
)  # fmt: skip
_NO_VALUES = frozenset(
    {
        "end", "T", "endmatrix", "endcases", "when", "otherwise", "if", "else", "norm", "part", "method", "keyword",
        "each",
    }
)  # fmt: skip
_SIDE_BY_SIDE = frozenset({"(", "[", "{", "·", "⟨"})
_BARS = frozenset({"|", "‖"})
"""What begins one more factor after a value, unless it closes one that is open."""
_SUMS = frozenset({"+", "-"})
_PRODUCTS = frozenset({"*", "/", "@", "⊙", *products.SIGNS})


@cache
def numpy_grammar() -> ModuleType:
    """What reads the spellings of NumPy and torch, imported with the first one."""
    from tutor.notation.read.code import numpy_grammar

    return numpy_grammar


class Parser:
    """The grammar over a stream of tokens; ``bars`` counts those that are open, ``depth`` how deep it is nested.

    ``relations`` says for every bracket that holds a relation where its sign is; ``arrays`` whether something was
    written as NumPy has it; ``formula`` gives the tree of a formula that a function is short for.
    """

    __slots__ = ("arrays", "bars", "depth", "dots", "formula", "lengths", "relations", "scope", "stream", "tokens")

    def __init__(
        self, stream: TokenStream, scope: Scope, relations: Mapping[int, int], formula: Callable[[str], Node]
    ) -> None:
        self.stream = stream
        self.tokens = stream.tokens
        self.scope = scope
        self.depth = 0
        self.bars = 0
        self.lengths = 0
        self.dots = 0
        self.relations = relations
        self.formula = formula
        self.arrays: frozenset[str] = frozenset()

    def numpy(self) -> ModuleType:
        """What reads the spellings of NumPy and torch."""
        return numpy_grammar()

    def too_deep(self) -> NotationError:
        """The error for brackets in brackets, or powers of powers, without end."""
        return NotationError("nested too deeply", self.stream.token[2])

    def expression(self) -> Node:
        """Terms added and subtracted."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        node = self.term()
        stream, tokens = self.stream, self.tokens
        while True:
            kind, value, column, _ = tokens[stream.at]
            if kind != "op" or value not in _SUMS:
                break
            stream.at += 1
            node = Bin(value, node, self.term(), column)
        if kind == "if":
            node = cases.conditional(self, node, column)
        self.depth -= 1
        return self.without_dots(node, "sum") if self.dots else node

    def without_dots(self, node: Node, kind: str) -> Node:
        """A sum or a product in which what dots stand for is put in their place."""
        found = ellipses.resolved(node, kind, self.scope)
        if found is None:
            return node
        self.dots -= 1
        return found

    def term(self) -> Node:
        """Products and quotients from left to right; a leading minus sign belongs to the whole term."""
        stream, tokens = self.stream, self.tokens
        minus = tokens[stream.at][0] == "op" and self._signs()
        node = self.power()
        chained = False
        while True:
            kind, value, column, _ = tokens[stream.at]
            if kind == "op" and value in _PRODUCTS:
                stream.at += 1
                if value in products.SIGNS:
                    node = products.product(self, value, node, column)
                else:
                    node = Bin(value, node, self.signed_power(), column)
                chained = False
            elif kind in _STARTS or (
                kind == "op" and (value in _SIDE_BY_SIDE or (value in _BARS and self._opens(value)))
            ):
                if value == "·" and kind == "op":
                    stream.at += 1
                    item = self.signed_power()
                else:
                    if kind == "num" and tokens[stream.at - 1][0] == "num" and stream.at + 1 not in self.relations:
                        raise NotationError(
                            f"two numbers side by side at column {column}: put a sign or a comma between", column
                        )
                    item = self.power()
                if chained and isinstance(node, Chain):
                    node = Chain((*node.items, item), node.column)
                else:
                    node = Chain((node, item), column)
                chained = True
            else:
                if self.dots:
                    node = self.without_dots(node, "prod")
                return Neg(node) if minus else node

    def _opens(self, sign: str) -> bool:
        """Whether a bar begins a value: it does unless it closes one that is open."""
        return (sign == "|" and not self.bars) or (sign == "‖" and not self.lengths)

    def whole_term(self) -> Node:
        """A product as far as it goes, one level deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        node = self.term()
        self.depth -= 1
        return node

    def whole_power(self) -> Node:
        """A factor, one level deeper."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        node = self.power()
        self.depth -= 1
        return node

    def _signs(self) -> bool:
        """Step over signs; whether they come to a minus."""
        stream, minus = self.stream, False
        while True:
            kind, sign, _, _ = self.tokens[stream.at]
            if kind != "op" or sign not in _SUMS:
                return minus
            stream.at += 1
            minus ^= sign == "-"

    def signed_power(self) -> Node:
        """A factor that may have a sign of its own."""
        minus = self.tokens[self.stream.at][0] == "op" and self._signs()
        node = self.power()
        return Neg(node) if minus else node

    def power(self) -> Node:
        """A value with its exponent and its transposition."""
        node = self.primary()
        stream, tokens = self.stream, self.tokens
        kind, sign, column, _ = tokens[stream.at]
        if kind == "part":
            node = parts(self, node)
            kind, sign, column, _ = tokens[stream.at]
        if kind == "T" and sign and is_power(node, sign, self.scope):
            stream.at += 1
            return Pow(node, named(self, (sign, "", "", ""), column), column)
        if kind in BEHIND or (kind == "op" and sign == "'"):
            node = postfix(self, node)
            kind, sign, column, _ = tokens[stream.at]
        if kind == "op" and sign == "^":
            stream.at += 1
            return postfix(self, Pow(node, self.exponent(), column))
        return node

    def exponent(self) -> Node:
        """What stands after ``^``; a transposition after it is one of the whole power."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        minus = self._signs()
        node = self.primary()
        if self.stream.kind == "method":
            node = postfix(self, node)
        column = self.tokens[self.stream.at][2]
        if self.stream.take("^"):
            node = Pow(node, self.exponent(), column)
        self.depth -= 1
        return Neg(node) if minus else node

    def primary(self) -> Node:
        """One value: a name, a number, a bracket, a function of something."""
        stream = self.stream
        kind, value, column, _ = self.tokens[stream.at]
        if kind == "op":
            return bracketed(self, value, column)
        if kind == "dots":
            stream.at += 1
            self.dots += 1
            dots: Any = ellipses.Dots(column)
            return dots  # type: ignore[no-any-return]
        if kind in _NO_VALUES:
            raise stream.unexpected()
        stream.at += 1
        if kind == "name":
            return named(self, value, column)
        if kind == "num":
            if self.relations and value == "1" and self.tokens[stream.at][3]:
                if stream.at in self.relations:
                    return relations.held(self, column)
                if stream.at + 1 in self.relations and stream.take("{"):  # 1_{\{z>0\}}
                    return relations.held(self, column, "}")
            return Num(value, column)
        if kind == "ref":
            return allowed(self, value)
        if kind == "constant":
            return Call(value, (), 0, column)
        if kind == "delta":
            return relations.of_letters(value, column, self)
        if kind in ("ones", "identity"):
            if kind == "identity" and self.relations and stream.at in self.relations and self.tokens[stream.at][3]:
                return relations.held(self, column)
            name = "ones" if kind == "ones" else "eye"
            return Call(name, (Size(value, column),) if value else (), 0, column)
        if kind == "cases":
            return cases.cases(self, column)
        if kind == "function":
            return call(self, value, column)
        if kind == "fold":
            return fold(self, value, column)
        if kind == "array":
            found: Node = self.numpy().function(self, value, column)
            return found
        if kind == "derivative":
            return derivatives.derivative(self, value, column)
        return fraction(self, column) if kind == "frac" else matrix(self, column)

    def enclosed(self, closing: str) -> Node:
        """An expression up to its closing bracket; bars that are open outside do not count inside."""
        bars, lengths, self.bars, self.lengths = self.bars, self.lengths, 0, 0
        node = self.expression()
        self.stream.expect(closing)
        self.bars, self.lengths = bars, lengths
        return node

    def listed(self, closing: str) -> list[Node]:
        """Expressions between commas up to their closing bracket, in the same way."""
        bars, lengths, self.bars, self.lengths = self.bars, self.lengths, 0, 0
        values = [self.expression()]
        while self.stream.take(","):
            values.append(self.expression())
        self.stream.expect(closing)
        self.bars, self.lengths = bars, lengths
        return values

    def inside(self, read: Callable[[], Any]) -> Any:
        """What ``read`` reads up to its closing bracket, in the same way."""
        open_outside = self.bars, self.lengths
        self.bars = self.lengths = 0
        found = read()
        self.bars, self.lengths = open_outside
        return found
