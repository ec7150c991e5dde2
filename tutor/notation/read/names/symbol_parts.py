"""What a declared LaTeX symbol is made of: its base, and the scripts that are not indices."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.notation.characters import ACCENT_OF, FONTS
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.scope import Symbol

ACCENTED = lazily(rf"\\({'|'.join(ACCENT_OF)})\s*\{{?\s*(\\?[A-Za-z]+)\s*\}}?", needs="\\")
IN_A_FONT = lazily(rf"\\(?:{'|'.join(FONTS)})\s*\{{([^{{}}]*)\}}", needs="\\")
_SCRIPTS = {"_": lazily(r"_(?:\{([^{}]*)\}|(\w))"), "^": lazily(r"\^(?:\{([^{}]*)\}|(\w))")}


def reduce_symbol(name: str, latex: str, axes: Iterable[str]) -> Symbol:
    """The (base, subscript, superscript) of a symbol, without the scripts that are indices.

    ``\\hat{y}^{(n)}`` with axis n is ``("yhat", "", "")``; ``W^{(1)}`` is ``("W", "", "(1)")``.
    """
    text = IN_A_FONT.sub(r"\1", ACCENTED.sub(r"\2\1", latex)).replace("\\", "").replace(" ", "")
    base = re.match(r"[A-Za-z0-9']+", text)
    letters = set(axes)
    sub = _script(text, "_", set() if _part_of_name(name, _script(text, "_", set())) else letters)
    return (base[0] if base else text, sub, _script(text, "^", letters))


def _part_of_name(name: str, script: str) -> bool:
    """Whether a subscript belongs to the name, as in W_h for Wh and W_f for W_f, and is no index."""
    return bool(script) and name.endswith(script) and name != script


def _script(text: str, mark: str, axes: set[str]) -> str:
    found = _SCRIPTS[mark].search(text)
    if found is None:
        return ""
    inner = (found[1] or found[2]).replace(" ", "")
    bare = inner.strip("()")
    if bare and all(part in axes for part in (bare.split(",") if "," in bare else list(bare))):
        return ""
    return inner
