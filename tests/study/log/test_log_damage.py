from __future__ import annotations

import errno
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tutor.study import Attempt, SessionRecord, Store
from tutor.study.log import recovery


def attempt(number: int, **more: Any) -> Attempt:
    return Attempt("toy", "a", "learn", "s", number, answer=f"answer {number}", **more)


@pytest.fixture
def filled(path: Path) -> Path:
    with Store(path) as store:
        store.add_session(SessionRecord("key", "learn", [{"problem": "toy"}]))
        for number in range(400):
            store.add(attempt(number))
    return path


def aside(path: Path) -> list[Path]:
    return list(path.parent.glob("damaged-*.sqlite3"))


def test_a_file_that_is_no_database_is_set_aside_whole(path: Path) -> None:
    path.parent.mkdir(parents=True)
    path.write_bytes(b"these are my notes, not a database\n" * 500)
    before = path.read_bytes()
    with Store(path) as store:
        assert store.notice is not None
        assert "was damaged" in store.notice
        assert "0 answers were recovered" in store.notice
        store.add(attempt(1))
    assert [file.read_bytes() for file in aside(path)] == [before]
    with Store(path) as store:
        assert (store.count(), store.notice) == (1, None)


def test_a_broken_page_costs_the_rows_on_it_and_no_others(filled: Path) -> None:
    broken = bytearray(filled.read_bytes())
    with closing(sqlite3.connect(filled)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    # The last page with answers on it: a leaf of the table, since pages are taken in the order they fill.
    pages = range(len(broken) // size, 2, -1)
    page = next(page for page in pages if b"answer 3" in broken[(page - 1) * size : page * size])
    broken[(page - 1) * size : page * size] = b"\xff" * size
    filled.write_bytes(broken)
    with Store(filled) as store:
        kept = [line.answer for line in store.attempts()]
        assert 350 < len(kept) < 400
        assert store.notice is not None
        assert f"{len(kept)} answers were recovered" in store.notice
        assert [session.key for session in store.open_sessions()] == ["key"]
        store.add(attempt(1000))
    assert len(aside(filled)) == 1


@pytest.mark.parametrize("keep", [0, 50, 4096, 5000, 20_000])
def test_a_file_that_was_cut_short_does_not_stop_the_quiz(filled: Path, keep: int) -> None:
    filled.write_bytes(filled.read_bytes()[:keep])
    with Store(filled) as store:
        store.add(attempt(1000))
        assert "answer 1000" in [line.answer for line in store.attempts()]
        assert store.notice is None or "was damaged" in store.notice
    with Store(filled) as store:
        assert store.notice is None
        assert "answer 1000" in [line.answer for line in store.attempts()]


def test_damage_that_shows_while_the_quiz_is_running_loses_no_later_answer(filled: Path) -> None:
    with Store(filled) as store:
        assert store._file is not None
        connection = store._file.connection
        assert connection is not None
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with filled.open("r+b") as file:
            file.seek(4096)
            file.write(b"\xff" * 4096 * 30)
        connection.execute("PRAGMA cache_size = 0")
        for number in range(1000, 1010):
            store.add(attempt(number))
        kept = [line.answer for line in store.attempts()]
        assert kept[-10:] == [f"answer {number}" for number in range(1000, 1010)]
    assert len(aside(filled)) == 1


def test_damage_of_an_index_alone_loses_no_row(filled: Path) -> None:
    with closing(sqlite3.connect(filled)) as connection:
        root, size = (
            connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'attempts_by_stamp'").fetchone()[0],
            connection.execute("PRAGMA page_size").fetchone()[0],
        )
    with filled.open("r+b") as file:
        file.seek((root - 1) * size)
        file.write(b"\xff" * size)
    with Store(filled) as store:
        store.add(attempt(1000))
        assert store.count() == 401


def test_damage_on_a_full_disk_leaves_no_half_copies_and_the_quiz_running(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(source: Path | str, target: Path | str) -> None:
        Path(target).write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("shutil.copy2", full)
    filled.write_bytes(b"\x00" * 5000)
    with Store(filled) as store:
        store.add(attempt(1))
        assert store.notice is not None
        assert "is damaged and could not be set aside" in store.notice
        assert store.count() == 1
    assert aside(filled) == []


def test_a_sound_file_is_not_set_aside(filled: Path) -> None:
    assert recovery.mend(filled) is None
    assert aside(filled) == []
