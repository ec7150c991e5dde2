"""The versions of Python that are declared are those that the tests are run on."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_every_declared_version_of_python_is_tested_and_no_other() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    declared = [line.rpartition(" ")[2] for line in project["classifiers"] if re.search(r":: 3\.\d+$", line)]
    matrix = re.search(r"python: (\[.*\])", (ROOT / ".github/workflows/tests.yml").read_text())
    assert matrix
    assert json.loads(matrix[1]) == declared
    assert project["requires-python"] == f">={declared[0]}"
