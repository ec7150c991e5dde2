"""Plain text in LaTeX: signs and letters beyond ASCII become commands, so that every engine compiles them."""

from __future__ import annotations

import re
import unicodedata

from tutor.notation.characters import ACCENTS, BIG_SIGNS, SPELT, apart
from tutor.notation.functions import FUNCTIONS, GIVE_WAY

_SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "#": r"\#", "$": r"\$", "%": r"\%", "&": r"\&", "_": r"\_",
    "^": r"\textasciicircum{}", "~": r"\textasciitilde{}", "<": "$<$", ">": "$>$", "|": "$|$", '"': "''",
}  # fmt: skip
_SIGNS = {char: sign.latex for char, sign in SPELT.items() if sign.latex}
_TYPED = {
    "…": r"\ldots{}",
    "–": "--",
    "—": "---",
    "’": "'",
    "‘": "`",
    "“": "``",
    "”": "''",
    "ß": r"\ss{}",
    "ø": r"\o{}",
}
_HATS = {**ACCENTS, "\u0307": "dot"}
_ACCENTS = {
    "\u0300": "`", "\u0301": "'", "\u0302": "^", "\u0303": "~", "\u0304": "=", "\u0307": ".", "\u0308": '"',
    "\u030a": "r", "\u030c": "v", "\u0327": "c",
}  # fmt: skip
_GREEK = re.compile(r"GREEK (SMALL|CAPITAL) LETTER (\w+)")
_CAPITALS = frozenset(("gamma", "delta", "theta", "lambda", "xi", "pi", "sigma", "upsilon", "phi", "psi", "omega"))
_MARKED = r"(?P<letter>.)(?P<marks>[\u0300-\u036f]+)|(?P<script>[\u2070-\u209c²³¹ᵀ-ᵪʰ-ʸⱼ]+)|."
_PIECE = re.compile(rf"(?<![A-Za-z_])(?P<name>[A-Za-z]_[a-z]{{1,2}}(?![A-Za-z_]))|{_MARKED}", re.DOTALL)


def prose(text: str) -> str:
    """`σ′(z) ≤ ¼` as `$\\sigma$$'$(z) $\\le$ $\\frac{1}{4}$`; a character that is not known by its number."""
    text = apart(" ".join(text.splitlines()))
    found = []
    for piece in _PIECE.finditer(text):
        if piece["name"]:
            found.append(f"${_named(piece)}$")
        elif piece["marks"]:
            found.append(_accented(text, piece))
        elif piece["script"]:
            found.append("".join(_scripts(piece["script"])))
        else:
            found.append(_character(piece[0]))
    return "".join(found)


def _character(char: str) -> str:
    if char in _SPECIAL:
        return _SPECIAL[char]
    if char.isascii():
        return char if char.isprintable() else " "
    if char in _TYPED:
        return _TYPED[char]
    maths = _SIGNS.get(char) or _greek(char)
    if maths:
        return f"${maths}$"
    return " " if char.isspace() else f"[U+{ord(char):04X}]"


def _greek(char: str) -> str:
    match = _GREEK.fullmatch(unicodedata.name(char, ""))
    if not match:
        return ""
    name = match[2].lower().replace("lamda", "lambda")
    if match[1] == "CAPITAL":
        return rf"\{name.capitalize()}" if name in _CAPITALS else rf"\mathrm{{{name[0].upper()}}}"
    return "o" if name == "omicron" else rf"\{name}"


def _accented(text: str, piece: re.Match[str]) -> str:
    """A hat over a symbol is maths, one over a letter of a word is its accent."""
    letter, marks = piece["letter"], piece["marks"]
    around = text[piece.start() - 1 : piece.start()] + text[piece.end() : piece.end() + 1]
    known = _ACCENTS if letter.isascii() and any(char.isalpha() and char.isascii() for char in around) else _HATS
    found = _character(letter)
    for mark in marks:
        if mark not in _ACCENTS:
            found += f"[U+{ord(mark):04X}]"
        elif known is _HATS and mark in _HATS:
            found = rf"$\{_HATS[mark]}{{{found.strip('$')}}}$"
        else:
            found = rf"\{_ACCENTS[mark]}{{{found}}}"
    return found


def _scripts(chars: str) -> list[str]:
    """Runs of subscripts and superscripts: `ₜ₋₁` as `$_{t-1}$`."""
    runs: list[tuple[str, str]] = []
    for char in chars:
        kind, _, code = unicodedata.decomposition(char).partition(" ")
        below = chr(int(code, 16)).replace("−", "-") if kind in ("<sub>", "<super>") else ""
        plain = below and _character(below).strip("$")
        mark = {"<sub>": "_", "<super>": "^"}.get(kind, "")
        if runs and runs[-1][0] == mark and mark:
            runs[-1] = (mark, runs[-1][1] + plain)
        else:
            runs.append((mark, plain or _character(char)))
    return [f"${mark}{{{inside}}}$" if mark else inside for mark, inside in runs]


_OF_MATHS = re.compile(
    r"(?P<name>[A-Za-z]_[A-Za-z]{1,2}(?![A-Za-z0-9_]))|(?P<word>[A-Za-z]{2,})|(?P<space>\s+)|(?P<big>[ΣΠ])"
    rf"|(?P<typed>[_^](?:\{{[^{{}}]*\}}|-?[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*))|{_MARKED}",
    re.DOTALL,
)
_LISTED = re.compile(r"^[^\s=(),]+(?: [^\s=(),]+)+(?= = )")
"""Several names before an equals sign: what they are made with is said of each, and no product is meant."""
FEWEST_WORDS = 4
"""A line without an equals sign that has as many is a sentence."""
_FUNCTIONS = {
    name: row.latex
    for name, row in FUNCTIONS.items()
    if name not in GIVE_WAY and name not in ("flat", "flip", "ones", "outer", "sign", "step")
}
"""Functions in LaTeX, but for those that are words of a sentence, too."""
_BIG = {sign: f"\\{kind}" for kind, sign in BIG_SIGNS.items()}


def network(line: str) -> str:
    """A line of a network as a person writes it, in maths: `aₜ = U Xₜ + W_h h` as `$a_{t} = U X_{t} + W_{h} h$`.

    Formulas stand apart by three blanks or more; words among them stay words, and so does a sentence.
    """
    parts = [_LISTED.sub(lambda names: names[0].replace(" ", ", "), part) for part in re.split(r"\s{3,}", line.strip())]
    return r"\qquad ".join(f"${_maths(part)}$" if _is_formula(part) else prose(part) for part in parts)


def _is_formula(part: str) -> bool:
    return "=" in part or len(part.split()) < FEWEST_WORDS


def _maths(text: str) -> str:
    text = apart(" ".join(text.splitlines()))
    found: list[str] = []
    worded, scripts = False, ""
    for piece in _OF_MATHS.finditer(text):
        after = _OF_MATHS.match(text, piece.end())
        if piece["space"]:
            found.append(r"\ " if worded or (after is not None and _is_word(after)) else " ")
            continue
        made = _in_maths(text, piece)
        mark = made[0] if piece["typed"] or piece["script"] else ""
        if mark and mark in scripts:
            found.append("{}")  # LaTeX refuses a second script of a kind at one base
        scripts = scripts + mark if mark else "_" if piece["name"] else "^" if made == "'" else ""
        found.append(made)
        worded = _is_word(piece)
    return "".join(found)


def _named(piece: re.Match[str]) -> str:
    """``w_ih`` as ``w_{ih}``."""
    base, _, below = piece["name"].partition("_")
    return f"{base}_{{{below}}}"


def _is_word(piece: re.Match[str]) -> bool:
    """Whether a piece is a word of the language, not a function or a name such as dh."""
    word = piece["word"]
    return bool(word) and word not in _FUNCTIONS and not (len(word) == 2 and word[0] == "d")


def _in_maths(text: str, piece: re.Match[str]) -> str:
    if piece["name"]:
        return _named(piece)
    if piece["typed"]:
        mark, inside = piece["typed"][0], piece["typed"][1:].removeprefix("{").removesuffix("}")
        short = inside.isalpha() and inside.isascii() and len(inside) <= 2
        return f"{mark}{{{inside if short else _maths(inside)}}}"
    if _is_word(piece):
        return rf"\text{{{piece['word']}}}"
    if piece["word"] in _FUNCTIONS:
        latex = _FUNCTIONS[piece["word"]]
        return latex if latex.endswith("}") else f"{latex} "
    if piece["big"]:
        return _BIG[piece[0]]
    if piece["script"]:
        return "".join(run.strip("$") for run in _scripts(piece["script"]))
    if piece["marks"] and piece["letter"].isalpha() and all(mark in _HATS for mark in piece["marks"]):
        return "".join(f"\\{_HATS[mark]}{{" for mark in piece["marks"]) + piece["letter"] + "}" * len(piece["marks"])
    if piece["marks"]:
        return rf"\text{{{prose(piece[0])}}}"
    if piece["word"] or (piece[0].isascii() and piece[0].isalnum()) or piece[0] in "=+-*/()[],;:.!'|":
        return piece[0]
    maths = _SIGNS.get(piece[0]) or _greek(piece[0])
    return f"{maths} " if maths else rf"\text{{{prose(piece[0])}}}"
