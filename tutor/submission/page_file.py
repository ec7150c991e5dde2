"""The bytes of a file that is handed in as text: how many there may be, and what is said of those that are no text."""

from __future__ import annotations

from tutor.errors import TutorError
from tutor.text_encoding import not_utf8

MOST_BYTES = 20_000_000
"""Of a file: a notebook holds its pictures as text."""
PAGES = (".md", ".markdown", ".tex", ".txt", ".py", ".ipynb")
"""How the names of files end that are looked for in folders."""


def page_text(data: bytes, shown: str) -> str:
    """The text of a page; ``shown`` is what the file is called. Raises TutorError for what is too large, or no text."""
    if len(data) > MOST_BYTES:
        raise TutorError(f"{shown} has more than {MOST_BYTES // 10**6} MB: no page has", title="Too large")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise TutorError(f"{shown} {not_utf8(data)}", title="Not text") from None
