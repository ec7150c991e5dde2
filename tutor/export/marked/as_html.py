"""The report on a page as one HTML file that needs nothing else: the page, its formulas typeset and coloured.

What is said of a statement stands below its line, and is shown as well where the pointer rests on the formula.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from tutor.export.document import Maths
from tutor.export.marked.sentences import SIGNS, by_line, closing, heads, said
from tutor.export.mathml import mathml
from tutor.submission.marked import Marked, MarkedStatement
from tutor.terminal_text import printable

_STYLE = """
body { font: 11pt/1.5 Georgia, serif; max-width: 52em; margin: 2em auto; padding: 0 1em; color: #22252e; }
h1 { font-size: 1.3em; } h1 + h1 { break-before: page; } .l { display: flex; gap: 0.8em; min-height: 1.5em; }
.n { flex: 0 0 3em; text-align: right; color: #8d93a8; } .t { flex: 1; overflow-wrap: anywhere; }
.c .t, .s { font-family: ui-monospace, Consolas, monospace; white-space: pre-wrap; }
math { font-family: "STIX Two Math", "Cambria Math", "DejaVu Serif", serif; }
.f { padding: 0.1em 0.35em; margin: 0 0.3em 0.2em 0; border-radius: 4px; border-left: 4px solid #b4b8c6;
  display: inline-block; background: #f4f5f8; }
.right { border-color: #2e7d4f; background: #eaf5ee; } .wrong { border-color: #b3261e; background: #fbe9e7; }
.follows { border-color: #a86400; background: #fdf1dd; }
.w { margin: 0 0 0.5em 3.8em; } .w b { font-weight: normal; color: #b3261e; }
@media print { body { margin: 0; max-width: none; } .l, .w { break-inside: avoid; }
  .f { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
"""


def write(pages: Sequence[Marked]) -> str:
    """One document with all pages, with a line break at its end."""
    title = escape(printable(" ".join(page.file for page in pages[:1])))
    body = "\n".join(part for page in pages for part in _page(page))
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{title}</title>\n'
        f"<style>{_STYLE}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


def _page(marked: Marked) -> Iterator[str]:
    yield f"<h1>{escape(printable(marked.file))}</h1>"
    yield from (f"<p>{escape(head)}</p>" for head in heads(marked))
    yield from _lines(marked)
    yield from (f"<p>{escape(line)}</p>" for line in closing(marked))


def _lines(marked: Marked) -> Iterator[str]:
    """A block for each line of the page: its words and its formulas in their order, then what is said of these."""
    source = marked.source.splitlines()
    told, places = said(marked), by_line(marked)
    parts: dict[int, list[tuple[int, str]]] = {}
    if not marked.is_code:
        for line, column, text in _words(marked, source):
            parts.setdefault(line, []).append((column, escape(printable(text))))
    for at, one in enumerate(marked.statements):
        parts.setdefault(one.line, []).append((one.column, _statement(one, told.get(at, ""), code=marked.is_code)))
    for number, text in enumerate(source, 1):
        here = [html for _, html in sorted(parts.get(number, ()))]
        if marked.is_code and not here and text.strip():
            here = [escape(printable(text))]
        if here:
            kind = "l c" if marked.is_code else "l"
            yield f'<div class="{kind}"><span class="n">{number}</span><div class="t">{" ".join(here)}</div></div>'
        for at in places.get(number, ()):
            if at in told:
                sign = SIGNS.get(marked.statements[at].verdict, "")
                yield f'<p class="w"><b>{sign}</b> {escape(told[at])}</p>'
            if marked.statements[at].key:
                yield f'<p class="w">Right: {escape(printable(marked.statements[at].key))}</p>'


def _words(marked: Marked, source: list[str]) -> Iterator[tuple[int, int, str]]:
    """The prose of a page line by line, with where it begins."""
    for prose in marked.prose:
        for line in range(prose.line, min(prose.end_line, len(source)) + 1):
            start = prose.column - 1 if line == prose.line else 0
            end = prose.end_column - 1 if line == prose.end_line else len(source[line - 1])
            text = source[line - 1][start:end].strip()
            if text:
                yield line, start + 1, text


def _statement(one: MarkedStatement, told: str, *, code: bool) -> str:
    title = f' title="{escape(told)}"' if told else ""
    kind = one.verdict.replace(" ", "-")
    typeset = None if code else mathml(Maths(one.text, one.text))
    inside = f'<span class="s">{escape(printable(one.text))}</span>' if typeset is None else "<br>".join(typeset)
    return f'<span class="f {kind}"{title}>{inside}</span>'
