"""From tokens to the syntax tree, by precedence climbing.

One precedence for ``* / @ ⊙`` and for things side by side, from left to right; ``^`` binds tighter, to the right,
and above a minus sign. A sum written tight, ``sum_n(...)``, takes that bracket; otherwise it takes the rest of its
term.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tutor.notation.entry_powers import under_a_sum
from tutor.notation.errors import NotationError
from tutor.notation.read import constructs, parse_errors, relations
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.lexer import MAX_DEPTH, tokenize
from tutor.notation.read.scripted_names import resolve
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope, Written
from tutor.notation.tree import Bin, Call, Chain, Fold, Listing, Neg, Node, Num, Pow, Ref, Size, Transpose, depth

MAX_TREE = 150
_STARTS = frozenset({"num", "name", "ref", "constant", "ones", "function", "fold", "delta", "frac", "matrix"})
_NO_VALUES = frozenset({"end", "T", "endmatrix"})
_SIDE_BY_SIDE = frozenset({"(", "[", "{", "·"})
"""What begins one more factor after a value; a bar does too, unless it closes one that is open."""
_BARS = frozenset({"|", "‖"})
_SUMS = frozenset({"+", "-"})
_PRODUCTS = frozenset({"*", "/", "@", "⊙"})
_AFTER = " \t\n\r$.,;"
_MAY_RELATE = frozenset("<>=≤≥≠⩽⩾\\")
"""A text with a relation has one of these; what begins with a backslash may be one, such as ``\\le``."""
_CLOSING = ("\\)", "\\]", "\\\\")
_DECIMAL_COMMA = lazily(r"\s*[-+−]?\d+,\d+\s*\Z", needs=",")


def parse(text: str, scope: Scope, *, listing: bool = False) -> Node:
    """Read ``text`` with the names of ``scope``.

    ``listing`` allows ``a, b`` without brackets, for a target with one axis. Raises NotationError with column,
    reason and, where there is one, a suggestion.
    """
    if not text.strip():
        raise NotationError("there is nothing to read yet", 1)
    text = _bare(text)
    tokens = tokenize(text, scope)
    if not listing and "," in text and len(text) < 40 and _DECIMAL_COMMA.match(text):
        raise parse_errors.decimal_comma(text.strip().replace(",", "."), text.index(",") + 1)
    stream = TokenStream(tokens, len(text) + 1)
    parser = Parser(stream, scope, {} if _MAY_RELATE.isdisjoint(text) else relations.found(tokens))
    node = parser.expression()
    if listing and stream.sees(","):
        items = [node]
        while stream.take(","):
            items.append(parser.expression())
        node = Listing(tuple(items))
    if stream.kind != "end":
        raise stream.unexpected()
    if len(tokens) > MAX_TREE and depth(node) > MAX_TREE:
        raise NotationError("nested too deeply, or too many parts in a row")
    return node


def _bare(text: str) -> str:
    """The text without what surrounds a pasted formula: the full stop of its sentence, signs of a line of LaTeX.

    What is left keeps its columns.
    """
    if not (text[0].isspace() or text[0] == "&" or text[-1] in _AFTER or text[-2:] in _CLOSING):
        return text
    bare = text.rstrip(_AFTER)
    while bare.endswith(_CLOSING) and not bare[:-2].endswith("\\"):
        bare = bare[:-2].rstrip(_AFTER)
    start = len(bare) - len(bare.lstrip())
    if bare.startswith("&", start):
        bare = f"{bare[:start]} {bare[start + 1 :]}"
    return bare if bare.strip() else text


class Parser:
    """The grammar over a stream of tokens; ``bars`` counts those that are open, ``depth`` how deep it is nested.

    ``relations`` says for every bracket that holds a relation where its sign is.
    """

    __slots__ = ("bars", "depth", "lengths", "relations", "scope", "stream", "tokens")

    def __init__(self, stream: TokenStream, scope: Scope, relations: Mapping[int, int]) -> None:
        self.stream = stream
        self.tokens = stream.tokens
        self.scope = scope
        self.depth = 0
        self.bars = 0
        self.lengths = 0
        self.relations = relations

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
        self.depth -= 1
        return node

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
        if kind == "T":
            node = self.postfix(node)
            kind, sign, column, _ = tokens[stream.at]
        if kind == "op" and sign == "^":
            stream.at += 1
            return self.postfix(Pow(node, self.exponent(), column))
        return node

    def exponent(self) -> Node:
        """What stands after ``^``; a transposition after it is one of the whole power."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.too_deep()
        minus = self._signs()
        node = self.primary()
        column = self.tokens[self.stream.at][2]
        if self.stream.take("^"):
            node = Pow(node, self.exponent(), column)
        self.depth -= 1
        return Neg(node) if minus else node

    def postfix(self, node: Node) -> Node:
        """Transpositions after a value; two of them undo each other."""
        turned = False
        while self.stream.kind == "T":
            self.stream.at += 1
            turned = not turned
        return Transpose(node) if turned else node

    def primary(self) -> Node:
        """One value: a name, a number, a bracket, a function of something."""
        stream = self.stream
        kind, value, column, _ = self.tokens[stream.at]
        if kind == "op":
            return self.bracketed(value, column)
        if kind in _NO_VALUES:
            raise stream.unexpected()
        stream.at += 1
        if kind == "name":
            return self.name(value, column)
        if kind == "num":
            if self.relations and value == "1" and stream.at in self.relations and self.tokens[stream.at][3]:
                return relations.held(self, column)
            return Num(value, column)
        if kind == "ref":
            return self.allowed(value)
        if kind == "constant":
            return Call(value, (), 0, column)
        if kind == "delta":
            return relations.of_letters(value, column, self)
        if kind == "ones":
            return Call("ones", (Size(value, column),), 0, column)
        if kind == "function":
            return constructs.call(self, value, column)
        if kind == "fold":
            return constructs.fold(self, value, column)
        return constructs.fraction(self, column) if kind == "frac" else constructs.matrix(self, column)

    def bracketed(self, sign: str, column: int) -> Node:
        """What begins with a bracket or a bar."""
        if self.relations and self.stream.at in self.relations:
            return relations.held(self, column)
        if sign in ("(", "{"):
            self.stream.at += 1
            return self.enclosed(")" if sign == "(" else "}")
        if sign == "[":
            self.stream.at += 1
            return constructs.listing(self, column)
        if sign == "|":
            self.stream.at += 1
            self.bars += 1
            node = self.expression()
            self.bars -= 1
            self.stream.expect("|")
            return Call("abs", (node,), 0, column)
        if sign == "‖":
            self.stream.at += 1
            self.lengths += 1
            node = self.expression()
            self.lengths -= 1
            self.stream.expect("‖")
            return Fold("norm", (), under_a_sum(node, self.scope), None, column)
        raise self.stream.unexpected()

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

    def name(self, written: Written, column: int) -> Node:
        """A name of the problem, with a superscript that is no index as its power."""
        node, rest = resolve(written, column, self.scope)
        if isinstance(node, Ref) and node.name in self.scope.refused:
            self.allowed(node)
        if rest:
            inner = rest.strip("{}")[1:-1]
            exponent: Node = Num(inner, column) if inner.isdecimal() else self.name((inner, "", "", ""), column)
            return Pow(node, exponent, column)
        return node

    def allowed(self, node: Ref) -> Ref:
        """The node, unless it is what is asked for; its value at another step may be used."""
        if node.name in self.scope.refused and not _elsewhere(node):
            if self.stream.sees("="):
                raise self.stream.unexpected()
            raise NotationError(f"{node.name} is what is asked for; it cannot be used", node.column)
        return node


def _elsewhere(node: Ref) -> bool:
    """Whether the name stands at another step than the one asked for: ``dL/dH[t+1]``, or before the first: ``H_0``."""
    return node.index is not None and any(
        index is not None and (index.const != 0 if index.terms else index.const == 0 and index.is_number)
        for index in node.index
    )
