"""The one family of errors: what the command line, the app and the API say in the same words."""

from __future__ import annotations

import os
from collections.abc import Iterable

from tutor.terminal_text import printable, printable_line

FAULT_EXIT = 70
"""What a command ends with at a fault of tutor's own: sysexits' EX_SOFTWARE, and never the code of a verdict."""

_LONGEST = 160

DEBUG = "TUTOR_DEBUG"
"""Environment variable: 1 shows the traceback of a fault as well."""


class TutorError(Exception):
    """A mistake that a person can put right, said in one sentence.

    `title` names the kind of trouble in a few words, `message` says what was wrong, where, and what would be
    right. `exit_code` is what a command ends with.
    """

    exit_code = 2

    def __init__(self, message: str, *, title: str = "That did not work") -> None:
        # It may name what a file or a person gave, and ends on a terminal whoever prints it.
        message = printable(message)
        super().__init__(message)
        self.message = message
        self.title = title

    def __str__(self) -> str:
        return self.message


def fault(error: BaseException) -> str:
    """The sentence for an error that nobody foresaw: whose fault it is, and what a report of it needs."""
    return f"this is a fault of tutor's own, not of your answer: {named(error)} ({DEBUG}=1 shows where)"


def said_by(error: BaseException) -> str:
    """What an error says, on one line of readable length; nothing where its own `__str__` raises."""
    try:
        return one_line(str(error))
    except Exception:
        return ""


def named(error: BaseException) -> str:
    """The kind of an error with what it says, on one line of readable length."""
    said = said_by(error)
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def one_line(text: str) -> str:
    """`text` without line breaks, what is not printable shown, cut at a readable length."""
    words = printable_line(" ".join(text.split()))
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"


def traceback_of(error: BaseException) -> str:
    """The traceback of an error where the environment asks for it, else nothing."""
    if os.environ.get(DEBUG, "0") in ("", "0"):
        return ""
    import traceback  # 5 ms that only a fault needs

    return "".join(traceback.format_exception(error))


def raised_in(error: BaseException, package: str) -> bool:
    """Whether code of a package was running when an error was raised."""
    step = error.__traceback__
    while step is not None:
        if step.tb_frame.f_globals.get("__name__", "").partition(".")[0] == package:
            return True
        step = step.tb_next
    return False


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A clause such as "; did you mean `lstm-cell`?", or nothing when no known word is near."""
    import difflib  # 3 ms, and only an error needs it

    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean `{by_lower[near[0]]}`?" if near else ""
