"""What somebody else's code gave, in words that fit into a sentence."""

from __future__ import annotations

from tutor.errors import one_line


def value_text(thing: object) -> str:
    """A thing on one line; its own `repr` may raise."""
    if isinstance(thing, type):
        return f"the class {thing.__name__}"
    try:
        return one_line(repr(thing))
    except Exception as error:
        return f"a {type(thing).__name__} whose repr raised {type(error).__name__}"
