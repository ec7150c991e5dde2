"""`tutor solve`: exact numbers for programs, textbook numbers for people, one sentence for what does not fit."""

from __future__ import annotations

import json
import math
import os
import pty
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PluginMaker, breaking
from tutor import host

TEXTBOOK = {"f": 0.6225, "i": 0.5987, "g": 0.3799, "o": 0.6225, "C": 0.2275, "h": 0.1392, "L": 0.1062}


def test_json_has_the_textbook_cell_in_full_precision(tutor: Tutor) -> None:
    solved = tutor("solve", "lstm-cell", "--format", "json").json
    assert solved["schema"] == "tutor.solve/1"
    assert (solved["problem"], solved["seed"]) == ("lstm-cell", None)
    for name, value in TEXTBOOK.items():
        assert round(solved["values"][name], 4) == value
    assert solved["values"]["f"] == pytest.approx(1 / (1 + math.exp(-0.5)), rel=1e-15)
    assert [round(entry, 4) for entry in solved["gradients"]["W_o"]] == [0, -0.0242]
    steps = {step["id"]: step for step in solved["steps"]}
    assert [round(entry, 4) for entry in steps["W_o_new"]["value"]] == [0.5, 0.5024]
    assert steps["dL/dh"]["formula"] == "h - d"
    assert "h_t" in steps["dL/dh"]["latex"]
    assert solved["given"]["W_f"] == [0.5, 0.5]


def test_gradients_are_keyed_by_name_and_have_its_shape(tutor: Tutor) -> None:
    solved = tutor("solve", "skip-mlp", "--seed", "3", "--format", "json").json
    assert solved["seed"] == 3
    arrays = solved["given"] | solved["values"]
    for name, gradient in solved["gradients"].items():
        assert np.shape(gradient) == np.shape(arrays[name])


def test_text_has_the_numbers_of_the_textbook(tutor: Tutor) -> None:
    lines = tutor("solve", "lstm-cell").out.splitlines()
    assert lines[0] == "LSTM cell (lstm-cell), textbook"
    assert "  fₜ  0.6225" in lines
    assert "  ∂L/∂W_o   [0, -0.0242]" in lines
    assert "  W_oⁿᵉʷ    [0.5000, 0.5024]" in lines


def test_steps_show_the_derivation_with_rules(tutor: Tutor) -> None:
    done = tutor("solve", "lstm-cell", "--steps")
    assert "8. ∂L/∂hₜ = hₜ − d" in done.out
    assert "   =  -0.4608" in done.out


def test_steps_show_the_chain_before_the_formula_it_comes_to(tutor: Tutor) -> None:
    lines = tutor("solve", "skip-mlp", "--steps").out.splitlines()
    at = next(number for number, line in enumerate(lines) if "∂L/∂w_io = " in line)
    assert lines[at].endswith(". ∂L/∂w_io = Σₙ ∂L/∂z · ∂z/∂w_io")
    assert lines[at + 1].strip() == "= 2/N Σₙ (ŷ − y) ŷ (1 − ŷ) xᵢ"
    assert lines[at + 1].index("=") == lines[at].index("=")


def test_steps_show_choices_with_the_right_ones_marked(tutor: Tutor) -> None:
    lines = tutor("solve", "lstm-memory", "--steps").out.splitlines()
    assert any(line.startswith("   * 1  ") for line in lines)
    assert any(line.startswith("     2  ") for line in lines)


@pytest.mark.parametrize(("format", "matrix"), [("markdown", "$$"), ("latex", "align*")])
def test_the_derivation_is_a_page_rule_by_rule_with_numbers(tutor: Tutor, format: str, matrix: str) -> None:
    page = tutor("solve", "softmax-net", "--steps", "--format", format).out
    assert r"&= \frac{\partial L}{\partial y^{(2)}} \cdot \frac{\partial y^{(2)}}{\partial z^{(2)}}" in page
    assert r"&= \begin{bmatrix}" in page
    assert matrix in page
    assert page.count("Rule: ") == len(host.problem("softmax-net").steps)
    plain = tutor("solve", "softmax-net", "--format", format).out
    assert "Rule: " not in plain
    assert "Gradients" in plain


def test_npz_has_every_array_and_goes_in_again(tutor: Tutor, tmp_path: Path) -> None:
    path = str(tmp_path / "out.npz")
    assert tutor("solve", "lstm-cell", "--seed", "7", "--steps", "--format", "npz", "-o", path).out == ""
    solution = host.problem("lstm-cell").instance(seed=7).solve()
    with np.load(path) as found:
        assert found["values/h"] == solution.values["h"]
        assert found["gradients/W_o"].tolist() == solution.gradients["W_o"].tolist()
        assert found["steps/dh/do"] == solution.steps["dh/do"]
    again = tutor("solve", "lstm-cell", "--given", path, "--format", "json").json
    assert again["gradients"]["W_o"] == solution.gradients["W_o"].tolist()


def test_npz_goes_to_a_pipe_and_not_to_a_terminal() -> None:
    command = [sys.executable, "-m", "tutor", "solve", "lstm-cell", "--format", "npz"]
    done = subprocess.run(command, capture_output=True)
    assert done.stdout.startswith(b"PK")
    ours, theirs = pty.openpty()
    done = subprocess.run(command, stdout=theirs, stderr=subprocess.PIPE)
    os.close(theirs)
    os.close(ours)
    assert done.returncode == 2
    assert done.stderr == b"tutor: npz is not for a terminal: write it to a file with -o\n"


def test_a_size_can_be_changed(tutor: Tutor) -> None:
    solved = tutor("solve", "skip-mlp", "--size", "N=50", "--format", "json").json
    assert solved["sizes"]["N"] == 50
    assert np.shape(solved["values"]["yhat"]) == (50,)


def test_numbers_can_be_set(tutor: Tutor) -> None:
    solved = tutor("solve", "lstm-cell", "--set", "x=0.5", "--set", "W_f=[0.1, 0.2]", "--format", "json").json
    assert solved["given"]["x"] == 0.5
    assert solved["values"]["f"] == pytest.approx(1 / (1 + math.exp(-0.1)), rel=1e-15)


def test_given_arrays_come_from_json_and_npz(tutor: Tutor, tmp_path: Path) -> None:
    given = tutor("solve", "skip-mlp", "--seed", "5", "--format", "json").json["given"]
    (tmp_path / "a.json").write_text(json.dumps(given))
    np.savez(tmp_path / "a.npz", **{name: np.array(value) for name, value in given.items()})
    from_json = tutor("solve", "skip-mlp", "--given", str(tmp_path / "a.json"), "--format", "json").json
    from_npz = tutor("solve", "skip-mlp", "--given", str(tmp_path / "a.npz"), "--format", "json").json
    assert from_json == from_npz
    assert from_json["given"] == given


def test_output_of_solve_goes_in_again(tutor: Tutor, tmp_path: Path) -> None:
    path = str(tmp_path / "out.json")
    assert tutor("solve", "lstm-cell", "--seed", "7", "--format", "json", "-o", path).out == ""
    again = tutor("solve", "lstm-cell", "--given", path, "--format", "json").json
    assert again["gradients"] == json.loads(Path(path).read_text(encoding="utf-8"))["gradients"]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ("lstm-cel", "there is no problem `lstm-cel`; did you mean `lstm-cell`?"),
        ("", "there is no problem ``"),
        ("lstm-cell --format jsn", "there is no format `jsn`; did you mean `json`?"),
        ("lstm-cell --format yaml", "there is no format `yaml`: there are text, json, npz, latex, markdown, html, svg"),
        ("lstm-cell --set W_x=1", "`W_x` is not given in lstm-cell"),
        ("lstm-cell --set W_f=[1,2,3]", "W_f has shape 3"),
        ("lstm-cell --set x=NaN", "NaN"),
        ("lstm-cell --set x=1e999", "x is not finite"),
        ("lstm-cell --size T=3", "`T` is not a size of lstm-cell"),
        ("skip-mlp --size N=0", "the size N would be 0"),
        ("skip-mlp --size N=1000000000", "the size N=1000000000 is more than"),
        ("skip-mlp --seed -1", "the seed -1"),
        ("skip-mlp --seed x", "'x' is not a valid integer"),
        ("skip-mlp --given gone.json", "`gone.json` cannot be read: no such file or directory"),
        ("skip-mlp -o gone/out.txt", "`gone/out.txt` cannot be written: no such file or directory"),
        ("lstm-cell --frmat json", "no such option"),
        ("lstm-cell extra", "unexpected extra argument"),
    ],
)
def test_bad_input_is_one_clear_sentence_and_exit_code_2(tutor: Tutor, arguments: str, said: str) -> None:
    done = tutor("solve", *(arguments.split() or [""]))
    assert done.code == 2
    assert done.out == ""
    assert said in done.err
    assert done.err.startswith("tutor: ")
    assert len(done.err.splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ('{"x": [[1, 2], [3]]}', "x has rows of different lengths"),
        ('{"x": "abc"}', "x is not an array of real numbers"),
        ('{"x": null}', "x is not"),
        ('{"x": [1, 2]}', "x has shape 2; expected 2 axes [n,i]"),
        ('{"x": {"a": 1}}', "a.json`: x is not an array of real numbers"),
        ('{"x": [[1, NaN]]}', "a.json`: x is not finite at [1,2]: every number must be finite"),
        ('{"y": [1, 2], "x": [[1, 2], [3, 4], [5, 6]]}', "n"),
        ('{"xx": 1}', "a.json`: `xx` is not given in skip-mlp; did you mean `x`?"),
        ('{"x": 1' + "0" * 400 + "}", "x"),
        ("{", "is not valid JSON"),
    ],
)
def test_a_given_file_that_does_not_fit_is_named_with_what_was_expected(
    tutor: Tutor, tmp_path: Path, content: str, said: str
) -> None:
    path = tmp_path / "a.json"
    path.write_text(content)
    done = tutor("solve", "skip-mlp", "--given", str(path))
    assert (done.code, done.out) == (2, "")
    assert said in done.err
    assert len(done.err.splitlines()) == 1


def test_a_plugins_format_is_used(tutor: Tutor, make_plugin: PluginMaker) -> None:
    make_plugin(
        "shout",
        "import tutor\n@tutor.hookimpl\ndef tutor_exporters():\n"
        "    return {'shout': lambda instance: instance.problem.id.upper()}\n",
    )
    assert tutor("solve", "lstm-cell", "--format", "shout").out == "LSTM-CELL\n"


def test_a_plugin_whose_solver_raises_is_named(
    tutor: Tutor, make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    source = breaking("broken", "forward", "1 / 0")
    folder = make_plugin("broken", source)
    assert tutor("solve", "broken").code == 0
    monkeypatch.setenv("BREAKS", "1")
    done = tutor("solve", "broken")
    assert done.code == 2
    place = f"({folder / 'made_broken.py'}, line 14)"
    assert done.err == f"tutor: the plugin broken raised ZeroDivisionError: division by zero {place}\n"
