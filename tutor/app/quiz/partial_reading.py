"""Reads what stands on the answer line while it is being typed, and typesets it."""

from __future__ import annotations

import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from tutor.app.drawing.cell_text import width as cells
from tutor.app.drawing.cell_text import wrap
from tutor.app.drawing.symbols import UNICODE, Symbols

if TYPE_CHECKING:
    from tutor.notation.scope import Scope
    from tutor.notation.tree import Node

# Longer text is read when it is checked, not at every key.
LIVE = 400
_OPEN = {"(": ")", "[": "]", "{": "}"}
_END_BEGUN = re.compile(r"\\(?:e|en|end|end\{\w*)$")
_BRACKET = re.compile(r"\\begin\{(\w+)\}|\\end\{\w+\}|[()\[\]{}]")


# How many words may be left out at the end of text that cannot be read yet.
UNFINISHED = 3
_LAST_WORD = re.compile(r"([\w\\^{}'./]+|.)\s*$")
NOT_YET = "… not readable yet"
TOO_LONG = "… long: read when it is checked"


class Read(NamedTuple):
    """Rows to show, and in `rest` the end of the text that is not in them, or why there are none.

    `shape` is that of an array of numbers which is being typed, () for anything else.
    """

    rows: tuple[str, ...]
    rest: str = ""
    shape: tuple[int, ...] = ()


class PartialReader:
    """Reads the text of the moment; what was read before is forgotten."""

    def __init__(self, scope: Scope | None, symbols: Symbols = UNICODE) -> None:
        self.scope = scope
        self.symbols = symbols
        self.node: Node | None = None

    def read(self, text: str, width: int, height: int) -> Read:
        """Typeset `text` in a slot of `width` by `height` cells.

        Brackets that are still open are closed and a dangling operator is left out; then the last words, one
        after the other, are shown as they were typed.
        """
        self.node = None
        if not text.strip() or self.scope is None:
            return Read(())
        if len(text) > LIVE:
            return Read((), TOO_LONG)
        head = text
        for _ in range(1 + UNFINISHED):
            self.node = _first_readable(_candidates(head), self.scope)
            if self.node is not None:
                rest = text[len(head) :].strip()
                room = width - (cells(rest) + 4 if rest else 0)
                rows = typeset(self.node, self.scope, room, height, self.symbols)
                return Read(rows, f"{rest} …" if rest else "", literal_shape(self.node))
            word = _LAST_WORD.search(head)
            if word is None:
                break
            head = head[: word.start()]
        return Read((), NOT_YET)


def _first_readable(candidates: list[str], scope: Scope) -> Node | None:
    for candidate in candidates:
        node = _parse(candidate, scope)
        if node is not None:
            return node
    return None


def _parse(text: str, scope: Scope) -> Node | None:
    from tutor.notation.errors import NotationError
    from tutor.notation.read.layout.statements import last_side
    from tutor.notation.read.parser import parse

    try:
        return parse(last_side(text), scope)
    except NotationError:
        return None


def typeset(node: Node, scope: Scope, width: int, height: int, symbols: Symbols = UNICODE) -> tuple[str, ...]:
    """Rows of a formula: boxes once SymPy is there (0.3 s, after the first paint), one row before."""
    if "sympy.printing.pretty.stringpict" in sys.modules:
        from tutor.notation.write import typeset as boxes

        return tuple(boxes.lines(node, scope, width, height, ascii=symbols.ascii))
    from tutor.notation.write.one_line import to_ascii, to_unicode

    write = to_ascii if symbols.ascii else to_unicode
    return tuple(wrap(write(node, scope), width)[:height])


def baseline(lines: Sequence[str]) -> int:
    """The row of a typeset formula that holds its signs: a fraction's line, else the first row that is full."""
    for number, line in enumerate(lines):
        if "─" in line:
            return number
    marks = [len(line.replace(" ", "")) for line in lines]
    return next((number for number, count in enumerate(marks) if 2 * count > max(marks)), 0)


def literal_shape(node: Node) -> tuple[int, ...]:
    """The shape of an array of numbers, by its first entries."""
    from tutor.notation.tree import Listing
    from tutor.notation.tree_walks import is_numeric

    shape = []
    if is_numeric(node):
        while isinstance(node, Listing) and node.items:
            shape.append(len(node.items))
            node = node.items[0]
    return tuple(shape)


def _candidates(text: str) -> list[str]:
    trimmed = _END_BEGUN.sub("", text.rstrip()).rstrip("+-−*·/^.,@=⊙_([{&\\ ")
    found = [text]
    for piece in (text, trimmed):
        closed = piece + _closers(piece)
        if piece.strip() and closed not in found:
            found.append(closed)
    return found


def _closers(text: str) -> str:
    stack: list[str] = []
    for found in _BRACKET.finditer(text):
        if found[1]:
            stack.append(rf"\end{{{found[1]}}}")
        elif found[0] in _OPEN:
            stack.append(_OPEN[found[0]])
        elif stack and found[0] == stack[-1]:
            stack.pop()
    return "".join(reversed(stack))
