"""The style, the types and the layering, held by the same command that runs all tests."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent


@pytest.mark.parametrize(
    "tool",
    ["ruff check .", "ruff format --check .", "mypy", "lint-imports"],
)
def test_the_tool_has_nothing_to_say(tool: str) -> None:
    name, *arguments = tool.split()
    done = subprocess.run([BIN / name, *arguments], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, f"{tool}\n{done.stdout}{done.stderr}"
