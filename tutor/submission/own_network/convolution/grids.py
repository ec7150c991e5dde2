"""Formulas of whole matrices written out as matrices of formulas: convolutions, turned kernels, entrywise products.

A page uses one sign for the convolution, whichever of the two it means, and never says where a matrix is padded. So
nothing of it fits a notation; entry by entry it does.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from typing import NamedTuple

from tutor.notation.read.lazy_patterns import lazily

_BRACKET = lazily(r"\\(?:left|right|[bB]igg?[lr]?)\s*(?=[()\[\]|.])")
_CONVOLVED = lazily(r"(?:\*|\\(?:ast|star|circledast)(?![A-Za-z]))\s*(?:_\s*(?:\{[^{}]*\}|\w+))?")
_BY_ENTRY = lazily(r"\\(?:odot|circ)(?![A-Za-z])|⊙|∘")
_SIGN = lazily(r"[-+]")
_MATRIX = lazily(r"\\begin\s*\{[a-z]*matrix\}(.*?)\\end\s*\{[a-z]*matrix\}", re.DOTALL)
_GRADIENT = lazily(r"\\[dt]?frac\s*\{\s*\\partial\s*L\s*\}\s*\{\s*\\partial\s+(\w+)\s*\}")
_NAME = lazily(r"[a-z]+\d")
_FONT = r"\\(?:text|mathrm|operatorname|mathit)\s*\{\s*"
_TURNED = lazily(
    rf"(?:{_FONT})?\\?(?:rot|flip|Rot|ROT)\s*\}}?\s*_?\s*\{{?\s*(?:180)?\s*(?:\^\s*\{{?\s*\\circ\s*\}}?)?\s*\}}?\s*\("
)
_PADDED = lazily(rf"(?:{_FONT})?(?:[zZ]ero\s*)?[pP]ad(?:ding)?\s*\}}?\s*(?:_\s*(?:\{{[^{{}}]*\}}|\w))?\s*(?:\\!)?\s*\(")
_CALL = lazily(
    rf"(?:{_FONT})?(?:[cC]onv|[cC]orr|[fF]ull\s*[cC]onv(?:olution)?|[cC]onvolution)\s*\}}?\s*"
    r"(?:_\s*(?:\{[^{}]*\}|\w))?\s*\("
)
_SLOPE = lazily(r"(\\sigma|relu|tanh)\s*('|\^\s*\{?\s*(?:'|\\prime)\s*\}?)?\s*\(")
_SCALAR = lazily(r"[-\w\s.\\]+")


class UnwrittenError(Exception):
    """A formula that is not written out here."""


class Grid(NamedTuple):
    """The entries of a matrix. ``padded`` says that zeros are meant around it, as many as what meets it needs."""

    rows: tuple[tuple[str, ...], ...]
    padded: bool = False

    @property
    def extent(self) -> tuple[int, int]:
        """How many rows and columns it has."""
        return len(self.rows), len(self.rows[0])

    def turned(self) -> Grid:
        """The same, turned by half a turn."""
        return self._replace(rows=tuple(row[::-1] for row in self.rows[::-1]))

    def written(self) -> str:
        """It as LaTeX."""
        body = r" \\ ".join(" & ".join(row) for row in self.rows)
        return rf"\begin{{pmatrix}} {body} \end{{pmatrix}}"


class Convolved:
    """Writes formulas out in which the matrices of ``extents`` are convolved; ``turns`` means true convolution.

    ``extent`` is how large the result is where more than one size is possible.
    """

    def __init__(self, extents: Mapping[str, tuple[int, int]], *, turns: bool, extent: tuple[int, int] | None) -> None:
        self.extents = extents
        self.turns = turns
        self.extent = extent

    def value(self, text: str) -> Grid | str:
        """A formula as a matrix, or as a number. Raises UnwrittenError."""
        text = _BRACKET.sub("", text).strip()
        for signs, combined in ((_SIGN, self._added), (_BY_ENTRY, self._multiplied), (_CONVOLVED, self._slid)):
            if parts := _split(text, signs):
                left, sign, right = parts
                if left:
                    return combined(self.value(left), sign, self.value(right))
                return _each(self.value(right), partial("({} {})".format, sign))
        return self._single(text)

    def _added(self, left: Grid | str, sign: str, right: Grid | str) -> Grid | str:
        return _pairwise(
            left, right, lambda one, other: f"{one} {sign} ({other})" if sign == "-" else f"{one} + {other}"
        )

    def _multiplied(self, left: Grid | str, _sign: str, right: Grid | str) -> Grid | str:
        return _pairwise(left, right, _product)

    def _slid(self, left: Grid | str, _sign: str, right: Grid | str) -> Grid | str:
        if isinstance(left, str) or isinstance(right, str):
            return _pairwise(left, right, _product)
        return self._convolved(left, right)

    def _convolved(self, left: Grid, right: Grid) -> Grid:
        large, small = left, right
        if right.padded or (not left.padded and left.extent < right.extent):
            large, small = right, left
        small = small.turned() if self.turns else small
        rows, columns = (a - b + 1 for a, b in zip(large.extent, small.extent, strict=True))
        around = tuple(one - 1 for one in small.extent)
        full = (rows + 2 * around[0], columns + 2 * around[1])
        if large.padded or (self.extent == full and self.extent != (rows, columns)):
            return _correlation(_with_zeros(large, around), small, full)
        if rows < 1 or columns < 1:
            raise UnwrittenError
        return _correlation(large, small, (rows, columns))

    def _single(self, text: str) -> Grid | str:
        """A formula without a sign of its own: a name, a gradient, a matrix, a function of one, times numbers."""
        head, rest = self._head(text)
        rest = re.sub(r"^(?:\\(?:cdot|times|,|;|!|:)|·|×|\s)+", "", rest)
        return _pairwise_once(head, self._single(rest)) if rest else head

    def _head(self, text: str) -> tuple[Grid | str, str]:
        if found := _MATRIX.match(text):
            cells = [tuple(cell.strip() for cell in row.split("&")) for row in found[1].split(r"\\") if row.strip()]
            if len({len(row) for row in cells}) != 1:
                raise UnwrittenError
            return Grid(tuple(cells)), text[found.end() :]
        if found := _GRADIENT.match(text):
            return self._named(found[1], lambda entry: rf"\frac{{\partial L}}{{\partial {entry}}}"), text[found.end() :]
        for pattern in (_TURNED, _PADDED, _CALL, _SLOPE):
            if found := pattern.match(text):
                inside, rest = _closed(text, found.end())
                return self._applied(pattern, found, inside), rest
        if text.startswith("("):
            inside, rest = _closed(text, 1)
            found_inside = self.value(inside)
            return (found_inside if isinstance(found_inside, Grid) else f"({found_inside})"), rest
        if found := _NAME.match(text):
            if text[found.end() : found.end() + 1] == "[":
                end = text.index("]", found.end()) + 1
                return text[:end], text[end:]
            return self._named(found[0], str), text[found.end() :]
        if _SCALAR.fullmatch(text) and text.strip().lstrip("-").replace(".", "").isdigit():
            return text.strip(), ""
        raise UnwrittenError

    def _applied(self, pattern: object, found: re.Match[str], inside: str) -> Grid | str:
        if pattern is _CALL:
            comma = _split(inside, lazily(","))
            if comma is None:
                raise UnwrittenError
            return self._slid(self.value(comma[0]), "*", self.value(comma[2]))
        value = self.value(inside)
        if pattern is _SLOPE:
            function = found[1] + ("'" if found[2] else "")
            return _each(value, lambda one: f"{function}({one})")
        if isinstance(value, str):
            raise UnwrittenError
        return value.turned() if pattern is _TURNED else value._replace(padded=True)

    def _named(self, name: str, written: Callable[[str], str]) -> Grid | str:
        if name not in self.extents:
            return written(name)
        rows, columns = self.extents[name]
        return Grid(
            tuple(tuple(written(f"{name}[{i},{j}]") for j in range(1, columns + 1)) for i in range(1, rows + 1))
        )


def _split(text: str, sign: object) -> tuple[str, str, str] | None:
    """A text at the last sign of a kind that stands in no brackets; None without one."""
    found, depth = None, 0
    for one in re.finditer(rf"[({{\[]|[)}}\]]|\\begin|\\end|{sign.pattern}", text):  # type: ignore[attr-defined]
        if one[0] in ("(", "{", "[", r"\begin"):
            depth += 1
        elif one[0] in (")", "}", "]", r"\end"):
            depth -= 1
        elif not depth:
            found = one
    if found is None or not text[found.end() :].strip():
        return None
    return text[: found.start()].strip(), found[0], text[found.end() :].strip()


def _closed(text: str, at: int) -> tuple[str, str]:
    """What stands in a bracket that is opened before a place, and what comes behind it."""
    depth = 1
    for end in range(at, len(text)):
        depth += (text[end] == "(") - (text[end] == ")")
        if not depth:
            return text[at:end], text[end + 1 :].strip()
    raise UnwrittenError


def _each(value: Grid | str, change: Callable[[str], str]) -> Grid | str:
    if isinstance(value, str):
        return change(value)
    return Grid(tuple(tuple(map(change, row)) for row in value.rows))


def _pairwise(left: Grid | str, right: Grid | str, combined: Callable[[str, str], str]) -> Grid | str:
    """Two values entry by entry; a number spreads."""
    if isinstance(left, str) and isinstance(right, str):
        return combined(left, right)
    if isinstance(left, str):
        return _each(right, lambda one: combined(left, one))
    if isinstance(right, str):
        return _each(left, lambda one: combined(one, right))
    if left.extent != right.extent:
        raise UnwrittenError
    rows = zip(left.rows, right.rows, strict=True)
    return Grid(tuple(tuple(map(combined, one, other)) for one, other in rows))


def _pairwise_once(left: Grid | str, right: Grid | str) -> Grid | str:
    """A product without a sign: of two matrices it may be one of matrices, which no convolution has."""
    if isinstance(left, Grid) and isinstance(right, Grid):
        raise UnwrittenError
    return _pairwise(left, right, _product)


def _product(left: str, right: str) -> str:
    return "0" if "0" in (left, right) else f"({left}) ({right})"


def _with_zeros(grid: Grid, around: tuple[int, ...]) -> Grid:
    beside = ("0",) * around[1]
    width = grid.extent[1] + 2 * around[1]
    empty = (("0",) * width,) * around[0]
    return Grid((*empty, *((*beside, *row, *beside) for row in grid.rows), *empty))


def _correlation(large: Grid, small: Grid, extent: tuple[int, int]) -> Grid:
    """The second matrix slid over the first, each entry a sum of products."""

    def entry(row: int, column: int) -> str:
        terms = [
            _product(large.rows[row + i][column + j], one)
            for i, own in enumerate(small.rows)
            for j, one in enumerate(own)
        ]
        return f"({' + '.join([one for one in terms if one != '0']) or '0'})"

    return Grid(tuple(tuple(entry(row, column) for column in range(extent[1])) for row in range(extent[0])))
