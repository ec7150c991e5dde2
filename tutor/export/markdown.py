"""Pages as Markdown, with maths between dollar signs."""

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
    Words,
    separated,
)
from tutor.export.latex_math import amount, equation, latex

_SPECIAL = re.compile(r"[\\`*<>$|~]|(?<!\w)_|_(?!\w)|!(?=\[)|\](?=[(\[:])")
_AT_START = re.compile(r"^(\s*)(\d*)([#+=.)-])")


def render(blocks: Sequence[Block]) -> str:
    """The document, with a line break at its end."""
    return "".join(document([body(blocks)]))


def body(blocks: Sequence[Block]) -> str:
    """A part of a document."""
    return "\n\n".join(map(_block, blocks))


def document(bodies: Iterable[str], title: str = "") -> Iterator[str]:
    """A document of parts, piece by piece, with a line break at its end; the title is told in the parts alone."""
    yield from separated(bodies, "\n\n")
    yield "\n"


def words(parts: Words) -> str:
    """Text with nothing in it that Markdown would take for markup."""
    return "".join(_inline(part) for part in parts)


def _paragraph(parts: Words) -> str:
    """Words that begin a line, where a number or a dash would make a list of them."""
    return _AT_START.sub(r"\1\2\\\3", words(parts))


def _inline(part: str | Maths | Amount) -> str:
    if isinstance(part, str):
        return _SPECIAL.sub(lambda match: "\\" + match[0], " ".join(part.split("\n")))
    return f"${latex(part) if isinstance(part, Maths) else amount(part)}$"


def _block(block: Block) -> str:
    match block:
        case Heading(level, parts):
            return f"{'#' * level} {words(parts)}"
        case Prose(parts):
            return _paragraph(parts)
        case Verbatim(lines):
            return "\n".join(f"    {line}" for line in lines)
        case Items(items, numbered):
            return "\n".join(f"{f'{n}.' if numbered else '-'} {_paragraph(item)}" for n, item in enumerate(items, 1))
        case Equation():
            return f"$$\n\\begin{{aligned}}\n{equation(block)}\n\\end{{aligned}}\n$$"
        case Room(lines, boxed=True):
            return f'<div style="border: 1px solid; height: {2 * lines}em"></div>'
        case Room(lines):
            return "\n\n".join(["&nbsp;\n\n---"] * lines)
        case NewPage():
            return '<div style="page-break-before: always"></div>'
