"""Rows of spans with roles, as the drawing functions return them, in the colours of the theme."""

from __future__ import annotations

from collections.abc import Iterable

from textual.content import Content

from tutor.app.drawing.theme import HELP as PATH
from tutor.app.drawing.theme import MUTED, QUESTION, RIGHT, WRONG
from tutor.graph.palette import DARK, LIGHT, TINT
from tutor.styled_rows import Row

DEPTHS = range(5)
_INK = {
    "plain": "",
    "muted": MUTED,
    "title": "bold",
    "lit": f"bold {PATH}",
    "asked": QUESTION,
    "mark ✓": RIGHT,
    "mark ?": PATH,
    "mark ✗": WRONG,
}
_GROUNDS = {"card": "on $card", "given": "on $card-given"}
_ENTRIES = [f"{sign}{depth}" for sign in ("plus", "minus") for depth in DEPTHS]

STYLES = {
    **_INK,
    "target": "bold $background on $accent",
    **{f"plus{depth}": f"on $heat-plus {100 * TINT * depth:g}%" if depth else "on $panel" for depth in DEPTHS},
    **{f"minus{depth}": f"on $heat-minus {100 * TINT * depth:g}%" if depth else "on $panel" for depth in DEPTHS},
    **{f"{on} {role}": f"{ink} {ground}" for on, ground in _GROUNDS.items() for role, ink in _INK.items()},
    **{f"{on} {entry}": f"on ${on}-{entry}" for on in _GROUNDS for entry in _ENTRIES},
}
"""What every role looks like. Entries on a card have colours of their own: a tint would blend with what is below it."""


def variables(*, dark: bool) -> dict[str, str]:
    """The colours that themes do not define: the grounds of cards, and orange for plus and blue for minus."""
    palette = DARK if dark else LIGHT
    found = {f"{on}-{entry}": palette.ground(on, entry) for on in _GROUNDS for entry in _ENTRIES}
    heat = {"heat-plus": palette.plus, "heat-minus": palette.minus}
    return {**found, **heat, "card": palette.card, "card-given": palette.given}


PLAIN = dict.fromkeys(variables(dark=True), "ansi_default")
"""The same where the terminal has only its own sixteen colours: no ground at all, signs say what there is to say."""


def painted(row: Row) -> Content:
    """One row."""
    return Content.assemble(*((text, STYLES[role]) for text, role in row))


def paint(rows: Iterable[Row]) -> list[Content]:
    """Several rows."""
    return [painted(row) for row in rows]
