"""Arrays that have a sign of their own: ones, ``1_N`` or ``e_N``, and the identity, ``I_n``; and entries of these."""

from __future__ import annotations

from tutor.notation.characters import SUBSCRIPTS
from tutor.notation.read.cursor import Cursor
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names.scripts import Scripts, scripts
from tutor.notation.read.names.unknown_words import unknown
from tutor.notation.read.names.word_protocol import Words
from tutor.notation.scope import Scope

_LETTER = lazily(r"[A-Za-z]'?")
_WHERE = lazily(r"_(?=\{[^{}]*(?:[<>=]|\\[gln]e))", needs="_{")
_ONES = lazily(r"_(?:\{\s*([A-Za-z])\s*\}|([A-Za-z])(?![A-Za-z0-9]))")
DOUBLE_STROKE = lazily(r"(?:\\!|\s)*\\!\s*(?:1|[lI](?![A-Za-z]))")


def one(cursor: Cursor, scope: Scope, start: int) -> None:
    """A 1 with something below or beside it: ``1_{z>0}``, the vector ``1_N``, a 1 in double stroke."""
    cursor.take(DOUBLE_STROKE)
    below = _ONES.match(cursor.text, cursor.position)
    size = (below[1] or below[2]).upper() if below else ""
    if below and size in scope.axes.sizes:
        cursor.position = below.end()
        cursor.emit("ones", size, start)
        return
    cursor.emit("num", "1", start)
    if cursor.take(_WHERE):
        cursor.space = False


def identity(words: Words, start: int, sub: str = "") -> None:
    """The identity matrix: ``I``, of a size ``I_n``, an entry ``I_{ij}``; or what holds a relation, ``I(z>0)``."""
    cursor = words.cursor
    if cursor.take(_WHERE):
        cursor.emit("identity", "", start)
        cursor.space = False
        return
    read = Scripts(cursor.position, sub)
    if cursor.next() in ("_", *SUBSCRIPTS):
        read = scripts(cursor.text, cursor.position, sub, brackets=False)
        cursor.position = read.end
    letters = _LETTER.findall(read.sub)
    size = read.sub.upper()
    if len(letters) == 2 and "".join(letters) == read.sub.replace(",", ""):
        cursor.emit("delta", tuple(letters), start)
    elif not size or size in words.scope.axes.sizes:
        cursor.emit("identity", size, start)
        words.after_scripts(read, start)
    else:
        raise unknown(f"I_{read.sub}", cursor.column(start), words.scope)


def constant(words: Words, base: str, start: int, sub: str) -> None:
    """e and pi; ``e_N`` is the vector of N ones."""
    cursor = words.cursor
    read = Scripts(cursor.position, sub)
    if cursor.next() in ("_", *SUBSCRIPTS):
        read = scripts(cursor.text, cursor.position, sub, brackets=False)
        cursor.position = read.end
    if base == "e" and read.sub in words.scope.axes.sizes:
        cursor.emit("ones", read.sub, start)
        words.after_scripts(read, start)
    elif read.sub:
        raise unknown(f"{base}_{read.sub}", cursor.column(start), words.scope)
    else:
        cursor.emit("constant", base, start)
