"""The process that marks pages, beside the app: a request is a line of JSON, and so is the answer.

It ends when nobody holds its stdin any more.
"""

from __future__ import annotations

import json
from typing import Any

from tutor.app.shell.processes.child_process import answering
from tutor.app.submission.marked_page import Request
from tutor.app.submission.page_marking import marked_page


def main() -> None:
    """Answer requests until stdin ends."""
    answers, lines = answering()
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
