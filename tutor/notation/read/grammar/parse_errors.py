"""What is said of a token that stands where it should not."""

from __future__ import annotations

from tutor.notation.errors import NotationError
from tutor.notation.read.cursor import Token

MAX_DIGITS = 40
_SHOWN = {
    "T": "ᵀ", "frac": "\\frac", "matrix": "\\begin", "endmatrix": "\\end", "delta": "1[..]", "each": "for",
    "endcases": "\\end", "cases": "\\begin", "if": "if", "else": "else", "when": "if", "otherwise": "otherwise",
    "identity": "I",
}  # fmt: skip


def expected(sign: str, tokens: list[Token], at: int) -> NotationError:
    """The error for another sign than the one that is due."""
    token = tokens[at]
    if token[:2] == ("op", ","):
        return _comma(tokens, at)
    found = "the end" if token[0] == "end" else f'"{shown(token)}"'
    return NotationError(f'expected "{sign}" at column {token[2]}, found {found}', token[2])


def unexpected(tokens: list[Token], at: int) -> NotationError:
    """The error for a token that nothing begins with, or goes on with, here."""
    kind, value, column, _ = tokens[at]
    if kind == "end":
        return NotationError(f"the end at column {column} was not expected; a value should stand here", column)
    sign = value if kind == "op" else ""
    if sign == ",":
        return _comma(tokens, at)
    if sign == "'":
        return NotationError(
            f"a prime at column {column} belongs on a function, as in f'(x); a transpose is x^T", column
        )
    if sign == "=":
        return NotationError(f'"=" at column {column} was not expected: write only what stands right of it', column)
    tail = "; a value should stand here" if _wants_value(tokens, at) else ""
    return NotationError(f'"{shown(tokens[at])}" at column {column} was not expected{tail}', column)


def check_literal(text: str, column: int) -> None:
    """Raise NotationError for a literal number with too many digits, or beyond what numbers are."""
    if len(text) > MAX_DIGITS:
        raise NotationError(f"the number at column {column} has too many digits", column)
    if "e" in text or "E" in text:
        value = float(text)
        if value == float("inf"):
            raise NotationError(f"too large a number at column {column}", column)
        if value == 0 and text.lower().partition("e")[0].strip("0."):
            raise NotationError(f"too small a number at column {column}", column)


def decimal_comma(number: str, column: int) -> NotationError:
    """The error for a comma where a point belongs."""
    return NotationError(f"a decimal point is needed: {number}", column)


def dots(tokens: list[Token]) -> NotationError:
    """The error for dots that do not stand between terms or factors."""
    column = next(column for kind, _, column, _ in tokens if kind == "dots")
    return NotationError(f"the dots at column {column} do not stand between two terms or factors", column)


def shown(token: Token) -> str:
    """A token as an error names it."""
    kind, value = token[0], token[1]
    if kind in ("name", "function", "fold", "array", "method", "keyword"):
        return str(value[0])
    return str(value.name) if kind == "ref" else _SHOWN.get(kind, str(value))


def _comma(tokens: list[Token], at: int) -> NotationError:
    before, comma, after = tokens[max(at - 1, 0)], tokens[at], tokens[at + 1]
    if before[0] == after[0] == "num" and comma[3] and after[3] and (before[1] + after[1]).isdecimal():
        return decimal_comma(f"{before[1]}.{after[1]}", comma[2])
    return NotationError(f'"," at column {comma[2]} was not expected: a list is written [a, b]', comma[2])


def _wants_value(tokens: list[Token], at: int) -> bool:
    if at == 0:
        return True
    before = tokens[at - 1]
    return before[0] in ("fold", "function", "frac") or (before[0] == "op" and before[1] not in ")]}|")
