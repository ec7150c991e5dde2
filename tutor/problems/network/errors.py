"""What can be wrong with a network file."""

from __future__ import annotations

from tutor.errors import TutorError


class NetworkError(TutorError):
    """A network file that cannot be used: where, and in one sentence what was expected there.

    ``line`` and ``column`` count from 1; both are 0 for what is about the file as a whole.
    """

    def __init__(self, reason: str, source: str, line: int = 0, column: int = 0) -> None:
        place = f", line {line}, column {column}" if line else ""
        super().__init__(f"{source}{place}: {reason}", title="A network file that cannot be used")
        self.reason = reason
        self.source = source
        self.line = line
        self.column = column


class StatementError(Exception):
    """A fault in one statement: the sentence, and the position in the statement's text. Caught where it is placed."""

    def __init__(self, reason: str, position: int = 0) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


class MisfitError(Exception):
    """A formula whose shapes do not fit as long as only these axes run; another choice may do."""

    def __init__(self, error: NetworkError) -> None:
        super().__init__(str(error))
        self.error = error
