"""The value of every kind of node: the rules by which the axes of a formula meet.

They hold for arrays of any kind (``array_operations``). This is the one place that says which rule a node has;
most rules are in modules by what they are about.
"""

from __future__ import annotations

from tutor.notation.errors import FitError, NotationError
from tutor.notation.functions import CONSTANTS, FUNCTIONS
from tutor.notation.lower import (
    arithmetic,
    array_functions,
    bound_letters,
    indicators,
    letters_as_axes,
    lists,
    parts,
    references,
    sized_by_context,
    whole_arrays,
)
from tutor.notation.lower.environment import LARGE, Env
from tutor.notation.lower.node_values import RULES, value_of, whole
from tutor.notation.lower.value import Value
from tutor.notation.tree import (
    ArgMax,
    Arrays,
    Bin,
    Call,
    Chain,
    Compare,
    Delta,
    Derivative,
    Einsum,
    Fold,
    Indicator,
    Jacobian,
    Lettered,
    Listing,
    Neg,
    Node,
    Num,
    Part,
    Pow,
    Ref,
    Size,
    Transpose,
    View,
)


def aligned(node: Node, env: Env) -> Value:
    """The value of a whole formula. Raises FitError where shapes do not fit, NotationError where numbers do not."""
    env.whole = node
    return value_of(node, env)


def from_parts(node: Node, env: Env) -> Value:
    """The value of ``node`` from those that the memo of ``env`` has for the parts under it. Raises as ``evaluate``."""
    return RULES[type(node)](node, env)


def _call(node: Call, env: Env) -> Value:
    name = node.function
    if name in CONSTANTS and not node.args:
        return Value(env.field.constant(name))
    if name in ("ones", "eye"):
        if not node.args:
            return sized_by_context.made(name, env)
        return array_functions.ones(node, env) if name == "ones" else array_functions.identity(node, env)
    values = [whole(argument, env) for argument in node.args]
    if name in array_functions.CHOICES:
        return array_functions.choice(name, values, env)
    value = values[0]
    if env.counts and (value.array.size > LARGE or name in env.field.costs):
        env.spend(value.array.size * env.field.costs.get(name, 6))
    function = env.scope.functions.get(name) or FUNCTIONS[name]
    if function.kind == "entry":
        array = env.field.apply(function, node.primes, value.array)
        return Value(array, value.dims, value.classes, value.axes, value.orient)
    if node.along:
        return array_functions.softmax_along(value, node.along, env)
    return array_functions.apply(function.alias or name, values, env)


def _compare(node: Compare, env: Env) -> Value:
    return array_functions.related(node.relation, whole(node.left, env), whole(node.right, env), env)


def _listing(node: Listing, env: Env) -> Value:
    return lists.listed([whole(item, env) for item in node.items], node, env)


def _derivative(node: Derivative, env: Env) -> Value:
    raise NotationError(f"the derivative at column {node.column} is not worked out here: write what it comes to")


def _jacobian(node: Jacobian, env: Env) -> Value:
    """A derivative that was worked out, its axes those of what is differentiated, then those of the other."""
    way = next((way for way in node.ways if way.running == env.running), None)
    if way is None:
        raise FitError(f"the derivative at column {node.source.column} has no value on whole arrays")
    entry = way.diagonal if node.along and way.diagonal is not None else way.entry
    marks = (*way.of, *(() if node.along else way.by))
    for letter, _, size_class in way.free:
        env.bind(letter, size_class)

    def read() -> Value:
        for letter, _, size_class in marks:
            env.bind(letter, size_class)
        return value_of(entry, env)

    value = bound_letters.binding(tuple(letter for letter, _, _ in marks), env, read)
    return letters_as_axes.on_axes(value, (*marks, *way.free), len(marks), env)


RULES.update(
    {
        Num: arithmetic.number,
        Ref: references.ref,
        Size: arithmetic.size,
        Neg: arithmetic.negative,
        Bin: arithmetic.binary,
        Chain: arithmetic.chain,
        Pow: arithmetic.raised,
        Transpose: arithmetic.transpose,
        Lettered: letters_as_axes.lettered,
        Part: parts.part,
        Call: _call,
        Fold: bound_letters.fold,
        Delta: indicators.delta,
        Indicator: indicators.indicator,
        Compare: _compare,
        ArgMax: bound_letters.argmax,
        Listing: _listing,
        View: whole_arrays.view,
        Einsum: whole_arrays.einsum,
        Arrays: whole_arrays.as_arrays,
        Derivative: _derivative,
        Jacobian: _jacobian,
    }
)
