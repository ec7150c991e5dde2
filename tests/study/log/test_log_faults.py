"""Bytes and bits of the file flipped, anywhere: no crash, no silent loss, and everything readable is kept."""

from __future__ import annotations

import errno
import json
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tutor.study import Attempt, SessionRecord, Store, read_learner_state, rebuild
from tutor.study.log import fallback_journal, schema
from tutor.study.log.failure_reasons import reason
from tutor.study.log.json_lines import export_lines, import_lines
from tutor.study.log.models import COLUMNS, SESSION_COLUMNS

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


@pytest.fixture
def filled(path: Path) -> Path:
    path.parent.mkdir(parents=True)
    path.write_bytes(sound())
    return path


def kept_of(path: Path) -> int:
    """What can be exported of a damaged file. Whatever is missing is told, and the quiz goes on."""
    with Store(path) as store:
        lines = [json.loads(line) for line in export_lines(store)][1:]
        if len(lines) < COUNT:
            assert store.incomplete, "lost without a word"
        answers = {line["uuid"]: line["answer"] for line in lines}
        assert len(answers) == len(lines)
        rebuild(store)
        for record in store.open_sessions():
            store.of_session(record.uuid)
        store.add(attempt(1000))
    with Store(path) as again:
        assert f"{1000:032x}" in again.uuids()
        assert again.count() == len(lines) + 1
        assert again.incomplete is None
    return len(lines)


@given(
    place=st.floats(0, 1, exclude_max=True),
    flip=st.one_of(st.sampled_from([1 << n for n in range(8)]), st.integers(1, 255)),
)
@settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_flipped_bit_or_byte_anywhere_costs_at_most_its_page(place: float, flip: int) -> None:
    broken = bytearray(sound())
    at = int(place * len(broken))
    broken[at] ^= flip
    with TemporaryDirectory() as folder:
        path = Path(folder) / "attempts.sqlite3"
        path.write_bytes(broken)
        # A leaf has four rows; the pages that lead to leaves and the description of the tables can be done without.
        assert kept_of(path) >= COUNT - 8 or at < 100 or (at // 1024 == 1)


@pytest.mark.parametrize("size", [0, 1, 100, 1024, 5_000, 15_000])
def test_a_file_cut_short_keeps_what_is_in_front_of_the_cut_or_says_so(filled: Path, size: int) -> None:
    filled.write_bytes(sound()[:size])
    if size:
        kept_of(filled)


@pytest.mark.parametrize("page", [1, 2, 3, 5, 8])
def test_a_page_of_zeros_is_told_and_the_rest_is_kept(filled: Path, page: int) -> None:
    broken = bytearray(sound())
    broken[(page - 1) * 1024 : page * 1024] = bytes(1024)
    filled.write_bytes(broken)
    kept_of(filled)


def test_a_flipped_bit_in_one_answer_costs_that_row_alone_and_names_it(filled: Path) -> None:
    broken = bytearray(sound())
    at = broken.index(b"answer 17") + 3
    broken[at] ^= 0x80
    filled.write_bytes(broken)
    with closing(sqlite3.connect(filled)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with Store(filled) as store:
        lines = list(export_lines(store))
        assert len(lines) == 1 + COUNT - 1
        assert store.incomplete is not None
        assert (
            "39 answers were recovered; 1 could not be read: row 18 (`answer` is b'ans\\xf7er 17'" in store.incomplete
        )
    assert [file.read_bytes() for file in filled.parent.glob("damaged-*.sqlite3")] == [bytes(broken)]


SPOILED = {
    "sizes": ["{", "null", '{"N": "x"}', "[" * 100_000, b"\x00\xff"],
    "skills": ["{}", "[3]"],
    "answer": [b"h - d"],
    "seed": ["x", "9" * 5_000],
    "time": ["2026-13-01T00:00:00.000000Z"],
    "day": ["today"],
    "stamp": ["late", -5],
    "kind": ["answr"],
    "mode": ["lern"],
    "ends": [7],
    "tries": ["many", -1],
}


def spoil(path: Path, statement: str, values: tuple[Any, ...]) -> None:
    """Change a row behind the program's back; what a column may not hold is allowed."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        trigger = connection.execute("SELECT sql FROM sqlite_master WHERE name = 'attempts_stay'").fetchone()[0]
        connection.execute("DROP TRIGGER attempts_stay")
        connection.execute(statement, values)
        connection.execute(trigger)


@pytest.mark.parametrize(("column", "value"), [(name, value) for name, values in SPOILED.items() for value in values])
def test_a_row_with_a_damaged_field_is_set_aside_by_name(filled: Path, column: str, value: Any) -> None:
    spoil(filled, f"UPDATE attempts SET {column} = ? WHERE seq = 18", (value,))
    with Store(filled) as store:
        assert len(store.of_session("s")) == COUNT - 1
        assert store.incomplete is not None
        assert f"row 18 (`{column}`" in store.incomplete
        assert store.count() == COUNT - 1


@pytest.mark.parametrize(
    "items", ["{", "null", '[{"seed": 3}]', '[{"problem": 1}]', '[{"problem": "toy", "steps": "a"}]', b"[]"]
)
def test_a_damaged_session_is_set_aside_and_the_others_are_found(filled: Path, items: Any) -> None:
    with Store(filled) as store:
        store.add_session(SessionRecord("other", "learn", [ITEM]))
    spoil(filled, "UPDATE sessions SET items = ? WHERE key = 'key'", (items,))
    with Store(filled) as store:
        assert [record.key for record in store.open_sessions()] == ["other"]
        assert store.notice is not None
        assert "1 session could not be read (`items`" in store.notice
        assert store.count() == COUNT


def test_what_was_lost_comes_back_by_importing_a_backup(filled: Path, tmp_path: Path) -> None:
    with Store(filled) as store:
        backup = list(export_lines(store))
    spoil(filled, "UPDATE attempts SET answer = ? WHERE seq BETWEEN 5 AND 7", (b"\xff",))
    with Store(filled) as store:
        assert len(list(export_lines(store))) == 1 + COUNT - 3
        merged = import_lines(store, backup)
        assert (merged.added, merged.known) == (3, COUNT - 3)
        assert list(export_lines(store)) == backup


def test_what_was_derived_is_derived_anew_after_any_flipped_bit(filled: Path) -> None:
    with Store(filled) as store:
        before = read_learner_state(store)
        text = before.to_json()
    flipped = [text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :] for at in range(len(text))]
    assert all(before.from_json(each) is None for each in flipped)
    spoil(filled, "UPDATE derived SET value = ?", (flipped[len(text) // 2],))
    with Store(filled) as store:
        assert read_learner_state(store) == before


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


def test_a_damaged_line_of_a_journal_is_kept_aside_and_the_others_go_in(filled: Path) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    with Store(None) as memory:
        memory._waiting.file = journal
        for number in range(1000, 1003):
            memory.add(attempt(number))
    lines = journal.read_text().split("\n")
    lines[3] = lines[3].replace('"mode"', '"mope"')
    journal.write_text("\n".join(lines))
    with Store(filled) as store:
        assert store.count() == COUNT + 2
        assert store.incomplete is not None
        assert "1 line was damaged in unsaved-x.jsonl" in store.incomplete
    assert filled.with_name("damaged-unsaved-x.jsonl").exists()
    assert not journal.exists()


@pytest.mark.parametrize("written", ["", "\n", "\n\n", "{", '\n{"attempt": 5}', "\x00" * 100])
def test_a_journal_that_a_full_disk_left_without_a_line_does_not_stop_the_quiz(filled: Path, written: str) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    journal.write_text(written)
    with Store(filled) as store:
        assert store.count() == COUNT
        assert store.incomplete is None
    assert not journal.exists()


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.one_of(st.binary(max_size=200), st.lists(st.text(max_size=30), max_size=5).map("\n".join)))
def test_any_bytes_in_a_journal_are_read_or_set_aside(filled: Path, written: bytes | str) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    journal.write_bytes(written if isinstance(written, bytes) else written.encode())
    with Store(filled) as store:
        assert store.count() == COUNT
    assert not journal.exists()


def test_an_error_of_the_disk_is_told_as_a_full_one_where_it_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error = sqlite3.OperationalError("disk I/O error")
    error.sqlite_errorcode = sqlite3.SQLITE_IOERR
    assert reason(error, tmp_path / "a") == f"{tmp_path / 'a'} cannot be used (disk I/O error)"
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage._replace(free=0))
    assert reason(error, tmp_path / "a") == "the disk is full"


def test_a_folder_in_the_place_of_a_journal_does_not_stop_the_quiz(filled: Path) -> None:
    filled.with_name("unsaved-x.jsonl").mkdir()
    with Store(filled) as store:
        store.add(attempt(1000))
        assert store.count() == COUNT + 1
        assert store.incomplete is not None


@pytest.fixture
def killed(path: Path, tmp_path: Path) -> Path:
    """A database whose program was killed: all of it is still in the write-ahead log."""
    there = tmp_path / "killed" / "attempts.sqlite3"
    there.parent.mkdir()
    path.parent.mkdir(parents=True)
    path.write_bytes(sound())
    with Store(path) as store:
        for number in range(COUNT, COUNT + 10):
            store.add(attempt(number))
        for suffix in ("", "-wal"):
            Path(f"{there}{suffix}").write_bytes(Path(f"{path}{suffix}").read_bytes())
    return there


def test_a_sound_write_ahead_log_of_a_killed_program_is_taken_without_a_word(killed: Path) -> None:
    with Store(killed) as store:
        assert (store.count(), store.notice) == (COUNT + 10, None)


@pytest.mark.parametrize("share", [0.0, 0.1, 0.5, 0.9])
def test_a_damaged_write_ahead_log_is_told(killed: Path, share: float) -> None:
    log = Path(f"{killed}-wal")
    broken = bytearray(log.read_bytes())
    broken[32 + 24 + int(share * (len(broken) - 56))] ^= 1
    log.write_bytes(broken)
    with Store(killed) as store:
        if store.count() < COUNT + 10:
            assert store.incomplete is not None
            assert "attempts.sqlite3-wal was damaged" in store.incomplete
            assert [file.read_bytes() for file in killed.parent.glob("damaged-*-wal")] == [bytes(broken)]
        store.add(attempt(1000))
        assert store.count() > COUNT
    with Store(killed) as store:
        assert store.notice is None


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


@pytest.mark.parametrize("make", [os.mkfifo, lambda journal: os.symlink("/dev/zero", journal)])
def test_a_pipe_or_device_in_the_place_of_a_journal_does_not_stop_the_quiz(
    filled: Path, make: Callable[[Path], None]
) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    make(journal)
    with Store(filled) as store:
        assert store.count() == COUNT
        assert store.incomplete is not None
        assert f"{journal} cannot be read" in store.incomplete


@pytest.mark.parametrize(
    ("name", "value"),
    [
        *((name, "\ud800") for name in ("uuid", "session", "answer", "note", "plugin")),
        ("score", 10**400),
        ("duration", 2**63),
        ("stamp", 2**63),
        ("key", "\udfff"),
        ("started", "\ud800"),
        ("session stamp", 2**70),
        ("session stamp", -(2**70)),
    ],
)
def test_what_json_holds_and_sqlite_does_not_is_a_damaged_line_of_a_journal(
    filled: Path, name: str, value: object
) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    record = SessionRecord(key="key", mode="learn", items=[])
    columns: dict[str, object] = dict(zip(COLUMNS, attempt(1000).row(), strict=True))
    session: dict[str, object] = dict(zip(SESSION_COLUMNS, record.row(), strict=True))
    entry = (
        {"attempt": columns | {name: value}} if name in columns else {"session": session | {name.split()[-1]: value}}
    )
    journal.write_text(f"\n{json.dumps(entry)}\n\n{json.dumps({'attempt': columns})}\n")
    with Store(filled) as store:
        assert store.count() == COUNT + 1
        assert store.incomplete is not None
        assert "1 line was damaged" in store.incomplete


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


@pytest.mark.parametrize("version", range(schema.VERSION))
def test_a_damaged_number_of_the_version_does_not_close_the_file_for_good(filled: Path, version: int) -> None:
    content = bytearray(filled.read_bytes())
    content[60:64] = version.to_bytes(4, "big")
    filled.write_bytes(content)
    with Store(filled) as store:
        store.add(attempt(1000))
        assert store.count() == COUNT + 1
        assert store.notice is not None
        assert "40 answers were recovered." in store.notice
    with Store(filled) as store:
        assert (store.count(), store.notice) == (COUNT + 1, None)


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


def test_a_journal_that_cannot_be_set_aside_is_not_said_to_be(filled: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    journal.write_text('\n{"attempt": 5}\n\n{"attempt": 6}\n')
    monkeypatch.setattr(Path, "replace", Mock(side_effect=PermissionError(errno.EACCES, "Permission denied")))
    with Store(filled) as store:
        assert store.incomplete is not None
        assert store.incomplete.endswith(
            "damaged in unsaved-x.jsonl, which could not be set aside (Permission denied)."
        )


def test_a_line_that_its_program_adds_while_its_journal_is_taken_in_is_not_removed(
    filled: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    fallback_journal.append(journal, attempt(1000))

    def put(connection: sqlite3.Connection, entry: Attempt | SessionRecord) -> bool:
        assert fallback_journal.append(journal, attempt(1001))
        return schema_put(connection, entry)

    schema_put = schema.put
    with monkeypatch.context() as patch:
        patch.setattr(schema, "put", put)
        with Store(filled) as store:
            assert store.count() == COUNT + 1
    with Store(filled) as store:
        assert (store.count(), store.notice) == (COUNT + 2, None)
    assert not journal.exists()


def test_a_journal_that_is_not_taken_in_is_told_by_whoever_reads_the_log(filled: Path) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    with Store(filled), closing(schema.connect(filled)) as holding:
        holding.execute("BEGIN EXCLUSIVE")
        fallback_journal.append(journal, attempt(1000))
        with Store(filled) as store:
            assert len(list(export_lines(store))) == COUNT + 1
            assert store.incomplete is not None
            assert f"{journal} is not in the log yet." in store.incomplete
        holding.execute("ROLLBACK")
    with Store(filled) as store:
        assert (store.count(), store.notice) == (COUNT + 1, None)
