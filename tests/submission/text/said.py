"""Statements as one line, as the lists of the tests have them."""

from __future__ import annotations

from tutor.submission.statement import CLAIM, Statement


def said(statement: Statement) -> str:
    """A statement on one line: what is no claim has its kind before it, settings stand behind a bar."""
    kind = "" if statement.kind == CLAIM else f"{statement.kind}: "
    sides = [statement.left, *(f"{link.relation} {link.text}" for link in statement.links)]
    settings = f" | {'; '.join(one.text for one in statement.settings)}" if statement.settings else ""
    return kind + " ".join(" ".join(sides).split()) + settings
