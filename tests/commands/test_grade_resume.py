"""`tutor grade --resume`: an interrupted run is gone on with, on the same answers and no others."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Tutor
from tutor.grading import verdicts

LINES: list[dict[str, Any] | str] = [
    {"problem": "lstm-cell", "step": "dL/dh", "answer": "h - d", "id": 1, "student": "ada"},
    {"problem": "lstm-cell", "step": "∂L/∂h", "answer": "d - h", "id": 2, "student": "bob"},
    "no JSON",
    {"problem": "lstm-cell", "step": "dL/dhh", "answer": "h", "id": 3},
    {"problem": "lstm-cell", "step": "dL/dh", "answer": "\ud800", "seed": 3, "id": "4"},
    {"problem": "lstm-cell", "step": "dL/dh", "answer": "2 h\n- d", "seed": 3, "student": "ada"},
    {"problem": "lstm-cell", "step": "dL/dh", "answer": ["h"], "id": 6},
]


def written(folder: Path, lines: list[dict[str, Any] | str]) -> str:
    path = folder / "answers.jsonl"
    path.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return str(path)


@pytest.mark.parametrize("form", ["jsonl", "csv"])
@pytest.mark.parametrize("cut", [0.0, 0.3, 0.5, 0.72, 0.97, 1.0])
def test_a_run_that_was_cut_anywhere_ends_as_if_it_had_not_been(
    tutor: Tutor, tmp_path: Path, form: str, cut: float
) -> None:
    source = written(tmp_path, LINES)
    whole, again = tmp_path / f"whole.{form}", tmp_path / f"again.{form}"
    first = tutor("grade", source, "-o", str(whole))
    part = Path(f"{again}.part")
    data = whole.read_bytes()
    head = data.index(b"\n") + 1 if form == "csv" else 0
    part.write_bytes(data[: head + int((len(data) - head) * cut)])
    done = tutor("grade", source, "-o", str(again), "--resume")
    assert (done.code, done.err) == (0, first.err)
    assert again.read_bytes() == data
    assert not part.exists()


def test_what_has_a_verdict_is_not_marked_again(tutor: Tutor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source, out = written(tmp_path, LINES), tmp_path / "out.jsonl"
    tutor("grade", source, "-o", str(out))
    kept = out.read_bytes().splitlines(keepends=True)
    Path(f"{out}.part").write_bytes(b"".join(kept[:5]))
    marked: list[str] = []
    real = verdicts.mark
    verdicts._marked.cache_clear()
    monkeypatch.setattr(verdicts, "mark", lambda asked, answer: (marked.append(answer), real(asked, answer))[1])
    assert tutor("grade", source, "-o", str(out), "--resume").code == 0
    assert marked == ["2 h\n- d"]
    assert out.read_bytes() == b"".join(kept)


CHANGES: list[tuple[int, dict[str, Any] | str]] = [
    (1, {"answer": "h - c"}), (2, {"id": 9}), (2, {"student": "eve"}), (2, {"step": "c"}), (3, "{}"),
    (3, {"problem": "x"}), (4, {"step": "dL/dhhh"}), (5, {"seed": 4}), (5, {"seed": None}), (1, {"id": "1"}),
    (1, {"id": True}), (7, {"answer": ["h"], "id": 7}), (1, {"problem": "skip-mlp"}),
]  # fmt: skip


@pytest.mark.parametrize(("number", "change"), CHANGES)
def test_an_answer_that_was_changed_is_named_and_nothing_is_lost(
    tutor: Tutor, tmp_path: Path, number: int, change: dict[str, Any] | str
) -> None:
    source, out = written(tmp_path, LINES), tmp_path / "out.jsonl"
    tutor("grade", source, "-o", str(out))
    part = Path(f"{out}.part")
    part.write_bytes(out.read_bytes() + b'{"schema": "tut')
    before = part.read_bytes()
    out.write_text("old")
    lines = list(LINES)
    old = lines[number - 1]
    lines[number - 1] = old | change if isinstance(change, dict) and isinstance(old, dict) else change
    written(tmp_path, lines)
    done = tutor("grade", source, "-o", str(out), "--resume")
    assert (done.code, done.out, len(done.err.splitlines())) == (2, "", 1)
    assert f"line {number} of `{source}` is not the one that `{part}` has a verdict on" in done.err
    assert part.read_bytes() == before
    assert out.read_text() == "old"


def test_answers_that_were_taken_away_are_told(tutor: Tutor, tmp_path: Path) -> None:
    source, out = written(tmp_path, LINES), tmp_path / "out.jsonl"
    tutor("grade", source, "-o", str(out))
    out.rename(f"{out}.part")
    written(tmp_path, LINES[:4])
    done = tutor("grade", source, "-o", str(out), "--resume")
    assert done.code == 2
    assert f"has a verdict on answer 5, and `{source}` has only 4" in done.err


def test_without_a_part_all_is_marked(tutor: Tutor, tmp_path: Path) -> None:
    source, out = written(tmp_path, LINES), tmp_path / "out.jsonl"
    done = tutor("grade", source, "-o", str(out), "--resume")
    assert done.code == 0
    assert f"there is no `{out}.part` to go on with: all is marked" in done.err
    assert len(out.read_text().splitlines()) == len(LINES)


def test_a_part_in_another_form_is_left_alone(tutor: Tutor, tmp_path: Path) -> None:
    source, out = written(tmp_path, LINES), tmp_path / "out.csv"
    part = Path(f"{out}.part")
    part.write_text('{"schema": "tutor.grade/1"}\n')
    done = tutor("grade", source, "-o", str(out), "--resume")
    assert done.code == 2
    assert "holds no verdicts in the form that is asked for" in done.err
    assert part.read_text() == '{"schema": "tutor.grade/1"}\n'


def test_resuming_needs_a_file_to_go_on_with(tutor: Tutor) -> None:
    done = tutor("grade", "-", "--resume")
    assert (done.code, done.out) == (2, "")
    assert "--resume needs -o" in done.err
