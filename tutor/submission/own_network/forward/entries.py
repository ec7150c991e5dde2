"""A page about single numbers: every name with a figure in its scripts, ``x_{11}`` or ``net_{h1}``, is one of them.

People who write a small network or a convolution out entry by entry never say what the arrays are. Their names are
given one word each, so that the forward equations are those of a network of numbers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from tutor.notation.read.lazy_patterns import lazily
from tutor.submission.claims.writing.spelling import Atom, atom_of, respelled
from tutor.submission.own_network.forward.equations import Equation, equations_of, is_loss
from tutor.submission.statement import Statement

ARRIVING = "arrives"
"""How the names begin that stand for what arrives at the outputs, where the page has no formula for the loss."""
LEAST_NAMED = 4
"""So many names with figures make a page one about entries."""
_WORD = lazily(r"(?<![A-Za-z\\{])([A-Za-z]{3,})(?=\s*_)")
_JOINED = lazily(r"(?<![A-Za-z\\_])([A-Za-z]+)_([A-Za-z]*\d+)(?![\w{])")
_LETTER = lazily(r"\\?[A-Za-z]+|\\(?:mathrm|text|mathit|operatorname)\s*\{\s*[A-Za-z]+\s*\}")
_LAYER = lazily(r"[(\[](\d)[)\]]")
_FIGURES = lazily(r"[A-Za-z]{0,4}\d{1,3}(?:,\d{1,2})?")
_LETTERS = lazily(r"[A-Za-z]{2,}")
_MANY = lazily(r"\\(?:sum|prod|begin|end|[cl]?dots|vdots)(?![A-Za-z])|[_^]\s*\{?\s*[a-z](?![A-Za-z0-9])|[Σ∑…]|\.\.\.")
_OF_WHAT = lazily(
    r"\\[dt]?frac\s*\{\s*(?:\\partial|d|∂)\s*([^{}]+(?:\{[^{}]*\})?)\s*\}|(?:\\partial|[∂d])\s?([A-Za-z]+)\s*/\s*(?:\\partial|[∂d])"
)
_GREEK = frozenset({r"\sigma", r"\delta", r"\partial", r"\nabla", r"\Delta"})


def as_entries(statements: Sequence[Statement]) -> list[Statement]:
    """The statements with a word for each name that has a figure in its scripts; none where there are few of them."""
    named: set[str] = set()

    def word(text: str) -> str | None:
        atom = atom_of(text)
        if atom is None:
            return None
        found = _word(atom)
        if found is None:
            inside = atom._replace(sub=respelled(atom.sub, word), sup=respelled(atom.sup, word))
            return inside.written() if inside != atom else None
        named.add(found)
        above = "" if _LAYER.fullmatch(atom.sup) or not atom.sup else f"^{{{atom.sup}}}"
        return f" {found}{above} "

    def changed(text: str) -> str:
        text = _JOINED.sub(r"\1_{\2}", text)
        return respelled(_WORD.sub(r"\\mathrm{\1}", text), word)

    found = [
        one.replace(left=changed(one.left), links=tuple(link.replace(text=changed(link.text)) for link in one.links))
        for one in statements
    ]
    return found if len(named) >= LEAST_NAMED else []


def entry_equations(statements: Sequence[Statement]) -> list[Equation]:
    """The forward equations among statements about entries; a loss that is only named gets a formula of them."""
    plain = [one for one in statements if not any(_MANY.search(text) for text in _texts(one))]
    equations = [one for one in equations_of(plain) if not one.called]
    if not equations or any(is_loss(one.name) for one in equations):
        return equations
    loss = _named_loss(statements, {one.name for one in equations})
    if not loss:
        return []
    used = " ".join(one.right for one in equations)
    last = [one.left for one in equations if not re.search(rf"(?<![A-Za-z]){re.escape(one.left)}(?![\w])", used)]
    return [*equations, Equation(loss, " + ".join(f"{ARRIVING}{at} {one}" for at, one in enumerate(last)), loss)]


def _texts(statement: Statement) -> list[str]:
    return [statement.left, *(link.text for link in statement.links)]


def _named_loss(statements: Sequence[Statement], values: set[str]) -> str:
    """What is differentiated most often of what no equation defines; empty where that is not called as losses are."""
    found = Counter(
        (top or flat).strip() for one in statements for text in _texts(one) for top, flat in _OF_WHAT.findall(text)
    )
    name = next((name for name, _ in found.most_common() if name not in values), "")
    return name if is_loss(name) else ""


def _word(atom: Atom) -> str | None:
    """One word for a name with figures below, and for one that has a word below; None for any other."""
    if atom.base in _GREEK or not _LETTER.fullmatch(atom.base):
        return None
    base = re.sub(r"^\\(?:mathrm|text|mathit|operatorname)\s*\{\s*(\w+)\s*\}$", r"\1", atom.base).lstrip("\\")
    below = re.sub(r"\\(?:mathrm|text)\s*|[{}\s]", "", atom.sub)
    layer = _LAYER.fullmatch(atom.sup)
    if layer and _FIGURES.fullmatch(below):
        return _joined(base, f"L{layer[1]}{below}")
    if atom.sup and not re.fullmatch(r"\d|\(.*\)|\d\s*-\s*\d", atom.sup):
        return None
    if _FIGURES.fullmatch(below):
        return _joined(base, below)
    if _LETTERS.fullmatch(below):
        return f"{base}_{below}"
    return base if len(base) > 2 and not below and atom.base.startswith("\\m") else None


def _joined(base: str, figures: str) -> str:
    """A name and its figures as one word, which nobody reads as a product of letters."""
    return base + ("_" if len(base) == 1 and figures[0].isalpha() else "") + figures.replace(",", "")
