"""The rows of Progress: skills, slips, and what comes back when."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from textual.content import Content

from tutor.app.drawing.bars import meter, percent, sparkline
from tutor.app.drawing.cell_text import fit, styled, width, wrap
from tutor.app.drawing.theme import HELP, MUTED
from tutor.app.progress.calendar_text import calendar_rows, row_of_days, strip
from tutor.app.quiz.reference_text import heading

if TYPE_CHECKING:
    from tutor.study import Progress
    from tutor.study.progress import SkillProgress

CURSOR = "▸"
BAR = 10
NUMBER = 6
FIRST = 14
GAP = " " * 5
MOST_SLIPS = 5
STRIP_WEEKS = 8
KNOWN_MEANS = "of first answers in seven days, how many would be right, unaided; from 80% on a skill counts as known"


def skill_size(progress: Progress) -> int:
    """Cells of the column of names."""
    return min(30, max([16, *(width(skill.skill) for skill in progress.skills)])) + 2


def skill_head(size: int, margin: int) -> Content:
    """The heading of the skills."""
    columns = fit("skills", size) + fit("known in a week", BAR + NUMBER) + fit("first try", FIRST, right=True)
    columns += GAP + "last 14 days"
    return styled(" " * margin, (columns, MUTED))


def skill_row(skill: SkillProgress, size: int, cells: int, *, cursor: bool, margin: int) -> Content:
    """One skill: what would be right at the first try in a week, what was of how many, and the last fortnight."""
    gutter = f"{CURSOR} ".rjust(margin) if cursor else " " * margin
    row = Content.assemble(
        gutter,
        fit(skill.skill.replace("-", " "), size),
        meter(skill.known, 1.0, BAR),
        fit(percent(skill.known), NUMBER, right=True),
        fit(f"{percent(skill.first_try)} of {skill.asked}", FIRST, right=True),
        GAP,
        (sparkline(skill.history), "" if cursor else "$text-primary"),
    )
    return row.truncate(cells)


def below_rows(progress: Progress, cells: int, *, column: bool, tall: bool) -> list[Content]:
    """Slips, what comes back and the days; the headings of a side `column` are in capitals.

    The days are a calendar where the screen is `tall`, else one row of the last weeks.
    """

    def head(text: str) -> Content:
        return heading(text.upper()) if column else styled((text, MUTED))

    rows: list[Content] = []
    if progress.slips:
        rows += [head("most frequent slips"), *_slips(progress, cells, tall=tall), Content("")]
    due = progress.due
    parts: list[str | tuple[str, str]] = []
    for label, key in (
        ("today", "today"),
        ("tomorrow", "tomorrow"),
        ("this week", "week"),
        ("later", "later"),
    ):
        parts += [(f"{label} ", MUTED), (str(due[key]), HELP if key == "today" and due[key] else ""), "   "]
    rows += [head("due"), styled("  ", *parts[:-1])]
    if progress.days:
        today = date.fromisoformat(progress.today)
        drawn = calendar_rows(progress.days, today, cells - 2) if tall else [strip(progress.days, today, STRIP_WEEKS)]
        said = styled("  ", row_of_days(progress.days, progress.streak))
        rows += [Content(""), head("days"), *(Content("  ") + row for row in drawn), said]
    if progress.skills:
        rows += [Content(""), head("known in a week"), *(Content(f"  {line}") for line in wrap(KNOWN_MEANS, cells - 2))]
    return rows


def _slips(progress: Progress, cells: int, *, tall: bool) -> list[Content]:
    """The slips that were made most, each in words; where it is not `tall` in one row, cut if need be."""
    shown = progress.slips[:MOST_SLIPS]
    size = min(24, max(width(slip.code or "not recognised") for slip in shown)) + 3
    longest = max(width(slip.message) for slip in shown)
    room = max(12, min(cells - size - 8, longest + 2))
    rows = []
    for slip in shown:
        said = wrap((slip.message or "a slip that was not recognised").rstrip("."), room)
        first, *more = said if tall else [fit(" ".join(said), room)]
        name = fit(slip.code or "not recognised", size)
        rows.append(styled("  ", name, fit(first, room), (f"{slip.count:>4}", MUTED)))
        rows += [Content(" " * (2 + size) + line) for line in more]
    return rows
