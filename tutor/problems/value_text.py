"""What somebody else's code gave, in words that fit into a sentence."""

from __future__ import annotations

_LONGEST = 160


def value_text(thing: object) -> str:
    """A thing on one line; its own `repr` may raise."""
    if isinstance(thing, type):
        return f"the class {thing.__name__}"
    try:
        return one_line(repr(thing))
    except Exception as error:
        return f"a {type(thing).__name__} whose repr raised {type(error).__name__}"


def one_line(text: str) -> str:
    """`text` without line breaks and control characters, cut at a readable length."""
    words = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return words if len(words) <= _LONGEST else words[: _LONGEST - 1] + "…"
