"""The plugin of pytest: its fixture, what a failure looks like, and what it costs those who do not use it."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

TESTS = """
import tutor
from tutor.testing import assert_gradients as imported

cell = tutor.problem("lstm-cell").instance(seed=4)

def test_right(assert_gradients):
    assert_gradients("lstm-cell", cell.given, {"dW_o": cell.gradients["W_o"]})

def test_wrong(assert_gradients):
    assert_gradients("lstm-cell", cell.given, {"dW_f": -cell.gradients["W_f"], "dW_o": cell.gradients["W_o"]})

def test_wrong_by_import():
    imported("lstm-cell", cell.given, {"dW_f": -cell.gradients["W_f"]})

def test_something_else():
    assert 1 == 2
"""

NAMES = ("test_wrong", "test_wrong_by_import", "test_something_else")


def pytest_run(folder: Path, *arguments: str) -> str:
    (folder / "test_mine.py").write_text(TESTS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *arguments, "test_mine.py"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, encoding="utf-8").stdout


def test_a_failure_begins_with_the_cause_and_has_no_traceback(tmp_path: Path) -> None:
    out = pytest_run(tmp_path)
    assert "3 failed, 1 passed" in out
    wrong, imported, other = (out.split(f"_ {name} _")[1].split("\n___")[0] for name in NAMES)
    for shown in (wrong, imported):
        first = shown.splitlines()[1]
        assert first.startswith("∂L/∂W_f: The size is right, but a sign is turned round. ")
    assert [line.split()[:2] for line in wrong.splitlines() if line.startswith(("✗", "✓"))] == [
        ["✗", "∂L/∂W_f"],
        ["✓", "∂L/∂W_o"],
    ]
    assert "test_mine.py:11" in wrong
    assert "def test_wrong" not in out
    assert "Error" not in wrong
    assert "assert 1 == 2" in other


def test_loading_it_imports_nothing_but_pytest() -> None:
    code = "import sys, pytest; old = {*sys.modules}; import tutor.pytest_plugin; print(*sorted({*sys.modules} - old))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["tutor", "tutor.pytest_plugin"]
