"""Pages as a LaTeX document that compiles as it is, with nothing beyond the base packages and amsmath."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from tutor.export.document import (
    Amount,
    Block,
    Equation,
    Heading,
    Items,
    Maths,
    NewPage,
    Prose,
    Room,
    Verbatim,
    separated,
)
from tutor.export.latex_math import amount, equation, latex
from tutor.export.latex_prose import network, prose

_FRACTION = re.compile(r"\\frac\{(\\partial [^/]*?)\}\{(\\partial (?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*)\}")
_HEAD = r"""\documentclass[11pt,a4paper]{article}
\usepackage[utf8]{inputenc}
\usepackage[margin=22mm]{geometry}
\usepackage{amsmath,amssymb}
\setlength{\parindent}{0pt}
\setlength{\parskip}{6pt plus 2pt}
\allowdisplaybreaks
\begin{document}
"""


def render(blocks: Sequence[Block]) -> str:
    """The document, with a line break at its end."""
    return "".join(document([body(blocks)]))


def document(bodies: Iterable[str], title: str = "") -> Iterator[str]:
    """A document of parts, piece by piece, with a line break at its end; the title is told in the parts alone."""
    yield _HEAD
    yield from separated(bodies, "\n\n")
    yield "\n\\end{document}\n"


def body(blocks: Sequence[Block]) -> str:
    """A part of a document."""
    shown = ""
    for block in blocks:
        # A blank line before a formula would begin a paragraph, and leave room for it.
        between = "" if not shown else "\n" if isinstance(block, Equation) else "\n\n"
        shown += between + _block(block)
    return shown


def _in_line(part: str | Maths | Amount) -> str | Maths | Amount:
    """A derivative with a slanted stroke, which a heading has room for."""
    if not isinstance(part, Maths):
        return part
    return Maths(_FRACTION.sub(r"\1 / \2", part.latex), part.plain)


def words(parts: Iterable[str | Maths | Amount]) -> str:
    """Text with nothing in it that LaTeX would take for a command."""
    return "".join(_inline(part) for part in parts)


def _inline(part: str | Maths | Amount) -> str:
    if isinstance(part, str):
        return prose(part)
    return f"${latex(part) if isinstance(part, Maths) else amount(part)}$"


def _block(block: Block) -> str:
    match block:
        case Heading(level, parts):
            return rf"\{('', 'section', 'subsection', 'subsubsection')[level]}*{{{words(map(_in_line, parts))}}}"
        case Prose(parts):
            return words(parts)
        case Verbatim(lines):
            shown = " \\\\\n".join(network(line) for line in lines)
            return rf"\begin{{quote}}{shown}\end{{quote}}"
        case Items(items, numbered):
            kind = "enumerate" if numbered else "itemize"
            # The empty group keeps a `[` that begins an item from being taken for its label.
            listed = "\n".join(rf"\item {{}}{words(item)}" for item in items)
            return rf"\begin{{{kind}}}" + f"\n{listed}\n" + rf"\end{{{kind}}}"
        case Equation():
            return "\\begin{align*}\n" + equation(block) + "\n\\end{align*}"
        case Room(lines, boxed=True):
            height = rf"\rule{{0pt}}{{{1.6 * lines:.1f}\baselineskip}}"
            return rf"\fbox{{\parbox{{\dimexpr\linewidth-2\fboxsep-2\fboxrule}}{{{height}}}}}"
        case Room(lines):
            return "\n".join([r"\vspace{1.6\baselineskip}\hrule"] * lines)
        case NewPage():
            return r"\newpage"
