"""`tutor course`, and the options that give everybody numbers of their own."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tutor.course.course import read_course


@pytest.fixture
def course(tutor: Tutor, tmp_path: Path) -> str:
    path = str(tmp_path / "dl.course")
    assert tutor("course", "new", path, "--title", "Deep learning").code == 0
    return path


@pytest.fixture
def class_list(tmp_path: Path) -> str:
    path = tmp_path / "class.csv"
    path.write_text('student,group\n"Lovelace, Ada",1\nAlan,2\n')
    return str(path)


def code_for(tutor: Tutor, course: str, person: str) -> str:
    (row,) = tutor("course", "codes", course, "--for", person, "--format", "json").json["people"]
    return str(row["code"])


def test_a_person_has_the_same_numbers_in_every_command(tutor: Tutor, course: str) -> None:
    seed = read_course(course).seed_of("ada")
    code = code_for(tutor, course, "ada")
    expected = tutor("solve", "lstm-cell", "--seed", str(seed), "--format", "json").out
    for asked in (("--for", "Ada", "--course", course), ("--code", code), ("--code", code.lower(), "--course", course)):
        assert tutor("solve", "lstm-cell", *asked, "--format", "json").out == expected
        assert f"seed {seed}" in tutor("show", "lstm-cell", *asked).out
        assert f"seed {seed}" in tutor("quiz", "lstm-cell", *asked, "--plain", stdin="quit\n").out
    answer = tutor("solve", "skip-mlp", "--seed", str(seed), "--format", "json").json["gradients"]["w_io"]
    done = tutor("check", "skip-mlp", "dL/dw_io", str(answer), "--for", "ada", "--course", course)
    assert done.code == 0


def test_the_course_may_be_named_once_in_the_environment(
    tutor: Tutor, course: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TUTOR_COURSE", course)
    assert f"seed {read_course(course).seed_of('ada')}" in tutor("show", "lstm-cell", "--for", "ada").out


def test_codes_are_a_table_for_people_and_for_programs(tutor: Tutor, course: str, class_list: str) -> None:
    text = tutor("course", "codes", course, "--for", class_list).out.splitlines()
    rows = list(
        csv.DictReader(io.StringIO(tutor("course", "codes", course, "--for", class_list, "--format", "csv").out))
    )
    assert [row["student"] for row in rows] == ["Lovelace, Ada", "Alan"]
    for line, row in zip(text, rows, strict=True):
        assert line.split()[-2:] == [row["code"], row["seed"]]
        assert int(row["seed"]) == read_course(course).seed_of(row["student"])


def test_without_a_command_the_group_says_what_it_is_for(tutor: Tutor) -> None:
    done = tutor("course")
    assert (done.code, done.err) == (0, "")
    assert "codes  Print the code of everybody's sheet." in done.out


def test_a_sheet_for_everybody_carries_the_name_and_the_code(tutor: Tutor, course: str, class_list: str) -> None:
    done = tutor("worksheet", "lstm-cell", "--course", course, "--for", class_list)
    pages = done.out.split("page-break-before")
    assert [page.count(" = ?") for page in pages] == [26, 26]
    for page, person in zip(pages, ("Lovelace, Ada", "Alan"), strict=True):
        assert f"Name: {person}\n" in page
        assert f"Sheet: {code_for(tutor, course, person)}\n" in page
        assert "seed" not in page
    assert pages[0].split("Given")[1] != pages[1].split("Given")[1]


@pytest.mark.parametrize("suffix", ["jsonl", "csv"])
def test_what_a_class_hands_in_is_graded_at_everybodys_own_numbers(
    tutor: Tutor, course: str, class_list: str, tmp_path: Path, suffix: str
) -> None:
    rows = []
    for person, asked in (
        ("Lovelace, Ada", "Lovelace, Ada"),
        ("Alan", "Alan"),
        ("Alan", "Lovelace, Ada"),
        ("Bob", "Bob"),
    ):
        seed = str(read_course(course).seed_of(asked))
        answer = tutor("solve", "lstm-cell", "--seed", seed, "--format", "json").json["gradients"]["W_o"]
        rows.append({"student": person, "problem": "lstm-cell", "step": "dL/dW_o", "answer": str(answer)})
    path = tmp_path / f"answers.{suffix}"
    with path.open("w", newline="") as file:
        if suffix == "csv":
            table = csv.DictWriter(file, list(rows[0]))
            table.writeheader()
            table.writerows(rows)
        else:
            file.writelines(json.dumps(row) + "\n" for row in rows)
    done = tutor("grade", str(path), "--course", course, "--for", class_list, "--format", "jsonl", "-o", "-")
    found = [json.loads(line) for line in done.out.splitlines()]
    # Alan's second answer is right for somebody else's numbers, and Bob is not in the class.
    assert [row["verdict"] for row in found] == ["correct", "correct", "wrong", "invalid"]
    assert "`Bob` is not one of those that --for names" in found[3]["diagnosis"][0]["message"]


def test_a_code_on_a_sheet_is_what_its_answers_are_graded_by(tutor: Tutor, course: str) -> None:
    code = code_for(tutor, course, "ada")
    answer = tutor("solve", "lstm-cell", "--code", code, "--format", "json").json["gradients"]["W_o"]
    line = {"code": code, "problem": "lstm-cell", "step": "dL/dW_o", "answer": str(answer)}
    (found,) = tutor("grade", "-", stdin=json.dumps(line)).out.splitlines()
    assert json.loads(found)["verdict"] == "correct"
    assert json.loads(found)["seed"] == read_course(course).seed_of("ada")


def test_what_one_person_handed_in_is_graded_for_gradescope(tutor: Tutor, course: str, tmp_path: Path) -> None:
    path = tmp_path / "answers.csv"
    path.write_text(
        "problem,step,answer\nlstm-cell,dL/dh,h - d\nlstm-cell,dL/dh,d - h\nlstm-cell,dL/dh,h -\n,,\nx,y,z\n"
    )
    out = tmp_path / "results.json"
    done = tutor("grade", str(path), "--course", course, "--for", "ada", "--format", "gradescope", "-o", str(out))
    assert (done.code, done.out, done.err) == (0, "", "")
    tests = json.loads(out.read_text())["tests"]
    assert [(test["name"], test["score"], test["status"]) for test in tests] == [
        ("lstm-cell dL/dh", 1.0, "passed"),
        ("lstm-cell dL/dh", 0.0, "failed"),
        ("lstm-cell dL/dh", 0.0, "failed"),
        ("x y", 0.0, "failed"),
    ]
    assert tests[1]["output"] == "The size is right, but a sign is turned round."
    refused = tutor("grade", str(path), "--format", "gradescope", "--jobs", "2")
    assert (refused.code, refused.out) == (2, "")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("solve", "lstm-cell", "--for", "ada"), "--for needs the file of a course"),
        (("solve", "lstm-cell", "--for", "ada", "--course", "gone"), "`gone` cannot be read"),
        (("solve", "lstm-cell", "--for", "ada", "--course", "{class_list}"), "is not the file of a course"),
        (
            ("solve", "lstm-cell", "--for", "{class_list}", "--course", "{course}"),
            "names 2 people, and only one can be",
        ),
        (("solve", "lstm-cell", "--for", "gone.csv", "--course", "{course}"), "there is no file `gone.csv`"),
        (("solve", "lstm-cell", "--for", " ", "--course", "{course}"), "a name or an id is wanted"),
        (("solve", "lstm-cell", "--seed", "1", "--code", "x"), "--seed, --for and --code each say which numbers"),
        (("solve", "lstm-cell", "--code", "3F0Q9-7XK2N"), "has a slip in it"),
        (("solve", "lstm-cell", "--code", "hello"), "is not the code of a sheet"),
        (("worksheet", "lstm-cell", "--seeds", "1", "--for", "ada"), "--seeds and --for each say which numbers"),
        (("grade", "{course}", "--for", "ada"), "--for needs the file of a course"),
        (("course", "codes", "{course}"), "--for is missing"),
        (("course", "new", "{course}"), "is there already: nothing was written"),
        (("course", "new", "gone/dl.course"), "cannot be written"),
        (("course", "new", "dl.course", "--title", " "), "a title has 1 to 100 characters"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(
    tutor: Tutor, course: str, class_list: str, arguments: tuple[str, ...], said: str
) -> None:
    done = tutor(*(word.format(course=course, class_list=class_list) for word in arguments))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1
