"""Characters beyond ASCII: which plain sign, letter or script each one stands for."""

from __future__ import annotations

import unicodedata

GREEK = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ϵ": "epsilon", "η": "eta", "θ": "theta",
    "λ": "lambda", "μ": "mu", "π": "pi", "ρ": "rho", "σ": "sigma", "τ": "tau", "φ": "phi", "ϕ": "phi", "ω": "omega",
    "Δ": "Delta", "Σ": "Sum", "∑": "Sum", "Π": "Prod", "∏": "Prod", "ℒ": "L",
}  # fmt: skip
SIGNS = {
    "−": "-", "–": "-", "⋅": "·", "×": "·", "∙": "·", "•": "·", "÷": "/", "∕": "/", "⁄": "/", "∗": "*", "∘": "⊙",
    "′": "'", "’": "'", "‘": "'", "∣": "|", "⊤": "ᵀ",
}  # fmt: skip
SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", "0123456789+-=()abcdefghijklmnoprstuvwxyzT", strict=True)
)
FRACTIONS = frozenset("½¼¾⅓⅔")
ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}

SUBSCRIPT_OF = {plain: script for script, plain in SUBSCRIPTS.items()}
SUPERSCRIPT_OF = {plain: script for script, plain in SUPERSCRIPTS.items()}


def spread(text: str) -> tuple[str, list[int]]:
    """Accents apart from their letters, look-alike signs as the plain ones; and the typed column of each result."""
    pieces: list[str] = []
    columns: list[int] = []
    for column, char in enumerate(text, 1):
        plain = SIGNS.get(char) or (unicodedata.normalize("NFD", char) if char.isalpha() else char)
        pieces.append(plain)
        columns.extend([column] * len(plain))
    return "".join(pieces), columns


def shown(char: str) -> str:
    """A character as an error names it: itself, or its code if it would be invisible."""
    return char if char.isprintable() and not unicodedata.combining(char) else f"U+{ord(char):04X}"
