"""What is said beside the page as rows: of the line under the cursor, and of the page as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.app.drawing.cell_text import styled, width, wrap
from tutor.app.drawing.symbols import Symbols
from tutor.app.drawing.theme import MUTED, STRONG, UNCOUNTED
from tutor.app.quiz.reference_text import heading
from tutor.app.submission.marked_page import MarkedPage, Said
from tutor.app.submission.page_view import STYLES

if TYPE_CHECKING:
    from tutor.app.submission.marking import Marking

WORDS = {
    "right": "Right.",
    "wrong": "Wrong.",
    "follows": "Follows.",
    "not read": "Not read.",
    "not judged": "Not judged.",
    "definition": "This introduces a name.",
    "setting": "This fixes a size or an index.",
}
MOST = 40
"""Statements of a line of which something is said: more would take the loop longer than a key may wait."""
PROSE = "Nothing on this line says what could be right or wrong."
INTRODUCTION = (
    "A worked solution, as you wrote it: every statement in it is judged, the first wrong one and its mistake are "
    "named, and what only follows from it is told apart.",
    "Type the path of a file: Markdown or LaTeX with formulas, plain text, Python code or a notebook. → "
    "completes a path. Or paste the page itself. Code is read, and never run by Python.",
    "F8 says which problem it is about. Without one, those that are installed are tried, which takes longer, and then "
    "the network of the page's own equations.",
)
IN_BROWSER = (
    INTRODUCTION[0],
    "In a browser, paste the page itself: Markdown or LaTeX with formulas, plain text or Python code.",
    INTRODUCTION[2],
)


def introduction(on_disk: bool, cells: int) -> list[Content]:
    """What this is and what it takes, before anything was marked."""
    rows: list[Content] = []
    for text in INTRODUCTION if on_disk else IN_BROWSER:
        rows += [styled((line, MUTED)) for line in wrap(text, cells)]
        rows.append(Content(""))
    return rows


def state_rows(marking: Marking, cells: int, symbols: Symbols) -> list[Content]:
    """That a page is being marked, or why it could not be; a blank row after it."""
    if marking.busy:
        about = marking.problem or "all problems that are installed are tried, F8 names one"
        dots = "..." if symbols.ascii else "…"
        return [*(styled((line, MUTED)) for line in wrap(f"marking{dots} {about}", cells)), Content("")]
    if not marking.trouble:
        return []
    sign = f"{symbols.invalid.split(maxsplit=1)[0]} "
    lines = wrap(symbols.text(marking.trouble), cells - width(sign))
    signs = [sign, *[" " * width(sign)] * (len(lines) - 1)]
    return [*(styled((at, f"bold {UNCOUNTED}"), line) for at, line in zip(signs, lines, strict=True)), Content("")]


def said_rows(
    page: MarkedPage, line: int, cells: int, symbols: Symbols, *, room: int, page_first: bool
) -> list[Content]:
    """What is said of the page and of a line: one that says anything stands first, unless the page does."""
    of_page = page_rows(page, cells, symbols)
    if line not in page.statements and not page_first:
        return of_page
    of_line = line_rows(page, line, cells, symbols, room=room)
    first, second = (of_page, of_line) if page_first else (of_line, of_page)
    return [*first, Content(""), *second]


def line_rows(page: MarkedPage, line: int, cells: int, symbols: Symbols, *, room: int) -> list[Content]:
    """What is said of a line, what enter does there, and the whole line where the page has no ``room`` for it."""
    here = page.statements.get(line, ())
    rows = [heading(f"LINE {line}")]
    if not here:
        return [*rows, *(styled((part, MUTED)) for part in wrap(PROSE, cells))]
    for one in here[:MOST]:
        rows += _said_rows(one, cells, symbols, quoted=len(here) > 1)
    if len(here) > MOST:
        rows.append(styled((f"  and {len(here) - MOST} more statements", MUTED)))
    question, cause = page.question(line), page.cause(line)
    if question is not None:
        rows.append(styled(("enter", STRONG), (f" asks {symbols.text(question.shown)}", MUTED)))
    elif cause:
        rows.append(styled(("enter", STRONG), (f" goes to line {cause}", MUTED)))
    text = page.lines[line - 1].strip()
    if width(text) > room and len(here) < 2:
        rows += [Content(""), *(styled((part, MUTED)) for part in wrap(text, cells))]
    return rows


def _said_rows(one: Said, cells: int, symbols: Symbols, *, quoted: bool) -> Iterator[Content]:
    """The sign, and the sentence or a word beside it; before them the statement, where a line has several."""
    style = STYLES.get(one.verdict, MUTED)
    lead = f"{symbols.text(one.sign)} " if one.sign else "  "
    before = " " * len(lead)
    if quoted and one.text:
        for line in wrap(" ".join(one.text.split()), cells - 2):
            yield styled(before, (line, MUTED))
    word = WORDS.get(one.verdict, "")
    sentence = one.sentence[:1].upper() + one.sentence[1:]
    said = symbols.text(sentence if sentence else word)
    for at, line in enumerate(wrap(said, cells - 2)):
        yield styled((lead if at == 0 else before, f"bold {style}"), line)


def page_rows(page: MarkedPage, cells: int, symbols: Symbols) -> list[Content]:
    """What was taken for granted, the counts, and what can be practised."""
    rows = [heading("PAGE")]
    for text in (*page.about, *page.counts):
        rows += [Content(line) for line in wrap(symbols.text(text), cells)]
    if page.asked:
        asked = ", ".join(question.shown for question in page.asked)
        rows += [styled((line, MUTED)) for line in wrap(symbols.text(f"F2 asks {asked}"), cells)]
    return rows


def totals(page: MarkedPage) -> Content:
    """The counts in a few words, for the title."""
    styles = {**STYLES, "follow": STYLES["follows"], "not judged": MUTED}
    parts = [styled((f"{number} {word}", styles[word])) for word, number in page.totals if number]
    return Content("   ").join(parts) if parts else styled(("nothing to judge", MUTED))
