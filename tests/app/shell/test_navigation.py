"""Pages by name."""

from __future__ import annotations

from pkgutil import resolve_name
from typing import get_args

from tutor.app.shell.navigation import FACTORIES
from tutor.app.shell.page_host import PageName


def test_every_page_that_can_be_asked_for_has_a_factory() -> None:
    assert set(FACTORIES) == set(get_args(PageName))
    assert all(callable(resolve_name(place)) for place in FACTORIES.values())
