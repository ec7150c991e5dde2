"""Names with that of a gate below them: ``b_f`` beside ``f_t`` is the bias of a gate, and no entry f of ``b``."""

from __future__ import annotations

from tutor.notation.scope import Scope
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import walk


def with_gate_below(tree: Node, scope: Scope) -> str:
    """What is written with the name of a value through time as its only index; empty where nothing is."""
    time = {*scope.axes.time}
    if not time:
        return ""
    moving = {name for name, one in scope.names.items() if len(name) == 1 and time & {*one.axes}}
    for part in walk(tree):
        if isinstance(part, Ref) and part.index and len(part.index) == 1 and part.index[0] is not None:
            letters = {letter for letter, _ in part.index[0].terms}
            axes = scope.names[part.name].axes if part.name in scope.names else ()
            if letters & moving - {*axes} and not time & {*axes}:
                return f"{part.name}_{letters.pop()}"
    return ""
