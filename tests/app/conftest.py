"""The app in a headless terminal, and its screen as plain text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tutor.app.shell.app import TutorApp
from tutor.study import Store

AppMaker = Callable[..., TutorApp]


class StillLibrary:
    """A library that finds nothing, for tests of pages that are given what they show."""

    def __init__(self) -> None:
        self.store = Store(None)

    @property
    def problems(self) -> dict[str, object]:
        return {}

    def latest(self) -> None:
        return None

    def catalogue(self) -> object:
        from tutor.host import Catalogue

        return Catalogue((), {})

    def close(self) -> None:
        self.store.close()


@pytest.fixture
def make_app() -> AppMaker:
    """An app in one of the two themes, with nothing installed and nothing remembered."""

    def make(theme: str = "tutor-dark", **environ: str) -> TutorApp:
        return TutorApp(environ={"TUTOR_THEME": theme, **environ}, library=StillLibrary())  # type: ignore[arg-type]

    return make
