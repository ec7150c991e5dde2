"""The text of the help pages, at every width."""

from __future__ import annotations

import re

import pytest

from tutor.app.drawing.cell_text import width
from tutor.app.shell.pages.help_text import KEYS, MAP, forms_page, keys_page, screens_page
from tutor.notation.examples import EXAMPLES


@pytest.mark.parametrize("cells", [76, 92, 112])
@pytest.mark.parametrize("topic", KEYS)
def test_what_keys_do_is_said_whole_on_every_page(topic: str, cells: int) -> None:
    rows = [row.plain for row in keys_page(topic, (), cells)]
    for key, what in KEYS[topic]:
        assert any(re.match(rf"  {re.escape(key)} +{re.escape(what)}(  |$)", row) for row in rows), key
    assert max(map(width, rows)) <= cells


@pytest.mark.parametrize("cells", [76, 92, 98, 112, 152])
def test_every_screen_has_its_name_apart_from_the_way_to_it(cells: int) -> None:
    rows = [row.plain for row in screens_page(cells)]
    for name, way, what in MAP:
        assert any(re.match(rf"  {re.escape(name)}  +{re.escape(way)}(  |$)", row) for row in rows)
        assert any(row.endswith(what) for row in rows)
    assert max(map(width, rows)) <= cells


@pytest.mark.parametrize("cells", [76, 112])
def test_what_a_form_is_stands_apart_from_the_form(cells: int) -> None:
    text = "\n".join(row.plain for row in forms_page(cells))
    for example in (example for _, group in EXAMPLES for example in group):
        last = example.reading.split()[-1]
        assert f"{last}  " in text or f"{last}\n" in text
        assert f"{last} {example.forms[0]}" not in text
