from __future__ import annotations

import io
import itertools
import json
import tracemalloc
from pathlib import Path
from typing import Any

import pytest

from tests.study.toys import comparable, ended
from tutor.study import Store
from tutor.study.learner_state import read_learner_state
from tutor.study.log.bounded_lines import LONGEST_LINE, Unreadable, bounded_lines
from tutor.study.log.json_lines import ImportFormatError, export_lines, import_lines, read
from tutor.text_encoding import not_utf8


def exported(path: Path, *lines: Any) -> list[str]:
    with Store(path) as store:
        store.merge(lines)
        return list(export_lines(store))


LINE = json.loads(json.dumps({**{f: getattr(ended(), f) for f in ended().__slots__}}))


def test_an_export_holds_every_attempt_and_names_its_format(tmp_path: Path) -> None:
    lines = exported(tmp_path / "a.sqlite3", ended("a", answer="∂L/∂ŷ", seed=2**70, sizes={"N": 3}), ended("b"))
    assert json.loads(lines[0]) == {"schema": "tutor.attempts/1"}
    first = next(json.loads(line) for line in lines[1:] if "∂L/∂ŷ" in line)
    assert (first["answer"], first["seed"], first["sizes"], first["skills"]) == (
        "∂L/∂ŷ",
        2**70,
        {"N": 3},
        ["chain-rule"],
    )


def test_an_export_that_is_imported_gives_the_same_export(tmp_path: Path, store: Store) -> None:
    lines = exported(tmp_path / "a.sqlite3", ended("a", answer="x\n\x00[/]"), ended("b", day=1, seed=4))
    merged = import_lines(store, lines)
    assert (merged.added, merged.known, merged.bad) == (2, 0, [])
    assert list(export_lines(store)) == lines


def test_merging_is_idempotent_and_does_not_depend_on_the_order(tmp_path: Path) -> None:
    shared = [ended("a", day=day) for day in range(3)]
    parts = [
        exported(tmp_path / "1.sqlite3", *shared, *[ended("b", day=day + 0.3) for day in range(5)]),
        exported(tmp_path / "2.sqlite3", *shared[1:], *[ended("c", day=day - 2) for day in range(5)]),
        exported(tmp_path / "3.sqlite3", ended("a", day=1.5, kind="worked", verdict="")),
    ]
    found = []
    for number, order in enumerate(itertools.permutations([*parts, parts[0]])):
        with Store(tmp_path / str(number) / "attempts.sqlite3") as store:
            for part in order:
                import_lines(store, part)
                read_learner_state(store)
            found.append((list(export_lines(store)), comparable(read_learner_state(store))))
    assert all(each == found[0] for each in found)
    assert len(found[0][0]) == 1 + 3 + 5 + 5 + 1


@pytest.mark.parametrize("header", ["", "{", "[]", "null", '{"schema": "tutor.solve/1"}', "x" * 10_000, "[" * 100_000])
def test_a_file_that_is_no_export_is_refused_by_name(store: Store, header: str) -> None:
    with pytest.raises(ImportFormatError, match=r"notes\.txt is not an export of attempts"):
        import_lines(store, [header, json.dumps(LINE)], "notes.txt")
    assert store.count() == 0


def test_an_export_of_a_later_version_is_refused(store: Store) -> None:
    with pytest.raises(ImportFormatError, match=r"this version of tutor reads tutor\.attempts/1"):
        import_lines(store, ['{"schema": "tutor.attempts/2"}'])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"uuid": ""}, "`uuid` is ''"),
        ({"step": 3}, "`step` is 3, not text"),
        ({"ends": 1}, "`ends` is 1"),
        ({"hints": True}, "`hints` is True"),
        ({"hints": -1}, "`hints` is -1"),
        ({"stamp": 2**63}, "`stamp` is 9223372036854775808"),
        ({"score": float("nan")}, "`score` is nan"),
        ({"duration": float("inf")}, "`duration` is inf"),
        ({"mode": "play"}, "`mode` is 'play', not one of"),
        ({"skills": [1]}, "`skills` is [1], not a list of words"),
        ({"sizes": {"N": "3"}}, "`sizes`"),
        ({"time": "yesterday"}, "`time` is 'yesterday', not a time"),
        ({"day": "2026-02-30"}, "`day` is '2026-02-30', not a date"),
        ({"time": "9999-01-01T00:00:00.000000Z"}, "no time of an answer"),
        ({"answer": "x" * 20_000}, "longer than"),
        ({"answer": "\ud800"}, "half a character"),
    ],
)
def test_a_bad_line_is_named_with_its_reason_and_the_others_go_in(
    store: Store, change: dict[str, Any], reason: str
) -> None:
    lines = ['{"schema": "tutor.attempts/1"}', "", json.dumps(LINE | change), json.dumps(LINE)]
    merged = import_lines(store, lines)
    assert (merged.added, [number for number, _ in merged.bad]) == (1, [3])
    assert reason in merged.bad[0][1]


@pytest.mark.parametrize("line", ["{", "[]", "3", "null", '{"uuid": "x"}', "[" * 100_000])
def test_a_line_that_is_no_attempt_is_refused(line: str) -> None:
    with pytest.raises(ValueError, match=r"it is not|is missing"):
        read(line)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"score": 10**400}, "`score` is a number of more than 60 digits, not a number from 0 to 2^63 - 1"),
        ({"score": 5}, "`score` is 5; it must be from 0 to 1"),
        ({"skills": ["x" * 1_000_000]}, "is longer than 500 characters"),
        ({"skills": ["x"] * 1_000}, "`skills` has 1000 entries, more than 100"),
        ({"skills": ["gate\x1b[31m"]}, "cannot be printed"),
        ({"skills": ["gate\u202e"]}, "cannot be printed"),
        ({"problem": "a\nb"}, "cannot be printed"),
        ({"sizes": {"N": 10**30}}, "`sizes`"),
        ({"sizes": {str(n): 1 for n in range(1_000)}}, "`sizes` has 1000 entries"),
        ({"seed": 10**4_200}, "`seed` has more than 4000 digits"),
        ({"tries": 10**9}, "`tries`"),
        ({"stamp": 8_688_000_000_000_000}, "`stamp`"),
        ({"verdict": "perfect"}, "`verdict`"),
    ],
)
def test_what_no_answer_can_be_is_refused_with_a_short_reason(
    store: Store, change: dict[str, Any], reason: str
) -> None:
    merged = import_lines(store, ['{"schema": "tutor.attempts/1"}', json.dumps(LINE | change), json.dumps(LINE)])
    assert (merged.added, merged.refused) == (1, 1)
    assert reason in merged.bad[0][1]
    assert len(merged.bad[0][1]) < 200


def test_numbers_that_python_does_not_read_cost_their_line_alone(store: Store) -> None:
    line = json.dumps(LINE).replace('"score": 1.0', f'"score": {"9" * 5_000}')
    merged = import_lines(store, ['{"schema": "tutor.attempts/1"}', line, json.dumps(LINE)])
    assert (merged.added, merged.bad) == (1, [(2, "a number has more than 4000 digits")])


def test_only_the_first_reasons_are_kept_of_a_million_bad_lines(store: Store) -> None:
    merged = import_lines(store, ['{"schema": "tutor.attempts/1"}', *["x"] * 10_000])
    assert (merged.refused, len(merged.bad)) == (10_000, 20)


class Endless(io.RawIOBase):
    """A line of a gigabyte, then a short one, made as they are read."""

    def __init__(self, size: int) -> None:
        self.left = size
        self.most = 0

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self.most = max(self.most, len(buffer))
        count = min(len(buffer), self.left)
        buffer[:count] = b"x" * count
        self.left -= count
        if count and not self.left:
            buffer[count - 1 : count] = b"\n"
        return count


def test_a_line_of_any_length_is_passed_over_in_a_bounded_memory() -> None:
    source = Endless(100_000_000)
    tracemalloc.start()
    found = list(bounded_lines(io.BufferedReader(source)))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert found == [Unreadable(f"it is longer than {LONGEST_LINE} bytes")]
    assert peak < 5_000_000


def test_bytes_that_are_no_text_cost_their_line_alone() -> None:
    found = list(bounded_lines(io.BytesIO(b"\xef\xbb\xbfone\r\n\xff\xfe\nthree")))
    assert found == ["one", Unreadable(f"it {not_utf8(bytes([255, 254]))}", is_text=False), "three"]
