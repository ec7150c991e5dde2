"""The process that reads texts of networks and derives their steps, beside the app: it answers in lines of JSON.

A request is a line as well; an empty one gives up what is being done. It ends when nobody holds its stdin any more.
"""

from __future__ import annotations

import json
from typing import Any

from tutor.app.network.live_check import Request, check
from tutor.app.shell.processes.child_process import answering


def main() -> None:
    """Answer requests until stdin ends."""
    answers, lines = answering()

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
