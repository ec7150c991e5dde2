"""What binds letters, sums, means and the like over letters or axes, and the first place of the largest entry."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from tutor.notation.errors import FitError
from tutor.notation.lower import array_views as views
from tutor.notation.lower import summed_products, sums
from tutor.notation.lower.arithmetic import chained, combined
from tutor.notation.lower.environment import LARGE, Env
from tutor.notation.lower.node_values import value_of, whole
from tutor.notation.lower.parts import at_place
from tutor.notation.lower.sized_by_context import OPEN
from tutor.notation.lower.value import Value
from tutor.notation.tree import ArgMax, Bin, Binder, Chain, Fold, Node


def fold(node: Fold, env: Env) -> Value:
    """A sum, mean, product or the like. Raises FitError where there is nothing to run over."""
    if not node.binders:
        body = whole(node.body, env)
        found = sums.folded(node.kind, body, lambda kind, value: sums.over_axes(kind, value, node.axis, env), env)
        return views.kept(found, body, node.axis, env) if node.kept else found
    letters = tuple(binder.letter for binder in node.binders)

    def folded() -> Value:
        if summed_products.is_sum_of_product(node, env):
            body, binders = _summed_product(node, env)
        else:
            body, binders = whole(node.body, env), node.binders
        found = {letter: env.letters.get(letter) for letter in letters}

        def total(kind: str, value: Value) -> Value:
            for binder in reversed(binders):
                value = sums.over_letter(kind, value, binder, found[binder.letter], env)
            return value

        return sums.folded(node.kind, body, total, env)

    return binding(letters, env, folded)


def binding(letters: tuple[str, ...], env: Env, read: Callable[[], Value]) -> Value:
    """What ``read`` gives where these letters are bound: bare axes of their names run, and nothing outside is meant."""
    outer_bound, outer_letters = env.bound, dict(env.letters)
    env.bound = outer_bound | frozenset(letters)
    for letter in letters:
        env.letters.pop(letter, None)
    try:
        found = read()
    finally:
        env.bound = outer_bound
    env.letters.update(outer_letters)
    for letter in letters:
        if letter not in outer_letters:
            env.letters.pop(letter, None)
    return found


def argmax(node: ArgMax, env: Env) -> Value:
    """1 at the place of the first largest entry along a letter, else 0. Raises FitError if nothing depends on it."""

    def first() -> Value:
        body = whole(node.body, env)
        if node.letter not in body.dims or node.letter in body.axes:
            raise FitError(f"nothing under the argmax depends on the letter {node.letter}", "index-unused")
        return body.with_array(env.field.first_largest(body, node.letter))

    return at_place(binding((node.letter,), env, first), node.letter, node.place, env)


def _summed_product(node: Fold, env: Env) -> tuple[Value, tuple[Binder, ...]]:
    """A product and the letters it is still to be summed over: none where it is so large that it is not even made."""
    body = node.body
    parts = body.items if isinstance(body, Chain) else summed_products.written_factors(body)
    values = [value_of(part, env) for part in parts]
    if any(value.orient in OPEN for value in values):
        return value_of(body, env), node.binders
    side_by_side = isinstance(body, Chain)
    factors = summed_products.large_factors(values, node.binders, env.field, LARGE, side_by_side=side_by_side)
    if factors is not None:
        env.spend(factors.entries)
        return summed_products.of_product(factors, node.binders, env), ()
    product = chained(values, env) if isinstance(body, Chain) else _product(body, iter(values), env)
    return product, node.binders


def _product(node: Node, factors: Iterator[Value], env: Env) -> Value:
    """A product of what is known already."""
    if isinstance(node, Bin) and node.op in "*⊙":
        left, right = _product(node.left, factors, env), _product(node.right, factors, env)
        return combined(node, left, right, env)
    return next(factors)
