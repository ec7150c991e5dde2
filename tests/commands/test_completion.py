"""`tutor completion`: what a shell completes, asked as a shell asks it, and by bash itself."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Tutor

TUTOR = Path(sys.executable).with_name("tutor")
BASH = shutil.which("bash")


def completed(line: str, folder: Path, **variables: str) -> list[str]:
    """What is offered for the last word of a line, each with its kind."""
    words = line.split(" ")
    asked = {"COMP_WORDS": line, "COMP_CWORD": str(len(words) - 1), "_TUTOR_COMPLETE": "bash_complete"}
    environ = os.environ | asked | {"TUTOR_HOME": str(folder)} | variables
    done = subprocess.run([TUTOR], capture_output=True, text=True, env=environ, cwd=folder, timeout=60)
    assert done.stderr == ""
    return done.stdout.split()


@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tutor gra", {"plain,grade", "plain,gradcheck"}),
        ("tutor course c", {"plain,codes"}),
        ("tutor solve lstm-s", {"file,", "plain,lstm-step", "plain,lstm-sequence"}),
        ("tutor check lstm-cell dL/dW_", {"plain,dL/dW_f", "plain,dL/dW_i", "plain,dL/dW_c", "plain,dL/dW_o"}),
        ("tutor worksheet skip-mlp lstm-cell --ask dL/dh", {"plain,dL/dh", "plain,dL/dh_prev"}),
        ("tutor solve lstm-cell --format j", {"plain,json"}),
        ("tutor solve rnn-bptt --size T", {"plain,T="}),
        ("tutor solve lstm-cell --given g", {"file,g"}),
        ("tutor mark --problem soft", {"file,", "plain,softmax-net"}),
        ("tutor check no-such-problem d", set[str]()),
        ("tutor check $(reboot) d", set[str]()),
    ],
)
def test_words_are_completed_by_what_stands_before_them(line: str, offered: set[str], tmp_path: Path) -> None:
    found = set(completed(line, tmp_path))
    assert offered <= found if offered else not found


def test_a_network_file_has_its_questions_completed(tmp_path: Path) -> None:
    (tmp_path / "mine.net").write_text("input x[d]\nweights w[d]\nL = sum((w * x)^2)\n")
    assert completed("tutor check mine.net dL", tmp_path) == ["plain,dL/dx", "plain,dL/dw"]
    (tmp_path / "broken.net").write_text("input x[d\n")
    assert completed("tutor check broken.net dL", tmp_path) == []


@pytest.mark.skipif(BASH is None, reason="bash is not installed")
def test_bash_completes_with_the_script_that_is_printed(tutor: Tutor, tmp_path: Path) -> None:
    assert BASH is not None
    script = tutor("completion", "bash").out
    asked = "COMP_WORDS=(tutor check lstm-cell dL/dC_); COMP_CWORD=3; _tutor_completion tutor; echo ${COMPREPLY[@]}"
    environ = os.environ | {"PATH": f"{TUTOR.parent}{os.pathsep}{os.environ['PATH']}", "TUTOR_HOME": str(tmp_path)}
    done = subprocess.run([BASH, "-c", f"{script}\n{asked}"], capture_output=True, text=True, env=environ, timeout=60)
    assert (done.stdout, done.stderr) == ("dL/dC_prev\n", "")


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_shell_in_use_is_taken_where_none_is_named(
    tutor: Tutor, shell: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHELL", f"/usr/bin/{shell}")
    assert tutor("completion").out == tutor("completion", shell).out
    assert "_TUTOR_COMPLETE" in tutor("completion").out


def test_a_shell_that_is_none_of_them_is_asked_for(tutor: Tutor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SHELL", "/bin/tcsh")
    done = tutor("completion")
    assert (done.code, done.out) == (2, "")
    assert "which shell is it: bash, zsh or fish?" in done.err
    assert "'tcsh' is not one of" in tutor("completion", "tcsh").err
