"""What a run of grading came to, as a JSON document, as a table of CSV, and as short tables to read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tutor.grading.csv_records import csv_record
from tutor.grading.tally import KINDS, REST, Counts, Table, Tally

SHOWN = 10
"""So many rows of each table are printed."""

OTHERS = "(others)"
"""Stands for what has no row of its own."""


def document(counted: Tally) -> dict[str, Any]:
    """The summary as JSON: `tutor.grade.summary/1`."""
    return {
        "schema": "tutor.grade.summary/1",
        **_fields(counted.all),
        "steps": [{"problem": _of(key, 0), "step": _of(key, 1), **_fields(one)} for key, one in _in_order(counted[1])],
        "mistakes": [{"code": key, "answers": one.answers} for key, one in _most_first(counted.mistakes)],
        "students": [{"student": key, **_fields(one)} for key, one in _in_order(counted.students)],
    }


COLUMNS = ("of", "problem", "step", "code", "student", "answers", *KINDS, "score")


def csv_lines(counted: Tally) -> Iterator[str]:
    """The same as one table: `of` says what a row is of."""
    found = document(counted)
    yield csv_record(COLUMNS)
    for kind, rows in (("all", [found]), *((name[:-1], found[name]) for name in ("steps", "mistakes", "students"))):
        for row in rows:
            yield csv_record({**row, "of": kind}.get(name) for name in COLUMNS)


def tables(counted: Tally) -> list[list[list[Any]]]:
    """The tables that are printed, each with its header; those with nothing in them are left out."""
    steps = [[f"{key[0]} {key[1]}" if key else OTHERS, *_numbers(one)] for key, one in _hardest(counted.steps)]
    mistakes = [[key or OTHERS, one.answers] for key, one in _most_first(counted.mistakes)]
    students = [[key or OTHERS, *_numbers(one)] for key, one in _hardest(counted.students)]
    heads = (["step", "answers", *KINDS], ["mistake", "answers"], ["student", "answers", *KINDS])
    return [
        [head, *rows[:SHOWN], *_rest(len(rows) - SHOWN, len(head))]
        for head, rows in zip(heads, (steps, mistakes, students), strict=True)
        if rows
    ]


def _rest(count: int, width: int) -> list[list[Any]]:
    return [[f"and {count} more", *[""] * (width - 1)]] if count > 0 else []


def _of(key: Any, place: int) -> str | None:
    return None if key is REST else str(key[place])


def _fields(counts: Counts) -> dict[str, Any]:
    return {"answers": counts.answers, **dict(zip(KINDS, counts.of_kind, strict=True)), "score": round(counts.score, 6)}


def _numbers(counts: Counts) -> list[int]:
    return [counts.answers, *counts.of_kind]


def _in_order(table: Table) -> list[tuple[Any, Counts]]:
    """By their names; what has no row of its own last."""
    return sorted(table.items(), key=lambda item: (item[0] is REST, item[0] or ""))


def _most_first(table: Table) -> list[tuple[Any, Counts]]:
    return sorted(_in_order(table), key=lambda item: -item[1].answers)


def _hardest(table: Table) -> list[tuple[Any, Counts]]:
    """First those of which the smallest part is right."""
    return sorted(_in_order(table), key=lambda item: item[1].score / item[1].answers)
