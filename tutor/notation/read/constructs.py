"""The parts of the grammar that begin with a word or a command: functions, sums, fractions, lists, matrices."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from tutor.notation.entry_powers import under_a_sum
from tutor.notation.errors import NotationError
from tutor.notation.functions import FUNCTIONS, ROWS
from tutor.notation.read import relations
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.name_lookup import plain
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope
from tutor.notation.tree import Bin, Binder, Call, Chain, Fold, Index, Listing, Neg, Node, Num, Pow, Size, walk

_LETTER = lazily(r"[A-Za-z]'?")
_BOUND = lazily(r"([A-Za-z])([+-]\d{1,4})?|(\d{1,4})")
MOST_VARIANCES = 3
_VALUES = {1: "one value", 2: "two values"}


class Grammar(Protocol):
    """What these parts are made of: the rest of the grammar, over the same tokens."""

    stream: TokenStream
    scope: Scope
    relations: Mapping[int, int]

    def expression(self) -> Node:
        """Terms added and subtracted."""

    def whole_term(self) -> Node:
        """A product as far as it goes, one level deeper."""

    def power(self) -> Node:
        """A value with its exponent and its transposition."""

    def exponent(self) -> Node:
        """What stands after ``^``."""

    def primary(self) -> Node:
        """One value."""

    def enclosed(self, closing: str) -> Node:
        """An expression up to its closing bracket."""

    def listed(self, closing: str) -> list[Node]:
        """Expressions between commas up to their closing bracket."""

    def inside(self, read: Callable[[], Any]) -> Any:
        """What ``read`` reads up to its closing bracket; bars that are open outside do not count inside."""


# -- functions -----------------------------------------------------------------------------------------------


def call(parser: Grammar, called: tuple[str, int, str], column: int) -> Node:
    """A function with its power and its arguments: ``sigma'(z)``, ``tanh^2 u``, ``sin x y``, ``softmax_j(S)``."""
    function, primes, along = called
    scope = parser.scope
    written = function + "'" * primes
    if written in scope.refused:
        raise NotationError(f"{written} would give the answer away here; write out what it is", column)
    declared = scope.functions[function]
    if primes > 1 or (primes and not declared.slope):
        raise NotationError(f"{written} at column {column} is not a function of this language", column)
    exponent: Node | None = None
    if parser.stream.take("^"):
        exponent = parser.exponent()
        if isinstance(exponent, Neg) and isinstance(exponent.body, Num) and exponent.body.text == "1":
            inverse = ROWS[function].inverse if function in ROWS else ""
            other = f" or {inverse}(x)" if inverse else ""
            raise NotationError(f"{function}^-1 at column {column} is ambiguous: write 1/{function}(x){other}", column)
    if function == "where" and parser.stream.at in parser.relations:
        parser.stream.at += 1
        condition = parser.inside(lambda: relations.relation(parser, ",", column))
        args = [condition, *parser.listed(")")]
    else:
        args = _arguments(parser, written, column)
    least, most = declared.arity
    if not least <= len(args) <= most:
        raise NotationError(f"{function} takes {_VALUES.get(most, f'{most} values')}, {len(args)} given", column)
    if function == "ones" and not isinstance(args[0], Size):
        raise NotationError(f"ones at column {column} takes the size of an axis: ones(N)", column)
    node: Node = Call(function, tuple(args), primes, column, along)
    return node if exponent is None else Pow(node, exponent, column)


def _arguments(parser: Grammar, written: str, column: int) -> list[Node]:
    opening = "(" if parser.stream.take("(") else "{" if parser.stream.take("{") else ""
    if not opening:
        return [_open_argument(parser, written, column)]
    return parser.listed(")" if opening == "(" else "}")


def _open_argument(parser: Grammar, written: str, column: int) -> Node:
    """The argument of ``sin x y``: names and numbers side by side, up to an operator, bracket or function."""
    items: list[Node] = []
    if parser.stream.kind == "frac":
        return parser.power()
    while parser.stream.kind in ("name", "num", "ref", "constant"):
        items.append(parser.power())
    if not items:
        raise NotationError(f"{written} needs brackets: {written}(x)", column)
    return items[0] if len(items) == 1 else Chain(tuple(items), column)


# -- sums ----------------------------------------------------------------------------------------------------


def fold(parser: Grammar, written: tuple[str, str, str, bool], column: int) -> Node:
    """A sum, mean or product: ``sum_n(a)`` takes the bracket, ``Σ_n`` the rest of its term, ``sum(a, n)`` an axis."""
    kind, sub, sup, tight = written
    stream = parser.stream
    if kind == "argmax":
        raise NotationError(f"argmax at column {column} is read where places are compared: 1[j=argmax_k(z_k)]", column)
    binders = _binders(parser, kind, sub, sup, column)
    if binders and tight:
        stream.expect("(")
        body = parser.enclosed(")")
        _check_variances(kind, body, column)
        return Fold(kind, binders, body, None, column)
    if binders or not stream.sees("(") or not (tight or _listed(stream)):
        if stream.kind == "end":
            raise NotationError(f"{kind} at column {column} needs a value to work on", column)
        body = parser.whole_term()
        _check_variances(kind, body, column)
        return Fold(kind, binders, body if binders else under_a_sum(body, parser.scope), None, column)
    stream.at += 1
    folded: Node = parser.inside(lambda: _folded(parser, kind, column))
    return folded


def _folded(parser: Grammar, kind: str, column: int) -> Node:
    """What a bracket after a sum holds: its body, and what it runs along; or the values of ``max(a, b)``."""
    stream = parser.stream
    body = parser.expression()
    if kind in FUNCTIONS and stream.sees(",") and not _names_axis(parser):
        while stream.take(","):
            body = Call(kind, (body, parser.expression()), 0, column)
        stream.expect(")")
        return body
    axis, binders = _along(stream) if stream.sees(",") else (None, ())
    stream.expect(")")
    _check_variances(kind, body, column)
    return Fold(kind, binders, body if binders else under_a_sum(body, parser.scope), axis, column)


def _check_variances(kind: str, body: Node, column: int) -> None:
    """A variance names its body twice in index form, so many of them in each other would have no end."""
    if kind not in ("var", "std"):
        return
    if sum(isinstance(part, Fold) and part.kind in ("var", "std") for part in walk(body)) > MOST_VARIANCES:
        raise NotationError(f"too many variances in the one at column {column}", column)


def _names_axis(parser: Grammar) -> bool:
    """Whether what follows a comma is the axis that a fold runs along, and no second value."""
    kind, value, _, _ = parser.stream.tokens[parser.stream.at + 1]
    if kind != "name" or any(value[1:]):
        return False
    letter = len(value[0]) == 1 and value[0] not in parser.scope.axes.sizes
    return value[0] == "axis" or (letter and plain(value[0], parser.scope) is None)


def _listed(stream: TokenStream) -> bool:
    """Whether the bracket that comes next holds a comma of its own: ``sum (a, n)`` is tight all the same."""
    depth = 0
    for kind, sign, _, _ in stream.tokens[stream.at :]:
        if kind == "op" and sign in ("(", "[", "{"):
            depth += 1
        elif kind == "op" and sign in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return False
        elif kind == "op" and sign == "," and depth == 1:
            return True
    return False


def _along(stream: TokenStream) -> tuple[int | None, tuple[Binder, ...]]:
    """What follows the commas of ``sum(a, n)``, ``sum(a, u, v)`` or ``sum(a, axis=0)``."""
    letters: list[Binder] = []
    while stream.take(","):
        kind, value, column, _ = stream.token
        if kind == "name" and value[0] == "axis" and not letters:
            stream.at += 1
            stream.expect("=")
            kind, value, column, _ = stream.token
        elif kind == "name" and len(value[0]) == 1 and not any(value[1:]):
            stream.at += 1
            letters.append(Binder(value[0]))
            continue
        if kind == "num" and value in ("0", "1") and not letters:
            stream.at += 1
            return int(value), ()
        raise NotationError(f"after the comma at column {column} a letter or axis=0 should stand", column)
    return None, tuple(letters)


def _binders(parser: Grammar, kind: str, sub: str, sup: str, column: int) -> tuple[Binder, ...]:
    if not sub:
        return ()
    if "=" in sub:
        letter, _, start = sub.partition("=")
        if kind not in ("sum", "mean", "prod"):
            raise NotationError(f"{kind} at column {column} runs over whole axes: {kind}_n", column)
        if not _LETTER.fullmatch(letter) or not start:
            raise NotationError(f"the sum at column {column} needs one letter: sum_{{t=1}}", column)
        high = _bound(parser, sup, column, upper=True) if sup else None
        size = sup[:1] if sup[:1] in parser.scope.axes.sizes else ""
        return (Binder(letter, _bound(parser, start, column, upper=False), high, size),)
    letters = sub.split(",") if "," in sub else _LETTER.findall(sub)
    if not all(_LETTER.fullmatch(letter) for letter in letters) or len("".join(letters)) < len(sub.replace(",", "")):
        raise NotationError(f"the sum at column {column} needs letters to run over: sum_n or sum_{{u,v}}", column)
    return tuple(Binder(letter) for letter in letters)


def _bound(parser: Grammar, text: str, column: int, *, upper: bool) -> Index | None:
    """A limit of a sum. The size of an axis, in its capital letter, is the end of the axis."""
    if text in parser.scope.axes.sizes:
        return None if upper else Index((), 0, last=True)
    found = _BOUND.fullmatch(text)
    if found is None:
        shown = text if len(text) <= 20 else text[:19] + "…"
        raise NotationError(
            f"the limit `{shown}` of the sum at column {column} is not a letter or a whole number", column
        )
    if found[3]:
        return Index((), int(found[3]))
    if found[1] in parser.scope.axes.sizes:
        return Index((), int(found[2] or 0), last=True)
    if found[1].isupper():
        raise NotationError(f"the limit `{text}` of the sum at column {column} is not a size of this question", column)
    return Index(((found[1], 1),), int(found[2] or 0))


# -- fractions, lists, matrices --------------------------------------------------------------------------------


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


def listing(parser: Grammar, column: int) -> Node:
    """``[a, b]`` is free, ``[a \\ b]`` a row, ``[a \\\\ b]`` a column."""
    items, kind = parser.inside(lambda: _items(parser))
    if any(isinstance(item, Listing) for item in items):
        _check_widths([item.items if isinstance(item, Listing) else () for item in items], column)
    return Listing(tuple(items), kind, column)


def _items(parser: Grammar) -> tuple[list[Node], str]:
    stream = parser.stream
    items, kind = [parser.expression()], "free"
    while True:
        if stream.take(","):
            pass
        elif stream.take("\\ "):
            kind = "row"
            if stream.sees("]"):
                break
        elif stream.take("\\\\"):
            kind = "column"
            if stream.sees("]"):
                break
        else:
            break
        items.append(parser.expression())
    stream.expect("]")
    return items, kind


def matrix(parser: Grammar, column: int) -> Node:
    """A LaTeX matrix: one row is a row, one column a column, anything else a list of rows."""
    rows, ended = parser.inside(lambda: _rows(parser))
    _check_widths(rows, column)
    if len(rows) == 1 and not (ended and len(rows[0]) == 1):
        return Listing(tuple(rows[0]), "row", column)
    if len(rows[0]) == 1:
        return Listing(tuple(row[0] for row in rows), "column", column)
    return Listing(tuple(Listing(tuple(row), "row", column) for row in rows), "free", column)


def _rows(parser: Grammar) -> tuple[list[list[Node]], bool]:
    """The rows of a matrix, and whether the last one is ended."""
    stream = parser.stream
    rows, ended = [[parser.expression()]], False
    while stream.kind != "endmatrix":
        if stream.take("&"):
            rows[-1].append(parser.expression())
        elif stream.take("\\\\"):
            ended = stream.kind == "endmatrix"
            if not ended:
                rows.append([parser.expression()])
        else:
            raise stream.unexpected()
    stream.at += 1
    return rows, ended


def _check_widths(rows: list[list[Node]] | list[tuple[Node, ...]], column: int) -> None:
    if len({len(row) for row in rows}) > 1:
        raise NotationError("rows of different lengths", column)
