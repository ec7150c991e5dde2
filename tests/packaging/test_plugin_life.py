"""A plugin from its first line to its end: written, installed, proved, practised and uninstalled."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.packaging.conftest import run
from tutor import Problem, prove
from tutor.errors import TutorError
from tutor.host import installer
from tutor.host.install import install, uninstall
from tutor.host.scaffold import scaffold

# The environment has the build backend and all dependencies already: nothing is downloaded.
OFFLINE = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def test_a_new_plugin_installs_conforms_is_listed_solved_and_uninstalled(installed: Path, tmp_path: Path) -> None:
    tutor = installed / "tutor"
    written = run(tutor, "plugins", "new", "my-unit", cwd=tmp_path).splitlines()
    assert "tutor-my-unit/tutor_my_unit/__init__.py" in written

    added = run(tutor, "plugins", "install", "./tutor-my-unit", cwd=tmp_path, **OFFLINE)
    assert re.fullmatch(r"✓ my-unit: my-unit \(proved in \S+ s\)\n", added)
    assert run(tutor, "plugins", "check", "my-unit", cwd=tmp_path).startswith("✓ my-unit  my-unit")
    listed = json.loads(run(tutor, "list", "--format", "json", cwd=tmp_path))["problems"]
    assert [p["title"] for p in listed if p["plugin"] == "my-unit"] == ["My unit"]
    solved = json.loads(run(tutor, "solve", "my-unit", "--seed", "3", "--format", "json", cwd=tmp_path))
    assert set(solved["gradients"]) >= {"y", "z", "w"}
    assert "= ∂L/∂z x\n" in run(tutor, "derive", "my-unit", cwd=tmp_path)
    own_test = tmp_path / "tutor-my-unit" / "tests"
    run(installed / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", own_test, cwd=tmp_path)

    gone = run(tutor, "plugins", "uninstall", "my-unit", cwd=tmp_path, **OFFLINE)
    assert gone == "tutor-my-unit uninstalled\n"
    assert "my-unit" not in run(tutor, "plugins", cwd=tmp_path)


def test_a_folder_that_is_being_edited_is_installed_and_a_wrong_formula_in_it_is_named(
    installed: Path, tmp_path: Path
) -> None:
    tutor = installed / "tutor"
    run(tutor, "plugins", "new", "edited", "--steps", cwd=tmp_path)
    added = run(tutor, "plugins", "install", "-e", "tutor-edited", cwd=tmp_path, **OFFLINE)
    assert added.startswith("✓ edited: edited (proved in ")
    source = tmp_path / "tutor-edited" / "tutor_edited" / "__init__.py"
    source.write_text(source.read_text(encoding="utf-8").replace("(1 - y^2)", "(1 + y^2)"), encoding="utf-8")
    (plugin,) = [
        plugin
        for plugin in json.loads(run(tutor, "plugins", "list", "--format", "json", cwd=tmp_path))["plugins"]
        if plugin["name"] == "edited"
    ]
    assert plugin["problems"] == []
    assert plugin["broken"]["edited"].startswith("textbook (I=3): dL/dz is ")
    run(tutor, "plugins", "uninstall", "edited", cwd=tmp_path, **OFFLINE)


@pytest.mark.parametrize("name", ["", "Gru", "3d", "gru_net", "gru-", "a/b", "../x", "class", "gru net"])
def test_a_name_that_cannot_be_a_plugins_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TutorError, match="cannot be a plugin's name"):
        scaffold(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_new_problem_is_fifteen_lines_of_arrays_and_formulas_and_its_steps_are_derived(tmp_path: Path) -> None:
    scaffold("gru", tmp_path)
    source = (tmp_path / "tutor-gru" / "tutor_gru" / "__init__.py").read_text(encoding="utf-8")
    assert len([line for line in source.splitlines() if line.strip()]) <= 17
    problem = _problem(source)
    assert problem.declared_steps is None
    assert {"y", "dL/dz", "dL/dw"} <= problem.steps_by_id.keys()
    assert problem.statement == ("z = wᵀ x   y = tanh(z)   L = 1/2 (y − d)²",)
    prove(problem, seeds=[1, 2])


def test_a_new_problem_has_its_steps_written_out_where_that_is_asked_for(tmp_path: Path) -> None:
    scaffold("gru", tmp_path, steps=True)
    source = (tmp_path / "tutor-gru" / "tutor_gru" / "__init__.py").read_text(encoding="utf-8")
    problem = _problem(source)
    assert problem.declared_steps is not None
    assert all(step.hints and step.why for step in problem.declared_steps)
    prove(problem, seeds=[1, 2])


def _problem(source: str) -> Problem:
    module: dict[str, Any] = {"__name__": "tutor_gru"}
    exec(compile(source, "tutor_gru", "exec"), module)
    problem = module["tutor_problems"]()[0]
    assert isinstance(problem, Problem)
    return problem


def test_a_folder_that_is_there_is_not_overwritten(tmp_path: Path) -> None:
    scaffold("gru", tmp_path)
    before = (tmp_path / "tutor-gru" / "README.md").read_text()
    with pytest.raises(TutorError, match="is there already"):
        scaffold("gru", tmp_path)
    assert (tmp_path / "tutor-gru" / "README.md").read_text() == before


def test_a_new_plugin_with_the_name_of_a_public_class_does_not_hide_it(tmp_path: Path) -> None:
    scaffold("step", tmp_path)
    source = (tmp_path / "tutor-step" / "tutor_step" / "__init__.py").read_text(encoding="utf-8")
    assert "class StepProblem(tutor.Problem):" in source
    compile(source, "tutor_step", "exec")


REFUSED = {
    ("tutor-gru", False): "`tutor-gru` would be looked up in the package index; for the folder .* say `./tutor-gru`",
    ("./tutor-gruu", False): "`./tutor-gruu` is not here",
    ("gone-1.0-py3-none-any.whl", False): "is not here",
    ("tutor-gruu", True): "`tutor-gruu` is not here: --editable takes the folder of a package",
    ("tutor-gru/README.md", True): "is a file: --editable takes the folder of a package",
    ("./empty", False): "`./empty` is a folder without a pyproject.toml",
    ("empty", True): "`empty` is a folder without a pyproject.toml",
    (" ", False): "is not the name, path or address of a package",
}


@pytest.mark.parametrize(("package", "editable"), REFUSED)
def test_what_cannot_be_meant_is_refused_before_the_installer_runs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, editable: bool
) -> None:
    scaffold("gru", tmp_path)
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path)
    with pytest.raises(TutorError, match=REFUSED[package, editable]):
        install([package], editable=editable)


SAID = {
    "error: externally-managed-environment": "this Python belongs to the operating system",
    "ERROR: Could not find a version that satisfies the requirement nix (from versions: none)\n"
    "ERROR: No matching distribution found for nix": "there is no package of that name",
    "WARNING: Retrying ... NewConnectionError('...: [Errno -3] Temporary failure in name resolution')\n"
    "ERROR: No matching distribution found for nix": "the package index cannot be reached",
    "  × No solution found when resolving dependencies:\n  ╰─▶ Because nix was not found in the package registry":
    "there is no package of that name",
    "ERROR: Could not install packages due to an OSError: [Errno 13] Permission denied: '/usr'":
    "this environment may not be written to",
    "error: metadata-generation-failed": "it could not be built",
    "something new": "the lines above say why",
}  # fmt: skip


@pytest.mark.parametrize("output", SAID)
def test_what_a_failed_installer_means_is_said_in_a_sentence(output: str) -> None:
    assert installer.reason(output).startswith(SAID[output])


def test_where_there_is_neither_pip_nor_uv_that_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(installer, "find_spec", lambda name: None)
    monkeypatch.setattr(installer.shutil, "which", lambda name: None)
    with pytest.raises(TutorError, match="gru could not be installed: neither pip nor uv is here to do it"):
        install(["gru"])


def test_an_option_for_the_installer_cannot_be_slipped_in() -> None:
    with pytest.raises(TutorError, match="is not the name, path or address of a package"):
        install(["--index-url=http://example.invalid"])


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("lstm", "came with the tutor"),
        ("backprop-tutor", "came with the tutor"),
        ("lstn", "did you mean `lstm`"),
    ],
)
def test_a_bundled_or_unknown_plugin_is_not_uninstalled(name: str, said: str) -> None:
    with pytest.raises(TutorError, match=said):
        uninstall([name])
