"""What can go wrong with something that was typed."""

from __future__ import annotations

from collections.abc import Callable

from tutor.errors import TutorError
from tutor.lazy import cached_property
from tutor.terminal_text import printable


class NotationError(TutorError):
    """The text cannot be read: ``column`` counts characters from 1, ``reason`` is the sentence."""

    def __init__(self, reason: str, column: int | None = None) -> None:
        super().__init__(reason, title="I cannot read that")
        self.reason = reason
        self.column = column


class UnknownWordError(NotationError):
    """A word is not known; what was probably meant is only looked for when somebody wants to read it."""

    def __init__(self, said: str, hint: Callable[[], str], column: int) -> None:
        Exception.__init__(self, said)
        self.title = "I cannot read that"
        self.column = column
        self._said, self._hint = said, hint

    @cached_property
    def reason(self) -> str:  # type: ignore[override]
        """The sentence, with what was probably meant."""
        return self._said + self._hint()

    @cached_property
    def message(self) -> str:  # type: ignore[override]
        """The sentence as it may be printed."""
        return printable(self.reason)


class RoomError(NotationError):
    """The text was read, but evaluating it would take more numbers than are tried."""


class FitError(TutorError):
    """The text was read, but its shapes do not fit together: a mistake that teaches.

    ``code`` is the kind of mistake that is reported (``shape``, ``transpose``, ``order``, ``index-unused``).
    """

    def __init__(self, reason: str, code: str = "shape") -> None:
        super().__init__(reason, title="The shapes do not fit")
        self.reason = reason
        self.code = code


class LetterError(FitError):
    """A letter and a whole axis are in each other's way: to be reported as any other shape that does not fit.

    An axis that does not fit elsewhere says more, and flattening would not help.
    """
