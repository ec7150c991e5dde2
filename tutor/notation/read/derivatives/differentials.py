"""Which declared name a written derivative is, and where its indices belong."""

from __future__ import annotations

from tutor.notation.derived_names import derivative_name
from tutor.notation.errors import NotationError
from tutor.notation.read.names import index_placement
from tutor.notation.read.names.scripted_names import match, upper_index
from tutor.notation.read.names.scripts import listed
from tutor.notation.scope import LOSS_WORDS, Declared, Scope, Written, canonical
from tutor.notation.tree import Ref


def named(top: Written, bottom: Written, scope: Scope, column: int) -> Ref | None:
    """The name ``dA/dB`` for a written numerator and denominator, with their indices; None if it is no name."""
    # A size is not differentiated: above the line E is the loss, where an axis e is declared too.
    upper = match(*top[:3], scope) or (scope.loss if top[0] in LOSS_WORDS else top[0], *top[1:3])
    lower = match(*bottom[:3], scope) or bottom[:3]
    name = derivative_name(upper[0], lower[0])
    bracket = bottom[3]
    own = scope.placed.get((name, canonical(upper[1] or top[3]), canonical(lower[1] or bracket)))
    if own:
        return _indexed(scope.names[own], listed(bracket) if lower[1] and bracket else [], "", scope, column)
    name = scope.aliases.get(name, name)
    if name not in scope.names and f"{name}_{lower[1]}" in scope.names:  # by something that is no name: tanh_c
        name, lower = f"{name}_{lower[1]}", (lower[0], "", lower[2])
    declared = scope.names.get(name)
    if declared is None:
        return None
    above, rest = upper_index(declared, lower[2], scope)
    if rest:
        raise NotationError(f"the script ^{rest} of {name} at column {column} is not one of its indices", column)
    items = index_placement.split(lower[1], len(declared.axes)) if lower[1] else []
    items += listed(bracket) if bracket else []
    first = _numerator(upper, top[3], scope, column)
    if first:
        items = [*first, *(item for item in (*items, above) if item and item not in first)]
        above = ""
    return _indexed(declared, items, above, scope, column)


def _numerator(upper: tuple[str, str, str], bracket: str, scope: Scope, column: int) -> list[str]:
    """The indices of what is differentiated."""
    declared = scope.names.get(upper[0])
    written = index_placement.split(upper[1], len(declared.axes)) if upper[1] and declared else []
    written += listed(bracket) if bracket else []
    inner = upper[2].strip("{}")[1:-1]
    written += [inner] if inner and not inner.isdecimal() else []
    if written and declared is not None and not declared.axes:
        raise NotationError(f"{declared.name} is a single number and takes no index", column)
    return written


def _indexed(declared: Declared, items: list[str], above: str, scope: Scope, column: int) -> Ref:
    if not items and not above:
        return Ref(declared.name, None, column)
    return Ref(declared.name, index_placement.place(declared, items, above, scope, column), column)
