from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tutor.study import Attempt, SessionRecord, Store, open_store, paths
from tutor.study.log import models, schema


def attempt(answer: str = "x", **more: Any) -> Attempt:
    fields: dict[str, Any] = {"problem": "toy", "step": "a", "mode": "learn", "session": "s", "ordinal": 0}
    return Attempt(**(fields | {"answer": answer} | more))


def answers(path: Path) -> list[str]:
    """What is in the file itself, read by another connection."""
    with closing(sqlite3.connect(path)) as connection:
        return [row[0] for row in connection.execute("SELECT answer FROM attempts ORDER BY seq")]


def test_an_answer_is_in_the_file_when_add_returns(store: Store, path: Path) -> None:
    store.add(attempt("2*x"))
    assert answers(path) == ["2*x"]
    assert store.notice is None


def test_a_line_comes_back_as_it_was_put_in(store: Store) -> None:
    put = store.add(
        attempt(
            "∂L/∂ŷ [/] \x00 '; DROP TABLE attempts",
            seed=2**70,
            sizes={"N": 3},
            skills=("a", "b"),
            codes=("sign",),
            score=0.5,
            ends=True,
            duration=1.25,
        )
    )
    assert list(store.attempts()) == [put]
    assert put.stamp > 0


def test_the_file_is_a_write_ahead_log_with_full_durability(store: Store, path: Path) -> None:
    assert store._file is not None
    connection = store._file.connection
    assert connection is not None
    assert connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert connection.execute("PRAGMA synchronous").fetchone() == (2,)


@pytest.mark.parametrize("statement", ["UPDATE attempts SET answer = 'y'", "DELETE FROM attempts"])
def test_the_log_refuses_to_be_changed(store: Store, path: Path, statement: str) -> None:
    store.add(attempt())
    with (
        closing(sqlite3.connect(path)) as connection,
        pytest.raises(sqlite3.IntegrityError, match="append-only"),
    ):
        connection.execute(statement)


def test_half_a_surrogate_and_a_very_long_answer_can_be_kept(store: Store) -> None:
    text = models.clean("\ud800" + "x" * 1_000_000)
    store.add(attempt(text))
    assert next(store.attempts()).answer == "?" + "x" * (models.LONGEST_ANSWER - 1)


def test_the_folder_is_the_one_that_tutor_home_names(tmp_path: Path) -> None:
    with open_store() as store:
        store.add(attempt())
    assert paths.database() == tmp_path / "home" / "attempts.sqlite3"
    assert answers(tmp_path / "home" / "attempts.sqlite3") == ["x"]


def test_without_tutor_home_the_folder_is_the_platforms_own(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("TUTOR_HOME")
    assert paths.home().name == "backprop-tutor"


def test_a_clock_that_is_turned_back_does_not_change_the_order(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "now", lambda: datetime(2035, 1, 1, tzinfo=UTC))
    monkeypatch.setattr("tutor.study.log.event_log.now", lambda: datetime(2035, 1, 1, tzinfo=UTC))
    first = store.add(attempt("first"))
    monkeypatch.setattr(models, "now", lambda: datetime(2026, 1, 1, tzinfo=UTC))
    monkeypatch.setattr("tutor.study.log.event_log.now", lambda: datetime(2026, 1, 1, tzinfo=UTC))
    second = store.add(attempt("second"))
    assert second.stamp > first.stamp
    assert (first.time[:4], second.time[:4]) == ("2035", "2026")


def test_times_are_utc_and_sort_as_text() -> None:
    early = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
    assert models.timestamp(early) == "2026-03-01T12:00:00.000000Z"
    assert models.timestamp(early) < models.timestamp(early + timedelta(microseconds=1))


def test_threads_can_write_and_read_at_once(store: Store) -> None:
    def write(name: int) -> None:
        for number in range(20):
            store.add(attempt(f"{name}.{number}", session=str(name), ordinal=number))
            store.of_session(str(name))

    threads = [threading.Thread(target=write, args=(name,)) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert store.count() == 80
    stamps = [line.stamp for line in store.attempts()]
    assert stamps == sorted(set(stamps))
    assert store.notice is None


WRITER = """
import sys
from pathlib import Path
from tutor.study import Attempt, Store
with Store(Path(sys.argv[1])) as store:
    for number in range(100):
        store.add(Attempt("toy", "a", "learn", sys.argv[2], number, answer=str(number)))
    assert store.notice is None, store.notice
"""


def test_two_programs_writing_at_once_lose_nothing(path: Path) -> None:
    programs = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(path), name], stderr=subprocess.PIPE, text=True)
        for name in ("one", "two")
    ]
    said = [program.communicate(timeout=60)[1] for program in programs]  # of both, before one of them fails
    assert said == ["", ""]
    with Store(path) as store:
        lines = list(store.attempts())
        assert len(lines) == 200
        assert [line.stamp for line in lines] == sorted({line.stamp for line in lines})


def test_a_file_that_another_program_holds_is_written_to_when_it_is_let_go(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.study.log.connection._PATIENCE_SECONDS", 0.05)
    with Store(path) as store, closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.add(attempt("one"))
        assert store.notice is not None
        assert "another program is holding" in store.notice
        assert [line.answer for line in store.attempts()] == ["one"]
        other.execute("ROLLBACK")
        store.add(attempt("two"))
        assert store.notice is None
        assert answers(path) == ["one", "two"]
        assert paths.unsaved(path.parent) == []


def test_a_full_disk_is_said_and_the_answers_are_put_in_when_there_is_room(path: Path) -> None:
    with Store(path) as store:
        assert store._file is not None
        connection = store._file.connection
        assert connection is not None
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages}")
        for number in range(60):
            store.add(attempt(str(number) + "x" * 500, ordinal=number))
        assert store.notice is not None
        assert "the disk is full" in store.notice
        assert store.count() == 60
        assert len(store.of_session("s")) == 60
        connection.execute("PRAGMA max_page_count = 100000")
        store.add(attempt("last", ordinal=60))
        assert store.notice is None
    assert len(answers(path)) == 61


def test_answers_in_a_journal_survive_the_program_and_are_merged_once(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tutor.study.log.connection._PATIENCE_SECONDS", 0.05)
    with Store(path) as store:
        store.add(attempt("zero"))
    store = Store(path)
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        store.add_session(SessionRecord("key", "learn", [{"problem": "toy"}]))
        store.add(attempt("one"))
        store.add(attempt("two"))
        other.execute("ROLLBACK")
    # The program is killed here: nothing is closed.
    (journal,) = paths.unsaved(path.parent)
    with journal.open("a") as cut:
        cut.write('\n{"attempt": {"uuid": "half')
    with Store(path) as again:
        assert sorted(line.answer for line in again.attempts()) == ["one", "two", "zero"]
        assert [session.key for session in again.open_sessions()] == ["key"]
    assert paths.unsaved(path.parent) == []
    with Store(path) as again:
        assert again.count() == 3
    store.close()
    with Store(path) as again:
        assert again.count() == 3


def test_a_folder_that_cannot_be_made_leaves_the_quiz_running(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with Store(tmp_path / "file" / "attempts.sqlite3") as store:
        store.add(attempt("kept in memory"))
        assert store.notice == f"Answers are not being saved: {tmp_path / 'file'} is not a folder."
        assert [line.answer for line in store.attempts()] == ["kept in memory"]


READ_ONLY = """
import os, sys
from pathlib import Path
from tutor.study import Attempt, Store
Store(None)
Path.cwd().as_uri()  # imports what the other user may not be able to read
if os.geteuid() == 0:
    os.setuid(65534)  # root may write anywhere
with Store(Path(sys.argv[1])) as store:
    store.add(Attempt("toy", "a", "learn", "s", 1, answer="new"))
    print(store.notice)
    print([line.answer for line in store.attempts()])
"""


@pytest.mark.skipif(not hasattr(os, "setuid"), reason="the folder's permissions are those of POSIX")
@pytest.mark.parametrize("existing", [True, False])
def test_a_read_only_folder_is_said_and_what_is_there_can_be_read(existing: bool) -> None:
    # Not pytest's folder: that one is closed to the user whom the program runs as.
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        home.mkdir()
        path = home / "attempts.sqlite3"
        if existing:
            with Store(path) as store:
                store.add(attempt("old"))
            path.chmod(0o444)
        Path(folder).chmod(0o755)
        home.chmod(0o555)
        done = subprocess.run([sys.executable, "-c", READ_ONLY, str(path)], capture_output=True, text=True, timeout=60)
        home.chmod(0o755)
        assert done.stderr == ""
        notice, lines = done.stdout.splitlines()
        assert notice == f"Answers are not being saved: {home} is read-only."
        assert lines == ("['old', 'new']" if existing else "['new']")


def test_a_newer_file_is_refused_and_left_as_it_is(path: Path) -> None:
    with Store(path) as store:
        store.add(attempt("theirs"))
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(f"PRAGMA user_version = {schema.VERSION + 1}")
    before = path.read_bytes()
    with Store(path) as store:
        store.add(attempt("mine"))
        assert store.notice is not None
        assert "was written by a newer version of this program" in store.notice
        assert [line.answer for line in store.attempts()] == ["mine"]
    assert path.read_bytes() == before
    assert len(paths.unsaved(path.parent)) == 1


def test_a_file_that_is_deleted_under_the_program_is_made_again(store: Store, path: Path) -> None:
    store.add(attempt("one"))
    for file in path.parent.iterdir():
        file.unlink()
    store.add(attempt("two"))
    assert answers(path) == ["two"]


def test_a_store_in_memory_works_and_writes_nothing(tmp_path: Path) -> None:
    with Store(None) as store:
        store.add(attempt())
        assert (store.count(), store.notice) == (1, None)
    assert list(tmp_path.iterdir()) == []
