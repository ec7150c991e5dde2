"""The spelling in which a name of a page is one of the problem."""

from __future__ import annotations

import re
from collections.abc import Collection

from tutor.notation.errors import NotationError
from tutor.notation.read.parser import parse
from tutor.notation.scope import Scope
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import names
from tutor.submission.claims.writing.spelling import ATOM, Atom, atom_of, respelled, variants

_GLUED = re.compile(r"(?<![\\A-Za-z_{])[A-Za-z]{2,6}(?![A-Za-z}])")
_LOSSES = frozenset({"CE", "BCE", "MSE", "SSE", "NLL", "KL"})
_LAYER_AND_ENTRY = re.compile(r"\s*(\d)\s*(?:([1-9])|,\s*([1-9])\s*,?\s*([1-9]))\s*")
_ACCENTED = re.compile(r"\\(?:wide)?(?:hat|tilde)\s*\{?\s*(\\?[A-Za-z]+)")
_BASE = re.compile(r"[_^]")
_SAMPLE = re.compile(r"\(\s*([a-z])\s*\)")
_SUMMED = re.compile(r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*([a-z])")


def as_problem_spells(
    text: str, scope: Scope, layer: str, known: dict[tuple[str, str], str | None], given: Collection[str] = ()
) -> str:
    """The text of a side with every name as the problem spells it. ``known`` keeps what was found.

    An estimate is none of what is ``given``, and none of the names that stand beside it: ``\\hat{y} - y``.
    """
    text = _GLUED.sub(lambda one: _letters_apart(one[0], scope), text)
    bound = {*_SUMMED.findall(text)}
    plain = {*given, *(_BASE.split(one[0], maxsplit=1)[0].strip() for one in ATOM.finditer(text))}

    def spelling(atom: str) -> str | None:
        accented = _ACCENTED.match(atom)
        apart = accented[1] if accented and accented[1] in plain else ""
        key = atom, f"{layer}|{''.join(sorted(bound))}|{apart}"
        if key not in known:
            known[key] = spelling_of(atom, scope, layer, bound, {apart})
        return known[key]

    return respelled(text, spelling, apart=True)


def spelling_of(
    text: str, scope: Scope, layer: str = "", bound: Collection[str] = (), plain: Collection[str] = ()
) -> str | None:
    """How the problem spells a name; None where it is spelled so already, or is none of its names."""
    atom = atom_of(text)
    if atom is None or is_read(text, scope):
        return None
    if len(atom.base) > 1 and _is_product(atom.base, scope):
        return " ".join((*atom.base[:-1], atom._replace(base=atom.base[-1]).written()))
    above = _SAMPLE.fullmatch(atom.sup)
    below = atom._replace(sub=above[1], sup="") if above and above[1] in bound and not atom.sub else atom
    row = _row(below, scope) or _flat_entry(atom, scope)
    if row is not None:
        return row
    spellings = (other.written() for other in variants(atom, layer, bound, plain))
    return next((other for other in spellings if _is_quantity(other, scope)), None)


def is_read(text: str, scope: Scope) -> bool:
    """Whether a text is read as it stands, and says a name."""
    tree = _tree(text, scope)
    return tree is not None and (bool(names(tree)) or "^" in text)


def _letters_apart(word: str, scope: Scope) -> str:
    """A word that is a product of names of one letter, ``QAQ``, with blanks between them."""
    return " ".join(word) if _is_product(word, scope) and not is_read(word, scope) else word


def _is_product(word: str, scope: Scope) -> bool:
    """Whether each letter of a word is a name, and the word none that losses have."""
    return word.isalpha() and word not in _LOSSES and all(is_read(letter, scope) for letter in word)


def _row(atom: Atom, scope: Scope) -> str | None:
    """``x_i`` for a row of the matrix X, which is a vector on the page; a step of time counts no rows."""
    if not re.fullmatch(r"[a-z]", atom.sub) or atom.sup or atom.sub in scope.axes.time:
        return None
    for other in (atom, *variants(atom._replace(sub=""), "")):
        tree = _tree(other._replace(sub="", sup="").written(), scope)
        if not isinstance(tree, Ref):
            continue
        axes = scope.names[tree.name].axes
        if len(axes) == 2 and "/" not in tree.name and atom.sub != axes[1]:
            runs = {*scope.axes.time, *scope.axes.running} & set(axes)
            return None if runs else f"{tree.name}[{atom.sub},:]"
    return None


def _flat_entry(atom: Atom, scope: Scope) -> str | None:
    """``y_{13}`` for the third position of y_1, row by row, and ``z_{0,21}``: where positions are counted so at all."""
    found = _LAYER_AND_ENTRY.fullmatch(atom.sub)
    tree = _tree(f"{atom.base}_{found[1]}", scope) if found and not atom.sup and scope.axes.pairs else None
    if found is None or not isinstance(tree, Ref) or "/" in tree.name or tree.index:
        return None
    axes = scope.names[tree.name].axes
    if len(axes) != 2 or {*axes} & scope.axes.pairs.keys():
        return None
    if found[3]:
        return f"{tree.name}[{found[3]},{found[4]}]"
    rows, columns = map(scope.axes.size_along, axes)
    if not rows or not columns or int(found[2]) > rows * columns:
        return None
    row, column = divmod(int(found[2]) - 1, columns)
    return f"{tree.name}[{row + 1},{column + 1}]"


def _is_quantity(text: str, scope: Scope) -> bool:
    """Whether a text is a name of the problem, and neither that of a gradient nor the loss."""
    tree = _tree(text, scope)
    if tree is None:
        return False
    found = names(tree)
    return all("/" not in name and name != scope.loss for name in found) and (bool(found) or "^" in text)


def _tree(text: str, scope: Scope) -> Node | None:
    try:
        return parse(text, scope)
    except NotationError:
        return None
