"""The reference column of Home: the problem under the cursor, before it is opened."""

from __future__ import annotations

from textual.content import Content

from tutor.app.drawing.bars import meter, percent
from tutor.app.drawing.cell_text import fit, styled, wrap
from tutor.app.drawing.theme import MUTED
from tutor.app.graph.graph_view import HIGH, graph_rows
from tutor.app.home.row_text import FINISHED, About, Entry, standing
from tutor.app.quiz.reference_text import formulas, heading

BAR = 16
NUMBER = 6
LIKELY = "What is left would probably be right; enter asks it."
MOST_SKILLS = 10
MANY_ROWS, HIGHER = 48, 12
"""From so many rows on, the figure may have more rows than else."""


def side_rows(entry: Entry, cells: int, rows: int = 0, *, ascii_only: bool) -> list[Content]:
    """Title and summary, the network, its figure, what comes next, and the skills it trains.

    In many `rows` the figure may be higher, and two blank rows part what stands here.
    """
    groups = [[styled((entry.title, "bold")), *(Content(line) for line in wrap(entry.summary, cells))]]
    about = entry.about
    if about is not None:
        network = [Content(line) for text in formulas(about.statement) for line in wrap(text, cells)]
        groups.append([heading("NETWORK"), *network])
        if about.graph is not None:
            high = HIGHER if rows >= MANY_ROWS else HIGH
            groups.append([heading("FIGURE"), *graph_rows(about.graph, cells, ascii_only=ascii_only, high=high)])
        if entry.total:  # else its steps are yet to be derived
            groups += _standing(entry, about, cells)
    blank = [Content("")] * (2 if rows >= MANY_ROWS else 1)
    return [line for number, group in enumerate(groups) for line in (*(blank if number else ()), *group)]


def _standing(entry: Entry, about: About, cells: int) -> list[list[Content]]:
    """What comes next, and how well its skills are known."""
    following = [styled((f"{number:>2}  ", MUTED), name) for number, name in about.next]
    if not following:
        following = [Content(line) for line in wrap(FINISHED if entry.done == entry.total else LIKELY, cells)]
    done = styled((standing(entry.done, entry.known, entry.total), MUTED))
    groups = [[heading("NEXT"), *following, done]]
    if about.skills:
        groups.append([heading("SKILLS"), *(_skill(name, known, cells) for name, known in about.skills[:MOST_SKILLS])])
    return groups


def _skill(name: str, known: float | None, cells: int) -> Content:
    number = "" if known is None else percent(known)
    bar = meter(known or 0.0, 1.0, BAR)
    return Content.assemble(fit(name, cells - BAR - NUMBER - 2), "  ", bar, fit(number, NUMBER, right=True))
