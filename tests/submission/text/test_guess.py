"""The kind of a page is told by its file's name, or by what is in it."""

from __future__ import annotations

import pytest

from tutor.submission.text.guess import kind_of_page


@pytest.mark.parametrize(
    ("name", "text", "kind"),
    [
        ("a.md", r"\section{x}", "markdown"),
        ("A.TeX", "# x", "latex"),
        ("a.txt", r"\documentclass{article}", "latex"),
        ("a.txt", "# One\n$a = b$", "markdown"),
        ("a.txt", "z = w x + b", "text"),
        ("page", "- one\n- two", "markdown"),
        ("a.b/page", "", "text"),
    ],
)
def test_a_page_is_of_this_kind(name: str, text: str, kind: str) -> None:
    assert kind_of_page(name, text) == kind
