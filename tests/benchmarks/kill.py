"""Kill -9 at random moments of a scripted session: is any answer lost whose feedback was shown?

    python tests/benchmarks/kill.py [TIMES]

Each time a program opens the log, goes on with its session, answers and asks for hints, and writes a line to a pipe
whenever it has shown a reply. It is killed after 0 to 120 ms. What it had shown must then be in the log, the file must
be sound, and the session must go on at its question. Every tenth time the folder is new, so that the making of the
database is hit too.
"""

from __future__ import annotations

import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

import tutor
from tutor.study import Attempt, QuizSession, Store

PROBLEM = "logistic-unit"
LONGEST = 0.12
FRESH_EVERY = 10


def session(store: Store) -> QuizSession:
    return QuizSession(tutor.problem(PROBLEM).instance(seed=1), "practise", store)


def script(path: Path, shown: int, draw: random.Random) -> None:
    """Answer for ever, telling of each reply once it has been shown. Runs until it is killed."""
    with Store(path) as store:
        quiz = session(store)
        while True:
            what = draw.random()
            if what < 0.2:
                quiz.hint()
            elif what < 0.3:
                quiz.later()
            elif what < 0.6 or not hasattr(quiz.step, "formula"):
                quiz.submit(f"{draw.uniform(1, 9):.6f}")
            else:
                quiz.submit(quiz.problem.formula_of(quiz.step))
            begun = quiz.store.open_sessions()
            line = quiz.store.of_session(begun[0].uuid)[-1] if begun else None
            if line is not None:
                os.write(shown, f"{line.uuid}\n".encode())
            quiz.advance()
            if quiz.finished:
                quiz = session(store)


def once(path: Path, draw: random.Random) -> tuple[int, int]:
    """One program, killed: how many replies it had shown, and how many of their lines are not in the log."""
    reading, writing = os.pipe()
    seed, wait = draw.random(), draw.uniform(0, LONGEST)
    child = os.fork()
    if child == 0:
        os.close(reading)
        script(path, writing, random.Random(seed))
    os.close(writing)
    time.sleep(wait)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading) as pipe:
        shown = [line.strip() for line in pipe if line.endswith("\n")]
    with Store(path) as store:
        kept = {line.uuid for line in store.attempts()}
        if store.notice is not None:
            raise SystemExit(f"the log is in trouble: {store.notice}")
        check_resume(store)
    return len(shown), sum(uuid not in kept for uuid in shown)


def check_resume(store: Store) -> None:
    """The session goes on with the tries and hints that its last line says."""
    records = store.open_sessions()
    lines: list[Attempt] = store.of_session(records[0].uuid) if records else []
    quiz = session(store)
    mine = [line for line in lines if line.step == quiz.step.id]
    if mine and (quiz.tries, quiz.hints_shown) != (mine[-1].tries, mine[-1].hints):
        raise SystemExit(f"question {quiz.step.id} did not go on as it was left")


def main() -> None:
    times = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    draw = random.Random(20260301)
    session(Store(None)).submit("1")  # everything is imported before the first fork
    shown = lost = 0
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        path = Path(folder) / "0" / "attempts.sqlite3"
        for number in range(times):
            if number % FRESH_EVERY == 0:
                path = Path(folder) / str(number) / "attempts.sqlite3"
            more_shown, more_lost = once(path, draw)
            shown, lost = shown + more_shown, lost + more_lost
            with closing(sqlite3.connect(path)) as connection:
                assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    print(f"{times} kills, {shown} replies shown, {lost} of them lost")


if __name__ == "__main__":
    main()
