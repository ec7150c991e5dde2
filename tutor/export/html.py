"""Pages as one HTML file that needs nothing else, for a browser to show and print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from itertools import product
from typing import TYPE_CHECKING, Any

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
from tutor.export.mathml import mathml
from tutor.notation.write.number_text import texts

if TYPE_CHECKING:
    from numpy.typing import NDArray

_STYLE = """
body { font: 11pt/1.5 Georgia, serif; max-width: 46em; margin: 2em auto; padding: 0 1em; color: #22252e; }
h1 { font-size: 1.5em; } h2 { font-size: 1.2em; } h3 { font-size: 1em; margin: 1.4em 0 0.3em; }
pre, .m, math, table.a { font-family: "STIX Two Math", "Cambria Math", "DejaVu Serif", serif; }
pre { margin-left: 1.5em; }
.e { margin: 0.3em 0 0.3em 1.5em; border-collapse: collapse; } .e > tbody > tr > td { padding: 0.1em 0.3em; }
table.a { display: inline-table; vertical-align: middle; border-collapse: collapse; margin: 0.25em 0.3em;
  border-left: 1px solid; border-right: 1px solid; border-radius: 4px; }
table.a td { padding: 0 0.5em; text-align: right; }
figure { display: inline-block; margin: 0; vertical-align: middle; text-align: center; font-size: 0.95em; }
.g svg { max-width: 100%; height: auto; }
.w { border-bottom: 1px solid #8d93a8; height: 1.9em; }
.b { border: 1px solid #8d93a8; break-inside: avoid; }
.p { break-before: page; }
@media print { body { margin: 0; max-width: none; } h3, .e { break-inside: avoid; } h1, h2, h3 { break-after: avoid; } }
"""


def render(blocks: Sequence[Block], *, drawing: str = "") -> str:
    """The document, with a line break at its end; its title is its first heading.

    A ``drawing``, an SVG, stands before the first part.
    """
    heads = [block.words for block in blocks if isinstance(block, Heading)]
    title = "".join(part for part in heads[0] if isinstance(part, str)) if heads else ""
    parts = [at for at, block in enumerate(blocks) if isinstance(block, Heading) and block.level == 2]
    first = parts[0] if parts else len(blocks)
    figure = [f'<div class="g">{drawing}</div>'] if drawing else []
    bodies = [some for some in (body(blocks[:first]), *figure, body(blocks[first:])) if some]
    return "".join(document(bodies, title))


def body(blocks: Sequence[Block]) -> str:
    """A part of a document."""
    return "\n".join(map(_block, blocks))


def document(bodies: Iterable[str], title: str = "") -> Iterator[str]:
    """A document of parts, piece by piece, with a line break at its end."""
    yield f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
    yield f"<style>{_STYLE}</style>\n</head>\n<body>\n"
    yield from separated(bodies, "\n")
    yield "\n</body>\n</html>\n"


def words(parts: Words) -> str:
    """Text with nothing in it that HTML would take for markup."""
    return "".join(_inline(part) for part in parts)


def _inline(part: str | Maths | Amount) -> str:
    if isinstance(part, str):
        return escape(part)
    if isinstance(part, Maths):
        return _formula(part)
    return _amount(part)


def _formula(part: Maths, *, large: bool = False) -> str:
    """A formula as a browser typesets it, on one line or several; in plain text where its LaTeX is not understood."""
    lines = mathml(part, large=large)
    return f'<span class="m">{escape(part.plain)}</span>' if lines is None else "<br>".join(lines)


def _block(block: Block) -> str:
    match block:
        case Heading(level, parts):
            return f"<h{level}>{words(parts)}</h{level}>"
        case Prose(parts):
            return f"<p>{words(parts)}</p>"
        case Verbatim(lines):
            return f"<pre>{escape(chr(10).join(lines))}</pre>"
        case Items(items, numbered):
            kind = "ol" if numbered else "ul"
            return f"<{kind}>" + "".join(f"<li>{words(item)}</li>" for item in items) + f"</{kind}>"
        case Equation(left, right):
            heads = [_formula(left, large=True), *[""] * (len(right) - 1)]
            sides = [_formula(part, large=True) if isinstance(part, Maths) else _amount(part) for part in right]
            rows = [
                f"<tr><td>{head}</td><td>=</td><td>{side}</td></tr>" for head, side in zip(heads, sides, strict=True)
            ]
            return f'<table class="e"><tbody>{"".join(rows)}</tbody></table>'
        case Room(lines, boxed=True):
            return f'<div class="b" style="height: {1.9 * lines:.1f}em"></div>'
        case Room(lines):
            return '<div class="w"></div>' * lines
        case NewPage():
            return '<div class="p"></div>'


def _amount(value: Amount) -> str:
    array = value.array
    if array.ndim == 0:
        return escape(texts([float(array)])[0])
    if array.ndim == 1:
        return _table(array[None] if value.row else array[:, None])
    if array.ndim == 2:
        return _table(array)
    return "".join(_slices(value))


def _slices(value: Amount) -> Iterator[str]:
    """The matrices of a deeper array, each with its place below it."""
    for place in product(*map(range, value.array.shape[:-2])):
        label = ", ".join(f"{letter} = {at + 1}" for letter, at in zip(value.letters, place, strict=False))
        yield f"<figure>{_table(value.array[place])}<figcaption>{escape(label)}</figcaption></figure>"


def _table(array: NDArray[Any]) -> str:
    entries = iter(texts(array.ravel().tolist()))
    rows = ("".join(f"<td>{escape(next(entries))}</td>" for _ in range(array.shape[1])) for _ in range(array.shape[0]))
    return '<table class="a"><tbody>' + "".join(f"<tr>{row}</tr>" for row in rows) + "</tbody></table>"
