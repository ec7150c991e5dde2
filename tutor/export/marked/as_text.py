"""The report on a page as text: the page with a mark beside each line, sentences under what is wrong, the counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.export.marked.sentences import SIGNS, by_line, closing, heads, said, shortened, sign_of
from tutor.notation.write.line_breaks import wrapped_words
from tutor.submission.marked import Marked
from tutor.terminal_text import printable_line

WIDTH = 80
"""The cells of a line of sentences; lines of the page keep their own length."""


def lines(marked: Marked, symbol: Callable[[str], str]) -> Iterator[str]:
    """The report line by line; ``symbol`` gives the sign to print for a mark."""
    for head in heads(marked):
        yield from _wrapped(head, "")
    if heads(marked):
        yield ""
    yield from _page(marked, symbol)
    yield ""
    for line in closing(marked):
        yield from _wrapped(line, "")


def _page(marked: Marked, symbol: Callable[[str], str]) -> Iterator[str]:
    source = marked.source.splitlines()
    while source and not source[-1].strip():
        source.pop()
    digits = len(str(max(len(source), 1)))
    margin = " " * (digits + 5)
    told, places = said(marked), by_line(marked)
    unread = {one.line: one.reason for one in marked.unread}
    blank = False
    for number, text in enumerate(source, 1):
        here = [marked.statements[at] for at in places.get(number, ())]
        verdict = sign_of(here)
        if not text.strip() and blank:
            continue
        blank = not text.strip()
        mark = symbol(SIGNS[verdict]) if verdict else ""
        yield f"{number:>{digits}} {mark:<2} {printable_line(text)}".rstrip()
        for at in places.get(number, ()):
            if at in told:
                one = marked.statements[at]
                sign = symbol(SIGNS.get(one.verdict, "?"))
                quoted = f"{printable_line(shortened(one))}: " if len(here) > 1 else ""
                yield from _wrapped(f"{sign} {quoted}{told[at]}", margin)
            if marked.statements[at].key:
                yield f"{margin}right: {printable_line(marked.statements[at].key)}"
        if number in unread:
            yield from _wrapped(f"{symbol('?')} Left out: {unread[number]}.", margin)


def _wrapped(text: str, before: str) -> Iterator[str]:
    for line in wrapped_words(printable_line(text), WIDTH - len(before)):
        yield f"{before}{line}"
