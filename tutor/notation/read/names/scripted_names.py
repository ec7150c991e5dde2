"""What a name with its scripts means in a scope: the part that is a symbol, and the indices of the rest."""

from __future__ import annotations

from tutor.notation.derived_names import update_name
from tutor.notation.errors import NotationError
from tutor.notation.read.lazy_patterns import lazily
from tutor.notation.read.names import index_placement
from tutor.notation.read.names.name_lookup import plain
from tutor.notation.read.names.scripts import listed
from tutor.notation.read.names.unknown_words import unknown
from tutor.notation.scope import Declared, Scope, Symbol, Written, canonical, remember
from tutor.notation.tree import Ref, Size

_CACHED_LENGTH = 40
_LETTERS = lazily(r"[A-Za-z]+")


def resolve(written: Written, column: int, scope: Scope) -> tuple[Ref | Size, str]:
    """What a base with its scripts means, and the superscript that was left over.

    The scripts are the texts inside them, without spaces. Raises NotationError for unknown names and for indices that
    do not fit.
    """
    remembered = scope.remembered.names
    found = remembered.get(written)
    if found is None:
        found = _resolved(written, column, scope)
        if len(written[1]) + len(written[3]) <= _CACHED_LENGTH and _sizeless(found[0]):
            remember(remembered, written, found)
    node, rest = found
    if isinstance(node, Ref):
        return Ref(node.name, node.index, column), rest
    return Size(node.letter, column), rest


def _resolved(written: Written, column: int, scope: Scope) -> tuple[Ref | Size, str]:
    base, sub, sup, bracket = written
    matched = match(base, sub, sup, scope)
    if matched is None:
        if base in scope.axes.sizes and not sub and not bracket:
            return Size(base, column), sup
        above = f"^{sup.strip('{}')}" if sup else ""
        raise unknown(base + (f"_{sub}" if sub else "") + above, column, scope)
    name, sub, sup = matched
    if sup.endswith("new"):
        name, sup = update_name(name), ""
        if name not in scope.names:
            raise unknown(name, column, scope)
    own = scope.placed.get((name, "", canonical(sub or bracket))) if scope.placed else None
    if own:
        name, sub, bracket = own, "", bracket if sub else ""
    declared = scope.names[name]
    if sub.isalpha() and len(sub) > max(2, len(declared.axes)) and sub not in scope.labels:  # dh_next
        raise unknown(f"{base}_{written[1]}", column, scope)
    upper, sup = upper_index(declared, sup, scope)
    if sup.startswith("{") and (sup.startswith("{{") or sup[2:-2].isdecimal()):
        above = sup.strip("{}")[1:-1]
        what = f"layer ({above}); a power is {name}^{above}" if above.isdecimal() else f"index {above}"
        raise NotationError(f"{name} at column {column} has no {what}", column)
    items = (index_placement.split(sub, len(declared.axes)) if sub else []) + (listed(bracket) if bracket else [])
    if not items and not upper:
        return Ref(name, None, column), sup
    return Ref(name, index_placement.place(declared, items, upper, scope, column), column), sup


def upper_index(declared: Declared, sup: str, scope: Scope) -> tuple[str, str]:
    """The index in a superscript, or the superscript itself where it is none: no axes, digits, a scalar's name."""
    inner = sup.strip("{}")[1:-1]
    if not inner or not sup.endswith((")", "}")) or not declared.axes or inner.isdecimal():
        return "", sup
    if inner in scope.names and not scope.names[inner].axes and inner not in declared.axes:
        return "", sup
    return inner, ""


def match(base: str, sub: str, sup: str, scope: Scope) -> Symbol | None:
    """The name for the longest part of the scripts that is a symbol, and what is left of them."""
    above = sup.strip("{}")
    for upper in (above, "") if above else ("",):
        for cut in range(len(sub), -1, -1):
            head = sub[:cut]
            name = scope.symbols.get((base, head, upper)) if head or upper else plain(base, scope)
            if name is not None and (cut == len(sub) or cut == 0 or _may_split(head, sub[cut:])):
                return name, sub[cut:].lstrip(","), "" if upper else sup
    named = scope.indexed.get(base) if sub or sup else None
    return (named, sub, sup) if named else None


def _may_split(head: str, tail: str) -> bool:
    """Whether a subscript may be cut here: never inside ``t-1`` or a number."""
    return not (tail[0] in "+-" or (head[-1].isdecimal() and tail[0].isdecimal()) or head[-1] in "+-")


def _sizeless(node: Ref | Size) -> bool:
    """Whether a reading holds at every size: it names no entry by its number."""
    return isinstance(node, Size) or all(
        index is None or (not index.is_number and (index.label is None or _sizeless(index.label)))
        for index in node.index or ()
    )


def is_symbol(shown: str, script: str, scope: Scope) -> bool:
    """Whether a shown name with this subscript would read as a declared symbol, and not as an index of the name."""
    letters = _LETTERS.match(shown)
    if letters is None:
        return any(script == sub for _, sub in scope.symbol_scripts)
    return (letters[0], script) in scope.symbol_scripts
