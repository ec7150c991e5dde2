"""Letters of a page that stand for time: a letter's role comes from its bounds; such a letter is no matrix index."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tutor.notation.scope import Scope
from tutor.notation.tree import Derivative, Index, Node, Placed, Ref
from tutor.notation.tree_walks import children, rebuild
from tutor.submission.claims.writing.bound_spelling import with_bounds

_BOUND = re.compile(
    r"\\(?:sum|prod)\s*(?:\\limits\s*)?_\s*\{?\s*(?P<letter>[a-z])\s*=\s*(?P<low>[^{}^]*)\}?\s*\^\s*\{?\s*(?P<high>[A-Za-z0-9+\-]+)"
)
_SCRIPTED = re.compile(
    r"(?P<base>[A-Za-z])\s*(?:_\s*\{?|\^\s*\{?\s*\()\s*(?P<script>[a-z0-9])(?![A-Za-z0-9])(?!\s*[-+])"
)
_TO_ALL = re.compile(
    r"\\partial\s*(?P<base>[A-Za-z])\s*(?:_\s*\{?|\^\s*\{?\s*\()\s*(?P<step>[a-z]|\d)\s*[)}]*\s*\}\s*"
    r"\{\s*\\partial\s*(?P=base)\s*(?:_\s*\{?|\^\s*\{?\s*\()\s*(?P<letter>[a-z])(?![A-Za-z0-9])"
)
_NEIGHBOUR = re.compile(r"_\s*\{\s*([a-z])\s*[+-]\s*1\s*\}")


def letters_of_time(texts: Iterable[str], axes: tuple[str, ...]) -> frozenset[str]:
    """Letters that are summed up to the last step, or from or up to another letter of time, or that have neighbours.

    So are those of all steps that a value at one step is differentiated by.
    """
    if not axes:
        return frozenset()
    texts = tuple(map(with_bounds, texts))
    known = {*axes, *(letter for text in texts for letter in _NEIGHBOUR.findall(text))}
    by_all = [one for text in texts for one in _TO_ALL.finditer(text)]
    known |= {one["letter"] for one in by_all if one["step"].isdigit() or one["step"] in axes}
    bounds = [bound for text in texts for bound in _BOUND.finditer(text)]
    known |= {bound["letter"] for bound in bounds if _ends_at_a_step(bound, texts)}
    while True:
        found = {bound["letter"] for bound in bounds if _in_time(bound, known, axes)} - known
        if not found:
            return frozenset(known - set(axes))
        known |= found


def _in_time(bound: re.Match[str], known: set[str], axes: tuple[str, ...]) -> bool:
    ends = set(re.findall(r"[A-Za-z]", bound["high"] + bound["low"]))
    return bool(ends & (known | {axis.upper() for axis in axes}))


def _ends_at_a_step(bound: re.Match[str], texts: Iterable[str]) -> bool:
    """Whether one name stands at the letter and at the number that it runs to: ``s_k`` up to ``s_3``."""
    if not bound["high"].isdigit():
        return False
    bases = [
        {one["base"] for text in texts for one in _SCRIPTED.finditer(text) if one["script"] == index}
        for index in (bound["letter"], bound["high"])
    ]
    return bool(bases[0] & bases[1])


def in_time(tree: Node, scope: Scope, letters: frozenset[str]) -> Node:
    """A formula in which these letters are indices of time wherever they stand at a name that has time."""
    if isinstance(tree, Derivative):
        body, by = in_time(tree.body, scope, letters), tree.by
        own = _only_place(by, scope)
        if isinstance(body, Ref) and body.name == by.name and own is not None and _at_time_alone(body, scope):
            by = _moved(by, scope, frozenset({own}))
        else:
            by = _moved(by, scope, letters)
        return Derivative(body, by, tree.column)
    if isinstance(tree, Ref):
        return _moved(tree, scope, letters)
    parts = children(tree)
    return rebuild(tree, tuple(in_time(part, scope, letters) for part in parts)) if parts else tree


def _time_axis(ref: Ref, scope: Scope) -> int | None:
    axes = scope.names[ref.name].axes if ref.name in scope.names else ()
    return next((at for at, axis in enumerate(axes) if axis in scope.axes.time), None)


def _moved(ref: Ref, scope: Scope, letters: frozenset[str]) -> Ref:
    at = _time_axis(ref, scope)
    if at is None or not ref.index or ref.index[at] is not None:
        return ref
    for place, index in enumerate(ref.index):
        if place != at and index is not None and len(index.terms) == 1 and index.terms[0][0] in letters:
            changed: list[Index | None] = list(ref.index)
            changed[at], changed[place] = index, None
            found: Placed = tuple(changed)
            return Ref(ref.name, found, ref.column)
    return ref


def _only_place(ref: Ref, scope: Scope) -> str | None:
    """The one letter at a name that has time, where it is not at time."""
    at = _time_axis(ref, scope)
    if at is None or not ref.index or ref.index[at] is not None:
        return None
    places = [index for index in ref.index if index is not None]
    return places[0].letter or None if len(places) == 1 else None


def _at_time_alone(ref: Ref, scope: Scope) -> bool:
    at = _time_axis(ref, scope)
    if at is None or not ref.index or ref.index[at] is None:
        return False
    return all(index is None for place, index in enumerate(ref.index) if place != at)


def _from_zero(index: Index | None) -> Index | None:
    """An index that counts from zero as one that counts from one, each letter in it too: ``m - p`` is ``m - p + 1``."""
    if index is None or not index.terms:
        return index
    return index._replace(const=index.const + 1 - sum(times for _, times in index.terms))


def from_zero(tree: Node) -> Node:
    """A formula whose sums of indices, ``u + r``, count from zero, as one that counts from one."""
    if isinstance(tree, Ref):
        return tree._replace(index=tuple(map(_from_zero, tree.index))) if tree.index else tree
    parts = children(tree)
    if isinstance(tree, Derivative):
        by = from_zero(tree.by)
        assert isinstance(by, Ref)
        return Derivative(from_zero(tree.body), by, tree.column)
    return rebuild(tree, tuple(map(from_zero, parts))) if parts else tree
