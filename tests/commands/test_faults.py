"""A fault of tutor's own: a sentence and an exit code that is no verdict's, and nothing else is lost."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PluginMaker, breaking
from tutor.commands.main_group import tutor as group
from tutor.errors import FAULT_EXIT
from tutor.grading import verdicts

GOOD = {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}
ERRORS = [ZeroDivisionError("division by zero"), RecursionError("too deep"), MemoryError(), KeyError("０")]


def raising(error: BaseException) -> Callable[..., Any]:
    def mark(*_: object, **__: object) -> None:
        raise error

    return mark


@pytest.mark.parametrize("error", ERRORS, ids=lambda error: type(error).__name__)
def test_check_says_that_a_fault_is_not_the_answers(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    monkeypatch.setattr("tutor.marking.mark", raising(error))
    done = tutor("check", "lstm-cell", "dL/dh", "h - d")
    assert (done.code, done.out) == (FAULT_EXIT, "")
    assert done.err.startswith("tutor: this is a fault of tutor's own, not of your answer: " + type(error).__name__)
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("tutor.marking.compare.compare", ("compare", "x", "x")),
        ("tutor.problems.contract.problem.Problem.instance", ("solve", "lstm-cell")),
        ("tutor.host.problems", ("list",)),
        ("tutor.host.load_all", ("list",)),
    ],
)
def test_every_command_answers_a_fault_alike(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch, name: str, arguments: tuple[str, ...]
) -> None:
    monkeypatch.setattr(name, raising(ValueError("no")))
    monkeypatch.setattr(group, "invoke", group.invoke if name != "tutor.host.problems" else raising(ValueError("no")))
    done = tutor(*arguments)
    assert (done.code, done.out) == (FAULT_EXIT, "")
    assert "this is a fault of tutor's own" in done.err
    assert "Traceback" not in done.err


def test_the_traceback_is_shown_where_it_is_asked_for(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.marking.mark", raising(ValueError("no")))
    monkeypatch.setenv("TUTOR_DEBUG", "1")
    done = tutor("check", "lstm-cell", "dL/dh", "h - d")
    assert done.code == FAULT_EXIT
    assert done.err.startswith("Traceback")
    assert done.err.splitlines()[-1].startswith("tutor: this is a fault of tutor's own")


def test_a_plugins_fault_stays_the_plugins(
    tutor: Tutor, make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = breaking("broken", "backward", "1 / 0")
    make_plugin("broken", source)
    assert tutor("check", "broken", "dL/dx", "8*x").code == 0
    monkeypatch.setenv("BREAKS", "1")
    done = tutor("check", "broken", "dL/dx", "8.123")
    assert done.code == 2
    assert done.err.startswith("tutor: the plugin broken raised ZeroDivisionError")


@pytest.mark.parametrize("error", [*ERRORS, SystemExit(0)], ids=lambda error: type(error).__name__)
def test_grade_writes_a_row_for_a_fault_and_goes_on(
    tutor: Tutor, monkeypatch: pytest.MonkeyPatch, error: BaseException
) -> None:
    real = verdicts.mark

    def mark(asked: Any, answer: str) -> Any:
        if answer == "boom":
            raise error
        return real(asked, answer)

    monkeypatch.setattr(verdicts, "mark", mark)
    lines = "".join(
        json.dumps(GOOD | {"answer": a, "id": f"{n} {a}"}) + "\n" for n, a in enumerate(("h - d", "boom", "h - d"))
    )
    done = tutor("grade", "-", stdin=lines)
    assert (done.code, "tutor:" in done.err) == (0, False)
    first, second, third = map(json.loads, done.out.splitlines())
    assert (first["verdict"], third["verdict"]) == ("correct", "correct")
    assert (second["verdict"], second["id"], second["score"]) == ("invalid", "1 boom", 0)
    (found,) = second["diagnosis"]
    assert found["code"] == "internal"
    assert found["message"].startswith("line 2: this is a fault of tutor's own, not of your answer")


LINE = '{"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d", %s}'


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ('"id": "me", "seed": 1e400', "`seed`: 1e400 is too large a number"),
        ('"id": "me", "seed": -1e400', "`seed`: -1e400 is too large a number"),
        ('"id": "me", "note": 1e999999999', "`note`: 1e999999999 is too large a number"),
        ('"id": "me", "seed": NaN', "`seed`: NaN is not a finite number"),
        ('"id": "me", "seed": ' + "9" * 5000, "`seed`: a number of 5000 digits is too long"),
        ('"id": "me", "seed": ' + "9" * 900, "the seed (a number of about 900 digits) is not a whole number"),
        ('"id": "me", "note": {"a": [1e400]}', "`note` is not a text or a number"),
        ('"id": "me", "seed": 1.0', "`seed` is not a whole number"),
        ('"id": "me", "seed": "3"', "`seed` is not a whole number"),
        ('"id": "me", "step": "\\ud800"', "is not a step of lstm-cell"),
        ('"id": "me", "problem": "\\ud800\\u0000"', "there is no problem"),
    ],
)
def test_a_field_that_cannot_be_used_is_named_and_the_id_is_kept(tutor: Tutor, fields: str, said: str) -> None:
    good, last = (LINE % f'"id": {number}' for number in (1, 2))
    done = tutor("grade", "-", stdin=f"{good}\n{LINE % fields}\n{last}\n")
    assert (done.code, "tutor:" in done.err) == (0, False)
    first, second, third = map(json.loads, done.out.splitlines())
    assert (first["verdict"], third["verdict"]) == ("correct", "correct")
    assert (second["verdict"], second["id"]) == ("invalid", "me")
    assert said in second["diagnosis"][0]["message"]


@pytest.mark.parametrize("number", ["1e400", "-Infinity", "NaN", "7" * 6000])
def test_an_id_that_is_no_number_of_ours_is_a_row_too(tutor: Tutor, number: str) -> None:
    (row,) = map(json.loads, tutor("grade", "-", stdin=LINE % f'"id": {number}').out.splitlines())
    assert row["verdict"] == "invalid"
    assert "`id`" in row["diagnosis"][0]["message"]
    assert "id" not in row


def test_half_a_pair_of_surrogates_comes_back_as_it_was(tutor: Tutor) -> None:
    (row,) = map(json.loads, tutor("grade", "-", stdin=LINE % '"id": "\\ud800"').out.splitlines())
    assert (row["id"], row["verdict"]) == ("\ud800", "correct")


def test_the_last_of_equal_keys_counts(tutor: Tutor) -> None:
    (row,) = map(json.loads, tutor("grade", "-", stdin=LINE % '"answer": "d - h"').out.splitlines())
    assert (row["answer"], row["verdict"]) == ("d - h", "wrong")


def test_a_killed_process_of_grade_costs_the_line_that_killed_it(
    tmp_path: Path, tutor: Tutor, make_plugin: PluginMaker
) -> None:
    folder = make_plugin("deadly", breaking("deadly", "backward", "os.kill(os.getpid(), 9)"))
    assert tutor("check", "deadly", "dL/dx", "8*x").code == 0
    path = tmp_path / "answers.jsonl"
    deadly = {"id": "last words", "problem": "deadly", "step": "dL/dx", "answer": "8.123"}
    path.write_text("".join(json.dumps(line) + "\n" for line in [GOOD] * 3 + [deadly] + [GOOD] * 20))
    run = subprocess.run(
        [str(Path(sys.executable).with_name("tutor")), "grade", str(path), "--jobs", "2"],
        capture_output=True,
        text=True,
        env=os.environ | {"PYTHONPATH": str(folder), "BREAKS": "1"},
    )
    assert (run.returncode, "tutor:" in run.stderr) == (0, False)
    rows = [json.loads(line) for line in run.stdout.splitlines()]
    assert [row["line"] for row in rows] == list(range(1, 25))
    lost = [row for row in rows if row["verdict"] != "correct"]
    assert [(row["line"], row["id"], row["diagnosis"][0]["code"]) for row in lost] == [(4, "last words", "internal")]
    assert "ended twice; this is no fault of your answer" in lost[0]["diagnosis"][0]["message"]


def test_the_plain_quiz_goes_on_after_a_fault(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    real = verdicts.mark

    def mark(asked: Any, answer: str, *_: object, **__: object) -> Any:
        if answer == "boom":
            raise RecursionError("too deep")
        return real(asked, answer)

    monkeypatch.setattr("tutor.marking.mark", mark)
    monkeypatch.setattr("tutor.study.session.quiz_session.QuizSession.hint", raising(ValueError("no hint")))
    done = tutor("quiz", "lstm-cell", "--plain", stdin="boom\nhint\n0.6225\nquit\n")
    assert done.code == 0
    assert "this is a fault of tutor's own, not of your answer: RecursionError: too deep" in done.out
    assert "The try is free." in done.out
    assert "this is a fault of tutor's own, not of your answer: ValueError: no hint" in done.err
    assert "Right." in done.out
    assert "Traceback" not in done.err
