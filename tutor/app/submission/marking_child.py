"""The process that marks pages, beside the app: a request is a line of JSON, and so is the answer.

It ends when nobody holds its stdin any more.
"""

from __future__ import annotations

import json
import os
import sys
import threading
import warnings
from queue import Queue
from typing import Any

from tutor.app.shell.child_process import bound_memory
from tutor.app.submission.marked_page import Request
from tutor.app.submission.page_marking import marked_page


def main() -> None:
    """Answer requests until stdin ends."""
    warnings.simplefilter("ignore")
    bound_memory()
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)  # whatever else is printed is no answer
    lines: Queue[str] = Queue()
    threading.Thread(target=_receive, args=(lines,), daemon=True).start()
    while True:
        print(json.dumps(_answer(Request(*json.loads(lines.get())))), file=answers, flush=True)


def _answer(request: Request) -> dict[str, Any]:
    from tutor.errors import TutorError, fault

    try:
        return {"page": marked_page(request)}
    except TutorError as error:
        return {"trouble": error.message}
    except (Exception, RecursionError) as error:
        return {"trouble": fault(error)}


def _receive(lines: Queue[str]) -> None:
    for line in sys.stdin:
        lines.put(line)
    os._exit(0)
