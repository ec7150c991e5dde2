"""Rows of styled text: spans with roles, which everything here is drawn in.

A row is a list of (text, role) spans. Roles are words, not colours: `plain`, `muted`, `title`, `lit`,
`target`, `plus0` to `plus4`, `minus0` to `minus4`. Whoever shows a row
decides what they look like.
"""

from __future__ import annotations

from collections.abc import Sequence

from rich.cells import cell_len

Span = tuple[str, str]
Row = list[Span]


def plain(row: Row) -> str:
    """The text of a row without its roles."""
    return "".join(text for text, _ in row)


def width(row: Row) -> int:
    """How many terminal cells a row takes."""
    return sum(cell_len(text) for text, _ in row)


def joined(spans: Sequence[Span]) -> Row:
    """The same text with neighbouring spans of one role made into one, and empty ones left out."""
    row: Row = []
    for text, role in spans:
        if not text:
            continue
        if row and row[-1][1] == role:
            row[-1] = (row[-1][0] + text, role)
        else:
            row.append((text, role))
    return row


def beside(blocks: Sequence[list[Row]], room: int, gap: int = 3) -> list[Row]:
    """Blocks of rows next to each other, `gap` cells apart; those that do not fit in `room` cells go below.

    Groups one below the other are parted by an empty row. A block wider than the room stands alone.
    """
    groups: list[list[list[Row]]] = []
    used = 0
    for block in blocks:
        wide = max(map(width, block), default=0)
        if groups and used + gap + wide <= room:
            groups[-1].append(block)
            used += gap + wide
        else:
            groups.append([block])
            used = wide
    rows: list[Row] = []
    for group in groups:
        if rows:
            rows.append([])
        rows.extend(_side_by_side(group, gap))
    return rows


def _side_by_side(blocks: list[list[Row]], gap: int) -> list[Row]:
    rows: list[Row] = []
    measured = [(block, [width(row) for row in block]) for block in blocks]
    placed = [(block, widths, max(widths, default=0)) for block, widths in measured]
    for line in range(max(map(len, blocks))):
        spans: list[Span] = []
        blank = 0
        for block, widths, widest in placed:
            row, taken = (block[line], widths[line]) if line < len(block) else ([], 0)
            if row:
                spans += [(" " * blank, "plain"), *row]
                blank = 0
            blank += widest - taken + gap
        rows.append(joined(spans))
    return rows
