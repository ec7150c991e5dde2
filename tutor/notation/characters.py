"""Characters beyond ASCII: which plain sign, letter or script each one stands for."""

from __future__ import annotations

import unicodedata

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "η": "eta", "θ": "theta",
    "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "ω": "omega",
    "Δ": "Delta", "Σ": "Sum", "∑": "Sum", "Π": "Prod", "∏": "Prod", "ℒ": "L", "ℓ": "ell",
}  # fmt: skip
SIGNS = {
    "−": "-", "–": "-", "⋅": "·", "×": "·", "∙": "·", "•": "·", "÷": "/", "∕": "/", "⁄": "/", "∗": "*", "∘": "⊙",
    "′": "'", "’": "'", "‘": "'", "∣": "|", "⊤": "ᵀ", "µ": "μ",
}  # fmt: skip
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", "0123456789+-=()abcdefghijklmnoprstuvwxyzT", strict=True)
)
FRACTIONS = frozenset("½¼¾⅓⅔")
ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}

SUBSCRIPT_OF = {plain: script for script, plain in SUBSCRIPTS.items()}
SUPERSCRIPT_OF = {plain: script for script, plain in SUPERSCRIPTS.items()}


class _Plain(dict[int, str]):
    """What stands for each character, by code point, for ``str.translate``; a character is looked up once."""

    def __missing__(self, code: int) -> str:
        plain = _plain(chr(code - _FULL_WIDTH if 0xFF01 <= code <= 0xFF5E else code))
        if len(self) < _REMEMBERED:
            self[code] = plain
        return plain


def _plain(char: str) -> str:
    """What one character stands for: a digit of any script is that digit, a letter of mathematics that letter."""
    if char in SIGNS:
        return SIGNS[char]
    if char in INVISIBLE:
        return ""
    if char.isdecimal():
        return str(unicodedata.decimal(char))
    if char in GREEK:
        return char
    if unicodedata.decomposition(char).startswith("<font>"):
        char = unicodedata.normalize("NFKC", char)
    return unicodedata.normalize("NFD", char) if char.isalpha() else char


INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2062\u2063\u2064\ufeff").union(
    map(chr, range(0xFE00, 0xFE10))
)
"""Signs of no width that copying leaves in a text: joiners, marks of direction, invisible operators, variants."""
_FULL_WIDTH = 0xFEE0
"""How far the wide characters of East Asian keyboards stand from the plain ones."""
_REMEMBERED = 4096
_PLAIN = _Plain()


def spread(text: str) -> tuple[str, list[int] | None]:
    """Accents apart from their letters, look-alike signs as the plain ones; and the typed column of each result.

    The columns are None where every character is still one. Every decimal digit comes out as one of ASCII.
    """
    plain = text.translate(_PLAIN)
    if len(plain) == len(text) and INVISIBLE.isdisjoint(text):
        return plain, None
    return plain, [column for column, char in enumerate(text, 1) for _ in _PLAIN[ord(char)]]


def shown(char: str) -> str:
    """A character as an error names it: itself, or its code if it would be invisible."""
    return char if char.isprintable() and not unicodedata.combining(char) else f"U+{ord(char):04X}"
