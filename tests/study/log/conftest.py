"""A log that is filled, for the tests that break it."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.study.log.filled_log import sound


@pytest.fixture
def filled(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(sound())
    return path
