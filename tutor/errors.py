"""The one family of errors: what the command line, the app and the API say in the same words."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.terminal_text import printable


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


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A clause such as "; did you mean `lstm-cell`?", or nothing when no known word is near."""
    import difflib  # 3 ms, and only an error needs it

    by_lower = {name.lower(): name for name in known}
    near = difflib.get_close_matches(word.lower(), by_lower, n=1, cutoff=0.6)
    return f"; did you mean `{by_lower[near[0]]}`?" if near else ""
