"""Relations in brackets, 1 where they hold and else 0: ``1[j<=i]``, ``(z > 0)``, ``1[j=argmax_k(S[i,k])]``.

Places are compared where both sides are made of index letters, sizes, whole numbers and labels, else numbers.
"""

from __future__ import annotations

from collections.abc import Sequence

from tutor.notation.errors import NotationError
from tutor.notation.functions import CONSTANTS
from tutor.notation.read.cursor import Token
from tutor.notation.read.grammar.grammar import Grammar
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.names.scripted_names import resolve
from tutor.notation.read.token_stream import TokenStream
from tutor.notation.scope import Scope
from tutor.notation.tree import ArgMax, Call, Compare, Delta, Index, Indicator, Node, Ref, Size

_SIGNS = {"=": "=", "==": "=", "!=": "!=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
_CLOSING = {"(": ")", "[": "]", "{": "}"}
_ENDS = frozenset({"end", "endcases", "otherwise", "if", "else"})
MAX_TERMS = 3
LARGEST = 9999


def found(tokens: Sequence[Token]) -> dict[int, int]:
    """The brackets that hold a relation of their own, by where they open, and where its sign is."""
    opened: list[int] = []
    signs: dict[int, int] = {}
    for at, (kind, sign, _, _) in enumerate(tokens):
        if kind != "op":
            if kind in ("cases", "matrix", "if"):  # what stands in them is of no bracket
                opened.append(-1)
            elif kind in ("endcases", "endmatrix", "else"):
                del opened[-1:]
            continue
        if sign in _CLOSING:
            opened.append(at)
        elif sign in (")", "]", "}"):
            del opened[-1:]
        elif sign in _SIGNS and opened and opened[-1] >= 0:
            signs.setdefault(opened[-1], at)
    return signs


def of_letters(letters: tuple[str, str], column: int, parser: Grammar) -> Node:
    """``1[i=j]``: of index letters, unless both are declared as numbers or sizes, or one as a label."""
    first, second = (_value(letter, column, parser) for letter in letters)
    if first is not None and second is not None:
        return Compare("=", first, second, column)
    if all(not isinstance(one, Ref) or one.name not in parser.scope.labels for one in (first, second)):
        return Delta(*letters, column)
    places = (
        Index((), label=Ref(one.name)) if isinstance(one, Ref) else Index(((letter, 1),))
        for letter, one in zip(letters, (first, second), strict=True)
    )
    return Indicator(next(places), "=", next(places), column)


def _value(letter: str, column: int, parser: Grammar) -> Node | None:
    """The size, the constant or the number that a single letter is, if it is none of an index."""
    if letter in parser.scope.axes.sizes:
        return Size(letter, column)
    if letter.upper() in parser.scope.axes.sizes:
        return None
    name = plain(letter, parser.scope)
    if name is None and letter in CONSTANTS:
        return Call(letter, (), 0, column)
    if name is None or (name not in parser.scope.labels and _is_index(letter, parser.stream.tokens)):
        return None
    return Ref(name, None, column)


def held(parser: Grammar, column: int, around: str = "") -> Node:
    """A relation in brackets, which open under the cursor; ``around`` is what closes brackets around them."""
    stream = parser.stream
    _, opening, at, tight = stream.token
    kind, value, _, _ = stream.tokens[stream.at - 1]
    selects = tight and opening == "[" and kind == "name" and bool(stream.at)
    if selects and not (value[0] == "I" and value[0] in parser.scope.axes.sizes):
        raise NotationError(f"{value[0]}[...] at column {at} takes no condition: write {value[0]}*(...)", at)
    stream.at += 1
    node: Node = parser.inside(lambda: relation(parser, _CLOSING[opening], column))
    if around:
        stream.expect(around)
    return node


def relation(parser: Grammar, closing: str, column: int) -> Node:
    """A relation up to the sign that closes it; the bracket before it is stepped over."""
    node = condition(parser, parser.relations[parser.stream.at - 1], column)
    parser.stream.expect(closing)
    return node


def sign_from(tokens: Sequence[Token], at: int) -> int | None:
    """Where the sign of the relation is that begins here, outside of brackets; None where there is none."""
    end = _end(tokens, at)
    return end if tokens[end][0] == "op" and tokens[end][1] in _SIGNS else None


def condition(parser: Grammar, sign_at: int, column: int) -> Node:
    """A relation, whose sign is at ``sign_at``, up to where its right side ends."""
    stream, start = parser.stream, parser.stream.at
    end = _end(stream.tokens, sign_at + 1)
    sign = _SIGNS[stream.tokens[sign_at][1]]
    sides = (start, sign_at), (sign_at + 1, end)
    for side, other in (sides, sides[::-1]):
        if sign == "=" and stream.tokens[side[0]][:1] == ("fold",) and stream.tokens[side[0]][1][0] == "argmax":
            return _argmax(parser, side, other, column)
    left, right = (_index(stream.tokens[first:last], parser.scope, stream.tokens) for first, last in sides)
    if left is not None and right is not None and (_runs(left, parser.scope) or _runs(right, parser.scope)):
        stream.at = end
        node: Node = Indicator(left, sign, right, column)
        if sign == "=" and left.letter and right.letter:
            node = Delta(left.letter, right.letter, column)
    else:
        first = parser.expression()
        if stream.at != sign_at:
            raise stream.unexpected()
        stream.at += 1
        node = Compare(sign, first, parser.expression(), column)
    _check_third(stream)
    return node


def _runs(index: Index, scope: Scope) -> bool:
    """Whether a place is another one elsewhere: sizes and numbers are compared as numbers."""
    return index.label is not None or any(letter not in scope.axes.sizes for letter, _ in index.terms)


def _check_third(stream: TokenStream) -> None:
    kind, sign, column, _ = stream.token
    if kind == "op" and sign in _SIGNS:
        raise NotationError(
            f"a relation has two sides; at column {column} a third begins: write a product of two", column
        )


def _end(tokens: Sequence[Token], at: int) -> int:
    """Where a side ends: at a comma, the end of a row, a relation or a bracket that closes what holds it."""
    depth = 0
    while tokens[at][0] not in _ENDS:
        kind, sign = tokens[at][:2]
        if kind == "op":
            if sign in _CLOSING:
                depth += 1
            elif sign in (")", "]", "}"):
                depth -= 1
            if depth < 0 or (depth == 0 and (sign in (",", "\\\\") or sign in _SIGNS)):
                break
        at += 1
    return at


def _argmax(parser: Grammar, side: tuple[int, int], other: tuple[int, int], column: int) -> Node:
    """``1[j=argmax_k(S[i,k])]``."""
    stream = parser.stream
    place = _index(stream.tokens[slice(*other)], parser.scope, stream.tokens)
    _, (_, letter, _, tight), at, _ = stream.tokens[side[0]]
    if place is None or not letter.rstrip("'").isalpha() or len(letter.rstrip("'")) > 1:
        raise NotationError(f"argmax at column {at} is read as in 1[j=argmax_k(z_k)]", at)
    stream.at = side[0] + 1
    if tight:
        stream.expect("(")
        body = parser.enclosed(")")
    else:
        body = parser.whole_term()
    if stream.at != side[1]:
        raise stream.unexpected()
    stream.at = max(side[1], other[1])
    _check_third(stream)
    return ArgMax(place, letter, body, column)


def _index(tokens: Sequence[Token], scope: Scope, around: Sequence[Token]) -> Index | None:
    """A side as a place: letters with whole factors, sizes, a number, or one label; None if it is none."""
    terms: dict[str, int] = {}
    const, label, position, first = 0, None, 0, True
    while position < len(tokens):
        count, kind, value = 1, *tokens[position][:2]
        if kind == "op" and value in ("+", "-"):
            count, position = -1 if value == "-" else 1, position + 1
        elif not first:
            return None
        first = False
        number = _whole(tokens[position : position + 1])
        if number is not None:
            position += 1
            position += position + 1 < len(tokens) and tokens[position][:2] in (("op", "*"), ("op", "·"))
            count *= number
        kind, value, column, _ = tokens[position] if position < len(tokens) else _NOTHING
        if kind == "name" and _is_letter(value, scope, around):
            terms[value[0]] = terms.get(value[0], 0) + count
        elif kind == "name" and count == 1 and number is None and label is None:
            label = _label(value, column, scope)
            if label is None:
                return None
        elif number is not None:
            const += count
            continue
        else:
            return None
        position += 1
    if first or abs(const) > LARGEST or len(terms) > MAX_TERMS or (label is not None and terms):
        return None
    return Index(tuple((letter, count) for letter, count in terms.items() if count), const, label=label)


_NOTHING: Token = ("end", None, 0, False)


def _whole(tokens: Sequence[Token]) -> int | None:
    return int(tokens[0][1]) if tokens and tokens[0][0] == "num" and tokens[0][1].isdecimal() else None


def _is_letter(written: tuple[str, str, str, str], scope: Scope, around: Sequence[Token]) -> bool:
    """Whether a name is an index letter, or a size: a declared name is one only if it is used as one elsewhere."""
    base = written[0]
    if len(base) != 1 or any(written[1:]):
        return False
    return plain(base, scope) is None or (base.upper() in scope.axes.sizes and _is_index(base, around))


def _is_index(letter: str, tokens: Sequence[Token]) -> bool:
    """Whether a letter stands among the indices of a name, or below a sum."""
    for kind, value, _, _ in tokens:
        if kind == "name" and any(letter in part for part in value[1:]):
            return True
        if kind == "fold" and letter in value[1]:
            return True
    return False


def _label(written: tuple[str, str, str, str], column: int, scope: Scope) -> Ref | None:
    """A name that says a place, with its indices, if it is one."""
    base, sub, _, _ = written
    name = plain(base, scope) or plain(f"{base}_{sub}", scope)
    if name is None or not scope.names[name].picks:
        return None
    node, rest = resolve(written, column, scope)
    return Ref(node.name, node.index) if isinstance(node, Ref) and not rest else None
