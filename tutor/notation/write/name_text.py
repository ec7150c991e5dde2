"""Names of the problem as they are shown: with their symbols, and with their indices."""

from __future__ import annotations

import re

from tutor.notation.characters import SUBSCRIPT_OF
from tutor.notation.errors import NotationError
from tutor.notation.read.names import index_placement
from tutor.notation.read.names.scripted_names import is_symbol
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Index, Ref
from tutor.notation.write.style import ASCII, LATEX, TEXTBOOK, Style, index_text

_SUBSCRIPT_LETTERS = frozenset("ijkhnmtuvspr")
"""Letters whose subscript every font has; several of them may stand together."""
_SUBSCRIPTS = frozenset(SUBSCRIPT_OF.values())


def shown_name(node: Ref, scope: Scope, style: Style) -> str:
    """A name in one of the styles."""
    declared = scope.names[node.name]
    items = index_items(node, declared, scope)
    if style is TEXTBOOK and len(items) == 1 and _takes_letter(node.name, items[0], scope):
        return f"{node.name}_{items[0]}"
    if style in (ASCII, TEXTBOOK):
        return node.name + (f"[{','.join(items)}]" if items else "")
    if style is LATEX:
        shown = declared.latex or node.name
        return subscripted(shown, ",".join(items)) if items else shown
    shown = declared.unicode or node.name
    if not items:
        return shown
    if _takes_subscripts(shown, items, scope):
        return shown + "".join(SUBSCRIPT_OF[char] for char in "".join(items))
    if len(items) == 1 and _takes_letter(shown, items[0], scope):
        return f"{shown}_{items[0]}"
    return f"{shown}[{','.join(items)}]".replace("-", style.minus)


def place_text(index: Index, size: str, scope: Scope) -> str:
    """An index as typed, also one that a label says: ``c[n]``."""
    if index.label is None:
        return index_text(index, size)
    return shown_name(index.label, scope, ASCII) + (f"{index.const:+d}" if index.const else "")


def index_items(node: Ref, declared: Declared, scope: Scope) -> list[str]:
    """The indices as written: those that are there, or a colon for each that is not, where only that is clear."""
    if node.index is None:
        return []
    texts = [
        ":" if index is None else place_text(index, scope.axes.size_letter(axis), scope)
        for axis, index in zip(declared.axes, node.index, strict=False)
    ]
    items = [text for text in texts if text != ":"]
    if not items or len(items) == len(node.index):
        return items
    try:
        if index_placement.place(declared, items, "", scope, 0) == node.index:
            return items
    except NotationError:
        pass
    return texts


def _takes_subscripts(shown: str, items: list[str], scope: Scope) -> bool:
    """Whether indices can be small letters: as long as they are legible, and do not make the name another one."""
    joined = "".join(items)
    if not all(char in SUBSCRIPT_OF for char in joined) or "_" in shown or shown[-1] in _SUBSCRIPTS:
        return False
    if is_symbol(shown, joined, scope):
        return False
    return len(items) == 1 or all(len(item) == 1 and item in _SUBSCRIPT_LETTERS for item in items)


def _takes_letter(shown: str, item: str, scope: Scope) -> bool:
    """Whether an index that has no small letter can stand below all the same: ``Y_T``, ``x_d``."""
    plain = item.isalpha() and len(item) == 1 and shown[-1].isalpha() and "_" not in shown
    return plain and not is_symbol(shown, item, scope) and f"{shown}_{item}" not in scope.names


def subscripted(latex: str, index: str) -> str:
    """A LaTeX symbol with an index added to its subscript: ``W_{f}`` and i give ``W_{f,i}``."""
    if latex.startswith(r"\frac"):
        head, _, tail = latex.rpartition("}{")
        return f"{head}}}{{{subscripted(tail[:-1], index)}}}"
    latex = re.sub(r"_(\w)", r"_{\1}", latex)
    match = re.search(r"_\{([^{}]*(?:\{[^{}]*\})?[^{}]*)\}", latex)
    if match:
        return f"{latex[: match.start()]}_{{{match[1]},{index}}}{latex[match.end() :]}"
    power = latex.find("^")
    if power > 0:
        return f"{latex[:power]}_{{{index}}}{latex[power:]}"
    return f"{latex}_{{{index}}}"
