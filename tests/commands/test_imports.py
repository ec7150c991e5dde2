"""What commands import: the reason they start at once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("sympy", "textual", "mpmath", "fsrs", "rich", "sqlite3", "importlib.metadata")
WATCH = """
import sys
from tutor.commands.run import run
code = run(sys.argv[2:])
heavy = sys.argv[1].split(",")
print(code, *(name for name in heavy if name in sys.modules), file=sys.stderr)
"""


def imported(watched: tuple[str, ...], *command: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", WATCH, ",".join(watched), *command], capture_output=True, text=True, check=True
    )
    code, *names = done.stderr.splitlines()[-1].split()
    assert code == "0", done.stderr
    return names


@pytest.mark.parametrize("command", ["--version", "--help", "list", "plugins list", "locate", "check --help"])
def test_a_command_without_numbers_imports_no_numpy(command: str) -> None:
    assert imported(("numpy", *HEAVY), *command.split()) == []


@pytest.mark.parametrize("command", ["solve lstm-cell --format json", "solve skip-mlp --seed 3", "show lstm-cell"])
def test_solving_imports_neither_sympy_nor_textual(command: str) -> None:
    assert imported(HEAVY, *command.split()) == []


def test_marking_imports_neither_sympy_nor_textual() -> None:
    assert imported(("sympy", "textual", "sqlite3"), "check", "lstm-cell", "dL/dh", "h - d") == []


def test_a_network_is_derived_without_plugins_and_without_the_generators_of_numpy(tmp_path: Path) -> None:
    file = tmp_path / "line.net"
    file.write_text("input X[n]\nweights w\nr = w X\nL = sum(r^2)")
    assert imported((*HEAVY, "pluggy", "numpy.random", "json", "hashlib"), "derive", str(file)) == []


def test_importing_tutor_imports_next_to_nothing() -> None:
    code = "import sys; before = set(sys.modules); import tutor; print(*sorted(set(sys.modules) - before))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    new = set(done.stdout.split())
    assert "tutor" in new
    assert not new & {"click", "pluggy", "numpy", "inspect", "dataclasses", "re", *HEAVY}
