"""The colours of a graph: the grounds of its cards, and of the entries of arrays on them."""

from __future__ import annotations

from tutor.record import Record

TINT = 0.11
"""How much of its colour each depth of an entry adds to the ground that it lies on."""


class Palette(Record):
    """Colours as ``#rrggbb``: the page, text, what is lit, and orange for plus and blue for minus."""

    page: str
    ink: str
    muted: str
    line: str
    lit: str
    asked: str
    right: str
    wrong: str
    card: str
    given: str
    plus: str
    minus: str

    def ground(self, on: str, entry: str = "") -> str:
        """The ground of a ``card`` or of one that is ``given``, or of an entry such as ``plus3`` on it."""
        base = self.card if on == "card" else self.given
        if not entry:
            return base
        heat = self.plus if entry.startswith("plus") else self.minus
        return blended(base, heat, TINT * int(entry[-1]))


def blended(ground: str, over: str, share: float) -> str:
    """A colour with a share of another one over it."""
    pairs = ((int(ground[at : at + 2], 16), int(over[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(below + share * (above - below)):02x}" for below, above in pairs)


DARK = Palette(
    page="#141518", ink="#d5d9e8", muted="#8d93a8", line="#5d6272", lit="#e0af68", asked="#7aa2f7", right="#9ece6a",
    wrong="#f7768e", card="#24252b", given="#1c1d22", plus="#e08a3c", minus="#4a7fe0",
)  # fmt: skip
LIGHT = Palette(
    page="#fdfdfd", ink="#22252e", muted="#62687a", line="#9a9fac", lit="#8a5a00", asked="#2e5aac", right="#2b6a1b",
    wrong="#b3261e", card="#ebebef", given="#f3f3f6", plus="#f0a050", minus="#7fa6f0",
)  # fmt: skip
