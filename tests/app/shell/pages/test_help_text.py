"""The text of the help pages, at every width."""

from __future__ import annotations

import re

import pytest

from tutor.app.drawing.cell_text import width
from tutor.app.shell.pages.help_text import KEYS, keys_page


@pytest.mark.parametrize("cells", [76, 92, 112])
@pytest.mark.parametrize("topic", KEYS)
def test_what_keys_do_is_said_whole_on_every_page(topic: str, cells: int) -> None:
    rows = [row.plain for row in keys_page(topic, (), cells)]
    for key, what in KEYS[topic]:
        assert any(re.match(rf"  {re.escape(key)} +{re.escape(what)}(  |$)", row) for row in rows), key
    assert max(map(width, rows)) <= cells
