"""Stamps: what orders the log. The clock where it can be believed, and never backwards within one database."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from tutor.study.log import validation
from tutor.study.log.models import Attempt, local_day, timestamp

_LATEST = "SELECT max(stamp) FROM attempts WHERE stamp < ?"
_LATEST_SESSION = "SELECT max(stamp) FROM sessions WHERE stamp < ?"


class Stamps:
    """Gives out stamps in microseconds, by a clock that may be wrong."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._last = 0

    def next(self, latest: int = 0) -> int:
        """Now, or just after the latest line where the clock has been turned back or is not set."""
        clock = int(self._clock().timestamp() * 1_000_000)
        self._last = max(clock if _is_set(clock) else validation.FIRST_STAMP, latest + 1, self._last + 1)
        return self._last

    def put_on(self, attempt: Attempt, latest: int = 0) -> Attempt:
        """With a stamp, and with a time that follows from it where the clock is not set."""
        stamp = self.next(latest)
        if _is_set(validation.stamp_of(attempt.time)):
            return replace(attempt, stamp=stamp)
        moment = validation.EPOCH + timedelta(microseconds=stamp)
        return replace(attempt, stamp=stamp, time=timestamp(moment), day=local_day(moment))


def latest(connection: sqlite3.Connection, *, of_sessions: bool = False) -> int:
    """The latest stamp in a database that can be believed, 0 where there is none."""
    query = _LATEST_SESSION if of_sessions else _LATEST
    found = connection.execute(query, (validation.LAST_STAMP,)).fetchone()[0]
    return found if type(found) is int else 0


def _is_set(stamp: int) -> bool:
    """Whether a clock that says this can be believed."""
    return validation.FIRST_STAMP <= stamp < validation.LAST_STAMP
