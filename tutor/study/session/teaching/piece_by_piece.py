"""A learner's way through the pieces of a gradient: each is asked, answered or told, and at the end put together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.notation.errors import NotationError
from tutor.problems.contract.step import Choice, Step
from tutor.study.session import feedback
from tutor.study.session.feedback import Feedback

if TYPE_CHECKING:
    from tutor.marking import Question
    from tutor.study.session.teaching.piece import Piece

WRONG_TRIES = 2
"""After so many wrong tries a gradient may be asked piece by piece."""


class PieceByPiece:
    """The pieces of one question. They are no tries: nothing of them is written down."""

    def __init__(self) -> None:
        self._each: tuple[Piece, ...] | None = None  # until they are looked for
        self._together = ""
        self._at = -1
        self.fault: Exception | None = None
        """What a plugin's formulas raised while pieces were looked for: then there is one help less."""

    def offered(self, question: Question, step: Step | Choice, tries: int) -> bool:
        """Whether the pieces may be begun: after enough wrong tries, and once."""
        if tries < WRONG_TRIES or not isinstance(step, Step) or self._at >= 0:
            return False
        if self._each is None:
            self._look_for(question)
        return bool(self._each)

    def _look_for(self, question: Question) -> None:
        from tutor.study.session.teaching.pieces import pieces_of

        self._each = ()
        try:
            self._each, self._together = pieces_of(question)
        except Exception as error:
            self.fault = error

    @property
    def asking(self) -> bool:
        """Whether a piece is being asked."""
        return 0 <= self._at < len(self._each or ())

    def begin(self) -> Feedback:
        """The first piece."""
        return self._next("")

    def answer(self, question: Question, text: str) -> Feedback:
        """What is said to an answer to the present piece."""
        from tutor.study.session.teaching.pieces import read_piece

        piece = self._present
        try:
            right = piece.right(read_piece(text, question))
        except NotationError as error:
            return feedback.piece_not_read(error.reason)
        return self._next("Right. ") if right else feedback.piece_wrong(piece.ask)

    def tell(self) -> Feedback:
        """The answer to the present piece, and the next one."""
        return self._next("", self._present.told)

    @property
    def _present(self) -> Piece:
        return (self._each or ())[self._at]

    def _next(self, lead: str, *told: str) -> Feedback:
        self._at += 1
        if self.asking:
            return feedback.piece(self._at + 1, len(self._each or ()), (*told, self._present.ask), lead)
        return feedback.put_together((*told, self._together), lead)
