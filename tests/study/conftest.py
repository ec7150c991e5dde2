from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

# What is imported when an answer is given needs the real marking, before any test replaces it.
import tutor.study.session.teaching.fading  # noqa: F401
from tests.study.toys import fake_mark
from tutor.study import Store


@pytest.fixture(autouse=True)
def _in_greenwich(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The learner's days are those of UTC, wherever the tests run."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.fixture
def marking(monkeypatch: pytest.MonkeyPatch) -> None:
    """Marking by a table of words."""
    module = ModuleType("tutor.marking")
    module.mark = fake_mark  # type: ignore[attr-defined]
    module.question = lambda instance, step: (instance, step)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "tutor.marking", module)
    monkeypatch.setattr("tutor.marking", module, raising=False)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "home" / "attempts.sqlite3"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store(path) as opened:
        yield opened
