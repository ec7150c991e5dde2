"""A log of answers to break, and what is in it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tutor.study import Attempt, SessionRecord, Store, read_learner_state

COUNT = 40
ITEM = {"problem": "toy", "seed": "3", "sizes": {}, "steps": ["a"]}


def attempt(number: int, **more: Any) -> Attempt:
    return Attempt(
        "toy", "a", "learn", "s", number, answer=f"answer {number}", verdict="correct", ends=True,
        skills=("chain-rule",), uuid=f"{number:032x}", **more,
    )  # fmt: skip


def fill(path: Path) -> None:
    with Store(path) as store:
        store.add_session(SessionRecord("key", "learn", [ITEM]))
        for number in range(COUNT):
            store.add(attempt(number))
        read_learner_state(store)


@cache
def sound() -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "attempts.sqlite3"
        fill(path)
        return path.read_bytes()


def spoil(path: Path, statement: str, values: tuple[Any, ...]) -> None:
    """Change a row behind the program's back; what a column may not hold is allowed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'attempts_stay'").fetchone()[0]
        connection.execute("DROP TRIGGER attempts_stay")
        connection.execute(statement, values)
        connection.execute(trigger)
