"""What the parser says when a token stands where it should not."""

from __future__ import annotations

from typing import TYPE_CHECKING, NoReturn

from tutor.notation.errors import NotationError

if TYPE_CHECKING:
    from tutor.notation.read.lexer import Token
    from tutor.notation.read.parser import Parser

_SHOWN = {"T": "ᵀ", "frac": "\\frac", "matrix": "\\begin", "endmatrix": "\\end", "delta": "1[..]"}


def expected(sign: str, parser: Parser) -> NoReturn:
    """Raise the error for another sign than the one that is due."""
    token = parser.tokens[parser.at]
    if parser.sees(","):
        _comma(parser)
    found = "the end" if token[0] == "end" else f'"{shown(token)}"'
    raise NotationError(f'expected "{sign}" at column {token[2]}, found {found}', token[2])


def unexpected(parser: Parser) -> NoReturn:
    """Raise the error for the token under the cursor."""
    token = parser.tokens[parser.at]
    column = token[2]
    if token[0] == "end":
        raise NotationError(f"the end at column {column} was not expected; a value should stand here", column)
    if parser.sees(","):
        _comma(parser)
    if parser.sees("'"):
        raise NotationError(
            f"a prime at column {column} belongs on a function, as in f'(x); a transpose is x^T", column
        )
    if parser.sees("="):
        raise NotationError(f'"=" at column {column} was not expected: write only what stands right of it', column)
    tail = "; a value should stand here" if _wants_value(parser) else ""
    raise NotationError(f'"{shown(token)}" at column {column} was not expected{tail}', column)


def decimal_comma(number: str, column: int) -> NotationError:
    """The error for a comma where a point belongs."""
    return NotationError(f"a decimal point is needed: {number}", column)


def shown(token: Token) -> str:
    """A token as an error names it."""
    kind, value = token[0], token[1]
    if kind in ("name", "function", "fold"):
        return str(value[0])
    return str(value.name) if kind == "ref" else _SHOWN.get(kind, str(value))


def _comma(parser: Parser) -> NoReturn:
    before, comma, after = parser.tokens[max(parser.at - 1, 0)], parser.tokens[parser.at], parser.tokens[parser.at + 1]
    if before[0] == after[0] == "num" and comma[3] and after[3] and (before[1] + after[1]).isdecimal():
        raise decimal_comma(f"{before[1]}.{after[1]}", comma[2])
    raise NotationError(f'"," at column {comma[2]} was not expected: a list is written [a, b]', comma[2])


def _wants_value(parser: Parser) -> bool:
    if parser.at == 0:
        return True
    before = parser.tokens[parser.at - 1]
    return before[0] in ("fold", "function", "frac") or (before[0] == "op" and before[1] not in ")]}|")
