"""Numbers as programs print and copy them: NumPy's ``[[1. 2.]``, ``tensor([1.])``, ``1 2; 3 4``, rows of cells.

Only a text that is numbers and what separates them, with nothing to work out, is read here; all else is a formula.
"""

from __future__ import annotations

from itertools import pairwise

from tutor.notation.characters import spread
from tutor.notation.errors import NotationError
from tutor.notation.read.grammar import parse_errors
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.tree import Bin, Listing, Neg, Node, Num

_NUMBER = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_WRAPPED = lazily(
    r"\s*(?:(?:np|numpy|torch|jnp|tf)\.)?(?P<word>array|asarray|tensor|matrix|Tensor)\s*\(\s*(?P<array>[\[(].*?[\])])\s*"
    r"(?:,\s*(?:dtype|device|grad_fn|requires_grad|shape)\s*=[^,=\[\]]*)*,?\s*\)\s*\Z",
    2**4,  # re.DOTALL
)
_ENTRY = lazily(rf"[+-]?{_NUMBER}(?:/{_NUMBER})?(?=[\s,;\])}}]|\Z)")
_MADE_OF_NUMBERS = lazily(r"[\s\d.eE+,;/()\[\]{}-]*\Z")
_PAIR = lazily(r"\s*[+-]?\d+,\d+\s*\Z")
_CLOSING = {"[": "]", "(": ")", "{": "}"}
_BEGINS = frozenset("+-.0123456789")
_AFTER = frozenset(" ,]\n")
_ENDS = frozenset(".0123456789]")
MAX_DEPTH = 60


def number_array(text: str, *, listing: bool) -> Node | None:
    """The array that a text is; None if it is none, or if it is a formula as well, as ``1 -2`` is.

    ``listing`` says that one row of numbers without brackets is due. Raises NotationError for a decimal comma, and
    for brackets without end.
    """
    plain = text if text.isascii() else spread(text)[0]
    wrapped = _WRAPPED.match(plain) if ")" in plain and "r" in plain else None
    if wrapped:
        plain = " " * wrapped.start("array") + wrapped["array"]
    if not _MADE_OF_NUMBERS.match(plain) or not any(map(str.isdecimal, plain)):
        return None
    plain = plain.rstrip().rstrip(",;")
    parts = _parts(plain)
    if parts is None or not (wrapped or _is_no_formula(plain, parts, listing=listing)):
        return None
    if listing and "." not in plain and all(map(_PAIR.match, plain.replace(";", "\n").splitlines())):
        raise parse_errors.decimal_comma(plain.split()[0].rstrip(";").replace(",", "."), plain.index(",") + 1)
    return _nested(_with_zeros(plain, parts) if parts[0][0] == "[" else parts)


def _with_zeros(text: str, parts: list[tuple[str, int]]) -> list[tuple[str, int]]:
    """The numbers with the zeros at their ends for which NumPy prints blanks: all have as many decimals."""
    decimals = [len(part.partition(".")[2]) for part, _ in parts]
    most = max(decimals)
    if any("e" in part or "E" in part or "/" in part for part, _ in parts):
        return parts
    found = []
    for (part, position), own in zip(parts, decimals, strict=True):
        end = position + len(part)
        blanks = " " * (most - own)
        padded = own and text.startswith(blanks, end) and text[end + len(blanks) : end + len(blanks) + 1] in _AFTER
        found.append((part + "0" * (most - own) if padded else part, position))
    return found


def _parts(text: str) -> list[tuple[str, int]] | None:
    """Numbers, brackets, commas and ends of rows with their places; None if a sign or a dot stands by itself.

    A new line ends a row unless the rows have brackets.
    """
    parts: list[tuple[str, int]] = []
    position, after = 0, True
    while position < len(text):
        char = text[position]
        number = None if char in ",;[](){}" or char.isspace() else _ENTRY.match(text, position)
        if number is not None and after:
            parts.append((number[0], position))
            position, after = number.end(), False
            continue
        if char in "[({" and not after:
            return None
        if char in ",;[](){}":
            parts.append((char, position))
        elif char == "\n" and parts and parts[0][0] not in _CLOSING:
            parts.append((";", position))
        elif not char.isspace():
            return None
        after = char not in "])}"
        position += 1
    return parts


def _is_no_formula(text: str, parts: list[tuple[str, int]], *, listing: bool) -> bool:
    """Whether numbers stand side by side in a list or in rows, or between commas in another bracket than a list's."""
    bracket = parts[0][0] if parts and parts[0][0] in _CLOSING else ""
    rows = "\t" in text.strip() or any(part == ";" for part, _ in parts)
    if not (bracket or rows or listing):
        return False
    pairs = [(before, then) for (before, _), (then, _) in pairwise(parts)]
    beside = [then for before, then in pairs if before[-1] in _ENDS and (then[0] in _BEGINS or then == "[")]
    if beside and (bracket == "[" or listing or rows or any(then[0] not in "+-" for then in beside)):
        return True
    if rows:
        signed = all(then[0] in "+-" for before, then in pairs if before == ";")
        return listing or not signed or any(part == "," for part, _ in parts) or ";" in text or "\t" in text
    tuples = bracket not in ("", "[") and (listing or any(part == bracket for part, _ in parts[1:2]))
    return tuples and any(part == "," for part, _ in parts)


def _nested(parts: list[tuple[str, int]]) -> Node:
    """The list of lists that the brackets and the ends of rows say."""
    opened: list[tuple[str, list[Node], list[Node], int]] = []
    rows: list[Node] = []
    items: list[Node] = []
    start = 1
    for part, position in parts:
        if part in _CLOSING:
            if len(opened) == MAX_DEPTH:
                raise NotationError("nested too deeply", position + 1)
            opened.append((part, rows, items, start))
            rows, items, start = [], [], position + 1
        elif part in "])}":
            if not opened or _CLOSING[opened[-1][0]] != part:
                raise NotationError(f'"{part}" at column {position + 1} was not expected', position + 1)
            found = _listed(rows, items, start)
            _, rows, items, start = opened.pop()
            items.append(found)
        elif part == ";":
            if items:
                rows.append(_listed([], items, start))
            items = []
        elif part != ",":
            items.append(_entry(part, position + 1))
    if opened:
        raise NotationError(f'expected "{_CLOSING[opened[-1][0]]}", found the end')
    if not rows and len(items) == 1:
        return items[0]
    return _listed(rows, items, start)


def _listed(rows: list[Node], items: list[Node], column: int) -> Node:
    """A list, or the list of rows that were ended before; rows of one number are one list."""
    if not rows:
        return Listing(tuple(items), "free", column)
    if items:
        rows = [*rows, Listing(tuple(items), "free", column)]
    if all(isinstance(row, Listing) and len(row.items) == 1 for row in rows):
        rows = [row.items[0] for row in rows if isinstance(row, Listing)]
    if len({len(row.items) for row in rows if isinstance(row, Listing)}) > 1:
        raise NotationError("rows of different lengths", column)
    return Listing(tuple(rows), "free", column)


def _entry(text: str, column: int) -> Node:
    """A number with its sign, or the quotient of two."""
    top, _, bottom = text.lstrip("+-").partition("/")
    node: Node = _literal(top, column)
    if bottom:
        node = Bin("/", node, _literal(bottom, column), column)
    return Neg(node) if text[0] == "-" else node


def _literal(text: str, column: int) -> Num:
    parse_errors.check_literal(text, column)
    return Num(text, column)
