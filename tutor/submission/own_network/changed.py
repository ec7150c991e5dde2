"""A statement with its formulas written otherwise, at its place on the page."""

from __future__ import annotations

from collections.abc import Callable

from tutor.submission.statement import Link, Statement

UNWRITTEN = r"\mathrm{unwritten}"
"""What stands before a link that is not of the network which its page is written for: none reads it."""


def changed(statement: Statement, change: Callable[[str], str], *, left: bool = True) -> Statement:
    """A statement with other texts: those of its links, and of its ``left`` side."""
    links = tuple(link.replace(text=change(link.text)) for link in statement.links)
    return statement.replace(left=change(statement.left) if left else statement.left, links=links)


def unwritten(link: Link) -> Link:
    """A link as no network reads it."""
    return link.replace(text=f"{UNWRITTEN} {link.text}")
