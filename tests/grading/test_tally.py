"""What verdicts come to: counts that add up, in tables that stay small."""

from __future__ import annotations

import csv
import io

import pytest

from tutor.grading import tally as tally_module
from tutor.grading.repeated_ids import RECENT, RepeatedIds
from tutor.grading.summary import csv_lines, document, tables
from tutor.grading.tally import Tally, tally
from tutor.grading.verdicts import AnswerVerdict


def counted(*answers: tuple[str, str, str]) -> Tally:
    """A tally of (step, verdict and codes, student)."""
    found = tally()
    for step, said, student in answers:
        kind, *codes = said.split()
        fields = {"verdict": kind, "score": float(kind == "correct"), "diagnosis": [{"code": code} for code in codes]}
        found.add(AnswerVerdict(fields, ("net", step) if step else None), student or None)
    return found


ANSWERS = (
    ("h", "correct", "ada"), ("h", "wrong sign factor", "bob"), ("c", "wrong sign sign", "ada"),
    ("", "invalid line", ""), ("c", "undecided undecided", "bob"),
)  # fmt: skip


def test_an_answer_counts_once_for_its_step_each_of_its_codes_and_its_student() -> None:
    found = document(counted(*ANSWERS))
    assert [found[kind] for kind in ("answers", "correct", "wrong", "invalid", "undecided")] == [5, 1, 2, 1, 1]
    assert [(one["step"], one["answers"], one["wrong"]) for one in found["steps"]] == [("c", 2, 1), ("h", 2, 1)]
    assert [(one["code"], one["answers"]) for one in found["mistakes"]] == [
        ("sign", 2), ("factor", 1), ("line", 1), ("undecided", 1),
    ]  # fmt: skip
    assert [(one["student"], one["answers"], one["score"]) for one in found["students"]] == [
        ("ada", 2, 1.0), ("bob", 2, 0.0),
    ]  # fmt: skip


@pytest.mark.parametrize("cut", range(len(ANSWERS) + 1))
def test_two_halves_come_to_the_whole(cut: int) -> None:
    first, second = counted(*ANSWERS[:cut]), counted(*ANSWERS[cut:])
    first.merge(second)
    assert document(first) == document(counted(*ANSWERS))


def test_beyond_a_bound_the_rest_is_counted_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally_module, "MOST_KEYS", 3)
    found = counted(*(("h", "correct", f"student {number}") for number in range(9)))
    assert [one["student"] for one in document(found)["students"]] == ["student 0", "student 1", "student 2", None]
    assert document(found)["students"][-1]["answers"] == 6


def test_the_tables_that_are_read_are_short_and_begin_with_what_is_hardest() -> None:
    many = [("h", "correct", f"s{number:02}") for number in range(20)]
    *_, students = tables(counted(*many, ("h", "wrong sign", "s07")))
    assert students[1][0] == "s07"
    assert students[-1][0] == "and 10 more"
    assert len({len(row) for row in students}) == 1


def test_the_table_to_write_has_every_row() -> None:
    rows = list(csv.DictReader(csv_lines(counted(*ANSWERS))))
    assert [row["of"] for row in rows] == ["all", *["step"] * 2, *["mistake"] * 4, *["student"] * 2]
    assert rows[0]["answers"] == "5"
    assert io.StringIO("".join(csv_lines(counted(*ANSWERS)))).readline().startswith("of,problem,step,code,student,")


def test_ids_that_come_again_are_told_with_both_lines_however_far_apart() -> None:
    ids = RepeatedIds()
    assert ids.notice == ""
    for start in range(1, 3 * RECENT, 1000):
        ids.add((number, number) for number in range(start, start + 1000))
    assert ids.notice == ""
    ids.add([(90_001, "5"), (90_002, 5), (90_003, "5"), (90_004, 20_000)])
    assert ids.notice.startswith("lines 5 and 90002 have the id `5`, lines 90001 and 90003 have the id `5`, ")
    assert "lines 20000 and 90004 have the id `20000`: each has" in ids.notice
    ids.add((91_000 + number, 5) for number in range(7))
    assert ", 7 more lines repeat an id: each has a verdict of its own" in ids.notice
