"""What is said about a wrong answer, as JSON."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.marking.verdict import Diagnosis


def numbered(part: Diagnosis) -> dict[str, Any]:
    """The number of the explanation that a mistake belongs to, where one of several holds."""
    return {"alternative": part.alternative} if part.alternative else {}


def diagnosis_json(part: Diagnosis) -> dict[str, Any]:
    """A mistake by its code, with its sentence."""
    return {"code": part.code, "message": part.message, **numbered(part)}
