"""What is said of whole arrays, as in NumPy: formulas in which no axis is a letter, views, and einsum."""

from __future__ import annotations

from tutor.notation.lower import array_views as views
from tutor.notation.lower.environment import Env
from tutor.notation.lower.node_values import value_of
from tutor.notation.lower.value import Value
from tutor.notation.tree import Arrays, Einsum, View


def as_arrays(node: Arrays, env: Env) -> Value:
    """A formula whose axes meet as those of arrays do; what runs around it runs in it only where it is not whole."""
    around = env.running, env.broadcasts
    env.running, env.broadcasts = () if node.whole else env.running, node.strict or env.broadcasts
    try:
        return value_of(node.body, env)
    finally:
        env.running, env.broadcasts = around


def view(node: View, env: Env) -> Value:
    """The entries of an array in another shape."""
    return views.view(node, value_of(node.body, env), env)


def einsum(node: Einsum, env: Env) -> Value:
    """A sum of products, as its letters say."""
    return views.einsum(node, [value_of(argument, env) for argument in node.args], env)
