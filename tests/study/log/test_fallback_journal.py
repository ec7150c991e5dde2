"""Journals: lines kept while the database takes none, as a crash or a full disk leaves them."""

from __future__ import annotations

import errno
import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.study.log.filled_log import COUNT, attempt
from tutor.study import Attempt, SessionRecord, Store
from tutor.study.log import fallback_journal, schema
from tutor.study.log.json_lines import export_lines
from tutor.study.log.models import COLUMNS, SESSION_COLUMNS


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


@settings(max_examples=examples(30), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(written=st.one_of(st.binary(max_size=200), st.lists(st.text(max_size=30), max_size=5).map("\n".join)))
def test_any_bytes_in_a_journal_are_read_or_set_aside(filled: Path, written: bytes | str) -> None:
    journal = filled.with_name("unsaved-x.jsonl")
    journal.write_bytes(written if isinstance(written, bytes) else written.encode())
    with Store(filled) as store:
        assert store.count() == COUNT
    assert not journal.exists()


def test_a_folder_in_the_place_of_a_journal_does_not_stop_the_quiz(filled: Path) -> None:
    filled.with_name("unsaved-x.jsonl").mkdir()
    with Store(filled) as store:
        store.add(attempt(1000))
        assert store.count() == COUNT + 1
        assert store.incomplete is not None


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
