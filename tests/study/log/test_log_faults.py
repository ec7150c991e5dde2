"""Bytes and bits of the file flipped, anywhere: no crash, no silent loss, and everything readable is kept."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.examples import examples
from tests.study.log.filled_log import COUNT, ITEM, attempt, sound, spoil
from tutor.study import SessionRecord, Store, read_learner_state, rebuild
from tutor.study.log import schema
from tutor.study.log.json_lines import export_lines, import_lines


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
@settings(max_examples=examples(12), deadline=None, suppress_health_check=list(HealthCheck))
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
