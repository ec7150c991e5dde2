"""What is pasted into the answer line: a block of numbers as an array, anything else as one line of text."""

from __future__ import annotations

import re

from tutor.app.drawing.cell_text import nfc

_NUMBER = re.compile(r"[-+−]?(\d+\.?\d*|\.\d+)([eE][-+−]?\d+)?")
# Between the cells of a row: what of these comes first in the text is what all rows are cut at.
_BETWEEN = ("\t", ";", ",")


def pasted(text: str) -> str:
    """Pasted text as it goes into the line."""
    return _block(text) or one_line(text)


def one_line(text: str) -> str:
    """A text as one line in NFC: line breaks and tabs become blanks, control characters go."""
    joined = " ".join(nfc(text).split())
    return "".join(char for char in joined if char.isprintable() or char == "\u200b")


def _block(text: str) -> str:
    """Rows of numbers as `[[1, 2], [3, 4]]`, a row or a column alone as `[1, 2]`; empty for anything else.

    As they come from a spreadsheet, from a file of comma separated values, or from columns of text. Where semicolons
    or tabs stand between numbers, a comma is that of a decimal.
    """
    rows = [line for line in text.splitlines() if line.strip()]
    between = next((sign for sign in _BETWEEN if sign in text), None)
    if not rows or (len(rows) == 1 and between != "\t"):
        return ""
    cells = [[cell.strip() for cell in row.split(between)] for row in rows]
    if between in ("\t", ";"):
        cells = [[cell.replace(",", ".") for cell in row] for row in cells]
    numbers = all(_NUMBER.fullmatch(cell) for row in cells for cell in row)
    if not numbers or len({len(row) for row in cells}) > 1:
        return ""
    if len(cells) == 1 or len(cells[0]) == 1:
        return f"[{', '.join(cell for row in cells for cell in row)}]"
    return f"[{', '.join('[' + ', '.join(row) + ']' for row in cells)}]"
