"""`tutor grade`: a verdict for every line, in order, whatever is in it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PluginMaker, breaking

TUTOR = str(Path(sys.executable).with_name("tutor"))
GOOD = {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d"}


def text(*lines: dict[str, Any]) -> str:
    return "".join(json.dumps(line) + "\n" for line in lines)


def verdicts(out: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.splitlines()]


def test_each_line_gets_a_verdict_in_order_with_its_id_and_number(tutor: Tutor) -> None:
    lines = text(GOOD | {"id": "a"}, GOOD | {"answer": "d - h", "id": 2}, GOOD | {"answer": "h -", "id": None}, GOOD)
    done = tutor("grade", "-", stdin=lines)
    assert (done.code, "tutor:" in done.err) == (0, False)
    found = verdicts(done.out)
    assert [line["verdict"] for line in found] == ["correct", "wrong", "invalid", "correct"]
    assert [line["line"] for line in found] == [1, 2, 3, 4]
    assert [line.get("id", "none") for line in found] == ["a", 2, None, "none"]
    assert found[1] == {
        "schema": "tutor.grade/1",
        "line": 2,
        "id": 2,
        "problem": "lstm-cell",
        "step": "dL/dh",
        "seed": None,
        "answer": "d - h",
        "read_as": "d − hₜ",
        "verdict": "wrong",
        "score": 0.0,
        "diagnosis": [{"code": "sign", "message": "The size is right, but a sign is turned round."}],
    }


def test_a_verdict_is_that_of_check(tutor: Tutor) -> None:
    checked = tutor("check", "skip-mlp", "dL/dw_io", "sum_n((yhat - y) x_i)", "--format", "json").json
    line = {"problem": "skip-mlp", "step": "∂L/∂w_io", "answer": "sum_n((yhat - y) x_i)"}
    (graded,) = verdicts(tutor("grade", "-", stdin=text(line)).out)
    assert {name: graded[name] for name in checked if name != "schema"} == {
        name: value for name, value in checked.items() if name != "schema"
    }


def test_a_seed_poses_the_question_with_other_numbers(tutor: Tutor) -> None:
    value = tutor("solve", "lstm-cell", "--seed", "3", "--format", "json").json["gradients"]["h"]
    line = GOOD | {"answer": f"{value:.6g}"}
    found = verdicts(tutor("grade", "-", stdin=text(line | {"seed": 3}, line | {"seed": 4}, line)).out)
    assert [verdict["verdict"] for verdict in found] == ["correct", "wrong", "wrong"]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nonsense", "it is not valid JSON: expecting value at column 1"),
        ('{"problem": ', "it is not valid JSON"),
        ("[1]", "it is not an object such as"),
        ('"h - d"', "it is not an object such as"),
        ("{}", "`problem` is missing"),
        ('{"problem": "lstm-cell", "step": "dL/dh"}', "`answer` is missing"),
        ('{"problem": 3, "step": "dL/dh", "answer": "h"}', "`problem` is not a text in quotes"),
        ('{"problem": "lstm-cell", "step": "dL/dh", "answer": 0.5}', "`answer` is not a text in quotes"),
        ('{"problem": "lstm-cell", "step": "dL/dh", "answer": ["h"]}', "`answer` is not a text or a number"),
        ('{"problem": "lstm-cel", "step": "dL/dh", "answer": "h"}', "did you mean `lstm-cell`?"),
        ('{"problem": "lstm-cell", "step": "dL/dhh", "answer": "h"}', "did you mean `dL/dh`?"),
        ('{"problem": "lstm-cell", "step": "dL/dh", "answer": "h", "seed": 1.5}', "`seed` is not a whole number"),
        ('{"problem": "lstm-cell", "step": "dL/dh", "answer": "h", "seed": true}', "`seed` is not a whole number"),
        ('{"problem": "lstm-cell", "step": "dL/dh", "answer": "h", "seed": -1}', "the seed -1 is not a whole number"),
        ('{"problem": "lstm-cell", "step": "dL/dh", "answer": "h", "id": NaN}', "NaN is not a finite number"),
        ('{"problem": "lstm-cell", "step": "dL/dh", "answer": "h", "seed": 1' + "0" * 5000 + "}", "digits"),
        ('{"problem": "' + "x" * 10_000 + '", "step": "dL/dh", "answer": "h"}', "a name of 10000 characters"),
        ("[" * 100_000, "too many brackets inside each other"),
        ('{"answer": "' + "x" * 3_000_000 + '"}', "it is longer than 1000000 bytes"),
        ("\x00", "it is not valid JSON"),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_bad_line_is_an_invalid_verdict_with_its_number_and_the_rest_goes_on(
    tutor: Tutor, line: str, said: str
) -> None:
    done = tutor("grade", "-", stdin=f"{text(GOOD)}\n{line}\n{text(GOOD)}")
    assert (done.code, "tutor:" in done.err) == (0, False)
    first, bad, last = verdicts(done.out)
    assert (first["verdict"], last["verdict"], last["line"]) == ("correct", "correct", 4)
    assert (bad["verdict"], bad["line"], bad["score"]) == ("invalid", 3, 0)
    (diagnosis,) = bad["diagnosis"]
    assert diagnosis["message"].startswith("line 3: ")
    assert said in diagnosis["message"]


def test_a_bad_line_keeps_its_id(tutor: Tutor) -> None:
    (bad,) = verdicts(tutor("grade", "-", stdin='{"id": "mine", "problem": "lstm-cell"}\n').out)
    assert (bad["id"], bad["problem"], bad["step"]) == ("mine", "lstm-cell", None)


def test_bytes_that_are_no_text_are_a_bad_line(tmp_path: Path, tutor: Tutor) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_bytes(b"\xef\xbb\xbf" + text(GOOD).encode() + b"\xff\xfe\n" + text(GOOD).encode().rstrip())
    found = verdicts(tutor("grade", str(path)).out)
    assert [verdict["verdict"] for verdict in found] == ["correct", "invalid", "correct"]
    assert "it is not a text in UTF-8" in found[1]["diagnosis"][0]["message"]


def test_half_a_surrogate_pair_leaves_the_output_valid_json(tmp_path: Path, tutor: Tutor) -> None:
    out = tmp_path / "out.jsonl"
    tutor(
        "grade", "-", "-o", str(out), stdin='{"problem": "lstm-cell", "step": "dL/dh", "answer": "\\ud800", "id": 1}\n'
    )
    (found,) = verdicts(out.read_text(encoding="utf-8"))
    assert (found["answer"], found["verdict"]) == ("\ud800", "invalid")


def test_several_processes_give_the_same_lines_in_the_same_order(tmp_path: Path, tutor: Tutor) -> None:
    path, one, two = (tmp_path / name for name in ("answers.jsonl", "one.jsonl", "two.jsonl"))
    answers = ["h - d", "d - h", "-0.4608", "h -", "2*(h - d)"]
    path.write_text(text(*(GOOD | {"id": n, "answer": answers[n % 5]} for n in range(700))) + "nonsense\n")
    assert tutor("grade", str(path), "-o", str(one)).code == 0
    assert tutor("grade", str(path), "-o", str(two), "--jobs", "2").code == 0
    assert one.read_text(encoding="utf-8") == two.read_text(encoding="utf-8")
    assert len(one.read_text(encoding="utf-8").splitlines()) == 701


def test_a_verdict_is_there_before_the_next_answer_is_read() -> None:
    with subprocess.Popen([TUTOR, "grade", "-"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as run:
        assert run.stdin is not None
        assert run.stdout is not None
        for answer, verdict in (("h - d", "correct"), ("h", "wrong")):
            run.stdin.write(text(GOOD | {"answer": answer}))
            run.stdin.flush()
            assert json.loads(run.stdout.readline())["verdict"] == verdict
        run.stdin.close()
    assert run.returncode == 0


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_a_reader_that_goes_away_is_met_with_silence(tmp_path: Path, jobs: str) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(text(GOOD) * 5000)
    done = subprocess.run(
        ["bash", "-c", f"set -o pipefail; '{TUTOR}' grade '{path}' --jobs {jobs} | head -1"], capture_output=True
    )
    assert done.stderr == b""
    assert done.returncode == 141
    assert json.loads(done.stdout)["verdict"] == "correct"


def test_the_memory_does_not_grow_with_the_number_of_lines(tmp_path: Path) -> None:
    peaks = []
    for count in (2_000, 20_000):
        path = tmp_path / f"{count}.jsonl"
        path.write_text(text(*(GOOD | {"answer": f"h - d + {n}"} for n in range(20))) * (count // 20))
        code = f"import sys; from tutor.commands.run import run; run(['grade', {str(path)!r}, '-o', {os.devnull!r}]); "
        code += "import resource; print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)"
        done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
        peaks.append(int(done.stdout))
    assert peaks[1] < peaks[0] * 1.15


def test_a_bar_is_shown_on_a_terminal_and_only_there(tmp_path: Path) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(text(GOOD) * 50)
    for source in (str(path), "-"):
        ours, theirs = pty.openpty()
        with path.open("rb") as file:
            run = subprocess.Popen([TUTOR, "grade", source], stdin=file, stdout=subprocess.PIPE, stderr=theirs)
            os.close(theirs)
            assert run.stdout is not None
            assert len(run.stdout.read().splitlines()) == 50
            run.stdout.close()
            run.wait()
        shown = os.read(ours, 10_000)
        assert b"marking" in shown
        os.close(ours)
        assert b"answers/s" in shown
    done = subprocess.run([TUTOR, "grade", str(path)], capture_output=True)
    assert b"marking" not in done.stderr
    assert b"\x1b" not in done.stderr


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("gone.jsonl",), "`gone.jsonl` cannot be read: no such file or directory"),
        (("/",), "`/` cannot be read: is a directory"),
        (("-", "-o", "gone/out"), "`gone/out` cannot be written: no such file or directory"),
        (("-", "-o", "/dev/full"), "`/dev/full` cannot be written: no space left on device"),
        (("-", "--jobs", "0"), "'--jobs'"),
        ((), "missing argument 'FILE'"),
    ],
)
def test_files_that_cannot_be_used_are_one_clear_sentence(tutor: Tutor, arguments: tuple[str, ...], said: str) -> None:
    done = tutor("grade", *arguments, stdin=text(GOOD))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_answers_are_not_overwritten_by_their_verdicts(tmp_path: Path, tutor: Tutor) -> None:
    path = tmp_path / "answers.jsonl"
    path.write_text(text(GOOD))
    done = tutor("grade", str(path), "-o", str(path))
    assert done.code == 2
    assert "the verdicts need a file of their own" in done.err
    assert path.read_text() == text(GOOD)


def test_a_plugin_that_raises_spoils_its_own_lines_only(
    tutor: Tutor, make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = breaking("broken", "backward", "1 / 0")
    make_plugin("broken", source)
    assert tutor("check", "broken", "dL/dx", "8*x").code == 0
    monkeypatch.setenv("BREAKS", "1")
    done = tutor("grade", "-", stdin=text({"problem": "broken", "step": "dL/dx", "answer": "8.123"}, GOOD))
    first, second = verdicts(done.out)
    assert (first["verdict"], second["verdict"]) == ("invalid", "correct")
    assert "the plugin broken raised ZeroDivisionError" in first["diagnosis"][0]["message"]


TABLE = '''Problem,Step,Answer,Seed,Student
lstm-cell,dL/dh,h - d,,ada
lstm-cell,dL/dh,"d
 - h",,bob
lstm-cell,dL/dh,"h ""d""",3,ada
'''


@pytest.mark.parametrize(
    ("name", "options"), [("a.csv", ()), ("a.txt", ("--format", "csv")), ("-", ("--format", "csv"))]
)
def test_a_table_of_answers_becomes_a_table_of_verdicts(
    tutor: Tutor, tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = tmp_path / name
    if name != "-":
        path.write_text(TABLE)
    done = tutor("grade", name if name == "-" else str(path), *options, stdin=TABLE)
    assert done.code == 0
    rows = list(csv.DictReader(io.StringIO(done.out)))
    assert [(row["line"], row["verdict"], row["student"]) for row in rows] == [
        ("2", "correct", "ada"), ("3", "wrong", "bob"), ("5", "invalid", "ada"),
    ]  # fmt: skip
    assert [row["answer"] for row in rows] == ["h - d", "d\n - h", 'h "d"']
    assert [row["codes"] for row in rows] == ["", "sign", "invalid"]


def test_the_names_of_files_say_their_forms(tutor: Tutor, tmp_path: Path) -> None:
    source, out = tmp_path / "answers.csv", tmp_path / "verdicts.jsonl"
    source.write_text(TABLE)
    assert tutor("grade", str(source), "-o", str(out)).code == 0
    found = verdicts(out.read_text(encoding="utf-8"))
    assert [(line["verdict"], line["seed"], line["student"]) for line in found] == [
        ("correct", None, "ada"), ("wrong", None, "bob"), ("invalid", 3, "ada"),
    ]  # fmt: skip
    back = tmp_path / "verdicts.csv"
    lines = tmp_path / "answers.jsonl"
    lines.write_text(text(*({name: line[name] for name in (*GOOD, "seed", "student")} for line in found)))
    assert tutor("grade", str(lines), "-o", str(back)).code == 0
    assert [row["verdict"] for row in csv.DictReader(io.StringIO(back.read_text(encoding="utf-8")))] == [
        "correct",
        "wrong",
        "invalid",
    ]


def test_a_table_without_a_column_is_refused_before_anything_is_written(tutor: Tutor, tmp_path: Path) -> None:
    source = tmp_path / "answers.csv"
    source.write_text("problem,answer\nlstm-cell,h\n")
    done = tutor("grade", str(source), "-o", str(tmp_path / "out.csv"))
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert f"`{source}` has no column `step`" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["answers.csv"]


LINES = text(
    GOOD | {"student": "ada", "id": 1}, GOOD | {"answer": "d - h", "student": "bob", "id": 2}, GOOD | {"student": "bob"}
)


def test_what_the_verdicts_come_to_is_told_at_the_end(tutor: Tutor) -> None:
    said = tutor("grade", "-", stdin=LINES).err.splitlines()
    assert said[0] == "3 answers: 2 correct, 1 wrong"
    assert [line.split() for line in said if line.startswith(("lstm-cell", "sign", "ada", "bob"))] == [
        ["lstm-cell", "dL/dh", "3", "2", "1", "0", "0"],
        ["sign", "1"],
        ["bob", "2", "1", "1", "0", "0"],
        ["ada", "1", "1", "0", "0", "0"],
    ]


def test_it_can_be_written_as_a_document_or_as_a_table(tutor: Tutor, tmp_path: Path) -> None:
    for name in ("summary.json", "summary.csv"):
        assert tutor("grade", "-", "--summary", str(tmp_path / name), stdin=LINES).code == 0
    found = json.loads((tmp_path / "summary.json").read_text(encoding="utf-8"))
    assert (found["schema"], found["answers"], found["score"]) == ("tutor.grade.summary/1", 3, 2.0)
    rows = list(csv.DictReader(io.StringIO((tmp_path / "summary.csv").read_text(encoding="utf-8"))))
    assert [(row["of"], row["student"], row["correct"]) for row in rows if row["student"]] == [
        ("student", "ada", "1"), ("student", "bob", "1"),
    ]  # fmt: skip


def test_a_summary_that_cannot_be_written_leaves_the_verdicts(tutor: Tutor, tmp_path: Path) -> None:
    out = tmp_path / "out.jsonl"
    done = tutor("grade", "-", "-o", str(out), "--summary", str(tmp_path / "gone" / "s.json"), stdin=LINES)
    assert done.code == 2
    assert done.err.splitlines()[-1].endswith("s.json` cannot be written: no such file or directory")
    assert len(verdicts(out.read_text(encoding="utf-8"))) == 3


def test_the_summary_does_not_take_the_place_of_the_answers_or_the_verdicts(tutor: Tutor, tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text(LINES)
    for summary in (source, out):
        done = tutor("grade", str(source), "-o", str(out), "--summary", str(summary))
        assert done.code == 2
        assert "a file of" in done.err
    assert source.read_text() == LINES
    assert not out.exists()


def test_an_id_that_comes_again_is_told_and_both_are_marked(tutor: Tutor) -> None:
    done = tutor("grade", "-", stdin=text(GOOD | {"id": "a"}, GOOD | {"id": "b"}, GOOD | {"id": "a"}))
    assert [line["verdict"] for line in verdicts(done.out)] == ["correct"] * 3
    assert done.err.startswith("tutor: lines 1 and 3 have the id `a`: each has a verdict of its own\n")


def test_a_network_file_that_was_changed_between_two_runs_is_another_problem(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    line = json.dumps({"problem": "layer.net", "step": "dL/dw", "answer": "2 w"})
    verdicts = []
    for loss in ("sum(w^2)", "3*sum(w^2)", "sum(w^2)"):
        (tmp_path / "layer.net").write_text(f"weights w[d]\nL = {loss}\n")
        verdicts.append(json.loads(tutor("grade", "-", stdin=line).out)["verdict"])
    assert verdicts == ["correct", "wrong", "correct"]
