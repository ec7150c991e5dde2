"""`tutor schema`: every JSON document is what its schema says, and every schema is one of a document."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tests.commands.conftest import Tutor
from tutor.commands.schema import FOLDER

SOURCES = FOLDER.parents[1]
KEPT = {"tutor.trial/1", "tutor.attempts/1", "tutor.course/1"}
"""What is written for ourselves to read again: trials of plugins, the log as lines, and courses."""

DOCUMENTS = {
    "derive": [["derive", "rnn-bptt"], ["derive", "lstm-cell", "--of", "dL/dW_o"]],
    "solve": [["solve", "conv-dense", "--set", "f=tanh"], ["solve", "skip-mlp", "--seed", "3"]],
    "check": [["check", "lstm-cell", "dL/dh", answer] for answer in ("h - d", "d - h", "h -")],
    "compare": [["compare", "x + x", answer] for answer in ("2 x", "3 x", "(")],
    "gradcheck": [["gradcheck", "lstm-cell", "--given", "given.json", "--grads", "grads.json"]],
    "codes": [["course", "codes", "dl.course", "--for", "ada"]],
    "list": [["list"]],
    "mark": [["mark", "page.md", "--problem", "lstm-cell", "--key"], ["mark", "page.py", "--problem", "lstm-cell"]],
    "locate": [["locate"]],
    "plugins": [["plugins", "list"]],
    "proof": [["plugins", "check", "softmax-net", "--seeds", "1"]],
    "show": [["show", "lstm-cell"], ["show", "rnn-memory", "--seed", "3"]],
    "import": [["import", "answers.jsonl"]],
    "written": [["new", "mine.net"], ["course", "new", "mine.course"], ["plugins", "new", "my-net"]],
    "forms": [["forms"], ["forms", "conv-dense"]],
    "progress": [["progress"]],
}


def schema_of(tutor: Tutor, name: str) -> Draft202012Validator:
    found = json.loads(tutor("schema", name).out)
    Draft202012Validator.check_schema(found)
    return Draft202012Validator(found)


@pytest.mark.parametrize(("name", "arguments"), [(name, a) for name, every in DOCUMENTS.items() for a in every])
def test_what_a_command_prints_is_valid(
    tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, arguments: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "given.json").write_text(tutor("solve", "lstm-cell", "--format", "json").out)
    if name == "codes":
        tutor("course", "new", "dl.course")
    (tmp_path / "grads.json").write_text('{"W_o": [1, 2]}')
    (tmp_path / "answers.jsonl").write_text(tutor("export").out + "no answer\n")
    (tmp_path / "page.md").write_text("$t = 1$, $h = o \\tanh(c)$, $dL/dh = d - h$, $dL/do = ($")
    (tmp_path / "page.py").write_text("dh = d - h\ndo = dh * np.tanh(c)\nfoo(\n")
    printed = tutor(*arguments, "--format", "json").json
    assert printed["schema"] == f"tutor.{name}/1"
    schema_of(tutor, name).validate(printed)


def test_what_is_said_of_plugins_that_are_gone_is_valid(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.host.install.uninstall", lambda names: [f"tutor-{name}" for name in names])
    printed = tutor("plugins", "uninstall", "gru", "vae", "--format", "json").json
    schema_of(tutor, "uninstalled").validate(printed)
    assert printed["distributions"] == ["tutor-gru", "tutor-vae"]


def test_verdicts_of_a_file_are_valid(tutor: Tutor) -> None:
    lines: list[Any] = [
        {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d", "id": 7},
        {"problem": "lstm-cell", "step": "nothing", "answer": 3, "seed": "x"},
    ]
    printed = tutor("grade", "-", stdin="\n".join([*map(json.dumps, lines), "no JSON"])).out.splitlines()
    schema = schema_of(tutor, "grade")
    assert len(printed) == 3
    for line in printed:
        schema.validate(json.loads(line))


def test_what_verdicts_come_to_is_valid(tutor: Tutor, tmp_path: Path) -> None:
    lines = [{"problem": "lstm-cell", "step": "dL/dh", "answer": answer, "student": "ada"} for answer in ("h", "h - d")]
    path = tmp_path / "summary.json"
    printed = tutor("grade", "-", "--summary", str(path), stdin="\n".join(map(json.dumps, lines)))
    schema_of(tutor, "grade.summary").validate(json.loads(path.read_text(encoding="utf-8")))
    for line in printed.out.splitlines():
        schema_of(tutor, "grade").validate(json.loads(line))


@pytest.mark.parametrize("damage", ["schema", "steps", "problem"])
def test_a_document_without_one_of_its_fields_is_not_valid(tutor: Tutor, damage: str) -> None:
    printed = tutor("derive", "lstm-cell", "--format", "json").json
    del printed[damage]
    assert not schema_of(tutor, "derive").is_valid(printed)


def test_every_document_that_is_printed_has_a_schema(tutor: Tutor) -> None:
    written = {
        name
        for path in SOURCES.rglob("*.py")
        for name in re.findall(r'"(tutor\.[a-z.]+/\d+)"', path.read_text(encoding="utf-8"))
    }
    listed = tutor("schema").out.split()
    assert set(listed) == written - KEPT
    assert {f"tutor.{name}/1" for name in [*DOCUMENTS, "grade", "grade.summary", "uninstalled"]} == set(listed)


def test_a_schema_has_either_of_its_names_and_an_unknown_one_the_nearest(tutor: Tutor) -> None:
    assert tutor("schema", "tutor.solve/1").out == tutor("schema", "solve").out
    done = tutor("schema", "solv")
    assert (done.code, done.out) == (2, "")
    assert "there is no schema `solv`; did you mean `solve`?" in done.err
