"""The app in a headless terminal, and its screen as plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from tutor.app.shell.app import TutorApp
from tutor.app.shell.services.services import Services
from tutor.host import Catalogue
from tutor.study import Store

AppMaker = Callable[..., TutorApp]


class StillServices(Services):
    """Services that find nothing, for tests of pages that are given what they show."""

    def __init__(self) -> None:
        super().__init__(Store(None))

    def catalogue(self) -> Catalogue:
        return Catalogue((), {})


@pytest.fixture(autouse=True)
def _logs_that_tests_open_are_closed(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A test that looks into the log beside the app leaves it open; from 3.13 on Python warns of that."""
    opened: list[Store] = []
    begin = Store.__init__

    def noted(store: Store, *arguments: Any, **options: Any) -> None:
        begin(store, *arguments, **options)
        opened.append(store)

    monkeypatch.setattr(Store, "__init__", noted)
    yield
    for store in opened:
        store.close()


@pytest.fixture
def make_app() -> AppMaker:
    """An app in one of the two themes, with nothing installed and nothing remembered."""

    def make(theme: str = "tutor-dark", **environ: str) -> TutorApp:
        return TutorApp(environ={"TUTOR_THEME": theme, **environ}, services=StillServices())

    return make
