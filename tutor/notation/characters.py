"""The one table of characters beyond ASCII and of their commands in LaTeX: Greek, scripts, accents, fonts, signs."""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

LETTERS = {
    "α": "alpha", "β": "beta", "γ": "gamma", "δ": "delta", "ε": "epsilon", "ζ": "zeta", "η": "eta", "θ": "theta",
    "ι": "iota", "κ": "kappa", "λ": "lambda", "μ": "mu", "ν": "nu", "ξ": "xi", "π": "pi", "ρ": "rho", "σ": "sigma",
    "τ": "tau", "υ": "upsilon", "φ": "phi", "χ": "chi", "ψ": "psi", "ω": "omega", "Γ": "Gamma", "Δ": "Delta",
    "Θ": "Theta", "Λ": "Lambda", "Ξ": "Xi", "Υ": "Upsilon", "Φ": "Phi", "Ψ": "Psi", "Ω": "Omega",
}  # fmt: skip
"""Greek letters that names are made of; their commands in LaTeX are their names."""
GREEK = {
    **LETTERS, "ϵ": "epsilon", "ϕ": "phi", "ϑ": "theta", "ϱ": "rho", "ϰ": "kappa", "ϖ": "pi", "ς": "sigma",
    "Σ": "Sum", "∑": "Sum", "Π": "Prod", "∏": "Prod", "∆": "Delta", "ℒ": "L", "ℓ": "ell",
}  # fmt: skip
"""The word that each letter is read as."""
GREEK_OF = {name: letter for letter, name in LETTERS.items()}
GREEK_VARIANTS = {
    "varepsilon": "epsilon", "varphi": "phi", "varrho": "rho", "vartheta": "theta", "varkappa": "kappa", "varpi": "pi",
    "varsigma": "sigma", "varGamma": "Gamma", "varDelta": "Delta", "varTheta": "Theta", "varLambda": "Lambda",
    "varXi": "Xi", "varUpsilon": "Upsilon", "varPhi": "Phi", "varPsi": "Psi", "varOmega": "Omega",
}  # fmt: skip
"""Commands of letters in another shape."""
BIG_SIGNS = {"sum": "Σ", "prod": "Π"}
"""Sums and products; their commands are their names."""

SIGNS = {
    "−": "-", "–": "-", "—": "-", "‐": "-", "‑": "-", "‒": "-", "﹣": "-",
    "⋅": "·", "×": "·", "✕": "·", "✖": "·", "⨯": "·", "∙": "·", "•": "·", "÷": "/", "∕": "/", "⁄": "/", "∗": "*",
    "∘": "⊙", "′": "'", "’": "'", "‘": "'", "ʹ": "'", "″": "''", "‴": "'''", "∣": "|", "⊤": "ᵀ", "⊺": "ᵀ",
    "µ": "μ", "𝔼": "𝔼", "\u2062": " ", "≤": "<=", "⩽": "<=", "≥": ">=", "⩾": ">=", "≠": "!=", "∥": "‖",
    "⨂": "⊗", "⨀": "⊙", "◦": "⊙", "★": "⋆", "\u3008": "⟨", "\u3009": "⟩", "\u2329": "⟨", "\u232a": "⟩",
}  # fmt: skip
"""The plain sign that each look-alike is read as."""


class Sign(NamedTuple):
    """How a sign is spelt in ASCII, and in LaTeX's maths; empty where it is not."""

    ascii: str
    latex: str


SPELT = {
    "∂": Sign("d", r"\partial"), "Σ": Sign("sum", r"\Sigma"), "Π": Sign("prod", r"\Pi"), "√": Sign("sqrt", r"\surd"),
    "−": Sign("-", "-"), "·": Sign("*", r"\cdot"), "⊙": Sign("*", r"\odot"), "×": Sign("x", r"\times"),
    "½": Sign("1/2", r"\frac{1}{2}"), "¼": Sign("1/4", r"\frac{1}{4}"), "⅓": Sign("", r"\frac{1}{3}"),
    "→": Sign("->", r"\to"), "⇒": Sign("", r"\Rightarrow"), "←": Sign("<-", ""), "↑": Sign("up", ""),
    "↓": Sign("down", ""), "≤": Sign("<=", r"\le"), "≥": Sign(">=", r"\ge"), "≠": Sign("!=", r"\ne"),
    "≈": Sign("~", r"\approx"), "∞": Sign("inf", r"\infty"), "‖": Sign("||", r"\|"), "∈": Sign("in", r"\in"),
    "±": Sign("", r"\pm"), "∇": Sign("", r"\nabla"), "∑": Sign("", r"\sum"), "∏": Sign("", r"\prod"),
    "⊤": Sign("", r"\top"), "∘": Sign("", r"\circ"), "…": Sign("...", ""), "⋯": Sign("..", ""), "ᵀ": Sign("^T", ""),
    "′": Sign("'", "'"), "’": Sign("'", ""),
}  # fmt: skip
"""How signs are written where there is no character for them."""

SUBSCRIPTS = dict(zip("₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓ", "0123456789+-=()aehijklmnoprstuvx", strict=True))
SUPERSCRIPTS = dict(
    zip("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻᵀ", "0123456789+-=()abcdefghijklmnoprstuvwxyzT", strict=True)
)
SUBSCRIPT_OF = {plain: script for script, plain in SUBSCRIPTS.items()}
SUPERSCRIPT_OF = {plain: script for script, plain in SUPERSCRIPTS.items()}
SUPERSCRIPTS |= zip("ᴬᴮᴰᴱᴳᴴᴵᴶᴷᴸᴹᴺᴼᴾᴿᵁⱽᵂ", "ABDEGHIJKLMNOPRUVW", strict=True)  # read, not written
SUBSCRIPT_CHARACTERS = "".join(script for script, plain in SUBSCRIPTS.items() if plain.isalnum())
"""Digits and letters that can stand below."""
FRACTIONS = frozenset("½¼¾⅓⅔")

ACCENTS = {"\u0302": "hat", "\u0303": "tilde", "\u0304": "bar"}
ACCENT_OF = {name: mark for mark, name in ACCENTS.items()}
ACCENT_COMMANDS = {**{name: name for name in ACCENT_OF}, "widehat": "hat", "widetilde": "tilde", "overline": "bar"}
FONTS = (
    "text", "textrm", "textbf", "textit", "textsf", "texttt", "mathrm", "mathbf", "mathit", "mathsf", "mathtt",
    "mathcal", "mathscr", "mathfrak", "mathbb", "mathnormal", "boldsymbol", "bm", "pmb", "vec",
)  # fmt: skip
"""Commands that change nothing but how a word looks."""


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
        return SIGNS.get(char, char)
    return unicodedata.normalize("NFD", char) if char.isalpha() else char


INVISIBLE = frozenset("\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u2061\u2063\u2064\ufeff").union(
    map(chr, range(0xFE00, 0xFE10))
)
"""Signs of no width that copying leaves in a text: joiners, marks of direction, the sign of application, variants."""
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


def apart(text: str) -> str:
    """Accents apart from their letters; a sign such as ≠ stays one."""
    return "".join(
        unicodedata.normalize("NFD", char) if char.isalpha() else char for char in unicodedata.normalize("NFC", text)
    )


def shown(char: str) -> str:
    """A character as an error names it: itself, or its code if it would be invisible."""
    return char if char.isprintable() and not unicodedata.combining(char) else f"U+{ord(char):04X}"
