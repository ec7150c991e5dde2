"""What is said of a word that is not known."""

from __future__ import annotations

from tutor.notation.derived_names import update_name
from tutor.notation.errors import NotationError, UnknownWordError
from tutor.notation.read.names.name_lookup import MEANT, PROGRAM_WORDS
from tutor.notation.scope import Scope


def unknown(word: str, column: int, scope: Scope, *, called: bool = False) -> NotationError:
    """The error for a word that is not known, with what was probably meant; ``called``: a bracket follows it."""
    word = word if len(word) <= 40 else word[:39] + "…"
    if word in PROGRAM_WORDS:
        return NotationError(f"`{word}` at column {column} is a word of programs: {PROGRAM_WORDS[word]}", column)
    if word in MEANT:
        return NotationError(f"`{word}` at column {column} is not a name of this question: {MEANT[word]}", column)
    what = "not a function here" if called else "not a name of this question"

    def hint() -> str:
        from tutor.notation.read.names.suggestions import suggestion  # 3 ms, and only an error that is read needs it

        near = _with_base(word, scope)
        if near:
            return f": did you mean {' or '.join(f'`{name}`' for name in near)}?"
        return suggestion(word, scope, called=called)

    return UnknownWordError(f"`{word}` at column {column} is {what}", hint, column)


def _with_base(word: str, scope: Scope) -> list[str]:
    """The names that begin like a bare letter: W1 and W2 for W."""
    found = dict.fromkeys(name for (base, _, _), name in scope.symbols.items() if base == word)
    updates = {update_name(name) for name in found}
    return [name for name in found if name not in updates][:4]
