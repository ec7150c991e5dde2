"""review, progress, export and import: what the command line says of what is remembered."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tutor.study import Attempt, open_store
from tutor.study.log.models import timestamp


def remember(step: str = "dL/dh", *, days_ago: float = 3, right: bool = True, problem: str = "lstm-cell") -> None:
    """An answer of some days ago that ended its question."""
    moment = datetime.now(UTC) - timedelta(days=days_ago)
    with open_store() as store:
        store.add(
            Attempt(
                problem,
                step,
                "practise",
                "s",
                0,
                skills=("chain-rule",),
                answer="h - d" if right else "d - h",
                verdict="correct" if right else "wrong",
                codes=() if right else ("sign",),
                note="" if right else "A sign is turned round.",
                tries=1,
                ends=right,
                time=timestamp(moment),
                day=moment.date().isoformat(),
            )
        )


def test_progress_says_so_before_the_first_answer(tutor: Tutor) -> None:
    assert tutor("progress").out == "Nothing yet. Your first answer shows up here.\n"


def test_progress_shows_skills_problems_slips_and_what_is_due(tutor: Tutor) -> None:
    remember(right=False)
    remember()
    out = tutor("progress").out
    assert out.startswith("1 of ")
    for part in ("chain-rule", " 50% of 2", "lstm-cell", "sign  A sign is turned round.", "d - h", "today 1"):
        assert part in out


def test_progress_as_json_has_its_schema(tutor: Tutor) -> None:
    remember()
    got = tutor("progress", "--format", "json").json
    assert got["schema"] == "tutor.progress/1"
    assert got["answers"] == 1
    assert {"skills", "problems", "slips", "due", "streak", "known", "total"} <= set(got)


def test_progress_derived_anew_is_the_same(tutor: Tutor) -> None:
    remember(right=False)
    remember()
    before = tutor("progress", "--format", "json")
    assert tutor("progress", "--rebuild", "--format", "json").json == before.json


def test_a_reset_asks_first_and_names_the_backup(tutor: Tutor) -> None:
    remember()
    # Some versions of click print a blank behind the question.
    assert tutor("progress", "--reset", stdin="n\n").out.lstrip() == "Nothing was forgotten.\n"
    unanswered = tutor("progress", "--reset", stdin="")
    assert unanswered.code == 2
    assert "Nothing was forgotten: nobody answered" in unanswered.err
    assert tutor("progress", "--format", "json").json["answers"] == 1
    done = tutor("progress", "--reset", stdin="y\n")
    backup = Path(done.out.lstrip().removeprefix("All is forgotten. The backup is ").strip())
    assert backup.is_file()
    assert tutor("progress", "--format", "json").json["answers"] == 0


def test_progress_tells_of_a_log_that_cannot_be_written_to(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path / "file"))
    done = tutor("progress")
    assert done.code == 0
    assert done.err == f"tutor: Answers are not being saved: {tmp_path / 'file'} is not a folder.\n"


def test_a_review_asks_what_is_due_and_keeps_the_answer(tutor: Tutor) -> None:
    remember(days_ago=40)
    done = tutor("review", "--plain", stdin="h - d\n")
    assert done.code == 0
    assert "LSTM cell, seed" in done.out
    assert "Question 1 of 1" in done.out
    assert "Finished: 1 of 1 right at the first try." in done.out
    assert tutor("progress", "--format", "json").json["answers"] == 2


@pytest.mark.parametrize(
    ("days_ago", "said"),
    [(None, "Nothing yet: `tutor quiz` asks the first questions."), (0, "Nothing is due")],
)
def test_a_review_of_nothing_says_what_to_do(tutor: Tutor, days_ago: float | None, said: str) -> None:
    if days_ago is not None:
        remember(days_ago=days_ago)
    assert tutor("review").out.startswith(said)


def test_a_review_can_ask_for_one_skill(tutor: Tutor) -> None:
    done = tutor("review", "--skill", "gate", "--limit", "2")
    assert "Question 1 of 2" in done.out
    assert "Saved." in done.out


def test_an_unknown_skill_is_refused_with_a_suggestion(tutor: Tutor) -> None:
    done = tutor("review", "--skill", "gates")
    assert (done.code, done.err) == (2, "tutor: no question needs the skill `gates`; did you mean `gate`?\n")


def test_kinds_of_review_exclude_each_other(tutor: Tutor) -> None:
    done = tutor("review", "--weak", "--placement")
    assert (done.code, done.err) == (2, "tutor: --weak, --skill and --placement exclude each other\n")


def test_the_placement_test_gives_no_feedback(tutor: Tutor) -> None:
    done = tutor("review", "--placement", stdin="later\n0.123\nquit\n")
    assert "Question 2 of 10" in done.out
    assert "Not yet" not in done.out


def test_an_export_goes_back_in_and_a_second_time_changes_nothing(tutor: Tutor, tmp_path: Path) -> None:
    remember()
    remember("dL/do", right=False)
    file = tmp_path / "answers.jsonl"
    assert tutor("export", "-o", str(file)).code == 0
    assert tutor("export").out == file.read_text()
    assert json.loads(file.read_text().splitlines()[0]) == {"schema": "tutor.attempts/1"}
    tutor("progress", "--reset", "--yes")
    assert tutor("import", str(file)).out == f"{file}: 2 new, 0 known already\n"
    assert tutor("import", str(file), "-", stdin=file.read_text()).out.splitlines() == [
        f"{file}: 0 new, 2 known already",
        "stdin: 0 new, 2 known already",
    ]
    assert tutor("export").out == file.read_text()


def test_lines_that_are_no_answers_are_named_and_the_exit_code_tells(tutor: Tutor, tmp_path: Path) -> None:
    remember()
    lines = tutor("export").out.splitlines()
    file = tmp_path / "answers.jsonl"
    file.write_text("\n".join([lines[0], "{", '{"uuid": "x"}', lines[1], *["3"] * 10]))
    done = tutor("import", str(file))
    assert done.code == 2
    assert f"tutor: {file}, line 2: it is not JSON" in done.err
    assert f"tutor: {file}, line 3: `stamp` is missing" in done.err
    assert "7 more lines were passed over" in done.err


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"notes\n", "is not an export of attempts"),
        (b"\xff\xfe\x00", "is not a text in UTF-8"),
        (b'{"schema": "tutor.attempts/9"}\n', "has the format tutor.attempts/9"),
        (None, "cannot be read: no such file or directory"),
    ],
)
def test_a_file_that_cannot_be_imported_is_refused_in_one_sentence(
    tutor: Tutor, tmp_path: Path, content: bytes | None, said: str
) -> None:
    file = tmp_path / "notes.txt"
    if content is not None:
        file.write_bytes(content)
    done = tutor("import", str(file))
    assert done.code == 2
    assert said in done.err
    assert done.err.count("\n") == 1


def test_an_export_that_cannot_be_written_leaves_nothing_behind(tutor: Tutor, tmp_path: Path) -> None:
    done = tutor("export", "-o", str(tmp_path / "missing" / "answers.jsonl"))
    assert done.code == 2
    assert "cannot be written: no such file or directory" in done.err


def flip(needle: bytes) -> None:
    """One bit of one stored answer, which is no UTF-8 any more; SQLite finds nothing wrong with it."""
    from tutor.study.paths import database

    content = bytearray(database().read_bytes())
    content[content.index(needle)] ^= 0x80
    database().write_bytes(content)


def test_a_good_backup_is_never_replaced_by_less(tutor: Tutor, tmp_path: Path) -> None:
    remember()
    remember("dL/do", right=False)
    backup = tmp_path / "bk.jsonl"
    assert tutor("export", "-o", str(backup)).code == 0
    good = backup.read_bytes()
    flip(b"d - h")
    done = tutor("export", "-o", str(backup))
    assert done.code == 2
    assert backup.read_bytes() == good
    assert "1 answer was recovered; 1 could not be read: row 2 (`answer`" in done.err
    beside = tmp_path / "bk-incomplete.jsonl"
    assert f"`{backup}` is left as it was; what the log has is in `{beside}`" in done.err
    assert len(beside.read_text().splitlines()) == 2
    # The damage is out of the way now, and the answer is still missing.
    again = tutor("export", "-o", str(backup))
    assert (again.code, backup.read_bytes()) == (2, good)
    assert f"has 1 answer that the log has not: `tutor import {backup}` puts it into the log" in again.err
    assert tutor("import", str(backup)).out == f"{backup}: 1 new, 1 known already\n"
    assert tutor("export", "-o", str(backup)).code == 0
    assert backup.read_bytes() == good


def test_an_export_to_stdout_and_a_rebuild_tell_of_rows_that_cannot_be_read(tutor: Tutor) -> None:
    remember()
    remember("dL/do", right=False)
    flip(b"d - h")
    done = tutor("progress", "--rebuild", "--format", "json")
    assert (done.code, done.json["answers"]) == (2, 1)
    assert "row 2 (`answer`" in done.err
    assert tutor("progress").code == 0


def test_a_log_of_a_newer_version_is_not_called_empty(tutor: Tutor, tmp_path: Path) -> None:
    import sqlite3
    from contextlib import closing

    from tutor.study.paths import database

    remember()
    backup = tmp_path / "bk.jsonl"
    tutor("export", "-o", str(backup))
    good = backup.read_bytes()
    with closing(sqlite3.connect(database())) as connection:
        connection.execute("PRAGMA user_version = 99")
    for command in (("export", "-o", str(backup)), ("export",), ("progress",), ("progress", "--rebuild")):
        done = tutor(*command)
        assert done.code == 2
        assert "newer version" in done.err
        assert "Nothing yet" not in done.out
    assert backup.read_bytes() == good


def test_another_folder_does_not_replace_a_backup_by_an_empty_one(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    remember()
    backup = tmp_path / "bk.jsonl"
    tutor("export", "-o", str(backup))
    good = backup.read_bytes()
    monkeypatch.setenv("TUTOR_HOME", "/dev/null")
    assert tutor("export", "-o", str(backup)).code == 2
    assert backup.read_bytes() == good


def test_a_review_starts_whatever_a_stored_session_holds(tutor: Tutor) -> None:
    import sqlite3
    from contextlib import closing

    from tutor.study.paths import database

    remember(days_ago=40)
    tutor("review", "--plain", stdin="d - h\nquit\n")
    with closing(sqlite3.connect(database())) as connection, connection:
        assert connection.execute("UPDATE sessions SET items = '[{'").rowcount == 1
    done = tutor("review", "--plain", stdin="h - d\n")
    assert done.code == 0
    assert "Question 1 of 1" in done.out
    assert "1 session could not be read" in done.err


def test_lines_of_an_import_that_are_refused_are_counted(tutor: Tutor, tmp_path: Path) -> None:
    remember()
    lines = tutor("export").out.splitlines()
    file = tmp_path / "answers.jsonl"
    file.write_bytes("\n".join([lines[0], lines[1]]).encode() + b"\n\xff\n" + b"x" * 500_000 + b"\n")
    done = tutor("import", str(file))
    assert (done.code, done.out) == (2, f"{file}: 0 new, 1 known already, 2 refused\n")
    assert f"{file}, line 3: it is not a text in UTF-8" in done.err
    assert f"{file}, line 4: it is longer than" in done.err
