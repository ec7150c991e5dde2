"""The rows of Progress: what was mistaken most is said in words, with all of them where there is room."""

from __future__ import annotations

import pytest

from tutor.app.progress.row_text import below_rows
from tutor.study.progress import Example, Progress, SlipCount

SAID = "Going back through the weights of a hidden layer, they were not transposed, so rows and columns changed places"


def progress() -> Progress:
    slip = SlipCount("transpose", f"{SAID}.", 3, Example("mlp", "dL/dh", "W @ d", "W.T @ d", ""), None)
    due = dict.fromkeys(("today", "tomorrow", "week", "later"), 0)
    return Progress(5, 1, 0, 0, 0, due, (), (), (slip,))


@pytest.mark.parametrize("cells", [60, 64, 100])
def test_a_slip_has_all_its_words_on_a_tall_screen_and_one_row_else(cells: int) -> None:
    tall, low = ([row.plain for row in below_rows(progress(), cells, column=True, tall=one)] for one in (True, False))
    words = [word for row in tall[1 : tall.index("")] for word in row.split() if word != "3"]
    assert words == ["transpose", *SAID.split()]
    assert low.index("") == 2
    assert low[1].endswith(" 3")
    assert "…" in low[1]
    assert max(map(len, tall)) <= cells
