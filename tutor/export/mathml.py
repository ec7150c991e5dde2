"""Formulas in MathML, which browsers typeset and screen readers speak."""

from __future__ import annotations

from functools import lru_cache
from xml.etree import ElementTree

from tutor.export.document import Maths

_BREAK = " \\\\\n&"
"""Where a long formula goes on in a new line."""
_SPACE = "http://www.w3.org/1998/Math/MathML"
_TAGS = frozenset({
    "math", "mrow", "mi", "mo", "mn", "mtext", "mfrac", "msup", "msub", "msubsup", "mover", "munder", "munderover",
    "msqrt", "mroot", "mtable", "mtr", "mtd", "mspace", "mpadded",
})  # fmt: skip
_ATTRIBUTES = frozenset(
    {"displaystyle", "stretchy", "fence", "form", "accent", "mathvariant", "width", "lspace", "rspace"}
)


def mathml(formula: Maths, *, large: bool = False) -> list[str] | None:
    """The lines of a formula; ``large`` puts limits under a sum. None for LaTeX that has no such form."""
    lines = []
    for line in formula.latex.split(_BREAK):
        found = _line(line, large=large)
        if found is None:
            return None
        lines.append(found)
    return lines


@lru_cache(maxsize=2048)
def _line(latex: str, *, large: bool) -> str | None:
    """One line of a formula. Sheets for a class have the same ones again and again, at 1.5 ms each."""
    from latex2mathml.converter import convert  # 90 ms

    try:
        root = ElementTree.fromstring(convert(latex, display="block" if large else "inline"))
    except Exception:  # a symbol is whatever its author wrote, and each kind of nonsense is another exception
        return None
    for element in root.iter():  # nothing but maths gets into a page: \text and \href take any markup
        element.tag = element.tag.removeprefix(f"{{{_SPACE}}}")
        if element.tag not in _TAGS:
            return None
        for name in [name for name in element.attrib if name not in _ATTRIBUTES]:
            del element.attrib[name]
    if large:
        root.set("displaystyle", "true")
    return ElementTree.tostring(root, encoding="unicode")
