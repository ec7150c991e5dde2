"""How many rows of a screen are left for the reference above a question, and for what stands below the reply."""

from __future__ import annotations

from tutor.record import Record

ROWS = 7
"""Rows of the reference on a screen of 24, above a question of two."""
TALLER = 5
"""Rows that a tall screen gives to a taller answer line and preview, and to a blank row above the keys."""
TAKEN = 25
"""Rows of a wide and tall screen that the question and what may come below the reply do not have: title and keys,
padding, the answer line, the preview, the gaps and a reply of the usual height."""
REPLY_SPARES = 2
"""Rows of these that the graph of a huge screen has instead of a reply, which is seldom higher."""
PREVIEW_SPARES = 4
"""Rows of a tall screen's preview that a choice does not need."""
CHOICE_SPARES = 2
"""Rows that a choice does not need: its options are readable already."""


class RowBudget(Record):
    """The rows of a screen, which may be ``tall`` and ``huge``, with a ``choice`` or an answer line for a formula."""

    height: int
    tall: bool
    huge: bool
    choice: bool

    def reference(self, question: int) -> int:
        """The rows above a question of so many."""
        spare = self.height - 24 - (question - 2) + (CHOICE_SPARES if self.choice else 0)
        return ROWS + spare - (TALLER if self.tall else 0)

    def has_one_more(self, question: int) -> bool:
        """Whether a question of so many may have a blank row as well, where that leaves nothing for the reference.

        Its hairline is left out then, which is a row; another is the one above the reply to a choice.
        """
        return self.reference(question) >= -int(self.choice)

    def below(self, question: int) -> int:
        """The rows below the reply on a tall screen with the reference beside."""
        spare = (PREVIEW_SPARES if self.choice else 0) + (REPLY_SPARES if self.huge else 0)
        return self.height - TAKEN - question + spare if self.tall else 0
