from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.study.toys import Clock, comparable, ended
from tutor.study import Attempt, Store
from tutor.study.learner_state import LearnerState, read_learner_state, rebuild


def some_log(count: int, seed: int = 1) -> list[Attempt]:
    """Lines of all kinds, over problems, steps and days."""
    draw = random.Random(seed)
    lines = []
    for number in range(count):
        kind = draw.choice(["answer"] * 6 + ["hint", "worked", "later", "gone"])
        verdict = draw.choice(["correct", "correct", "wrong", "invalid", "undecided", "follow-through"])
        ends = kind == "worked" or (kind == "answer" and verdict in ("correct", "follow-through"))
        lines.append(
            ended(
                draw.choice("abc"),
                day=number / 7,
                problem=draw.choice(["toy", "other"]),
                kind=kind,
                verdict=verdict if kind == "answer" else "",
                mode=draw.choice(["learn", "practise", "review", "exam"]),
                skills=tuple(draw.sample(["chain-rule", "transpose", "gate"], draw.randint(0, 3))),
                codes=("sign",) if verdict == "wrong" else (),
                tries=draw.randint(0, 3),
                hints=draw.randint(0, 2),
                ends=ends,
                ordinal=number,
            )
        )
    return lines


def test_the_ledger_follows_the_log_line_by_line(store: Store) -> None:
    for line in some_log(40):
        store.add(line)
        read_learner_state(store)
    assert comparable(read_learner_state(store)) == comparable(rebuild(store))


def test_a_rebuild_gives_the_same_to_the_last_bit_at_any_cut(path: Path) -> None:
    lines = some_log(60)
    with Store(path) as store:
        store.merge(lines[:30])
        read_learner_state(store)
    with Store(path) as store:
        store.merge(lines[30:])
        kept = read_learner_state(store)
        assert kept == read_learner_state(store)
        assert kept == rebuild(store)
        assert kept.to_json() == rebuild(store).to_json()


def test_older_lines_that_are_merged_in_later_count_in_their_place(tmp_path: Path) -> None:
    lines = some_log(60)
    found = []
    for name, order in (("one", lines), ("two", lines[30:] + lines[:30]), ("three", lines[::-1])):
        with Store(tmp_path / name / "attempts.sqlite3") as store:
            for part in (order[:20], order[20:]):
                store.merge(part)
                read_learner_state(store)
            found.append(comparable(read_learner_state(store)))
    assert found[0] == found[1] == found[2]


def test_what_an_earlier_version_of_the_rules_derived_is_derived_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    store.merge(some_log(10))
    before = read_learner_state(store)
    text = before.to_json()
    assert LearnerState.from_json(text) == before
    monkeypatch.setattr("tutor.study.learner_state.RULES", 99)
    assert LearnerState.from_json(text) is None
    assert read_learner_state(store) == before


@pytest.mark.parametrize("value", ["", "[]", "{}", '{"rules": 1, "cards": 3}', '{"rules": 1, "odd": 2}'])
def test_a_ledger_that_was_tampered_with_is_made_again(store: Store, path: Path, value: str) -> None:
    store.merge(some_log(10))
    before = read_learner_state(store)
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute("UPDATE derived SET value = ?", (value,))
    assert read_learner_state(store) == before


def test_answers_that_wait_for_a_place_on_the_disk_count_already() -> None:
    with Store(None) as store:
        for line in some_log(20):
            store.add(line)
        first, again = read_learner_state(store), read_learner_state(store)
        assert first.answers > 0
        assert comparable(first) == comparable(again)


def test_slips_days_and_answers_are_counted(store: Store) -> None:
    wrong: Any = {"verdict": "wrong", "ends": False, "codes": ("sign",), "note": "right size", "answer": "-x"}
    store.merge(
        [
            ended(day=0, **wrong),
            ended(day=0.1, **wrong | {"answer": "-2x"}),
            ended(day=0.2, tries=3),
            ended(day=1, **wrong | {"codes": ()}),
            ended(day=1, verdict="invalid", ends=False),
        ]
    )
    found = read_learner_state(store)
    assert (found.answers, found.days) == (4, {"2026-03-02": 3, "2026-03-03": 1})
    assert {code: slip.count for code, slip in found.slips.items()} == {"sign": 2, "unrecognised": 1}
    assert (found.slips["sign"].answer, found.slips["sign"].note) == ("-2x", "right size")


def test_a_skill_keeps_its_last_days_only(store: Store) -> None:
    store.merge([ended(day=day) for day in range(100)])
    days = read_learner_state(store).skills["chain-rule"].days
    assert (len(days), max(days)) == (60, "2026-06-09")


def test_a_clock_turned_back_keeps_the_order_of_what_was_done(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = Clock(monkeypatch)
    clock.turn(days=3650)
    store.add(replace(ended(day=3650), stamp=0))
    read_learner_state(store)
    clock.turn(days=-3650)
    store.add(replace(ended(day=0, verdict="wrong", mode="exam"), stamp=0))
    card = read_learner_state(store).cards["toy", "a"]
    assert (card.streak, card.last[:4]) == (0, "2026")
    assert comparable(read_learner_state(store)) == comparable(rebuild(store))
