"""A verdict as JSON, in the fields that every command that marks has."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tutor.marking.verdict import Diagnosis, Verdict


def judgement(verdict: Verdict) -> dict[str, Any]:
    """How an answer was read, the verdict on it, and why."""
    return {
        "read_as": verdict.read_as,
        "verdict": verdict.kind,
        "score": verdict.score,
        "diagnosis": [diagnosis_json(found) for found in verdict.diagnosis],
    }


def numbered(part: Diagnosis) -> dict[str, Any]:
    """The number of the explanation that a mistake belongs to, where one of several holds."""
    return {"alternative": part.alternative} if part.alternative else {}


def diagnosis_json(part: Diagnosis) -> dict[str, Any]:
    """A mistake by its code, with its sentence."""
    return {"code": part.code, "message": part.message, **numbered(part)}
