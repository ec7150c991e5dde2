"""`tutor gradcheck`: one's own gradients on one's own numbers, a row a tensor."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tutor as public
from tests.commands.conftest import Tutor


@pytest.fixture
def solved() -> dict[str, dict[str, Any]]:
    """The given arrays and the right gradients of an instance."""
    instance = public.problem("lstm-cell").instance(seed=4)
    gradients = {name: array.tolist() for name, array in instance.gradients.items()}
    return {"given": {name: array.tolist() for name, array in instance.given.items()}, "gradients": gradients}


def files(folder: Path, solved: dict[str, Any], gradients: dict[str, Any]) -> list[str]:
    (folder / "given.json").write_text(json.dumps(solved["given"]))
    (folder / "grads.json").write_text(json.dumps(gradients))
    return ["--given", str(folder / "given.json"), "--grads", str(folder / "grads.json")]


def test_right_gradients_agree_in_json_npz_and_what_solve_wrote(
    tutor: Tutor, tmp_path: Path, solved: dict[str, Any]
) -> None:
    assert tutor("gradcheck", "lstm-cell", *files(tmp_path, solved, solved["gradients"])).code == 0
    np.savez(tmp_path / "given.npz", **{name: np.array(array) for name, array in solved["given"].items()})
    np.savez(tmp_path / "grads.npz", **{f"dL/d{n}": np.array(a, "f4") for n, a in solved["gradients"].items()})
    npz = ["--given", str(tmp_path / "given.npz"), "--grads", str(tmp_path / "grads.npz")]
    assert tutor("gradcheck", "lstm-cell", *npz).code == 0
    for format in ("json", "npz"):
        path = str(tmp_path / f"out.{format}")
        tutor("solve", "lstm-cell", "--seed", "4", "--format", format, "-o", path)
        done = tutor("gradcheck", "lstm-cell", "--given", path, "--grads", path, "--format", "json")
        assert done.code == 0
        assert [row["name"] for row in done.json["tensors"]] == list(solved["gradients"])


def test_a_wrong_gradient_has_its_worst_entry_and_the_mistake_that_gives_it(
    tutor: Tutor, tmp_path: Path, solved: dict[str, Any]
) -> None:
    right = solved["gradients"]
    wrong = right | {"W_f": [-entry for entry in right["W_f"]], "W_o": [right["W_o"][0], 1.5]}
    arguments = files(tmp_path, solved, wrong)
    done = tutor("gradcheck", "lstm-cell", *arguments, "--format", "json")
    assert done.code == 1
    assert done.json["schema"] == "tutor.gradcheck/1"
    assert done.json["agrees"] is False
    rows = {row["name"]: row for row in done.json["tensors"]}
    assert {name for name, row in rows.items() if not row["agrees"]} == {"W_f", "W_o"}
    assert rows["W_f"]["diagnosis"][0]["code"] == "sign"
    assert (rows["W_o"]["worst"], rows["W_o"]["got"]) == ([2], 1.5)
    assert rows["W_o"]["expected"] == right["W_o"][1]
    text = tutor("gradcheck", "lstm-cell", *arguments)
    assert text.code == 1
    lines = text.out.splitlines()
    assert lines[0].split() == ["tensor", "error", "worst", "at", "got", "expected", "mistake"]
    (sign,) = [line.split() for line in lines if "∂L/∂W_f" in line]
    assert sign[:3] == ["✗", "∂L/∂W_f", "2.0e+00"]
    assert sign[-1] == "sign"
    assert any("a sign is turned round" in line for line in lines)
    assert any(line.split() == ["✓", "∂L/∂W_i", "0.0e+00"] for line in lines)


def test_a_gradient_that_is_not_a_number_is_shown_as_such(tutor: Tutor, tmp_path: Path, solved: dict[str, Any]) -> None:
    arguments = files(tmp_path, solved, {"W_f": [0.0, float("nan")]})
    done = tutor("gradcheck", "lstm-cell", *arguments, "--format", "json")
    assert done.code == 1
    (row,) = done.json["tensors"]
    assert (row["error"], row["worst"], row["diagnosis"][0]["code"]) == (None, [2], "not-finite")


@pytest.mark.parametrize(
    ("change", "gradients", "said"),
    [
        ({}, {"W_x": 1}, "`W_x` is not a gradient of lstm-cell"),
        ({}, {"W_f": [[1, 2], [3]]}, "W_f has rows of different lengths"),
        ({}, {}, "there are no gradients to compare"),
        ({"W_f": [1, 2, 3]}, {"W_f": [1, 2]}, "W_f has shape 3"),
        ({"W_f": None}, {"W_f": [1, 2]}, "W_f must be given too: L depends on it"),
    ],
)
def test_files_that_do_not_fit_are_one_clear_sentence_and_exit_code_2(
    tutor: Tutor, tmp_path: Path, solved: dict[str, Any], change: dict[str, Any], gradients: dict[str, Any], said: str
) -> None:
    given = {name: array for name, array in (solved["given"] | change).items() if array is not None}
    done = tutor("gradcheck", "lstm-cell", *files(tmp_path, {"given": given}, gradients))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_what_the_gradients_do_not_depend_on_may_be_left_out(
    tutor: Tutor, tmp_path: Path, solved: dict[str, Any]
) -> None:
    given = {name: array for name, array in solved["given"].items() if name != "alpha"}
    assert len(given) < len(solved["given"])
    assert tutor("gradcheck", "lstm-cell", *files(tmp_path, {"given": given}, solved["gradients"])).code == 0


def test_programs_get_the_same_rows(solved: dict[str, Any]) -> None:
    rows = public.gradcheck("lstm-cell", solved["given"], {"W_i": solved["gradients"]["W_i"], "dL/dh": 0.0})
    assert [(row.name, row.agrees) for row in rows] == [("W_i", True), ("h", False)]
    assert rows[1].diagnosis[0].code == "zero"
