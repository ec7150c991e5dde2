"""From tokens to the syntax tree, by precedence climbing.

One precedence for ``* / @ ⊙`` and for things side by side, from left to right; ``^`` binds tighter, to the right,
and above a minus sign. A sum written tight, ``sum_n(...)``, takes that bracket; otherwise it takes the rest of its
term.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache, lru_cache
from types import ModuleType
from typing import Any

from tutor.notation.errors import NotationError
from tutor.notation.read import (
    cases,
    constructs,
    derivatives,
    ellipses,
    expanded_functions,
    parse_errors,
    products,
    relations,
)
from tutor.notation.read.bare_axes import has_bare_axis, matrix_classes
from tutor.notation.read.cursor import Token
from tutor.notation.read.glued_indices import check_glued
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.lexer import MAX_DEPTH, tokenize
from tutor.notation.read.name_lookup import plain
from tutor.notation.read.number_arrays import number_array
from tutor.notation.read.scripted_names import resolve
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope, Written
from tutor.notation.tree import Bin, Call, Chain, Listing, Neg, Node, Num, Pow, Ref, Size, Transpose, depth

MAX_TREE = 150
_STARTS = frozenset(
    {
        "dots", "num", "name", "ref", "constant", "ones", "identity", "function", "fold", "delta", "frac", "matrix",
        "cases", "array", "derivative",
    }
)  # fmt: skip
_NO_VALUES = frozenset(
    {
        "end",
        "T",
        "endmatrix",
        "endcases",
        "when",
        "otherwise",
        "if",
        "else",
        "norm",
        "part",
        "method",
        "keyword",
        "each",
    }
)
_SIDE_BY_SIDE = frozenset({"(", "[", "{", "·", "⟨"})
_BEHIND = frozenset({"T", "method"})
"""What begins one more factor after a value; a bar does too, unless it closes one that is open."""
_BARS = frozenset({"|", "‖"})
_SUMS = frozenset({"+", "-"})
_PRODUCTS = frozenset({"*", "/", "@", "⊙", *products.SIGNS})
_DOT = re.compile(r"[·⋅∙•.]|\\(?:cdot|bullet)")
MOST_DOTS = 6
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
    numbers = number_array(text, listing=listing)
    if numbers is not None:
        return numbers
    tokens = tokenize(text, scope)
    if not listing and "," in text and len(text) < 40 and _DECIMAL_COMMA.match(text):
        raise parse_errors.decimal_comma(text.strip().replace(",", "."), text.index(",") + 1)
    return _tree(tokens, text, scope, listing=listing)


def with_inner_products(text: str, scope: Scope) -> Iterator[Node]:
    """The readings of ``text`` in which one of its dots is an inner product: of the factor after it, or of all of them.

    A dot is one that was typed as a dot, never ``×``. Raises NotationError as ``parse``.
    """
    tokens = tokenize(_bare(text), scope)
    dots = [at for at, token in enumerate(tokens) if token[:2] == ("op", "·") and _DOT.match(text, token[2] - 1)]
    for at in dots if len(dots) <= MOST_DOTS else ():
        for sign in ("inner", "inner term"):
            changed = [*tokens[:at], ("op", sign, *tokens[at][2:]), *tokens[at + 1 :]]
            yield _tree(changed, text, scope)


def _tree(tokens: list[Token], text: str, scope: Scope, *, listing: bool = False) -> Node:
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
    if parser.dots:
        raise parse_errors.dots(tokens)
    if parser.arrays:
        node = numpy_grammar().of_arrays(node, parser.arrays, stars="**" in text and "^" not in text)
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


@lru_cache(maxsize=256)
def short_for(formula: str) -> Node:
    """The tree of a formula that a function is short for. Raises NotationError."""
    return parse(formula, expanded_functions.SCOPE)


@cache
def numpy_grammar() -> ModuleType:
    """What reads the spellings of NumPy and torch, imported with the first one."""
    from tutor.notation.read import numpy_grammar

    return numpy_grammar


def _transposed(node: Node) -> Node:
    """The transpose; of a bare 1 that of ones."""
    return Transpose(Call("ones", (), 0, node.column) if isinstance(node, Num) and node.text == "1" else node)


class Parser:
    """The grammar over a stream of tokens; ``bars`` counts those that are open, ``depth`` how deep it is nested.

    ``relations`` says for every bracket that holds a relation where its sign is; ``arrays`` whether something was
    written as NumPy has it.
    """

    __slots__ = ("arrays", "bars", "depth", "dots", "lengths", "relations", "scope", "stream", "tokens")

    def __init__(self, stream: TokenStream, scope: Scope, relations: Mapping[int, int]) -> None:
        self.stream = stream
        self.tokens = stream.tokens
        self.scope = scope
        self.depth = 0
        self.bars = 0
        self.lengths = 0
        self.dots = 0
        self.relations = relations
        self.arrays: frozenset[str] = frozenset()

    def formula(self, text: str) -> Node:
        """The tree of a formula that a function is short for."""
        return short_for(text)

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
            node = constructs.parts(self, node)
            kind, sign, column, _ = tokens[stream.at]
        if kind == "T" and sign and self._is_number(sign, node):
            stream.at += 1
            return Pow(node, self.name((sign, "", "", ""), column), column)
        if kind in _BEHIND or (kind == "op" and sign == "'"):
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
        if self.stream.kind == "method":
            node = self.postfix(node)
        column = self.tokens[self.stream.at][2]
        if self.stream.take("^"):
            node = Pow(node, self.exponent(), column)
        self.depth -= 1
        return Neg(node) if minus else node

    def _is_number(self, letter: str, node: Node) -> bool:
        """Whether ``x^T`` is a power: x has no axes, and T is a number here."""
        if not isinstance(node, Ref) or self.scope.names[node.name].axes:
            return False
        number = plain(letter, self.scope)
        return letter in self.scope.axes.sizes if number is None else not self.scope.names[number].axes

    def postfix(self, node: Node) -> Node:
        """Transpositions after a value, of which two undo each other, and methods."""
        turned = False
        while (kind := self.stream.kind) in _BEHIND or self._is_primed(node):
            _, value, column, _ = self.stream.token
            self.stream.at += 1
            if kind == "method":
                node = self.numpy().method(self, _transposed(node) if turned else node, value, column)
                turned = False
            else:
                turned = not turned
        return _transposed(node) if turned else node

    def _is_primed(self, node: Node) -> bool:
        """Whether a prime transposes what stands before it, as in MATLAB: an array, and not what is called."""
        stream = self.stream
        if not stream.sees("'") or not stream.token[3] or not has_bare_axis(node, self.scope):
            return False
        _, sign, _, tight = stream.tokens[stream.at + 1]
        return not tight or sign not in ("(", "'") or (sign == "(" and bool(matrix_classes(node, self.scope)))

    def primary(self) -> Node:
        """One value: a name, a number, a bracket, a function of something."""
        stream = self.stream
        kind, value, column, _ = self.tokens[stream.at]
        if kind == "op":
            return self.bracketed(value, column)
        if kind == "dots":
            stream.at += 1
            self.dots += 1
            dots: Any = ellipses.Dots(column)
            return dots  # type: ignore[no-any-return]
        if kind in _NO_VALUES:
            raise stream.unexpected()
        stream.at += 1
        if kind == "name":
            return self.name(value, column)
        if kind == "num":
            if self.relations and value == "1" and self.tokens[stream.at][3]:
                if stream.at in self.relations:
                    return relations.held(self, column)
                if stream.at + 1 in self.relations and stream.take("{"):  # 1_{\{z>0\}}
                    return relations.held(self, column, "}")
            return Num(value, column)
        if kind == "ref":
            return self.allowed(value)
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
            return constructs.call(self, value, column)
        if kind == "fold":
            return constructs.fold(self, value, column)
        if kind == "array":
            found: Node = self.numpy().function(self, value, column)
            return found
        if kind == "derivative":
            return derivatives.derivative(self, value, column)
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
            kind = "2"
            if self.stream.kind == "norm":
                kind = self.stream.token[1]
                self.stream.at += 1
            return products.norm(kind, node, column, self.scope)
        if sign == "⟨":
            self.stream.at += 1
            return products.inner(self, column)
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
        if len(written[1]) > 1 and isinstance(node, Ref) and written[1].isalpha():
            check_glued(written, node, column, self)
        if type(node) is Size and written[0] in "HI" and self.stream.token[3]:
            if written[0] == "I" and self.stream.at in self.relations:  # I[z>0] is no size
                return relations.held(self, column)
            if written[0] == "H" and self.stream.sees("("):
                self._check_step(column)
        if isinstance(node, Ref) and node.name in self.scope.refused:
            self.allowed(node)
        if rest:
            inner = rest.strip("{}")[1:-1]
            exponent: Node = Num(inner, column) if inner.isdecimal() else self.name((inner, "", "", ""), column)
            return Pow(node, exponent, column)
        return node

    def _check_step(self, column: int) -> None:
        """Raise NotationError for ``H(x)`` with nothing before it, which some write for the step function."""
        before = self.tokens[self.stream.at - 2] if self.stream.at > 1 else None
        if before is None or (before[0] == "op" and before[1] not in (")", "]", "}", "*", "·", "⊙")):
            raise NotationError(f"H(...) at column {column} is read two ways: write step(x), or H*(...)", column)

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
