"""The process that reads texts of networks and derives their steps, beside the app: it answers in lines of JSON.

A request is a line as well; an empty one gives up what is being done. It ends when nobody holds its stdin any more.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import threading
import warnings
from typing import Any

from tutor.app.network.live_check import Request, check
from tutor.app.shell.child_process import bound_memory


def main() -> None:
    """Answer requests until stdin ends."""
    warnings.simplefilter("ignore")
    bound_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed is no answer
    lines: queue.Queue[str] = queue.Queue()
    threading.Thread(target=_receive, args=(lines,), daemon=True).start()

    def tell(found: dict[str, Any]) -> bool:
        print(json.dumps(found), file=answers, flush=True)
        return lines.empty()

    while True:
        line = lines.get()
        if not line:
            continue
        try:
            check(Request(*json.loads(line)), tell)
        except (Exception, RecursionError) as error:
            from tutor.errors import fault

            tell({"fault": (fault(error),), "whole": True})
        print(json.dumps({"over": True}), file=answers, flush=True)


def _receive(lines: queue.Queue[str]) -> None:
    for line in sys.stdin:
        lines.put(line.strip())
    os._exit(0)
