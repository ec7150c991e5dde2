"""Lines of text broken to a width in cells: words between blanks, formulas where a reader would break them."""

from __future__ import annotations

from tutor.terminal_text import cells, printable_line

_OPENING, _CLOSING = "([{", ")]}"
_SIGNS = "+-−="
_LEAST = 0.4
"""The part of a line that has to be filled before a better place to break it is taken than the last one."""


def wrapped_words(text: str, width: int) -> list[str]:
    """Words in lines of at most ``width`` cells; a word that is longer has a line of its own."""
    lines: list[str] = []
    taken = 0
    for word in text.split():
        wide = cells(word)
        if lines and taken + 1 + wide <= width:
            lines[-1] += f" {word}"
            taken += 1 + wide
        else:
            lines.append(word)
            taken = wide
    return lines or [""]


def wrapped_formula(text: str, width: int) -> list[str]:
    """A formula in lines of at most ``width`` cells where it has blanks to break at.

    It is broken before a sign or after a comma that stands in as few brackets as possible, else between factors.
    """
    lines = []
    while cells(text) > width:
        at = _place(text, width)
        if not at:
            break
        lines.append(text[:at])
        text = text[at + 1 :]
    return [*lines, text]


def equation_lines(left: str, sides: list[str], width: int | None = None) -> list[str]:
    """``left = side``, each further side below the first; broken where it is wider than ``width``, if that is given."""
    lines: list[str] = []
    head = printable_line(left)
    margin = " " * cells(head)
    for side in sides:
        text = printable_line(side)
        pieces = [text] if width is None else wrapped_formula(text, width - cells(head) - 3)
        lines.append(f"{margin if lines else head} = {pieces[0]}")
        lines += [f"{margin}   {piece}" for piece in pieces[1:]]
    return lines


def _place(text: str, width: int) -> int:
    """The blank to break a formula at; 0 for none."""
    found: list[tuple[bool, int, bool, int]] = []
    depth = taken = 0
    for at, char in enumerate(text):
        taken += cells(char)
        depth += (char in _OPENING) - (char in _CLOSING)
        if char != " " or (taken > width + 1 and found):
            continue
        clear = text[at + 1 : at + 2] in tuple(_SIGNS) or text[at - 1] == ","
        found.append((taken < _LEAST * width, depth, not clear, -at))
    return -min(found)[3] if found else 0
