"""Random characters, weighted towards those that have surprised a reader of formulas before."""

from __future__ import annotations

import random
import unicodedata

DIGITS = [char for char in map(chr, range(0x20000)) if char.isdecimal() or char.isdigit() or char.isnumeric()]
LETTERS = [
    char
    for char in map(chr, range(0x1EF00))
    if unicodedata.decomposition(char).startswith("<") or "GREEK" in unicodedata.name(char, "")
]
MARKS = [char for char in map(chr, range(0x2100)) if unicodedata.combining(char)]
HIDDEN = [char for char in map(chr, range(0x10000)) if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zs", "Zl")]
SIGNS = [char for char in map(chr, range(0x2000, 0x2C00)) if char.isprintable()]
ASCII = [chr(code) for code in range(32, 127)]
GROUPS = (ASCII, ASCII, DIGITS, DIGITS, LETTERS, MARKS, HIDDEN, SIGNS)


def any_char(rng: random.Random) -> str:
    """One character: of a group that is drawn first, or any code point at all, surrogates too."""
    if rng.random() < 0.05:
        return chr(rng.randrange(0x110000))
    return rng.choice(rng.choice(GROUPS))


def any_text(rng: random.Random) -> str:
    """A short text of such characters, sometimes one of them many times over."""
    if rng.random() < 0.03:
        return any_char(rng) * rng.choice((50, 1_000, 3_999, 5_000))
    return "".join(any_char(rng) for _ in range(rng.randint(0, 24)))


def in_other_digits(text: str, rng: random.Random) -> str:
    """A text with its digits in those of another script."""
    zero = rng.choice([char for char in DIGITS if unicodedata.decimal(char, -1) == 0])
    return "".join(chr(ord(zero) + int(char)) if char in "0123456789" else char for char in text)
