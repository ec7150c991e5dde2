"""Nothing but what a command says reaches stderr, whatever overflows on the way."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import tutor

LINES = "".join(
    json.dumps({"problem": "lstm-cell", "step": "dL/dh", "answer": answer, "seed": 3}) + "\n"
    for answer in ("exp(1e308 h)", "1e308 1e308", "log(-h)/0", "h^1000^1000", "1/0")
)


def quiet(*arguments: str, stdin: str = "", codes: tuple[int, ...] = (0,), said: str = "") -> None:
    """Run a command where a warning is an error and would be a fault of our own; `said` is how stderr begins."""
    run = subprocess.run(
        [sys.executable, "-W", "error", "-m", "tutor", *arguments], input=stdin, capture_output=True, text=True
    )
    assert run.stderr.startswith(said)
    assert "Warning" not in run.stderr if said else not run.stderr
    assert run.returncode in codes
    assert run.stdout


@pytest.mark.parametrize("answer", ["1e308 1e308 h", "exp(exp(exp(1000)))", "[1e308, 1/0] - sigma'(-1e308)"])
def test_a_check_is_quiet(answer: str) -> None:
    quiet("check", "lstm-cell", "dL/dW_o", answer, codes=(1, 2, 3))


@pytest.mark.parametrize(
    ("reference", "answer"),
    [("1e308", "a"), ("exp(1e308 x)", "x/0"), ("1e308*x", "-1e308*x^99")],
)
def test_a_comparison_is_quiet(reference: str, answer: str) -> None:
    quiet("compare", reference, answer, codes=(0, 1, 2, 3))


def test_grading_and_the_plain_quiz_are_quiet(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet("grade", "-", stdin=LINES, said="5 answers: ")
    monkeypatch.setenv("TUTOR_HOME", str(tmp_path))
    quiet("quiz", "lstm-cell", "--plain", stdin="1e308*1e308\nexp(1e308)\nlater\n1/0\nhint\nquit\n")


@pytest.mark.parametrize("problem", ["skip-mlp", "lstm-step"])
def test_solving_and_checking_gradients_are_quiet_where_the_numbers_overflow(tmp_path: Path, problem: str) -> None:
    solved = tutor.problem(problem).instance().solve()
    given = {name: array * 1e200 for name, array in tutor.problem(problem).instance().given.items()}
    paths = [tmp_path / name for name in ("given.npz", "gradients.npz")]
    np.savez(paths[0], **given)
    np.savez(paths[1], **{name: array * 1e250 for name, array in solved.gradients.items()})
    quiet("solve", problem, "--given", str(paths[0]), "--format", "json")
    quiet("gradcheck", problem, "--given", str(paths[0]), "--grads", str(paths[1]), codes=(0, 1))
