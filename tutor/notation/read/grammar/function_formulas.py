"""What the table of functions says in formulas of the language: the values of added functions, and slopes."""

from __future__ import annotations

from functools import lru_cache

from tutor.notation.functions import FUNCTIONS
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Node, Ref
from tutor.notation.tree_walks import children, rebuild

SCOPE = Scope(names={"z": Declared("z"), "s": Declared("s")})
"""What such a formula may name: the argument of the function, and in the formula of its slope also its value."""


@lru_cache(maxsize=256)
def read(text: str) -> Node:
    """The tree of such a formula. Raises NotationError."""
    return parse(text, SCOPE)


def slope_at_value(function: str, value: Node) -> Node:
    """The slope of a function of the language by what gives its value: ``s*(1-s)``; it must be known by that alone."""
    return _with_value(read(FUNCTIONS[function].slope), value)


def _with_value(node: Node, value: Node) -> Node:
    if isinstance(node, Ref):
        return value
    parts = children(node)
    made = rebuild(node, tuple(_with_value(part, value) for part in parts)) if parts else node
    return made._replace(column=0)
