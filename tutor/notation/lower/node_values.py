"""The value of a node by the rule for its kind; ``align`` says which rule that is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tutor.notation.lower import sized_by_context
from tutor.notation.lower.environment import Env
from tutor.notation.lower.sized_by_context import OPEN
from tutor.notation.lower.value import Value
from tutor.notation.tree import Node

RULES: dict[type, Callable[[Any, Env], Value]] = {}
"""What gives the value of each kind of node. The rules need each other's values, so ``align`` fills this in."""


def value_of(node: Node, env: Env) -> Value:
    """The value of a node, which may be one of the memo of ``env``. Raises as ``aligned``."""
    if env.memo is not None:
        return env.memo.value(node, env, RULES[type(node)])
    value = RULES[type(node)](node, env)
    if env.results is not None:
        env.results.append((node, value))
    return value


def whole(node: Node, env: Env) -> Value:
    """The value of what must have a size of its own: ones are 1 there."""
    value = value_of(node, env)
    return value if value.orient not in OPEN else sized_by_context.as_number(value)
