"""The skills of a summary: a number before and now, whole at every width of the column."""

from __future__ import annotations

import pytest

from tutor.app.quiz.summary_text import Finished, side_rows, summary_rows
from tutor.study.session.session_changes import SessionChanges, SkillChange
from tutor.study.session.summary import Summary

CHANGES = SessionChanges((SkillChange("softmax-cross-entropy", 0.41, 0.62), SkillChange("gate", 0.4, 1.0)), {1: 2})
DONE = Finished("Net", "seed 3", "learn", Summary(8, 8, 0, 0, 0, 0, 0, 0, 90.0, (), ()), CHANGES, lambda _, step: step)


@pytest.mark.parametrize("cells", [30, 36, 42, 60, 76])
@pytest.mark.parametrize("column", [True, False])
def test_before_and_now_are_whole_numbers_under_their_headings(cells: int, column: bool) -> None:
    rows = side_rows(DONE, cells) if column else summary_rows(DONE, cells, [])
    assert max(row.cell_length for row in rows) <= cells
    lines = [row.plain for row in rows]
    (head,) = (at for at, line in enumerate(lines) if line.casefold().startswith("skills"))
    for line, before, now in ((lines[head + 1], "41 %", "62 %"), (lines[head + 2], "40 %", "100 %")):
        assert line.index(before) + len(before) == lines[head].index("before") + len("before")
        assert line.index(now) + len(now) == lines[head].index("now") + len("now")
