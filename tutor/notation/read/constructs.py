"""The parts of the grammar that begin with a word or a command: functions, sums, fractions, lists, matrices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.notation.errors import NotationError
from tutor.notation.read import parse_errors
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.tree import Bin, Binder, Call, Chain, Fold, Index, Listing, Neg, Node, Num, Pow, Size

if TYPE_CHECKING:
    from tutor.notation.read.parser import Parser

_LETTER = lazily(r"[A-Za-z]'?")
_BOUND = lazily(r"([A-Za-z])([+-]\d{1,4})?|(\d{1,4})")
_INVERSES = {"sin": "asin", "cos": "acos", "tan": "atan", "exp": "log"}
_VALUES = {1: "one value", 2: "two values"}


# -- functions -----------------------------------------------------------------------------------------------


def call(parser: Parser, function: str, primes: int, column: int) -> Node:
    """A function with its power and its arguments: ``sigma'(z)``, ``tanh^2 u``, ``sin x y``."""
    scope = parser.scope
    written = function + "'" * primes
    if written in scope.refused:
        raise NotationError(f"{written} would give the answer away here; write out what it is", column)
    declared = scope.functions[function]
    if primes > 1 or (primes and not declared.slope):
        raise NotationError(f"{written} at column {column} is not a function of this language", column)
    exponent: Node | None = None
    if parser.take("^"):
        exponent = parser.exponent()
        if isinstance(exponent, Neg) and isinstance(exponent.body, Num) and exponent.body.text == "1":
            other = f" or {_INVERSES[function]}(x)" if function in _INVERSES else ""
            raise NotationError(f"{function}^-1 at column {column} is ambiguous: write 1/{function}(x){other}", column)
    args = _arguments(parser, written, column)
    least, most = declared.arity
    if not least <= len(args) <= most:
        raise NotationError(f"{function} takes {_VALUES.get(most, f'{most} values')}, {len(args)} given", column)
    if function == "ones" and not isinstance(args[0], Size):
        raise NotationError(f"ones at column {column} takes the size of an axis: ones(N)", column)
    node: Node = Call(function, tuple(args), primes, column)
    return node if exponent is None else Pow(node, exponent, column)


def _arguments(parser: Parser, written: str, column: int) -> list[Node]:
    opening = "(" if parser.take("(") else "{" if parser.take("{") else ""
    if not opening:
        return [_open_argument(parser, written, column)]
    bars, parser.bars = parser.bars, 0
    args = [parser.expression()]
    while parser.take(","):
        args.append(parser.expression())
    parser.expect(")" if opening == "(" else "}")
    parser.bars = bars
    return args


def _open_argument(parser: Parser, written: str, column: int) -> Node:
    """The argument of ``sin x y``: names and numbers side by side, up to an operator, bracket or function."""
    items: list[Node] = []
    if parser.kind == "frac":
        return parser.power()
    while parser.kind in ("name", "num", "ref", "constant"):
        items.append(parser.power())
    if not items:
        raise NotationError(f"{written} needs brackets: {written}(x)", column)
    return items[0] if len(items) == 1 else Chain(tuple(items), column)


# -- sums ----------------------------------------------------------------------------------------------------


def fold(parser: Parser, written: tuple[str, str, str, bool], column: int) -> Node:
    """A sum, mean or product: ``sum_n(a)`` takes the bracket, ``Σ_n`` the rest of its term, ``sum(a, n)`` an axis."""
    kind, sub, sup, tight = written
    binders = _binders(parser, sub, sup, column)
    if binders and tight:
        return Fold(kind, binders, parser.bracketed("(", column), None, column)
    if binders or not parser.sees("(") or not (tight or _listed(parser)):
        if parser.kind == "end":
            raise NotationError(f"{kind} at column {column} needs a value to work on", column)
        parser.deeper()
        body = parser.term()
        parser.depth -= 1
        return Fold(kind, binders, body, None, column)
    parser.at += 1
    bars, parser.bars = parser.bars, 0
    body = parser.expression()
    axis: int | None = None
    if parser.sees(","):
        axis, binders = _along(parser)
    parser.expect(")")
    parser.bars = bars
    return Fold(kind, binders, body, axis, column)


def _listed(parser: Parser) -> bool:
    """Whether the bracket that comes next holds a comma of its own: ``sum (a, n)`` is tight all the same."""
    depth = 0
    for kind, sign, _, _ in parser.tokens[parser.at :]:
        if kind == "op" and sign in ("(", "[", "{"):
            depth += 1
        elif kind == "op" and sign in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return False
        elif kind == "op" and sign == "," and depth == 1:
            return True
    return False


def _along(parser: Parser) -> tuple[int | None, tuple[Binder, ...]]:
    """What follows the commas of ``sum(a, n)``, ``sum(a, u, v)`` or ``sum(a, axis=0)``."""
    letters: list[Binder] = []
    while parser.take(","):
        kind, value, column, _ = parser.tokens[parser.at]
        if kind == "name" and value[0] == "axis" and not letters:
            parser.at += 1
            parser.expect("=")
            kind, value, column, _ = parser.tokens[parser.at]
        elif kind == "name" and len(value[0]) == 1 and not any(value[1:]):
            parser.at += 1
            letters.append(Binder(value[0]))
            continue
        if kind == "num" and value in ("0", "1") and not letters:
            parser.at += 1
            return int(value), ()
        raise NotationError(f"after the comma at column {column} a letter or axis=0 should stand", column)
    return None, tuple(letters)


def _binders(parser: Parser, sub: str, sup: str, column: int) -> tuple[Binder, ...]:
    if not sub:
        return ()
    if "=" in sub:
        letter, _, start = sub.partition("=")
        if not _LETTER.fullmatch(letter) or not start:
            raise NotationError(f"the sum at column {column} needs one letter: sum_{{t=1}}", column)
        high = _bound(parser, sup, column, upper=True) if sup else None
        size = sup[:1] if sup[:1] in parser.scope.sizes else ""
        return (Binder(letter, _bound(parser, start, column, upper=False), high, size),)
    letters = sub.split(",") if "," in sub else _LETTER.findall(sub)
    if not all(_LETTER.fullmatch(letter) for letter in letters) or len("".join(letters)) < len(sub.replace(",", "")):
        raise NotationError(f"the sum at column {column} needs letters to run over: sum_n or sum_{{u,v}}", column)
    return tuple(Binder(letter) for letter in letters)


def _bound(parser: Parser, text: str, column: int, *, upper: bool) -> Index | None:
    """A limit of a sum. The size of an axis, in its capital letter, is the end of the axis."""
    if text in parser.scope.sizes:
        return None if upper else Index((), 0, last=True)
    found = _BOUND.fullmatch(text)
    if found is None:
        shown = text if len(text) <= 20 else text[:19] + "…"
        raise NotationError(
            f"the limit `{shown}` of the sum at column {column} is not a letter or a whole number", column
        )
    if found[3]:
        return Index((), int(found[3]))
    if found[1] in parser.scope.sizes:
        return Index((), int(found[2] or 0), last=True)
    if found[1].isupper():
        raise NotationError(f"the limit `{text}` of the sum at column {column} is not a size of this question", column)
    return Index(((found[1], 1),), int(found[2] or 0))


# -- fractions, lists, matrices --------------------------------------------------------------------------------


def fraction(parser: Parser, column: int) -> Node:
    """``\\frac{a}{b}``, also ``\\frac12`` and ``\\frac{a}b``."""
    kind, digits, _, _ = parser.tokens[parser.at]
    if kind == "num" and len(digits) == 2 and digits.isdecimal():
        parser.at += 1
        return Bin("/", Num(digits[0], column), Num(digits[1], column), column)
    top = _fraction_part(parser)
    return Bin("/", top, _fraction_part(parser), column)


def _fraction_part(parser: Parser) -> Node:
    if parser.take("{"):
        return parser.enclosed("}")
    kind, value, _, _ = parser.tokens[parser.at]
    if kind not in ("num", "name", "constant") or (kind == "num" and len(value) > 1):
        parser.expect("{")
    return parser.primary()


def listing(parser: Parser, column: int) -> Node:
    """``[a, b]`` is free, ``[a \\ b]`` a row, ``[a \\\\ b]`` a column."""
    bars, parser.bars = parser.bars, 0
    items = [parser.expression()]
    kind = "free"
    while True:
        if parser.take(","):
            pass
        elif parser.take("\\ "):
            kind = "row"
            if parser.sees("]"):
                break
        elif parser.take("\\\\"):
            kind = "column"
            if parser.sees("]"):
                break
        else:
            break
        items.append(parser.expression())
    parser.expect("]")
    parser.bars = bars
    if any(isinstance(item, Listing) for item in items):
        _check_widths([item.items if isinstance(item, Listing) else () for item in items], column)
    return Listing(tuple(items), kind, column)


def matrix(parser: Parser, column: int) -> Node:
    """A LaTeX matrix: one row is a row, one column a column, anything else a list of rows."""
    bars, parser.bars = parser.bars, 0
    rows: list[list[Node]] = [[parser.expression()]]
    ended = False
    while parser.kind != "endmatrix":
        if parser.take("&"):
            rows[-1].append(parser.expression())
        elif parser.take("\\\\"):
            ended = parser.kind == "endmatrix"
            if not ended:
                rows.append([parser.expression()])
        else:
            parse_errors.unexpected(parser)
    parser.at += 1
    parser.bars = bars
    _check_widths(rows, column)
    if len(rows) == 1 and not (ended and len(rows[0]) == 1):
        return Listing(tuple(rows[0]), "row", column)
    if len(rows[0]) == 1:
        return Listing(tuple(row[0] for row in rows), "column", column)
    return Listing(tuple(Listing(tuple(row), "row", column) for row in rows), "free", column)


def _check_widths(rows: list[list[Node]] | list[tuple[Node, ...]], column: int) -> None:
    if len({len(row) for row in rows}) > 1:
        raise NotationError("rows of different lengths", column)
