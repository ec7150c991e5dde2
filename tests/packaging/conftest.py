"""A clean environment with the project installed from what an index would be sent."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    """What a command prints; it has to end well."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=os.environ | environment)
    assert done.returncode == 0, f"{command}\n{done.stdout}{done.stderr}"
    return done.stdout


@pytest.fixture(scope="session")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` folder of a clean environment with the wheel, built from the sdist as an index does it.

    Dependencies are those of the running environment, by a path file: nothing is downloaded twice.
    """
    folder = tmp_path_factory.mktemp("install")
    run(sys.executable, "-m", "build", "--no-isolation", "-o", folder / "dist", ROOT, cwd=folder)
    venv.create(folder / "env", with_pip=False)
    purelib = sysconfig.get_path("purelib", vars={"base": str(folder / "env")})
    (wheel,) = (folder / "dist").glob("*.whl")
    python = folder / "env" / Path(sysconfig.get_path("scripts")).name / Path(sys.executable).name
    run(
        *(sys.executable, "-m", "pip", "--python", python, "install", "--no-deps", "--no-index", "--quiet"),
        wheel,
        cwd=folder,
    )
    (Path(purelib) / "dependencies.pth").write_text(sysconfig.get_path("purelib"))
    return python.parent
