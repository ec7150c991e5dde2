"""A graph with its numbers as an SVG picture: the rows of a terminal, every sign in its own cell.

Lines are drawn as lines and bars as bars, so that they meet whatever font shows the text; a sign of two code points,
such as C with a tilde, takes one cell here too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from rich.cells import cell_len

from tutor.graph.cards import whole
from tutor.graph.fitted import fitted
from tutor.graph.line_canvas import DOWN, LEFT, RIGHT, UP, box_characters
from tutor.graph.palette import DARK, LIGHT, Palette
from tutor.graph.picture import Picture
from tutor.graph.tape import draw_tape
from tutor.styled_rows import Row, width

CELL, LINE, SIZE = 8.4, 18, 14
"""The width of a cell, the height of a row, and of its letters, in pixels."""
MARGIN = 16
ROOMS = ((100, 40), (140, 50), (200, 60), (300, 120))
"""Cells and rows to try, the smallest first: a picture has no window that it must fit into."""
_BARS = {"▎": 0.25, "▌": 0.5, "█": 1.0}
_HEADS = {
    "▸": ((0, 0.28), (0.75, 0.5), (0, 0.72)),
    "▾": ((0.1, 0.3), (0.9, 0.3), (0.5, 0.75)),
    "▴": ((0.1, 0.75), (0.9, 0.75), (0.5, 0.3)),
}
_ENDS = ((UP, 0.5, 0), (RIGHT, 1, 0.5), (DOWN, 0.5, 1), (LEFT, 0, 0.5))


def svg_of(picture: Picture, *, lit: bool = False, dark: bool = False) -> str:
    """The picture in the first room that it fits into; as a list where it is larger than all."""
    view = whole(picture, lit=lit)
    drawn = next(filter(None, (fitted(picture, view, cells, rows) for cells, rows in ROOMS)), None)
    if drawn is not None:
        return svg(drawn.rows, DARK if dark else LIGHT)
    tape = draw_tape(picture, ROOMS[-1][0], lit=lit)
    return svg([tape.head, *tape.rows] if tape is not None else [], DARK if dark else LIGHT)


def svg(rows: Sequence[Row], palette: Palette) -> str:
    """Rows of spans as a picture."""
    boxes = {char: bits for bits, char in box_characters().items()}
    wide = max((width(row) for row in rows), default=0) * CELL + 2 * MARGIN
    high = len(rows) * LINE + 2 * MARGIN
    grounds: list[str] = []
    signs: list[str] = []
    for at, row in enumerate(rows):
        top = MARGIN + at * LINE
        column = 0
        for text, role in row:
            cells = cell_len(text)
            left = MARGIN + column * CELL
            ground = _ground(role, palette)
            if ground:
                grounds.append(
                    f'<rect x="{left:.1f}" y="{top}" width="{cells * CELL:.1f}" height="{LINE}" fill="{ground}"/>'
                )
            signs += _signs(text, role, left, top, palette, boxes)
            column += cells
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {wide:.0f} {high}" '
            f'width="{wide:.0f}" height="{high}" '
            f'font-family="ui-monospace, Menlo, Consolas, \'DejaVu Sans Mono\', monospace" font-size="{SIZE}">',
            f'<rect width="100%" height="100%" fill="{palette.page}"/>',
            *grounds,
            *signs,
            "</svg>\n",
        ]
    )


def _ground(role: str, palette: Palette) -> str:
    on, _, inner = role.partition(" ")
    if on in ("card", "given"):
        return palette.ground(on, inner if inner[:-1] in ("plus", "minus") else "")
    return palette.ground("given", role) if role[:-1] in ("plus", "minus") else ""


def _ink(role: str, palette: Palette) -> tuple[str, bool]:
    """The colour of text, and whether it is bold."""
    inner = role.removeprefix("card ").removeprefix("given ")
    named = {
        "muted": (palette.muted, False),
        "title": (palette.ink, True),
        "lit": (palette.lit, True),
        "asked": (palette.asked, True),
        "mark ✓": (palette.right, False),
        "mark ✗": (palette.wrong, False),
        "mark ?": (palette.lit, False),
    }
    return named.get(inner, (palette.ink, False))


def _signs(text: str, role: str, left: float, top: float, palette: Palette, boxes: dict[str, int]) -> Iterator[str]:
    """Lines, bars, arrowheads and the text of a span."""
    colour, bold = _ink(role, palette)
    line = colour if role == "lit" else palette.line
    words: list[tuple[float, str]] = []
    at = left
    for char in text:
        cells = cell_len(char)
        if not cells and words:  # an accent above the sign before
            words[-1] = (words[-1][0], words[-1][1] + char)
            continue
        if char in _BARS:
            thick = CELL * _BARS[char] / 2
            place = f'x="{at + CELL - thick:.1f}" y="{top}" width="{thick:.1f}" height="{LINE}"'
            yield f'<rect {place} fill="{line}"/>'
        elif char in _HEADS:
            points = " ".join(f"{at + x * CELL:.1f},{top + y * LINE:.1f}" for x, y in _HEADS[char])
            yield f'<polygon points="{points}" fill="{line}"/>'
        elif char in boxes and char != " ":
            yield from _strokes(boxes[char], at, top, line)
        elif char != " ":
            words.append((at, char))
        at += cells * CELL
    if words:
        weight = ' font-weight="bold"' if bold else ""
        base = top + LINE * 0.72
        spans = "".join(f'<tspan x="{x:.1f}">{escape(word)}</tspan>' for x, word in words)
        yield f'<text y="{base:.1f}" fill="{colour}"{weight}>{spans}</text>'


def _strokes(bits: int, left: float, top: float, colour: str) -> Iterator[str]:
    """A line from the middle of a cell to each side that it leaves by."""
    middle = (left + CELL / 2, top + LINE / 2)
    for direction, x, y in _ENDS:
        thick = bits >> 4 & direction
        if not (bits & direction or thick):
            continue
        end = (left + x * CELL, top + y * LINE)
        points = f'x1="{middle[0]:.1f}" y1="{middle[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"'
        yield f'<line {points} stroke="{colour}" stroke-width="{2.4 if thick else 1.2}" stroke-linecap="square"/>'
