"""What is wrong with a declaration, and with a name that is asked for."""

from __future__ import annotations

from tutor.errors import TutorError


class DeclarationError(TutorError):
    """A problem is declared wrongly: the sentence says which part and what was expected."""


class UnknownNameError(TutorError):
    """A step, quantity or size that the problem does not have."""
