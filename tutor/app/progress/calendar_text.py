"""A calendar of the days with answers, a column a week, and how many days in a row there were."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from textual.content import Content

from tutor.app.drawing.cell_text import fit, styled
from tutor.app.drawing.theme import MUTED

MOST_WEEKS = 26
LABEL = 6
WEEKDAYS = ("Mon", "", "Wed", "", "Fri", "", "Sun")
# From how many answers on a day has which sign.
SIGNS = ((15, "█"), (5, "▅"), (1, "▂"))
NONE = "▁"


def calendar_rows(days: Mapping[str, int], today: date, cells: int) -> list[Content]:
    """Months above, then a row a weekday; the last column is this week, with nothing for the days to come."""
    weeks = max(1, min(MOST_WEEKS, (cells - LABEL) // 2))
    first = today - timedelta(days=today.weekday() + 7 * (weeks - 1))
    rows = [styled((" " * LABEL + _months(first, weeks), MUTED))]
    for weekday, label in enumerate(WEEKDAYS):
        row = [styled((fit(label, LABEL), MUTED))]
        row += [_day(days, first + timedelta(days=weekday + 7 * week), today) for week in range(weeks)]
        rows.append(Content("").join(row))
    return rows


def strip(days: Mapping[str, int], today: date, weeks: int) -> Content:
    """The same on one row: the days of some weeks up to today, a blank before each Monday."""
    shown = [today - timedelta(days=back) for back in range(7 * weeks - 1, -1, -1)]
    parts: list[str | tuple[str, str]] = []
    for day in shown:
        parts += [" " if parts and day.weekday() == 0 else "", _sign(days.get(day.isoformat(), 0))]
    return Content.assemble(*parts)


def row_of_days(days: Mapping[str, int], streak: int) -> str:
    """How many days in a row there were, up to now and at most."""
    longest = _longest(days)
    now = f"{streak} day{'' if streak == 1 else 's'} in a row" if streak else "no answer today or yesterday"
    return f"{now}, at most {longest}" if longest > streak else now


def _longest(days: Mapping[str, int]) -> int:
    best = run = 0
    before: date | None = None
    for day in sorted(date.fromisoformat(day) for day, answers in days.items() if answers):
        run = run + 1 if before is not None and day - before == timedelta(days=1) else 1
        best, before = max(best, run), day
    return best


def _months(first: date, weeks: int) -> str:
    """The name of each month above its first Monday, and of that before where there is room for it."""
    text = ""
    for week in range(weeks):
        monday = first + timedelta(days=7 * week)
        alone = week == 0 and (monday + timedelta(days=7)).day > 7
        if monday.day <= 7 or alone:
            text = text.ljust(2 * week) + f"{monday:%b} "
    return text.rstrip()[: 2 * weeks + 1]


def _day(days: Mapping[str, int], day: date, today: date) -> Content:
    return Content("") if day > today else Content.assemble(_sign(days.get(day.isoformat(), 0)), " ")


def _sign(answers: int) -> tuple[str, str]:
    sign = next((sign for least, sign in SIGNS if answers >= least), "")
    return (sign, "$text-primary") if sign else (NONE, MUTED)
