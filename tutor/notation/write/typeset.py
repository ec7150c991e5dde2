"""A formula as rows of text: stacked fractions, sums with their letters beneath, matrices, in the order typed.

The boxes are SymPy's, the tree is ours: SymPy's own printer would sort the factors. Importing SymPy takes 0.3 s, so
this module is imported only when something is typeset; a formula then takes 50 to 600 µs.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sympy.printing.pretty.stringpict import line_width, stringPict

from tutor.notation.characters import BIG_SIGNS, SUPERSCRIPT_OF
from tutor.notation.scope import Scope
from tutor.notation.tree import Arrays, Bin, Call, Chain, Fold, Listing, Neg, Node, Pow, Transpose
from tutor.notation.tree_walks import children
from tutor.notation.write.one_line import Writer
from tutor.notation.write.style import ASCII, ATOM, POWER, PRODUCT, SUM, UNICODE, is_open, precedence

_INDENT = "  "
_WHERE_A_ROW_ENDS = re.compile(r"(?<=\],) ")


class Brackets(NamedTuple):
    """The pieces of a bracket of several rows: top, middle, bottom."""

    opening: str
    closing: str


_TALL = {
    True: {"(": Brackets("⎛⎜⎝", "⎞⎟⎠"), "[": Brackets("⎡⎢⎣", "⎤⎥⎦")},
    False: {"(": Brackets("/|\\", "\\|/"), "[": Brackets("[[[", "]]]")},
}


def lines(node: Node, scope: Scope, width: int, height: int, *, ascii: bool = False) -> list[str]:
    """The formula in at most ``height`` rows of at most ``width`` cells, all rows equally wide.

    Boxes where they fit; else fractions on one row; else the one-row form, broken at + and − over several rows, and
    cut with ``…`` where even that is too long.
    """
    writer = Writer(ASCII if ascii else UNICODE, scope)
    if height > 1 and _stacks(node, ascii):
        for nested in (True, False):
            box = _Boxes(writer, nested=nested).box(node)
            if box.height() <= height and box.width() <= width:
                return _even(box.picture)
    return _even(_broken(node, writer, max(width, 1), max(height, 1)))


def _even(rows: list[str]) -> list[str]:
    widest = max(line_width(row.rstrip()) for row in rows)
    return [row.rstrip() + " " * (widest - line_width(row.rstrip())) for row in rows]


# -- boxes -----------------------------------------------------------------------------------------------------


def _stacks(node: Node, ascii: bool) -> bool:
    """Whether anything in a formula takes more than one row, or is set as the row of a matrix."""
    if isinstance(node, Bin) and node.op == "/":
        return True
    if isinstance(node, Fold) and node.binders and node.kind in BIG_SIGNS and not ascii:
        return True
    if isinstance(node, Listing) and (node.kind != "free" or _is_matrix(node)):
        return True
    return any(_stacks(child, ascii) for child in children(node))


def _is_matrix(node: Listing) -> bool:
    """Whether a list is one of rows of equal length, without lists inside them."""
    rows = [item for item in node.items if isinstance(item, Listing)]
    if len(rows) < len(node.items) or len({len(row.items) for row in rows}) > 1:
        return False
    return not any(isinstance(item, Listing) for row in rows for item in row.items)


class _Boxes:
    """Builds boxes; ``nested`` allows fractions in fractions and sums in fractions."""

    def __init__(self, writer: Writer, *, nested: bool) -> None:
        self.writer = writer
        self.ascii = writer.ascii
        self.nested = nested
        self.inside = False

    def box(self, node: Node, least: int = 0) -> stringPict:
        """The box of a node, in brackets if it binds less tightly than ``least``."""
        if (self.inside and not self.nested) or not _stacks(node, self.ascii):
            return stringPict(self.writer.write(node, least))
        box = self._box(node)
        binding = POWER if isinstance(node, Bin) and node.op == "/" else precedence(node)
        return self._bracketed(box) if binding < least or (least == ATOM and is_open(node)) else box

    def _box(self, node: Node) -> stringPict:
        if isinstance(node, Bin):
            return self._fraction(node) if node.op == "/" else self._binary(node)
        if isinstance(node, Chain):
            return self._chain(node)
        if isinstance(node, Neg):
            return self._minus(self.box(node.body, PRODUCT))
        if isinstance(node, Fold):
            return self._fold(node)
        if isinstance(node, Call):
            return self._call(node)
        if isinstance(node, Pow):
            return self._raised(self.box(node.base, ATOM), self.writer.exponent(node.exponent))
        if isinstance(node, Transpose):
            return self._raised(self.box(node.body, ATOM), ".T" if self.ascii else "ᵀ")
        if isinstance(node, Listing):
            return self._listing(node)
        if isinstance(node, Arrays):
            return self.box(node.body)
        return stringPict(self.writer.write(node))

    def _binary(self, node: Bin) -> stringPict:
        if node.op in "+-":
            sign = self.writer.style.minus if node.op == "-" else "+"
            tight = node.op == "-" or isinstance(node.right, Neg) or precedence(node.right) == SUM
            return _row(self.box(node.left, SUM), f" {sign} ", self.box(node.right, PRODUCT if tight else SUM))
        left, right = self._closed(node.left, PRODUCT), self.box(node.right, POWER)
        return _row(left, self.writer.product_sign(node, self._start(node.right)), right)

    def _chain(self, node: Chain) -> stringPict:
        parts: list[str | stringPict] = []
        for position, item in enumerate(node.items):
            least = PRODUCT if position == 0 and not isinstance(item, Chain) else POWER
            last = position == len(node.items) - 1
            if position:
                parts.append(self.writer.between(item, self._start(item)))
            parts.append(self.box(item, least) if last else self._closed(item, least))
        return _row(*parts)

    def _start(self, node: Node) -> str:
        """How a factor begins on its row: a stacked one needs no sign before its first digit."""
        return "" if _stacks(node, self.ascii) else self.writer.write(node, POWER)

    def _closed(self, node: Node, least: int) -> stringPict:
        """A factor that more factors follow: a sum in brackets."""
        if is_open(node) and not self.ascii and precedence(node) >= least:
            return self._bracketed(self.box(node))
        return self.box(node, least)

    def _fraction(self, node: Bin) -> stringPict:
        inside, self.inside = self.inside, True
        above, below = self.box(node.left), self.box(node.right)
        self.inside = inside
        bar = self._line * max(above.width(), below.width())
        text, _ = stringPict.stack(above, stringPict(bar), below)
        return stringPict(text, above.height())

    @property
    def _line(self) -> str:
        """What the line of a fraction is made of."""
        return "-" if self.ascii else "─"

    def _minus(self, body: stringPict) -> stringPict:
        """A sign before a box; a fraction's line would go on in it without a blank."""
        before_line = body.picture[body.baseline].startswith(self._line)
        return _row(self.writer.style.minus + (" " if before_line else ""), body)

    def _fold(self, node: Fold) -> stringPict:
        body = self.box(node.body)
        if not node.binders or node.kind not in BIG_SIGNS or self.ascii:
            name = node.kind + (self.writer.limits(node.binders) if node.binders else "")
            along = self.writer.along(node)
            return _row(name, self._bracketed(_row(body, along) if along else body))
        if len(node.binders) > 1 and any(binder.low or binder.high for binder in node.binders):
            return self._fold(Fold(node.kind, node.binders[:1], Fold(node.kind, node.binders[1:], node.body)))
        under, over = self.writer.limit_texts(node.binders)
        parts = ([over] if over else []) + [BIG_SIGNS[node.kind], under]
        text, _ = stringPict.stack(*(stringPict(part) for part in parts))
        sign = stringPict(text, 1 if over else 0)
        return _row(sign, " ", self._bracketed(body) if precedence(node.body) < PRODUCT else body)

    def _call(self, node: Call) -> stringPict:
        inside: list[str | stringPict] = []
        for argument in node.args:
            inside += [", "] if inside else []
            inside.append(self.box(argument))
        return _row(self.writer.function_name(node), self._bracketed(_row(*inside)))

    def _raised(self, base: stringPict, text: str) -> stringPict:
        """A small sign at the upper right of a tall base; anything else on the base's own row."""
        small = all(char in _SMALL for char in text)
        return _row(base, stringPict(text, base.baseline if small else 0))

    def _listing(self, node: Listing) -> stringPict:
        rows: list[tuple[Node, ...]] = []
        if _is_matrix(node):
            rows = [item.items for item in node.items if isinstance(item, Listing)]
        elif node.kind == "column":
            rows = [(item,) for item in node.items]
        elif node.kind == "row":
            rows = [node.items]
        else:
            parts: list[str | stringPict] = []
            for item in node.items:
                parts += [", "] if parts else []
                parts.append(self.box(item))
            return self._bracketed(_row(*parts), "[")
        cells = [[self.writer.write(item) for item in row] for row in rows]
        widths = [max(line_width(row[column]) for row in cells) for column in range(len(cells[0]))]
        text = [
            "  ".join(" " * (wide - line_width(cell)) + cell for cell, wide in zip(row, widths, strict=True))
            for row in cells
        ]
        return self._bracketed(stringPict("\n".join(text), (len(text) - 1) // 2), "[")

    def _bracketed(self, box: stringPict, opening: str = "(") -> stringPict:
        height = box.height()
        if height == 1:
            return _row(opening, box, ")" if opening == "(" else "]")
        pieces = _TALL[not self.ascii][opening]
        left, right = (
            stringPict("\n".join([piece[0], *piece[1] * (height - 2), piece[2]]), box.baseline) for piece in pieces
        )
        return _row(left, box, right)


_SMALL = frozenset(SUPERSCRIPT_OF.values())


def _row(*parts: str | stringPict) -> stringPict:
    """Boxes and texts side by side on one baseline."""
    text, baseline = stringPict.next(*parts)
    return stringPict(text, baseline)


# -- one row, broken ---------------------------------------------------------------------------------------------


def _broken(node: Node, writer: Writer, width: int, height: int) -> list[str]:
    """The one-row form, broken at + and − or rows where it is too wide, else at blanks; cut where no room is left."""
    text = writer.write(node)
    if line_width(text) <= width:
        return [text]
    rows: list[str] = []
    for term in _terms(node, writer):
        if rows and line_width(rows[-1]) + line_width(term) + 1 <= width:
            rows[-1] += f" {term}"
        else:
            rows += _folded(term, width, _INDENT if rows and width > 4 * len(_INDENT) else "")
    if len(rows) > height:
        kept = rows[:height]
        sign = "~" if writer.ascii else "…"
        while line_width(kept[-1]) > width - 1:
            kept[-1] = kept[-1].rpartition(" ")[0] or kept[-1][:-1]
        kept[-1] += sign
        return kept
    return rows


def _terms(node: Node, writer: Writer) -> list[str]:
    """The terms of a sum, each with its sign; the rows of a matrix."""
    if isinstance(node, Listing) and _is_matrix(node) and len(node.items) > 1:
        return _WHERE_A_ROW_ENDS.split(writer.write(node))
    found: list[str] = []
    while isinstance(node, Bin) and node.op in "+-":
        sign = writer.style.minus if node.op == "-" else "+"
        tight = node.op == "-" or isinstance(node.right, Neg) or precedence(node.right) == SUM
        found.append(f"{sign} {writer.write(node.right, PRODUCT if tight else SUM)}")
        node = node.left
    return [writer.write(node, SUM), *reversed(found)]


def _folded(term: str, width: int, indent: str) -> list[str]:
    """A term that is too wide by itself, broken at blanks, or anywhere where there is none."""
    rows = [indent]
    for word in term.split(" "):
        for piece in _pieces(word, width - len(indent)):
            joined = f"{rows[-1]} {piece}" if rows[-1].strip() else indent + piece
            if line_width(joined) <= width:
                rows[-1] = joined
            else:
                rows.append(indent + piece)
    return rows


def _pieces(word: str, width: int) -> list[str]:
    pieces = [""]
    for char in word:
        if line_width(pieces[-1] + char) > width:
            pieces.append("")
        pieces[-1] += char
    return pieces


__all__ = ["lines"]
