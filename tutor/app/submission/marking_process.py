"""The app's side of the process that marks pages: started when it is first needed, ended with the page.

Marking takes seconds of Python where no problem is named. In a thread of the app it would hold up keys, and could not
be ended.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Callable

from tutor.app.shell.processes.child_process import ChildProcess
from tutor.app.submission.marked_page import MarkedPage, Request, page_of
from tutor.errors import TutorError

ENDED = "It could not be marked: the process that does it has ended, for want of memory or of time."


class MarkingProcess:
    """One page at a time, each in a call that blocks and so belongs in a thread."""

    def __init__(self) -> None:
        self._child = ChildProcess("tutor.app.submission.marking_child")
        self._one = threading.Lock()

    def mark(self, request: Request, wanted: Callable[[], bool]) -> MarkedPage:
        """The marked page. Raises TutorError where it could not be marked, or is not ``wanted`` any more."""
        with self._one:  # who was ended for this one may still be on the way out
            if not wanted():
                raise TutorError(ENDED, title="Not marked")
            try:
                self._child.send(json.dumps(request))
                found = json.loads(next(self._child.lines(), "{}"))
            except (OSError, ValueError):  # no process, or one that was ended in the middle of a line
                found = {}
            if not found:
                self.stop()
        if "page" in found:
            return page_of(found["page"])
        raise TutorError(found.get("trouble", ENDED), title="Not marked")

    def stop(self) -> None:
        """End the process, whatever it does; the next page starts another."""
        self._child.stop()

    def close(self) -> None:
        """End the process for good."""
        self._child.close()
