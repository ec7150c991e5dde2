"""Which kind of page a file is."""

from __future__ import annotations

import re

from tutor.notation.read.lazy_patterns import lazily

_OF_SUFFIX = {
    ".md": "markdown", ".markdown": "markdown", ".mdx": "markdown", ".rmd": "markdown", ".qmd": "markdown",
    ".tex": "latex", ".latex": "latex", ".ltx": "latex",
}  # fmt: skip
_LATEX = lazily(r"\\documentclass|\\begin\s*\{document\}|\\(?:sub)?section\*?\s*\{")
_MARKDOWN = lazily(r"^(?:#{1,6} |```|~~~|\s*[-*+] )|\$|\]\(", re.MULTILINE)
_LOOKED_AT = 20_000


def kind_of_page(name: str, text: str) -> str:
    """``markdown``, ``latex`` or ``text``, by the end of a file's name, else by what is in it."""
    _, dot, suffix = name.lower().rpartition(".")
    known = _OF_SUFFIX.get(dot + suffix)
    if known:
        return known
    if _LATEX.search(text, 0, _LOOKED_AT):
        return "latex"
    return "markdown" if _MARKDOWN.search(text, 0, _LOOKED_AT) else "text"
