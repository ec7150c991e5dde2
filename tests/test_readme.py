"""What the README shows is what happens: every command in it is run, every line of output compared."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
REST = "⋮"
"""A line of this alone stands for any number of lines."""


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", README, re.DOTALL | re.MULTILINE)


def shown() -> list[list[tuple[str, str]]]:
    """The commands of each console block, with the output shown below each."""
    parts = [re.split(r"^\$ ", block, flags=re.MULTILINE)[1:] for block in blocks("console")]
    return [[(command, output) for command, _, output in (part.partition("\n") for part in block)] for block in parts]


def pattern(output: str) -> str:
    lines = output.rstrip("\n").split("\n")
    return "\n".join(r"(?s:.*)" if line.strip() == REST else re.escape(line) for line in lines)


@pytest.mark.parametrize("block", shown(), ids=lambda block: block[0][0])
def test_the_commands_of_the_readme_print_what_is_shown(block: list[tuple[str, str]], tmp_path: Path) -> None:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": path, "PYTHONIOENCODING": "utf-8"}
    for command, output in block:
        done = subprocess.run(
            command, shell=True, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", env=environment
        )
        printed = (done.stdout + done.stderr).rstrip("\n")
        assert re.fullmatch(pattern(output), printed), f"{command}\n{printed}"


@pytest.mark.parametrize("example", blocks("python"))
def test_a_python_example_in_the_readme_runs(example: str, tmp_path: Path) -> None:
    (tmp_path / "example.py").write_text(example, encoding="utf-8")
    done = subprocess.run([sys.executable, "example.py"], cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("mark", ["app", "tests"])
def test_the_readme_has_each_of_its_two_lines_once(mark: str) -> None:
    found = re.findall(rf"<!-- {mark} -->\n```sh\n(.*?)```", README, re.DOTALL)
    assert len(found) == 1
    (line,) = found[0].splitlines()
    assert line.startswith("python3 -m venv .venv && .venv/bin/pip install")
