"""From pieces to chains: what goes on with what, across rows and blocks.

A piece that begins with a relation goes on with the chain above, one that begins with an operator with its last side;
``a = [matrix] w = b`` are two chains; ``1, 2, …`` goes on with the range before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from tutor.notation.read.layout.formula_layout import GOES_ON, OPEN_END
from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.latex_patterns import INSIDE
from tutor.submission.text.kinds import is_index, is_item, squeezed
from tutor.submission.text.pieces import COMMA, LINE_END, ROW_END, WIDE, Piece

_NOTE = lazily(
    r"[\s{]*(?:\(\s*(?:\d{1,2}(?:\.\d{1,2})?|[a-h]|i{1,3}|i?v|\*+)\s*\)|[(（]?[a-h]\)|\d{1,2}[.)、:](?=\s)|[①-⑳]"
    r"|\*+(?=[A-Za-z\\]))(?:\s|\\[,;: ]|\\q?quad)*(?=[A-Za-z\\∂∇α-ωΑ-Ω\[({])"
)
_NUMBER = r"(?:\d{1,3}(?:[.\-]\d{1,3})?[a-z]?|\*+|\\ast)"
_LABEL = lazily(rf"\s*[(（]?\s*(?:{_NUMBER}|[ivx]{{1,4}})\s*[)）]\s*[.,]?\s*")
_NUMBERED = lazily(rf"(?:\s{{2,}}|(?:\\[,;: ]\s*){{2,}}|\\q?quad|\\hfill|[.,·…]+)\s*\(\s*{_NUMBER}\s*\)[\s.,]*\Z")
_DOTS = lazily(r"[\s&]*(?:(?:\\(?:vdots|[cl]?dots)|⋮|…|\.\.\.)[\s&]*)+")
_WORTHLESS = lazily(
    r"(?:[\s&.,;:，。；：、{}$]|\\[,;:! ]|\\(?:qed|blacksquare|square|Box|displaystyle|left\.|right\.)(?![A-Za-z]))*"
)
_BEGINS = lazily(r"(?:[\s,，&]|\\[,;:! ]|\\(?:displaystyle|q?quad|textstyle)(?![A-Za-z]))*")
_BEFORE_SIGN = lazily(r"(?:[\s&]|\\[,;:! ]|\\left\s*\.|\\(?:displaystyle|q?quad)(?![A-Za-z]))*")
_ENDS = lazily(
    r"(?:[\s,;:，。；：、]|(?<!\\)\\[,;:! ]?(?=\s*\Z)"
    r"|(?<![.t])\.(?=\s*\Z)|(?<!\\right)(?<=t)\.(?=\s*\Z)|\\q?quad(?=\s*\Z))+\Z"
)
_D = r"(?:\\partial|d|\\mathrm\{d\}|∂)"
_NAME_LIKE = lazily(
    rf"-?(?:\\[dt]?frac\{{{_D}{INSIDE}\}}\{{{_D}{INSIDE}\}}(?:[_^](?:\{{{INSIDE}\}}|\w))*"
    r"|\\nabla_?(?:\{[^{}]*\}|.)?.{0,12}|[d∂]\w+/[d∂].{1,12}"
    r"|(?:\\[A-Za-z]+(?:\{[^{}]*\})?|d[A-Za-z][A-Za-z0-9]?|[^\W\d])(?:[_^'](?:\{[^{}]*\}|\w)?)*)"
)
_DERIVATIVE = lazily(r"-?(?:\\[dt]?frac\{(?:\\partial|d|\\mathrm\{d\}|∂)|\\nabla|∇|[d∂]\w+/[d∂])")
_MATRIX_THEN_NAME = lazily(
    r"\s*(?P<matrix>(?:\\left\s*[\[(]\s*)?\\begin\s*\{(?P<kind>[pbBvV]?matrix|array)\}.*?\\end\s*\{(?P=kind)\}"
    r"(?:\s*\\right\s*[\])])?|\[[-\d.,;\s\\]*\])"
    r"(?P<gap>(?:\s|\\[,;:! ])*)"
    r"(?P<name>(?:\\(?:mathbf|bm|boldsymbol|vec|hat|tilde|bar)\s*\{?\s*)?\\?[A-Za-z]+\}?(?P<scripts>(?:\s*[_^]\s*(?:\{[^{}]*\}|\w))*))\s*\Z",
    re.DOTALL,
)
_MATRIX = lazily(r"\s*(?:\\left\s*[\[(]\s*)?\\begin\s*\{(?:[pbBvV]?matrix|array)\}(?P<body>.*?)\\end", re.DOTALL)
_POWER = lazily(r"\\?[A-Za-z]+(?P<power>\^(?:\{(?:\d+|[a-z])\}|[\da-z]))")
_BLANK_LINE = lazily(r"\n[ \t]*\n")
_A_NUMBER = lazily(r"-?\d+(?:\.\d+)?")
_OF_NUMBERS = lazily(r"(?:[-+\d.,\s()^{}/]|\\(?:times|cdot|approx)(?![A-Za-z]))+")
_LOOKED_AT = 3000
_LOOKED_UP = 12
_LONGEST_NAME = 300


class Side(NamedTuple):
    """A side of a chain by its place, and the relation before it."""

    start: int
    end: int
    relation: str = ""


class Chain:
    """Sides that follow each other. ``group`` is the row or line it stands in, ``block`` its block.

    ``leads`` says that its left side is one, whatever it looks like, ``apart`` that words or a blank line come before.
    """

    __slots__ = ("apart", "block", "group", "leads", "sides", "words")

    def __init__(
        self, sides: list[Side], words: str, block: int, group: int, *, leads: bool = False, apart: bool = False
    ) -> None:
        self.sides, self.words, self.block, self.group = sides, words, block, group
        self.leads, self.apart = leads, apart

    @property
    def end(self) -> int:
        """Where its last side ends."""
        return self.sides[-1].end


class Placed(NamedTuple):
    """A piece with its block and its group, the row or line it stands in.

    ``adjacent`` says that nothing but blanks lies between its block and the one before, ``inline`` that there are words
    in its line, ``headed`` that it is the first below a heading.
    """

    piece: Piece
    block: int
    group: int
    adjacent: bool
    inline: bool
    headed: bool


class Chains:
    """The chains of a page, made piece by piece; ``text`` has blanks for all that is no formula."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.chains: list[Chain] = []
        self.first = 0  # the first chain that may go on: none does over a heading

    def add_all(self, placed: Iterable[Placed]) -> list[Chain]:
        """All chains, in order."""
        pieces = list(placed)
        row: Placed | None = None  # the first of the pieces before that are empty
        for one, after in zip(pieces, (*pieces[1:], None), strict=False):
            self._add(one, leads=row is not None and after is not None and self._leads(row, one, after))
            if row is None or one.piece.before != LINE_END or not self._is_empty(row.piece.start, row.piece.end):
                row = one
        return self.chains

    def _leads(self, before: Placed, placed: Placed, after: Placed) -> bool:
        """Whether a row is cut by a line break between its left side, which this is, and the sign at a tab."""
        if placed.piece.relations or not before.block == placed.block == after.block:
            return False
        begins = before.piece.before == ROW_END and self._is_empty(before.piece.start, before.piece.end)
        sign = next(iter(after.piece.relations), None)
        breaks = placed.piece.before == after.piece.before == LINE_END
        return (
            begins
            and breaks
            and after.piece.aligned
            and sign is not None
            and self._is_empty(after.piece.start, sign[0])
        )

    def _is_empty(self, start: int, end: int) -> bool:
        return _WORTHLESS.fullmatch(self.text[start:end]) is not None

    def _add(self, placed: Placed, *, leads: bool) -> None:
        piece = placed.piece
        if placed.headed:
            self.first = len(self.chains)
        sides = self._sides(piece)
        if len(sides) > 2 and sides[1].relation == r"\forall" and not self.text[sides[0].start : sides[0].end].strip():
            sides = [sides[1]._replace(relation=""), *sides[2:]]
        first = self.text[sides[0].start : sides[0].end]
        bare = _WORTHLESS.fullmatch(first) is not None
        if (bare or _DOTS.fullmatch(first)) and len(sides) == 1:
            return
        last = self.chains[-1] if len(self.chains) > self.first else None
        near = last is not None and (last.block == placed.block or placed.adjacent)
        if bare and sides[1].relation != r"\forall":
            self._with_relation(placed, sides)
        elif last is not None and near and not leads and self._goes_on(placed, sides, last, first):
            last.sides[-1] = last.sides[-1]._replace(end=sides[0].end)
            self._extend(last, sides[1:])
        elif (len(sides) == 1 and _LABEL.fullmatch(first)) or (
            last is not None and placed.block == last.block and piece.before == COMMA and self._listed(sides, last)
        ):
            return
        else:
            note = _NOTE.match(first)
            if note and piece.before != COMMA:
                sides[0] = sides[0]._replace(start=sides[0].start + note.end())
            apart = last is None or not near or self._after_blank_line(last, placed)
            chain = Chain([sides[0]], piece.words, placed.block, placed.group, leads=leads, apart=apart)
            self.chains.append(chain)
            self._extend(chain, sides[1:])

    def _sides(self, piece: Piece) -> list[Side]:
        starts = [piece.start, *(end for _, end, _ in piece.relations)]
        ends = [*(start for start, _, _ in piece.relations), piece.end]
        spelt = ["", *(relation for _, _, relation in piece.relations)]
        return [Side(*one) for one in zip(starts, ends, spelt, strict=True)]

    def _with_relation(self, placed: Placed, sides: list[Side]) -> None:
        """Go on with the chain above, with a formula that waits for it, or with nothing."""
        chain = self._above(placed)
        if chain is not None and self._is_of_words(placed, sides, chain):
            chain = None
        if chain is None:
            chain = Chain([Side(sides[0].start, sides[0].start)], placed.piece.words, placed.block, placed.group)
            self.chains.append(chain)
        self._extend(chain, sides[1:])

    def _is_of_words(self, placed: Placed, sides: list[Side], chain: Chain) -> bool:
        """Whether what begins with a relation is said of the words before it in its line.

        A number is, ``learning rate $= 0.1$``, and a formula below what ends in a number, ``the error $= y - t$``.
        """
        if not placed.piece.words.strip() or chain.group == placed.group:
            return False
        number = self._is_number(sides[1])
        return number if len(sides) == 2 else not number and self._is_number(chain.sides[-1])

    def _is_number(self, side: Side) -> bool:
        return _A_NUMBER.fullmatch(self.text[side.start : side.end].strip()) is not None

    def _left(self, chain: Chain) -> str:
        """The left side of a chain without blanks, as far as it can be told by it what it is."""
        start, end, _ = chain.sides[0]
        return squeezed(self.text[start : min(end, start + _LONGEST_NAME)])

    def _above(self, placed: Placed) -> Chain | None:
        for number in range(len(self.chains) - 1, max(self.first, len(self.chains) - _LOOKED_UP) - 1, -1):
            chain = self.chains[number]
            said = self._left(chain)
            if len(chain.sides) > 1:
                if any(side.relation in _NO_CHAIN for side in chain.sides[1:2]) or (
                    is_index(said) and chain.group != placed.group
                ):
                    continue
                return chain
            if chain.block != placed.block and not placed.adjacent and not _DERIVATIVE.match(said):
                continue
            before = self.chains[number - 1] if number else None
            near = before is not None and len(before.sides) > 1 and before.block >= chain.block - 1
            free = chain.leads or chain.apart
            if before is not None and near and not free and not _NAME_LIKE.fullmatch(said):
                before.sides[-1] = before.sides[-1]._replace(end=chain.end)  # the product of the row above goes on
                del self.chains[number]
                return before
            return chain
        return None

    def _goes_on(self, placed: Placed, sides: list[Side], last: Chain, first: str) -> bool:
        """Whether a piece goes on with the last side of the chain above."""
        piece = placed.piece
        if piece.before not in (ROW_END, LINE_END, WIDE, ""):
            return False
        end = self.text[max(last.sides[-1].start, last.end - _LOOKED_AT) : last.end].rstrip()[-20:]
        if (OPEN_END.search(end) and not end.endswith(",")) or (len(last.sides) > 1 and not end.strip()):
            return not (piece.before == "" and placed.inline)
        if piece.within:
            return True
        if piece.before == LINE_END and len(sides) == 1 and last.block == placed.block:
            return not self._after_blank_line(last, placed)
        operator = GOES_ON.match(_BEFORE_SIGN.sub("", first, count=1))
        if operator is None or (piece.before == "" and placed.inline):
            return False
        if operator[0].strip() != "-" or len(sides) == 1:
            return True
        return not (piece.aligned or _NAME_LIKE.fullmatch(squeezed(first)))

    def _after_blank_line(self, last: Chain, placed: Placed) -> bool:
        """Whether there is a blank line between a piece and the chain above, in one block."""
        between = self.text[last.end : placed.piece.start] if last.block == placed.block else ""
        return _BLANK_LINE.search(between) is not None

    def _listed(self, sides: list[Side], last: Chain) -> bool:
        """Whether a piece behind a comma belongs to a list before it, ``i = 1, 2``, or with one, ``i, j = 1``."""
        first = self.text[sides[0].start : sides[0].end]
        left = self._left(last)
        if len(last.sides) == 1:
            if not (_NAME_LIKE.fullmatch(left) or (left.count(",") and len(left) < 60)):
                return False
            if not _NAME_LIKE.fullmatch(squeezed(first)) or len(squeezed(first)) > 40:
                return False
            last.sides[0] = last.sides[0]._replace(end=sides[0].end)
            last.sides += sides[1:]
            return True
        right = self.text[max(last.sides[-1].start, last.end - 12) : last.end]
        dots = _DOTS.fullmatch(right.rpartition(",")[2]) is not None
        number = squeezed(first).lstrip("-").replace(".", "", 1).isdigit()
        if (
            len(sides) == 1
            and is_item(first.rstrip(" ."))
            and (is_index(left) or number or dots or _DOTS.fullmatch(first))
        ):
            last.sides[-1] = last.sides[-1]._replace(end=sides[0].end)
            return True
        return False

    def _extend(self, chain: Chain, sides: list[Side]) -> None:
        """Put sides to a chain, up to one that is a matrix and the left side of the next chain."""
        for number, side in enumerate(sides):
            text = self.text[side.start : side.end] if number + 1 < len(sides) else ""
            found = _MATRIX_THEN_NAME.match(text) if text and len(text) < _LOOKED_AT else None
            if found is None or not self._begins_anew(chain, found, sides[number + 1]):
                chain.sides.append(side)
                continue
            chain.sides.append(side._replace(end=side.start + found.end("matrix")))
            chain = Chain([Side(side.start + found.start("name"), side.end)], "", chain.block, chain.group)
            self.chains.append(chain)

    def _begins_anew(self, chain: Chain, found: re.Match[str], after: Side) -> bool:
        """Whether the name behind a matrix is no factor: it has the power of the left side, or the rows differ."""
        if found["matrix"].startswith("["):
            return self.text[after.start : after.end].lstrip().startswith("[")
        left = _POWER.fullmatch(self._left(chain))
        if left and left["power"] == squeezed(found["scripts"]):
            return True
        if "\\;" in found["gap"] and "&" not in found["matrix"]:  # a column, a blank, the next column
            return True
        then = _MATRIX.match(self.text, after.start, min(after.end, after.start + _LOOKED_AT))
        rows = found["matrix"].count("\\\\")
        return then is not None and then["body"].count("\\\\") != rows


_NO_CHAIN = frozenset(
    {r"\forall", r"\exists", r"\in", r"\notin", r"\subset", r"\subseteq", "<", ">", r"\le", r"\ge", r"\neq"}
)
"""Relations after which no chain goes on."""


def trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    """A side without blanks, stops and the number of an equation at its ends."""
    found = _BEGINS.match(text, start, end)
    start = found.end() if found else start
    side = text[start:end]
    numbered = _NUMBERED.search(side[-30:])
    if numbered and side[:-30] + side[-30:][: numbered.start()].strip():
        side = side[: len(side) - len(side[-30:]) + numbered.start()]
    side = side.rstrip()
    while stop := _ENDS.search(side[-20:]):
        side = side[: len(side) - len(stop[0])]
    return start, start + len(side)
