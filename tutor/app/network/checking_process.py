"""The app's side of the process that reads networks: started when it is first needed, ended with the page.

A derivation takes up to a second of Python and makes a million objects. In a thread of the app it would hold up keys,
and could not be ended.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from tutor.app.network.live_check import Checked, Fault, Request
from tutor.app.shell.child_process import start_child

ENDED = "it could not be derived: the process that does it has ended, for want of memory or of time"


class CheckingProcess:
    """One text at a time, each in a call that blocks and so belongs in a thread."""

    def __init__(self) -> None:
        self._child: subprocess.Popen[str] | None = None
        self._lock = threading.Lock()
        self._closed = False

    def check(self, request: Request, tell: Callable[[Checked], object]) -> None:
        """Tell what is known of a text, each time more of it, until all is or it is given up."""
        checked = Checked(request.text)
        try:
            child = self._running()
            assert child.stdin is not None
            assert child.stdout is not None
            self._send(child, json.dumps(request))
            for line in child.stdout:
                found = json.loads(line)
                if found.get("over"):
                    return
                checked = checked.with_more(found)
                tell(checked)
        except (OSError, ValueError):  # no process, or one that was ended in the middle of a line
            pass
        self.stop()
        tell(replace(checked, fault=Fault(ENDED), whole=True))

    def give_up(self) -> None:
        """Let what is being done be given up at the next step that is found."""
        child = self._child
        if child is not None:
            with suppress(OSError, ValueError):
                self._send(child, "")

    def stop(self) -> None:
        """End the process, whatever it does; the next text starts another."""
        with self._lock:
            child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.wait()
            for pipe in (child.stdin, child.stdout):
                with suppress(OSError, ValueError):
                    assert pipe is not None
                    pipe.close()

    def close(self) -> None:
        """End the process for good."""
        self._closed = True
        self.stop()

    def _running(self) -> subprocess.Popen[str]:
        with self._lock:
            if self._closed:
                raise OSError("closed")
            if self._child is None:
                self._child = start_child("tutor.app.network.checking_child")
            return self._child

    @staticmethod
    def _send(child: subprocess.Popen[str], line: str) -> None:
        assert child.stdin is not None
        child.stdin.write(f"{line}\n")
        child.stdin.flush()
