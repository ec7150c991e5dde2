"""`tutor gradcheck`: one's own gradients on one's own numbers, a row a tensor."""

from __future__ import annotations

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import tutor as public
from tests.commands.conftest import Tutor
from tutor import api, host
from tutor.errors import TutorError


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
    head = next(line for line in lines if line.startswith("   tensor"))
    assert head.split() == ["tensor", "error", "worst", "at", "got", "expected", "mistake"]
    (sign,) = [line.split() for line in lines[lines.index(head) :] if "∂L/∂W_f" in line]
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


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (np.array([0.1 + 0j, 0.2]), "complex numbers"),
        (np.array([True, False]), "truth values"),
        (np.array([1, 2], "m8[s]"), "time differences"),
        (np.array([1, 2], "M8[s]"), "dates"),
        (np.array([0.1, 0.2], object), "Python objects"),
        ([0.1, None], "null"),
        ([0.1, True], "truth values"),
        (["0.1", "0.2"], "text"),
    ],
)
def test_gradients_that_are_no_real_numbers_are_refused_without_a_warning(value: Any, held: str) -> None:
    given = api_given()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(TutorError) as raised:
            api.gradcheck("lstm-cell", given, {"W_f": value})
        assert str(raised.value) == f"W_f is not an array of real numbers: it holds {held}"
        with pytest.raises(TutorError, match=f"W_f is not an array of real numbers: it holds {held}"):
            api.gradcheck("lstm-cell", given | {"W_f": value}, {"W_f": [0.1, 0.2]})
        with pytest.raises(TutorError, match=f"W_f is not an array of real numbers: it holds {held}"):
            api.check("lstm-cell", "dL/dh", "h - d", set={"W_f": value})


@pytest.mark.parametrize("dtype", ["f2", "f4", "f8", "longdouble"])
def test_gradients_of_any_floating_type_are_taken(dtype: str) -> None:
    given = api_given()
    right = host.problem("lstm-cell").instance().gradients["W_o"]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        (row,) = api.gradcheck("lstm-cell", given, {"W_o": right.astype(dtype)})
    assert row.agrees


@pytest.mark.parametrize("dtype", ["u1", "u8", "i2", "i8"])
def test_whole_numbers_are_taken_for_gradients(dtype: str) -> None:
    (row,) = api.gradcheck("lstm-cell", api_given(), {"W_o": np.array([0, 1], dtype)})
    assert not row.agrees
    assert row.got == 1


def api_given() -> dict[str, Any]:
    return dict(host.problem("lstm-cell").instance().given)


@pytest.mark.parametrize(("times", "codes"), [(-1.0, ["sign"]), (2.0, ["factor"]), (0.25, ["factor"]), (0.0, ["zero"])])
@pytest.mark.parametrize("kind", ["float64", "float32"])
def test_a_gradient_that_no_question_asks_for_is_told_its_sign_and_factor(
    times: float, codes: list[str], kind: str
) -> None:
    """dL/dh of rnn-step is what arrives: it is given, and people hand it in all the same."""
    instance = public.problem("rnn-step").instance(seed=3)
    own = np.asarray(times * instance.gradients["h"]).astype(kind)
    (row,) = public.gradcheck("rnn-step", instance.given, {"h": own})
    assert [found.code for found in row.diagnosis] == codes


def test_a_gradient_that_no_question_asks_for_may_have_no_diagnosis() -> None:
    instance = public.problem("rnn-step").instance(seed=3)
    (row,) = public.gradcheck("rnn-step", instance.given, {"h": instance.gradients["h"] + 1.0})
    assert not row.agrees
    assert not row.diagnosis


@pytest.mark.parametrize("format", ["json", "npz"])
def test_what_was_chosen_travels_in_what_solve_wrote(tutor: Tutor, tmp_path: Path, format: str) -> None:
    path = str(tmp_path / f"out.{format}")
    tutor("solve", "conv-dense", "--set", "f=tanh", "--format", format, "-o", path)
    done = tutor("gradcheck", "conv-dense", "--given", path, "--grads", path, "--values", path, "--format", "json")
    assert (done.code, done.json["choices"]) == (0, {"f": "tanh"})
    assert {row["kind"] for row in done.json["tensors"]} == {"value", "gradient"}
    other = tutor("gradcheck", "conv-dense", "--given", path, "--grads", path, "--set", "f=sigma")
    assert other.code == 1
    assert tutor("solve", "conv-dense", "--given", path, "--format", "json").json["choices"] == {"f": "tanh"}


def test_names_as_in_code_and_nested_objects_are_read_from_files(
    tutor: Tutor, tmp_path: Path, solved: dict[str, Any]
) -> None:
    right = solved["gradients"]
    arguments = files(tmp_path, solved, {"grads": {"dWf": right["W_f"], "W_i": {"grad": right["W_i"]}}})
    assert tutor("gradcheck", "lstm-cell", *arguments).code == 0
    np.savez(tmp_path / "given.npz", **{name.replace("_", ""): array for name, array in solved["given"].items()})
    np.savez(tmp_path / "grads.npz", **{f"d{name}": array for name, array in right.items()})
    npz = ["--given", str(tmp_path / "given.npz"), "--grads", str(tmp_path / "grads.npz")]
    assert tutor("gradcheck", "lstm-cell", *npz).code == 0


def test_a_wrong_forward_value_is_told_before_the_gradients(
    tutor: Tutor, tmp_path: Path, solved: dict[str, Any]
) -> None:
    (tmp_path / "values.json").write_text(json.dumps({"o": 0.75}))
    arguments = [*files(tmp_path, solved, solved["gradients"]), "--values", str(tmp_path / "values.json")]
    text = tutor("gradcheck", "lstm-cell", *arguments)
    assert text.code == 1
    assert text.out.startswith("oₜ: The forward value o is wrong. Put the forward pass right first")
    (row,) = [line for line in text.out.splitlines() if line.startswith("✗  oₜ")]
    assert row.endswith("  forward")
    row = tutor("gradcheck", "lstm-cell", *arguments, "--format", "json").json["tensors"][0]
    assert (row["kind"], row["name"], row["got"], row["diagnosis"][0]["code"]) == ("value", "o", 0.75, "forward")


def test_another_layout_agrees_and_is_named(tutor: Tutor, tmp_path: Path) -> None:
    instance = public.problem("softmax-net").instance(seed=2)
    np.savez(tmp_path / "given.npz", **instance.given)
    np.savez(tmp_path / "grads.npz", **{f"{name}.grad": instance.gradients[name].T for name in ("W1", "W2")})
    arguments = ["--given", str(tmp_path / "given.npz"), "--grads", str(tmp_path / "grads.npz")]
    done = tutor("gradcheck", "softmax-net", *arguments, "--format", "json")
    row, _ = done.json["tensors"]
    assert (done.code, row["agrees"], row["layout"], row["diagnosis"]) == (0, True, "transposed", [])
    assert "nn.Linear" in row["note"]
    assert "transposed" in tutor("gradcheck", "softmax-net", *arguments).out.splitlines()[1]


def test_the_tolerance_is_a_number_from_0_to_1(tutor: Tutor, tmp_path: Path, solved: dict[str, Any]) -> None:
    near = {"W_f": [entry * 1.0001 for entry in solved["gradients"]["W_f"]]}
    arguments = files(tmp_path, solved, near)
    assert tutor("gradcheck", "lstm-cell", *arguments).code == 1
    assert tutor("gradcheck", "lstm-cell", *arguments, "--tolerance", "1e-3").code == 0
    for wrong in ("nan", "-1", "1", "x"):
        assert tutor("gradcheck", "lstm-cell", *arguments, "--tolerance", wrong).code == 2


def test_a_choice_in_an_archive_must_be_one_short_text(tutor: Tutor, tmp_path: Path) -> None:
    instance = public.problem("conv-dense").instance()
    for choice in (np.array(["tanh"]), np.array("x" * 200), np.array(1.0), np.array(b"tanh")):
        np.savez(tmp_path / "a.npz", **{f"given/{n}": a for n, a in instance.given.items()}, **{"choices/f": choice})
        done = tutor("solve", "conv-dense", "--given", str(tmp_path / "a.npz"))
        assert (done.code, len(done.err.splitlines())) == (2, 1)
