"""What a statement may be found to be: one set of words for formulas, code and reports."""

from __future__ import annotations

RIGHT, WRONG, FOLLOWS = "right", "wrong", "follows"
DEFINES, SETS = "definition", "setting"
NOT_READ, NOT_JUDGED = "not read", "not judged"

JUDGED = (RIGHT, WRONG, FOLLOWS)
CLAIMS = (*JUDGED, NOT_READ, NOT_JUDGED)
"""Verdicts on what says something that is true or false; the others introduce a name or fix a size."""
