"""The reference column of Home: the problem under the cursor, before it is opened."""

from __future__ import annotations

from textual.content import Content

from tutor.app.drawing.bars import meter, percent
from tutor.app.drawing.cell_text import fit, styled, wrap
from tutor.app.drawing.theme import MUTED
from tutor.app.graph.graph_view import graph_rows
from tutor.app.home.row_text import FINISHED, Entry, standing
from tutor.app.quiz.reference_text import formulas, heading

BAR = 16
NUMBER = 6
LIKELY = "What is left would probably be right; enter asks it."
MOST_SKILLS = 10


def side_rows(entry: Entry, cells: int, *, ascii_only: bool) -> list[Content]:
    """Title and summary, the network, its figure, what comes next, and the skills it trains."""
    rows = [styled((entry.title, "bold")), *(Content(line) for line in wrap(entry.summary, cells))]
    about = entry.about
    if about is None:
        return rows
    rows += [Content(""), heading("NETWORK")]
    rows += [Content(line) for text in formulas(about.statement) for line in wrap(text, cells)]
    if about.graph is not None:
        drawn = graph_rows(about.graph, cells, ascii_only=ascii_only)
        rows += [Content(""), heading("FIGURE"), *drawn]
    if not entry.total:  # its steps are yet to be derived
        return rows
    rows += [Content(""), heading("NEXT")]
    if about.next:
        rows += [styled((f"{number:>2}  ", MUTED), name) for number, name in about.next]
    elif not entry.total:
        rows += [Content(line) for line in wrap("Its gradients are derived when it is opened.", cells)]
    else:
        rows += [Content(line) for line in wrap(FINISHED if entry.done == entry.total else LIKELY, cells)]
    rows.append(styled((standing(entry.done, entry.known, entry.total), MUTED)))
    if about.skills:
        rows += [Content(""), heading("SKILLS")]
        for name, known in about.skills[:MOST_SKILLS]:
            number = "" if known is None else percent(known)
            bar = meter(known or 0.0, 1.0, BAR)
            rows.append(
                Content.assemble(fit(name, cells - BAR - NUMBER - 2), "  ", bar, fit(number, NUMBER, right=True))
            )
    return rows
