"""The report on a page as Markdown: what is wrong, line by line, and the counts."""

from __future__ import annotations

from tutor.export.document import Block, Heading, Items, Maths, Prose, Words
from tutor.export.markdown import render
from tutor.export.marked.sentences import SIGNS, closing, heads, said, shortened
from tutor.submission.marked import CODE, Marked


def write(marked: Marked) -> str:
    """The document, with a line break at its end."""
    return render(blocks(marked))


def blocks(marked: Marked) -> list[Block]:
    """The report as a document of headings and lists."""
    told = said(marked)
    found: list[Block] = [Heading(1, (marked.file,))]
    found += [Prose((head,)) for head in heads(marked)]
    items: list[Words] = []
    for at, one in enumerate(marked.statements):
        if one.verdict in SIGNS:
            end = f" — {told[at]}" if at in told else ""
            end += f" Right: {one.key}" if one.key else ""
            text = shortened(one) if one.kind == CODE else Maths(" ".join(one.text.split()), one.text)
            items.append((f"{SIGNS[one.verdict]} line {one.line}: ", text, end))
    if items:
        found += [Heading(2, ("Statements",)), Items(tuple(items))]
    if marked.unread:
        left_out = tuple((f"line {one.line}: {one.reason}",) for one in marked.unread)
        found += [Heading(2, ("Left out",)), Items(left_out)]
    found.append(Heading(2, ("Summary",)))
    return [*found, Items(tuple((line,) for line in closing(marked)))]
