"""A pasted formula without what surrounds it."""

from __future__ import annotations

_AFTER = " \t\n\r$.,;"
_CLOSING = ("\\)", "\\]", "\\\\")


def bare_formula(text: str) -> str:
    """The text without what surrounds a pasted formula: the full stop of its sentence, signs of a line of LaTeX.

    What is left keeps its columns.
    """
    if not (text[0].isspace() or text[0] == "&" or text[-1] in _AFTER or text[-2:] in _CLOSING):
        return text
    bare = text.rstrip(_AFTER)
    while bare.endswith(_CLOSING) and not bare[:-2].endswith("\\"):
        bare = bare[:-2].rstrip(_AFTER)
    start = len(bare) - len(bare.lstrip())
    if bare.startswith("&", start):
        bare = f"{bare[:start]} {bare[start + 1 :]}"
    return bare if bare.strip() else text
