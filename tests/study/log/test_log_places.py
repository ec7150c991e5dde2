"""What stands in the place of the file, or keeps it from use: links, pipes, full disks, rights, versions."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import Mock

import pytest

from tests.study.log.filled_log import COUNT, attempt, spoil
from tutor.study import Store, read_learner_state, rebuild
from tutor.study.log import schema
from tutor.study.log.failure_reasons import reason
from tutor.study.log.json_lines import export_lines


def lock(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("UPDATE sessions SET ended = 0")


def make_newer(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA user_version = 99")


@pytest.mark.parametrize("what", [lock, make_newer])
def test_a_log_that_cannot_be_read_at_all_is_an_error_and_no_empty_log(
    filled: Path, what: Callable[[sqlite3.Connection, Path], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.study.log.connection._PATIENCE_SECONDS", 0.05)
    with closing(sqlite3.connect(filled, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        what(connection, filled)
        with Store(filled) as store:
            assert len(list(export_lines(store))) == 1
            assert store.incomplete is not None


def test_a_damaged_file_in_a_folder_that_takes_no_new_one_can_still_be_read(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*arguments: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("shutil.copy2", full)
    spoil(filled, "UPDATE attempts SET answer = ? WHERE seq = 18", (b"\xff",))
    with Store(filled) as store:
        assert len(list(export_lines(store))) == 1 + COUNT - 1
        assert store.incomplete is not None
        assert "could not be set aside" in store.incomplete
        store.add(attempt(1000))
        assert store.count() == COUNT


def test_a_link_to_the_file_stays_one_when_the_file_is_mended(filled: Path, tmp_path: Path) -> None:
    spoil(filled, "UPDATE attempts SET answer = ? WHERE seq = 18", (b"\xff",))
    (tmp_path / "linked").mkdir()
    link = tmp_path / "linked" / "attempts.sqlite3"
    link.symlink_to(filled)
    with Store(link) as store:
        assert len(list(store.attempts())) == COUNT - 1
    assert link.is_symlink()


def test_an_error_of_the_disk_is_told_as_a_full_one_where_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    assert reason(error, tmp_path / "a") == f"{tmp_path / 'a'} cannot be used (disk I/O error)"
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=0))
    assert reason(error, tmp_path / "a") == "the disk is full"


def test_a_link_to_a_file_that_is_away_is_no_empty_log(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to(path.parent / "unplugged" / "attempts.sqlite3")
    with Store(path) as store:
        assert list(store.attempts()) == []
        assert store.incomplete


def test_a_pipe_in_the_place_of_the_file_is_refused_and_not_waited_for(path: Path) -> None:
    path.parent.mkdir(parents=True)
    os.mkfifo(path)
    with Store(path) as store:
        assert list(store.attempts()) == []
        assert store.incomplete is not None
        assert f"{path} is not a file" in store.incomplete


@pytest.mark.parametrize("beside", ["-wal", "-shm", "-journal"])
def test_a_pipe_in_the_place_of_a_file_of_sqlite_is_refused_and_not_waited_for(filled: Path, beside: str) -> None:
    part = Path(f"{filled}{beside}")
    os.mkfifo(part)
    with Store(filled) as store:
        assert store.notice is not None
        assert f"{part} is not a file" in store.notice
    part.unlink()
    with Store(filled) as store:
        assert (store.count(), store.notice) == (COUNT, None)


def test_a_link_to_nowhere_is_named(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.symlink_to("/unplugged/attempts.sqlite3")
    with Store(path) as store:
        assert store.notice is not None
        assert f"{path} is a link to /unplugged/attempts.sqlite3, which is not there" in store.notice


@pytest.mark.parametrize("version", range(schema.VERSION))
def test_a_disk_that_is_full_while_a_file_is_brought_to_this_version_is_no_damage(
    path: Path, monkeypatch: pytest.MonkeyPatch, version: int
) -> None:
    path.parent.mkdir(parents=True)
    with closing(schema.connect(path)) as old:
        schema.prepare(old)
        schema.migrate(old, version)
        if version:
            schema.put(old, attempt(0))
    full = sqlite3.OperationalError("database or disk is full")
    full.sqlite_errorcode = sqlite3.SQLITE_FULL
    with monkeypatch.context() as patch:
        patch.setattr(schema, "prepare", Mock(side_effect=full))
        with Store(path) as store:
            assert rebuild(store).seq == min(version, 1)
            assert read_learner_state(store).seq == min(version, 1)
            store.add(attempt(1))
            assert store.count() == min(version, 1) + 1
            assert store.incomplete is None
            assert store.notice is not None
            assert store.notice.endswith(".jsonl for now: the disk is full.")
    with Store(path) as store:
        assert (store.count(), store.notice) == (min(version, 1) + 1, None)
    assert list(path.parent.glob("damaged-*")) == []


def test_what_was_made_beside_a_read_only_file_does_not_keep_it_read_only(filled: Path) -> None:
    filled.chmod(0o444)
    with closing(schema.connect(f"{filled.as_uri()}?mode=ro", uri=True)) as reading:
        reading.execute("SELECT 1 FROM attempts").fetchone()
    index = Path(f"{filled}-shm")
    index.touch(0o444)
    index.chmod(0o444)
    filled.chmod(0o644)
    with Store(filled) as store:
        store.add(attempt(1000))
        assert (store.count(), store.notice) == (COUNT + 1, None)
        assert index.stat().st_mode & 0o777 == 0o644


def test_a_folder_that_may_not_be_entered_is_told_and_the_quiz_goes_on(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(path: Path, **options: object) -> os.stat_result:
        if path == filled:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return stat(path, **options)  # type: ignore[arg-type]

    stat = Path.stat
    monkeypatch.setattr(Path, "stat", refused)
    monkeypatch.setattr(os, "access", lambda place, mode: False)
    with Store(filled) as store:
        store.add(attempt(1000))
        assert store.notice is not None
        assert f"{filled.parent} cannot be entered (permission denied)" in store.notice
        assert 1000 in [line.ordinal for line in store.attempts()]
