"""The app's side of the process that reads networks: started when it is first needed, ended with the page.

A derivation takes up to a second of Python and makes a million objects. In a thread of the app it would hold up keys,
and could not be ended.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

from tutor.app.network.live_check import Checked, Fault, Request
from tutor.app.shell.processes.child_process import ChildProcess

ENDED = "it could not be derived: the process that does it has ended, for want of memory or of time"


class CheckingProcess:
    """One text at a time, each in a call that blocks and so belongs in a thread."""

    def __init__(self) -> None:
        self._child = ChildProcess("tutor.app.network.checking_child")

    def check(self, request: Request, tell: Callable[[Checked], object]) -> None:
        """Tell what is known of a text, each time more of it, until all is or it is given up."""
        checked = Checked(request.text)
        try:
            self._child.send(json.dumps(request))
            for line in self._child.lines():
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
        self._child.interrupt("")

    def stop(self) -> None:
        """End the process, whatever it does; the next text starts another."""
        self._child.stop()

    def close(self) -> None:
        """End the process for good."""
        self._child.close()
