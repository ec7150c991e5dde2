"""A plugin from its first line to its end: written, installed, proved, practised and uninstalled."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.packaging.conftest import run
from tutor.errors import TutorError
from tutor.host.install import install, uninstall
from tutor.host.scaffold import scaffold

# The environment has the build backend and all dependencies already: nothing is downloaded.
OFFLINE = {"PIP_NO_BUILD_ISOLATION": "0", "PIP_NO_INDEX": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def test_a_new_plugin_installs_conforms_is_listed_solved_and_uninstalled(installed: Path, tmp_path: Path) -> None:
    tutor = installed / "tutor"
    written = run(tutor, "plugins", "new", "my-unit", cwd=tmp_path).splitlines()
    assert "tutor-my-unit/tutor_my_unit/__init__.py" in written

    added = run(tutor, "plugins", "install", "./tutor-my-unit", cwd=tmp_path, **OFFLINE)
    assert added == "my-unit: my-unit\n"
    assert run(tutor, "plugins", "check", "my-unit", cwd=tmp_path).startswith("✓ my-unit  my-unit")
    listed = json.loads(run(tutor, "list", "--format", "json", cwd=tmp_path))["problems"]
    assert [p["title"] for p in listed if p["plugin"] == "my-unit"] == ["My unit"]
    solved = json.loads(run(tutor, "solve", "my-unit", "--seed", "3", "--format", "json", cwd=tmp_path))
    assert set(solved["gradients"]) >= {"y", "z", "w"}
    own_test = tmp_path / "tutor-my-unit" / "tests"
    run(installed / "python", "-m", "pytest", "-q", "-p", "no:cacheprovider", own_test, cwd=tmp_path)

    gone = run(tutor, "plugins", "uninstall", "my-unit", cwd=tmp_path, **OFFLINE)
    assert gone == "tutor-my-unit uninstalled\n"
    assert "my-unit" not in run(tutor, "plugins", cwd=tmp_path)


@pytest.mark.parametrize("name", ["", "Gru", "3d", "gru_net", "gru-", "a/b", "../x", "class", "gru net"])
def test_a_name_that_cannot_be_a_plugins_is_refused(tmp_path: Path, name: str) -> None:
    with pytest.raises(TutorError, match="cannot be a plugin's name"):
        scaffold(name, tmp_path)
    assert list(tmp_path.iterdir()) == []


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
