"""A network file wherever a command takes a problem, and `tutor new`, which writes a first one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tutor import host

TEXT = """\
title   A layer
input   X[n,i]
weights W[i,h]
H = relu(X W)
L = sum(H^2)
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder, with a network file in it."""
    here = tmp_path / "here"
    here.mkdir()
    (here / "layer.net").write_text(TEXT)
    monkeypatch.chdir(here)
    return here


def test_new_writes_a_network_that_works_and_overwrites_nothing(tutor: Tutor, folder: Path) -> None:
    done = tutor("new", "mine.net")
    assert (done.code, done.out) == (0, "mine.net\n")
    assert "tutor solve mine.net" in done.err
    assert tutor("solve", "mine.net", "--format", "json").json["values"].keys() == {"H", "Z", "P", "L"}
    (folder / "mine.net").write_text(TEXT)
    again = tutor("new", "mine.net")
    assert again.code == 2
    assert "`mine.net` is there already: nothing was written" in again.err
    assert (folder / "mine.net").read_text() == TEXT
    assert sorted(path.name for path in folder.iterdir()) == ["layer.net", "mine.net"]


def test_new_says_where_it_cannot_write(tutor: Tutor, folder: Path) -> None:
    assert "`none/x.net` cannot be written" in tutor("new", "none/x.net").err
    assert tutor("new", "").code == 2
    assert sorted(path.name for path in folder.iterdir()) == ["layer.net"]


@pytest.mark.parametrize("name", ["layer.net", "./layer.net", "{}/layer.net"])
def test_commands_take_its_path(tutor: Tutor, folder: Path, name: str) -> None:
    path = name.format(folder)
    solved = tutor("solve", path, "--seed", "3", "--format", "json").json
    assert solved["problem"] == path
    assert "H = relu(X W)" in tutor("show", path).out
    assert tutor("check", path, "H", "relu(X @ W)").code == 0
    assert tutor("check", path, "H", "X W").code == 1
    assert "X  [n,i]" in tutor("forms", path).out
    assert "A layer" in tutor("worksheet", path, "--seeds", "1-2").out
    assert tutor("quiz", path, "--plain", stdin="quit\n").code == 0


def test_a_network_may_come_from_stdin(tutor: Tutor) -> None:
    assert "A layer" in tutor("show", "-", stdin=TEXT).out
    assert tutor("check", "-", "H", "relu(X W)", stdin=TEXT).code == 0
    both = tutor("check", "-", "H", "-", stdin=TEXT)
    assert both.code == 2
    assert "stdin holds the network or the answer, not both" in both.err
    wrong = tutor("solve", "-", stdin="input x[n]\nL = sum(y)\n")
    assert wrong.code == 2
    assert "stdin, line 2, column 9: the formula of L: `y` is not declared" in wrong.err
    assert tutor("solve", "-", stdin=b"\xff\x00").code == 2


def test_lines_to_grade_may_name_it(tutor: Tutor, folder: Path) -> None:
    rows = [
        {"problem": "layer.net", "step": "H", "answer": "relu(X W)"},
        {"problem": "layer.net", "step": "H", "answer": "X W", "seed": 2},
        {"problem": "none.net", "step": "H", "answer": "X W"},
        {"problem": "-", "step": "H", "answer": "X W"},
    ]
    done = tutor("grade", "-", stdin="\n".join(map(json.dumps, rows)))
    verdicts = [json.loads(line) for line in done.out.splitlines()]
    assert [one["verdict"] for one in verdicts] == ["correct", "wrong", "invalid", "invalid"]
    assert verdicts[2]["diagnosis"][0]["message"] == "line 3: none.net: there is no such file"
    assert "there is no problem `-`" in verdicts[3]["diagnosis"][0]["message"]


def test_what_is_wrong_in_a_file_is_one_sentence_with_its_place(tutor: Tutor, folder: Path) -> None:
    (folder / "wrong.net").write_text("input x[n]\nL = sum(x\n")
    for command in (["solve"], ["show"], ["check"], ["worksheet"], ["quiz", "--plain"]):
        done = tutor(*command, "wrong.net", *(["L", "1"] if command == ["check"] else []))
        assert done.code == 2
        assert 'wrong.net, line 2, column 10: the formula of L: expected ")" at column 10, found the end' in done.err
        assert "Traceback" not in done.err


def test_list_names_the_network_files_of_both_folders_by_their_titles(
    tutor: Tutor, folder: Path, tmp_path: Path
) -> None:
    kept = tmp_path / "home" / "networks"
    kept.mkdir(parents=True)
    (kept / "kept.net").write_text("title Kept  # here\ninput x[n]\nL = sum(x^2)\n")
    (kept / "layer.net").write_text("title Hidden by the one here\n")
    (kept / "binary.net").write_bytes(b"\x00\xff")
    listed = tutor("list", "--format", "json").json["networks"]
    assert listed == [
        {"id": "layer.net", "title": "A layer"},
        {"id": "binary.net", "title": ""},
        {"id": "kept.net", "title": "Kept"},
    ]
    assert "layer.net" in tutor("list").out
    assert tutor("solve", "kept.net").code == 0


def test_list_leaves_out_what_is_no_file_and_says_where_there_are_too_many(tutor: Tutor, folder: Path) -> None:
    (folder / "circle.net").symlink_to("circle.net")
    (folder / "folder.net").mkdir()
    assert [one["id"] for one in tutor("list", "--format", "json").json["networks"]] == ["layer.net"]
    for number in range(host.MOST_LISTED):
        (folder / f"n{number}.net").touch()
    listed = tutor("list")
    assert listed.out.count(".net") == host.MOST_LISTED
    assert "only the first 500 network files are shown" in listed.err


def test_a_network_file_stays_the_same_problem_until_it_changes(folder: Path) -> None:
    first = host.problem("layer.net")
    assert host.problem("layer.net") is first
    (folder / "layer.net").write_text(TEXT.replace("relu", "tanh"))
    assert host.problem("layer.net") is not first


def test_slips_in_a_network_have_its_name_and_a_sentence_once_it_is_gone(tutor: Tutor, folder: Path) -> None:
    assert tutor("quiz", "layer.net", "--plain", stdin="X\nquit\n").code == 0
    said = tutor("progress").out
    assert "at layer.net a_H: X" in said
    assert "network:" not in said
    (slip,) = tutor("progress", "--format", "json").json["slips"]
    assert (slip["example"]["problem"], slip["example"]["title"]) == ("layer.net", "A layer")
    (folder / "layer.net").rename(folder / "renamed.net")
    assert "at renamed.net a_H: X" in tutor("progress").out
    (folder / "renamed.net").unlink()
    said = tutor("progress").out
    assert "at a_H of a network that is in no file here: X" in said
    assert "network:" not in said


def test_what_a_plain_exam_sums_up_has_the_name_of_the_network(tutor: Tutor, folder: Path) -> None:
    steps = len(host.problem("layer.net").steps)
    said = tutor("quiz", "layer.net", "--exam", "--plain", stdin="1\n" * steps).out
    assert "layer.net H  1" in said
    assert "network:" not in said
