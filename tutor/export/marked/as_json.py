"""The report on a page as JSON: a statement is one link of a chain."""

from __future__ import annotations

from typing import Any

from tutor.marking.verdict import Diagnosis
from tutor.submission.marked import Marked, MarkedStatement


def record(marked: Marked) -> dict[str, Any]:
    """What `tutor mark --format json` prints of one file."""
    count = marked.summary
    return {
        "schema": "tutor.mark/1",
        "file": marked.file,
        "problems": list(marked.problems),
        "network": marked.network,
        "layout": marked.layout,
        "notes": list(marked.notes),
        "statements": [_statement(one) for one in marked.statements],
        "unread": [{"line": one.line, "column": one.column, "reason": one.reason} for one in marked.unread],
        "summary": {name: getattr(count, name) for name in count.fields},
    }


def _statement(one: MarkedStatement) -> dict[str, Any]:
    return {
        "line": one.line,
        "column": one.column,
        "text": one.text,
        "left": one.left,
        "right": one.right,
        "kind": one.kind,
        "problem": one.problem,
        "target": one.target,
        "read_as": one.read_as,
        "verdict": one.verdict,
        "diagnosis": [_mistake(part) for part in one.diagnosis],
        "follows": one.follows,
        "note": one.note,
        **({"key": one.key} if one.key else {}),
    }


def _mistake(part: Diagnosis) -> dict[str, Any]:
    found: dict[str, Any] = {"code": part.code, "message": " ".join(filter(None, (part.where, part.message)))}
    return {**found, "alternative": part.alternative} if part.alternative else found
