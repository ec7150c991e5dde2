"""`tutor list`, `show`, `locate` and `plugins`: what there is and where."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Tutor
from tests.conftest import PluginMaker


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
    assert "gru" not in tutor("list").out + tutor("list").err


def test_plugins_check_proves_a_sound_plugin_and_refuses_a_wrong_one(tutor: Tutor, make_plugin: PluginMaker) -> None:
    assert tutor("plugins", "check", "lstm", "--seeds", "1").code == 0
    make_plugin("bad", "raise RuntimeError('no')\n")
    done = tutor("plugins", "check", "bad")
    assert done.code == 1
    assert done.out == "✗ bad  raised RuntimeError at import: no\n"
    assert "did you mean `lstm`" in tutor("plugins", "check", "lstn").err
