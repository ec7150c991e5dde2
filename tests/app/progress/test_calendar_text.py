from __future__ import annotations

from datetime import date

from tutor.app.drawing.symbols import ASCII
from tutor.app.progress.calendar_text import calendar_rows, row_of_days, strip

WEDNESDAY = date(2026, 3, 11)
DAYS = {"2026-03-02": 1, "2026-03-09": 5, "2026-03-10": 14, "2026-03-11": 15}


def test_a_column_is_a_week_and_the_days_to_come_are_left_out() -> None:
    rows = [row.plain.rstrip() for row in calendar_rows(DAYS, WEDNESDAY, 12)]
    assert rows == [
        "        Mar",
        "Mon   ▁ ▂ ▅",
        "      ▁ ▁ ▅",
        "Wed   ▁ ▁ █",
        "      ▁ ▁",
        "Fri   ▁ ▁",
        "      ▁ ▁",
        "Sun   ▁ ▁",
    ]


def test_no_more_weeks_are_shown_than_have_room_and_no_more_than_half_a_year() -> None:
    assert calendar_rows({}, WEDNESDAY, 26)[1].plain.count("▁") == 10
    assert calendar_rows({}, WEDNESDAY, 200)[1].plain.count("▁") == 26


def test_each_month_stands_above_its_first_monday() -> None:
    # Twelve weeks back is Monday the 22nd of December; the 5th of January is two weeks later.
    months = calendar_rows({}, WEDNESDAY, 6 + 2 * 12)[0].plain
    assert months.index("Jan") == 6 + 2 * 2
    assert months.split() == ["Dec", "Jan", "Feb", "Mar"]


def test_one_row_has_the_last_days_week_by_week() -> None:
    assert strip(DAYS, WEDNESDAY, 2).plain == "▁▁▁▁ ▂▁▁▁▁▁▁ ▅▅█"


def test_days_in_a_row_are_told_with_the_longest_run() -> None:
    assert row_of_days(DAYS, 3) == "3 days in a row"
    assert row_of_days(DAYS, 1) == "1 day in a row, at most 3"
    assert row_of_days(DAYS, 0) == "no answer today or yesterday, at most 3"


def test_in_ascii_more_answers_look_like_more() -> None:
    assert ASCII.text(strip(DAYS, WEDNESDAY, 2).plain) == "____ .______ ==#"
