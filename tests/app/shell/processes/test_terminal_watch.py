"""A terminal that goes away takes the app with it."""

from __future__ import annotations

import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

pty = pytest.importorskip("pty", reason="pseudo-terminals are Unix's")


def test_the_app_ends_when_its_terminal_has_gone_without_a_signal(tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    environ = {**os.environ, "TUTOR_HOME": str(tmp_path), "TERM": "xterm-256color"}
    # A session of its own has no controlling terminal here: nobody sends it a signal when the terminal is closed.
    app = subprocess.Popen(
        [sys.executable, "-m", "tutor"], stdin=theirs, stdout=theirs, stderr=theirs, env=environ, start_new_session=True
    )
    try:
        os.close(theirs)
        drawn = b""
        while b"backprop by hand" not in drawn:
            assert select.select([ours], [], [], 60)[0], drawn
            drawn += os.read(ours, 65536)
        os.close(ours)
        app.wait(timeout=60)
    finally:
        app.kill()
        app.wait()
