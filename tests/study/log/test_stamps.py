"""A clock that was not set once does no harm: not to the order, not to schedules, not to one's own export."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.study.toys import START, Clock, comparable, ended
from tutor.study import Attempt, SessionRecord, Store
from tutor.study.learner_state import read_learner_state, rebuild
from tutor.study.log import models, validation
from tutor.study.log.json_lines import export_lines, import_lines
from tutor.study.progress import day_streak
from tutor.study.schedule.coming_back import days_until

WRONG = [datetime(2245, 5, 1, tzinfo=UTC), datetime(1970, 1, 1, 0, 1, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC)]


def told(store: Store, clock: Clock, ordinal: int) -> Attempt:
    """What a session writes down at this moment."""
    moment = clock.moment
    line = ended(ordinal=ordinal, time=models.timestamp(moment), stamp=0)
    return store.add(replace(line, day=moment.date().isoformat()))


@pytest.mark.parametrize("wrong", WRONG)
def test_a_session_by_a_clock_that_is_not_set_leaves_no_mark_on_later_ones(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, wrong: datetime
) -> None:
    clock = Clock(monkeypatch)
    lines = [told(store, clock, 0)]
    clock.moment = wrong
    lines.append(told(store, clock, 1))
    clock.moment = START
    clock.turn(days=1)
    lines.append(told(store, clock, 2))
    stamps = [line.stamp for line in lines]
    assert stamps == sorted(stamps)
    assert stamps[2] == int(clock.moment.timestamp() * 1e6)
    assert lines[1].time[:4] == "2026"
    found = read_learner_state(store)
    assert comparable(found) == comparable(rebuild(store))
    assert day_streak(found.days, clock.moment.date()) == 2
    assert 0 < days_until(found.cards["toy", "a"], clock.moment) < 366
    with Store(tmp_path / "other" / "attempts.sqlite3") as other:
        merged = import_lines(other, export_lines(store))
        assert (merged.added, merged.refused) == (3, 0)
        assert comparable(read_learner_state(other)) == comparable(found)


def test_the_first_session_of_all_may_have_a_clock_that_is_not_set(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, WRONG[0])
    first = told(store, clock, 0)
    clock.moment = START
    second = told(store, clock, 1)
    assert validation.FIRST_STAMP <= first.stamp < second.stamp == int(START.timestamp() * 1e6)


def test_what_an_earlier_version_wrote_by_such_a_clock_can_be_taken_elsewhere(store: Store, tmp_path: Path) -> None:
    far = int(WRONG[0].timestamp() * 1e6)
    in_2245 = ended(stamp=far, time="2245-05-01T00:00:00.000000Z", ordinal=1)
    right_again = ended(day=2, stamp=far + 1, ordinal=2, verdict="wrong", mode="exam")
    store.merge([ended(day=0), replace(in_2245, day="2245-05-01"), right_again])
    assert [line.ordinal for _, line in store.attempts_in_order()] == [1, 0, 2]
    card = read_learner_state(store).cards["toy", "a"]
    assert (card.streak, card.last[:10]) == (0, "2026-03-04")
    with Store(tmp_path / "other" / "attempts.sqlite3") as other:
        assert import_lines(other, export_lines(store)).refused == 0
        assert list(export_lines(other)) == list(export_lines(store))
    assert store.add(replace(ended(day=3), stamp=0)).stamp < validation.LAST_STAMP


def test_a_session_by_a_clock_that_is_not_set_is_not_the_newest_for_ever(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = Clock(monkeypatch, WRONG[0])
    store.add_session(SessionRecord("wrong", "learn", []))
    clock.moment = START
    store.add_session(SessionRecord("right", "learn", []))
    assert [record.key for record in store.open_sessions()] == ["right", "wrong"]


def test_a_line_of_any_year_can_be_folded(store: Store) -> None:
    for year in ("0001", "1969", "2245", "9999"):
        store.merge([ended(time=f"{year}-12-31T23:59:59.000000Z")])
    assert set(read_learner_state(store).cards) == {("toy", "a")}
