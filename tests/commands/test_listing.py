"""`tutor list`, `show`, `locate` and `plugins`: what there is and where."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PluginMaker
from tutor import host, problem
from tutor.notation.examples import EXAMPLES
from tutor.notation.functions import ALIASES, FOLDS, FUNCTIONS


def test_list_names_each_problem_with_its_title_and_summary(tutor: Tutor) -> None:
    lines = [line.split("  ")[0] for line in tutor("list").out.splitlines()]
    assert {"lstm-cell", "skip-mlp"} <= set(lines)
    problems = {p["id"]: p for p in tutor("list", "--format", "json").json["problems"]}
    assert problems["lstm-cell"]["plugin"] == "lstm"
    assert problems["lstm-cell"]["title"] == "LSTM cell"
    assert problems["lstm-cell"]["steps"] >= 24


def test_show_poses_a_problem_without_its_answers(tutor: Tutor) -> None:
    shown = tutor("show", "lstm-cell").out
    assert "L = ½ (hₜ − d)²" in shown
    assert "W_f   [0.5, 0.5]" in shown
    assert "dL/dW_o" in shown
    assert "0.6225" not in shown
    assert "0.0242" not in shown


def test_show_names_the_plots_of_a_problem_that_has_some(tutor: Tutor) -> None:
    assert "powers of a matrix" in tutor("show", "rnn-memory").out
    assert "what the cell path keeps" in tutor("show", "lstm-memory").out
    assert "plots" not in tutor("show", "lstm-cell").out


def test_show_takes_the_numbers_of_a_seed(tutor: Tutor) -> None:
    first, second = tutor("show", "skip-mlp", "--seed", "1").out, tutor("show", "skip-mlp", "--seed", "2").out
    assert "seed 1" in first
    assert first != second
    assert first == tutor("show", "skip-mlp", "--seed", "1").out


def test_locate_names_the_folder_that_tutor_home_chooses(tutor: Tutor, tmp_path: Path) -> None:
    paths = tutor("locate", "--format", "json").json["paths"]
    assert paths["data"] == str(tmp_path / "home")
    assert Path(paths["program"], "__init__.py").exists()
    assert str(tmp_path / "home") in tutor("locate").out
    assert not (tmp_path / "home").exists()


def test_plugins_says_which_work_and_why_one_does_not(tutor: Tutor, make_plugin: PluginMaker) -> None:
    folder = make_plugin("gru", "import torchx\n", distribution="gru-net")
    done = tutor("plugins")
    lines = done.out.splitlines()
    assert done.code == 0
    assert any(line.startswith("✓  lstm") and line.endswith("bundled") for line in lines)
    at = next(number for number, line in enumerate(lines) if "gru" in line)
    assert lines[at].split() == ["✗", "gru", "set", "aside", "gru-net", "0.2"]
    assert lines[at + 1] == "   needs the module `torchx`, not installed"
    assert lines[at + 2] == f"   {folder / 'made_gru.py'}, line 1"
    assert tutor("plugins", "list").out == done.out
    assert "ModuleNotFoundError" in tutor("plugins", "list", "--full").out


def test_plugins_as_json_has_every_field(tutor: Tutor, make_plugin: PluginMaker) -> None:
    make_plugin("gru")
    reports = {r["name"]: r for r in tutor("plugins", "list", "--format", "json").json["plugins"]}
    assert reports["lstm"]["bundled"] is True
    assert "lstm-cell" in reports["lstm"]["problems"]
    assert reports["gru"]["problems"] == ["gru-problem"]
    assert reports["gru"]["error"] is None


def test_a_plugin_that_is_turned_off_is_listed_as_off(
    tutor: Tutor, make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_plugin("gru")
    monkeypatch.setenv("TUTOR_DISABLE_PLUGINS", "1")
    assert any(line.split()[:3] == ["-", "gru", "off"] for line in tutor("plugins").out.splitlines())
    assert "gru-problem" not in tutor("list").out + tutor("list").err


def test_plugins_check_proves_a_sound_plugin_and_refuses_a_wrong_one(tutor: Tutor, make_plugin: PluginMaker) -> None:
    assert tutor("plugins", "check", "lstm", "--seeds", "1").code == 0
    make_plugin("bad", "raise RuntimeError('no')\n")
    done = tutor("plugins", "check", "bad")
    assert done.code == 1
    assert done.out.startswith("✗ bad  raised RuntimeError at import: no\n   ")
    assert done.out.endswith("made_bad.py, line 1\n")
    assert "Traceback" not in done.out + done.err
    assert "did you mean `lstm`" in tutor("plugins", "check", "lstn").err


def test_forms_prints_the_whole_table_of_forms_and_every_function(tutor: Tutor) -> None:
    printed = tutor("forms").out
    for _, group in EXAMPLES:
        for example in group:
            assert f"{example.reading}:   {'   '.join(example.forms)}" in printed
    for name in (*FUNCTIONS, *ALIASES, *FOLDS):
        assert re.search(rf"(^|[ ,]){name}\b", printed, re.MULTILINE)
    data = json.loads(tutor("forms", "--format", "json").out)
    assert data["schema"] == "tutor.forms/1"
    assert data["functions"].keys() == FUNCTIONS.keys()


def test_forms_of_a_problem_names_what_its_formulas_may_use_and_no_answer(tutor: Tutor) -> None:
    printed = tutor("forms", "conv-dense").out
    for quantity in problem("conv-dense").quantities.values():
        assert re.search(rf"^  {quantity.name} ", printed, re.MULTILINE)
    assert "f  is  sigma" in printed
    assert "corr(z0" not in printed
    assert "did you mean `conv-dense`" in tutor("forms", "conv-dens").err
    assert json.loads(tutor("forms", "conv-dense", "--format", "json").out)["functions"] == {"f": "sigma"}


WRONG = """
    import tutor

    class Twice(tutor.Problem):
        id = "twice"
        title = "Twice"
        given = (tutor.Quantity("x"),)
        values = (tutor.Quantity("y", formula="2*x"), tutor.Quantity("L", formula="y^2"))
        steps = (tutor.Step("dL/dx", formula="4*x"),)

    @tutor.hookimpl
    def tutor_problems():
        return [Twice()]
"""


def test_a_wrong_problem_has_a_cross_and_its_reason_and_cannot_be_opened(
    tutor: Tutor, make_plugin: PluginMaker
) -> None:
    make_plugin("bad", WRONG)
    host.refresh()
    listed = tutor("plugins").out
    assert re.search(r"^✗  bad  +0 problems, 1 set aside ", listed, re.MULTILINE)
    assert re.search(r"^   ✗ twice: textbook: dL/dx is \S+ by its formula, expected \S+ by diff", listed, re.MULTILINE)
    assert "set aside: twice" in tutor("list").err
    for command in (("check", "twice", "dL/dx", "8*x"), ("solve", "twice"), ("quiz", "twice", "--plain")):
        done = tutor(*command)
        assert (done.code, done.out) == (2, "")
        assert "`twice` of the plugin bad is set aside: textbook: dL/dx is " in done.err
    host.refresh()


@pytest.mark.parametrize("body", ["return None", "return", "pass", "yield from ()", "return []", "return {}"])
def test_a_hook_that_gives_nothing_is_told_what_to_return(tutor: Tutor, make_plugin: PluginMaker, body: str) -> None:
    make_plugin("empty", f"import tutor\n@tutor.hookimpl\ndef tutor_problems():\n    {body}\n")
    host.refresh()
    printed = tutor("plugins").out
    assert "it should return a list of instances of your Problem classes, such as [MyProblem()]" in printed
    host.refresh()


def test_check_names_the_steps_that_only_their_own_formula_vouches_for(tutor: Tutor) -> None:
    printed = tutor("plugins", "check", "lstm", "--seeds", "1").out
    assert "lstm-memory" in printed
    assert "   only its own formula vouches for dC_t/dC_k, dC_t/dC_k-open\n" in printed


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("skip-mlp", "there is a plugin `skip-mlp` already: choose another name"),
        ("lstm-cell", "there is a problem `lstm-cell` already: choose another name"),
        ("tutor-gru", "`tutor plugins new gru` writes tutor-gru"),
    ],
)
def test_a_new_plugin_that_could_not_be_used_is_not_written(tutor: Tutor, tmp_path: Path, name: str, said: str) -> None:
    refused = tutor("plugins", "new", name, "--into", str(tmp_path))
    assert (refused.code, list(tmp_path.iterdir())) == (2, [])
    assert said in refused.err


def test_checking_a_plugin_that_is_turned_off_says_so(
    tutor: Tutor, make_plugin: PluginMaker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(make_plugin("good")))
    monkeypatch.setenv("TUTOR_DISABLE_PLUGINS", "other good")
    host.refresh()
    refused = tutor("plugins", "check", "good")
    assert refused.code == 2
    assert "the plugin `good` is turned off by TUTOR_DISABLE_PLUGINS" in refused.err
