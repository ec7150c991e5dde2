"""What a fresh install brings: an editable one, as tests run on, would hide a fault in the package."""

from __future__ import annotations

import json
import tomllib
from importlib.metadata import distribution
from pathlib import Path

from tests.packaging.conftest import run

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]


def test_the_installed_package_is_the_copy_in_its_own_environment(installed: Path) -> None:
    shown = run(
        installed / "python",
        "-c",
        "import tutor, tutor_lstm; print(tutor.__file__, tutor_lstm.__file__)",
        cwd=installed,
    )
    assert shown.count(str(installed.parent)) == 2


def test_the_installed_package_finds_and_loads_its_six_plugins(installed: Path) -> None:
    listed = json.loads(run(installed / "tutor", "plugins", "list", "--format", "json", cwd=installed))
    assert {p["name"] for p in listed["plugins"] if p["bundled"]} == set(PROJECT["entry-points"]["tutor"])
    assert [p["error"] for p in listed["plugins"] if p["bundled"]] == [None] * 6


def test_network_files_are_installed_with_their_plugin(installed: Path) -> None:
    listed = json.loads(run(installed / "tutor", "list", "--format", "json", cwd=installed))
    ours = {path.stem for path in (ROOT / "plugins" / "tutor_gallery").rglob("*.net")}
    assert {p["id"] for p in listed["problems"] if p["plugin"] == "gallery"} == ours


def test_the_installed_package_is_typed_and_brings_its_data_files(installed: Path) -> None:
    code = "import tutor, pathlib; print(*sorted(p.name for p in pathlib.Path(tutor.__file__).parent.iterdir()))"
    assert "py.typed" in run(installed / "python", "-c", code, cwd=installed).split()


def test_the_metadata_of_the_running_install_is_current() -> None:
    ours = distribution(PROJECT["name"]).entry_points
    assert {e.name: e.value for e in ours.select(group="tutor")} == PROJECT["entry-points"]["tutor"]
    assert {e.name: e.value for e in ours.select(group="console_scripts")} == PROJECT["scripts"]


def test_no_dependency_is_pinned_to_one_version() -> None:
    extras = PROJECT["optional-dependencies"].values()
    for requirement in [*PROJECT["dependencies"], *(line for extra in extras for line in extra)]:
        assert "==" not in requirement
        assert "~=" not in requirement
