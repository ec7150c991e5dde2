"""A notebook's cells are read as one page, each with lines of its own; damage is one sentence."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tutor.errors import TutorError
from tutor.submission.text.notebook import MOST_CELLS, MOST_OF_CELLS, cells_of, page_of


def notebook(*cells: tuple[str, Any]) -> str:
    return json.dumps({"nbformat": 4, "cells": [{"cell_type": kind, "source": source} for kind, source in cells]})


def test_cells_stand_one_below_the_other() -> None:
    cells = cells_of(
        notebook(("markdown", ["# One\n", "$a = b$"]), ("code", "x = 1\ny = x"), ("raw", "-"), ("markdown", "$c = d$"))
    )
    assert [(cell.number, cell.kind, cell.line) for cell in cells] == [
        (1, "markdown", 1),
        (2, "code", 3),
        (4, "markdown", 6),
    ]
    page = page_of(cells)
    assert [(one.line, one.column, one.left) for one in page.statements] == [(2, 2, "a"), (6, 2, "c")]
    assert [(one.line, one.text) for one in page.code] == [(3, "x = 1\ny = x")]
    assert page.text.split("\n")[5] == "$c = d$"


def test_what_only_the_notebook_runs_is_cut_from_code() -> None:
    cells = cells_of(
        notebook(("code", "%matplotlib inline\nx = 1\n!ls"), ("code", "%%bash\nx=1"), ("code", "%%time\ny = 2"))
    )
    assert [(cell.number, cell.text, cell.line) for cell in cells] == [(1, "\nx = 1\n", 1), (3, "\ny = 2", 5)]


def test_settings_keep_their_lines() -> None:
    page = page_of(cells_of(notebook(("markdown", "words"), ("markdown", "For $t = 1$:\n$$a = b$$"))))
    assert [(one.line, [setting.line for setting in one.settings]) for one in page.statements] == [(2, []), (3, [2])]


def test_an_old_notebook_has_its_cells_on_a_sheet() -> None:
    text = json.dumps({"worksheets": [{"cells": [{"cell_type": "code", "input": ["x = 1"]}]}]})
    assert [cell.text for cell in cells_of(text)] == ["x = 1"]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("", "not written in JSON"),
        ('{"cells": [', "not written in JSON"),
        ("[" * 100_000, "not written in JSON"),
        ("[]", "no list of cells"),
        ("{}", "no list of cells"),
        ('{"cells": [1]}', "no list of cells"),
        ('{"cells": [{"cell_type": "code"}]}', "cell 1 has no text"),
        ('{"cells": [{"cell_type": "code", "source": [1]}]}', "cell 1 has no text"),
        (notebook(*[("code", "")] * (MOST_CELLS + 1)), f"{MOST_CELLS + 1} cells"),
        (notebook(("markdown", "a" * (MOST_OF_CELLS + 1))), f"its cells have {MOST_OF_CELLS + 1} characters"),
        ("1" * 5000, "not written in JSON"),
    ],
)
def test_a_damaged_notebook_is_refused_in_one_sentence(text: str, reason: str) -> None:
    with pytest.raises(TutorError, match=f"n.ipynb cannot be read as a notebook: .*{reason}"):
        cells_of(text, "n.ipynb")
