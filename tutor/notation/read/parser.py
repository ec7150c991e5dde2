"""From a text to its syntax tree: the whole of a formula, or of a list of them, is read or refused."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from tutor.notation.errors import NotationError
from tutor.notation.read.code.number_arrays import number_array
from tutor.notation.read.cursor import Token
from tutor.notation.read.grammar import expanded_functions, parse_errors, relations
from tutor.notation.read.grammar.precedence import Parser
from tutor.notation.read.layout.formula_text import bare_formula
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.lexer import tokenize
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope
from tutor.notation.tree import Listing, Node
from tutor.notation.tree_walks import depth

MAX_TREE = 150
MOST_DOTS = 6
_DOT = re.compile(r"[·⋅∙•.]|\\(?:cdot|bullet)")
_MAY_RELATE = frozenset("<>=≤≥≠⩽⩾\\")
"""A text with a relation has one of these; what begins with a backslash may be one, such as ``\\le``."""
_DECIMAL_COMMA = lazily(r"\s*[-+−]?\d+,\d+\s*\Z", needs=",")


def parse(text: str, scope: Scope, *, listing: bool = False) -> Node:
    """Read ``text`` with the names of ``scope``.

    ``listing`` allows ``a, b`` without brackets, for a target with one axis. Raises NotationError with column,
    reason and, where there is one, a suggestion.
    """
    if not text.strip():
        raise NotationError("there is nothing to read yet", 1)
    text = bare_formula(text)
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
    tokens = tokenize(bare_formula(text), scope)
    dots = [at for at, token in enumerate(tokens) if token[:2] == ("op", "·") and _DOT.match(text, token[2] - 1)]
    for at in dots if len(dots) <= MOST_DOTS else ():
        for sign in ("inner", "inner term"):
            changed = [*tokens[:at], ("op", sign, *tokens[at][2:]), *tokens[at + 1 :]]
            yield _tree(changed, text, scope)


def _tree(tokens: list[Token], text: str, scope: Scope, *, listing: bool = False) -> Node:
    stream = TokenStream(tokens, len(text) + 1)
    parser = Parser(stream, scope, {} if _MAY_RELATE.isdisjoint(text) else relations.found(tokens), short_for)
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
        node = parser.numpy().of_arrays(node, parser.arrays, stars="**" in text and "^" not in text)
    if len(tokens) > MAX_TREE and depth(node) > MAX_TREE:
        raise NotationError("nested too deeply, or too many parts in a row")
    return node


@lru_cache(maxsize=256)
def short_for(formula: str) -> Node:
    """The tree of a formula that a function is short for. Raises NotationError."""
    return parse(formula, expanded_functions.SCOPE)
