from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import fields
from pathlib import Path

import pytest

from tests.study.toys import ended
from tutor.study import Attempt, SessionRecord, Store
from tutor.study.learner_state import read_learner_state
from tutor.study.log import schema
from tutor.study.log.event_log import StoreError

# A row of the first version as it was written then: kept here by value, so that no later change can bend it.
FIRST_VERSION_ROW = {
    "uuid": "0" * 32,
    "stamp": 1_767_225_600_000_000,
    "time": "2026-01-01T00:00:00.000000Z",
    "day": "2026-01-01",
    "session": "1" * 32,
    "ordinal": 0,
    "kind": "answer",
    "mode": "practise",
    "problem": "toy",
    "step": "a",
    "seed": "3",
    "sizes": '{"N": 3}',
    "skills": '["chain-rule"]',
    "answer": "2*x",
    "verdict": "correct",
    "score": 1.0,
    "codes": "[]",
    "note": "",
    "hints": 0,
    "tries": 1,
    "ends": 1,
    "duration": 2.5,
    "plugin": "tutor_toy",
    "plugin_version": "0.1.0",
}


def of_version(path: Path, version: int) -> None:
    """A database as that version of the program left it, with one answer."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        schema.migrate(connection, version)
        names = ", ".join(FIRST_VERSION_ROW)
        marks = ", ".join("?" * len(FIRST_VERSION_ROW))
        connection.execute(f"INSERT INTO attempts ({names}) VALUES ({marks})", tuple(FIRST_VERSION_ROW.values()))


@pytest.mark.parametrize("version", range(1, schema.VERSION + 1))
def test_a_file_of_any_earlier_version_is_brought_up_to_date(path: Path, version: int) -> None:
    of_version(path, version)
    with Store(path) as store:
        assert store.notice is None
        (line,) = store.attempts()
        assert (line.answer, line.seed, line.sizes, line.ends) == ("2*x", 3, {"N": 3}, True)
        assert read_learner_state(store).cards["toy", "a"].done
        store.add(ended("b"))
    with closing(sqlite3.connect(path)) as connection:
        assert schema.version(connection) == schema.VERSION


def test_the_first_version_still_makes_the_tables_it_made_then(path: Path) -> None:
    of_version(path, 1)
    with closing(sqlite3.connect(path)) as connection:
        columns = [row[1] for row in connection.execute("PRAGMA table_info(attempts)")]
    assert columns == ["seq", *FIRST_VERSION_ROW]


def test_a_migration_that_is_cut_short_leaves_the_version_before_it(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_version(path, 1)
    broken = (*schema.MIGRATIONS, ("CREATE TABLE more (x)", "this is no SQL"))
    monkeypatch.setattr(schema, "MIGRATIONS", broken)
    monkeypatch.setattr(schema, "VERSION", len(broken))
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        with pytest.raises(sqlite3.OperationalError):
            schema.migrate(connection, len(broken))
        assert schema.version(connection) == len(broken) - 1
        tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_master")]
    assert "more" not in tables


def test_every_field_of_an_attempt_has_its_column(store: Store, path: Path) -> None:
    store.add(ended())
    with closing(sqlite3.connect(path)) as connection:
        columns = {row[1] for row in connection.execute("PRAGMA table_info(attempts)")}
    assert columns - {"seq"} == {field.name for field in fields(Attempt)}


def test_a_reset_forgets_everything_and_keeps_a_backup(store: Store, path: Path) -> None:
    store.add_session(SessionRecord("key", "learn", []))
    for number in range(5):
        store.add(ended(ordinal=number, answer=str(number)))
    read_learner_state(store)
    backup = store.reset()
    assert store.count() == 0
    assert store.open_sessions() == []
    assert read_learner_state(store).cards == {}
    with Store(backup) as kept:
        assert [line.answer for line in kept.attempts()] == ["0", "1", "2", "3", "4"]
    store.add(ended(answer="after"))
    assert [line.answer for line in store.attempts()] == ["after"]
    with closing(sqlite3.connect(path)) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute("DELETE FROM attempts")


def test_a_backup_that_fails_half_way_is_taken_away_and_nothing_is_forgotten(
    store: Store, path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(place: Path, **options: object) -> sqlite3.Connection:
        if place.name.startswith("backup-"):
            place.write_bytes(b"half of it")
            raise sqlite3.OperationalError("database or disk is full")
        return connect(place)

    store.add(ended(answer="kept"))
    connect = schema.connect
    monkeypatch.setattr(schema, "connect", full)
    with pytest.raises(StoreError):
        store.reset()
    assert [line.answer for line in store.attempts()] == ["kept"]
    assert list(path.parent.glob("backup-*")) == []


def test_another_program_that_has_the_file_open_goes_on_after_a_reset(store: Store, path: Path) -> None:
    with Store(path) as other:
        other.add(ended(answer="before"))
        store.reset()
        assert list(other.attempts()) == []
        other.add(ended(answer="after"))
    assert [line.answer for line in store.attempts()] == ["after"]


def test_without_a_file_there_is_nothing_to_reset_or_to_merge_into() -> None:
    with Store(None) as store:
        with pytest.raises(StoreError, match="no file"):
            store.reset()
        with pytest.raises(StoreError, match="no file"):
            store.merge([ended()])
