"""A formula in index form as NumPy code for whole arrays: `dz = dy @ W.T * h * (1 - h)`.

Products that are summed become `@`, other sums `.sum(axis=...)`; axes meet as NumPy's do, aligned from the last. A
neighbour along the first axis is the array moved by one place. Other conditions than the identity matrix are no one
expression: they have no such form.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from functools import reduce
from typing import Any, NamedTuple

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.write.numpy_axes import ATOM, POWER, PRODUCT, SUM, Code, broadcast, matmul, summed
from tutor.notation.write.numpy_places import Names, Scope, reference, size_name

_FUNCTIONS = {
    "exp": "np.exp({})", "log": "np.log({})", "tanh": "np.tanh({})", "sqrt": "np.sqrt({})", "sin": "np.sin({})",
    "cos": "np.cos({})", "abs": "np.abs({})", "sigma": "sigmoid({})", "relu": "np.maximum({}, 0)",
    "step": "np.heaviside({}, 0)",
}  # fmt: skip
_SLOPES = {
    "sigma": ("sigmoid({0}) * (1 - sigmoid({0}))", PRODUCT), "tanh": ("1 - np.tanh({0})**2", SUM),
    "relu": ("({0} > 0)", ATOM),
}  # fmt: skip
LONG = 60
"""Characters beyond which a list is written one item a line."""
_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}


def numpy_code(found: IndexForm, names: Names, counted: Collection[str] = ()) -> str:
    """The right side of an assignment; `counted` are letters that a loop around it counts, from 0.

    Raises NoFormError where it is not one expression.
    """
    scope = Scope(names, dict(zip(found.letters, found.classes, strict=True)), frozenset(counted))
    letters = [letter for letter in found.letters if letter not in scope.counted]
    return broadcast(_written(found.expression, scope), letters, whole=True).text


def _written(node: Expression, scope: Scope) -> Code:
    rule = _RULES.get(type(node))
    if rule is None:
        raise NoFormError(f"{type(node).__name__} as code")
    return rule(node, scope)


def _size(node: form.Size, scope: Scope) -> Code:
    return Code(size_name(node.size_class), ())


def _negative(node: form.Negative, scope: Scope) -> Code:
    return _minus(_written(node.body, scope))


def _minus(code: Code) -> Code:
    return Code(f"-{code.held(PRODUCT)}", code.axes, PRODUCT)


def _binary(node: form.Binary, scope: Scope) -> Code:
    left, right = _written(node.left, scope), _written(node.right, scope)
    if node.op == "^":
        if right.axes:
            raise NoFormError("an array as an exponent")
        return Code(f"{left.held(POWER + 1)}**{right.held(POWER)}", left.axes, POWER)
    if node.op not in _LEVELS:
        raise NoFormError(f"{node.op} as code")
    return _joined(node.op, left, right)


def _joined(op: str, left: Code, right: Code) -> Code:
    """Two arrays entry by entry, on the axes of both."""
    axes = (
        left.axes
        if set(right.axes) <= set(left.axes)
        else right.axes
        if set(left.axes) <= set(right.axes)
        else (*left.axes, *(axis for axis in right.axes if axis not in left.axes))
    )
    level = _LEVELS[op]
    one, other = broadcast(left, axes), broadcast(right, axes)
    return Code(f"{one.held(level)} {op} {other.held(level if op == '+' else level + 1)}", axes, level)


def _apply(node: form.Apply, scope: Scope) -> Code:
    name = node.function.alias or node.function.name
    text, level = _SLOPES.get(name, ("", ATOM)) if node.primes else (_FUNCTIONS.get(name, ""), ATOM)
    if not text or node.primes > 1:
        raise NoFormError(f"{name} as code")
    argument = _written(node.argument, scope)
    return Code(text.format(argument.text), argument.axes, level)


class _Product(NamedTuple):
    """The factors of a product and what it is divided by; ``negative`` if it has a minus sign."""

    factors: tuple[Expression, ...]
    below: tuple[Expression, ...] = ()
    negative: bool = False


def _factors(node: Expression) -> _Product:
    if isinstance(node, form.Negative):
        inner = _factors(node.body)
        return inner._replace(negative=not inner.negative)
    if isinstance(node, form.Binary) and node.op in "*/":
        left, right = _factors(node.left), _factors(node.right)
        if node.op == "/":
            right = _Product((), (node.right,))
        return _Product(left.factors + right.factors, left.below + right.below, left.negative != right.negative)
    return _Product((node,))


def _fold(node: form.Fold, scope: Scope) -> Code:
    """A sum: factors without its letter stand outside, and two that have it and no other axis together meet by `@`."""
    if node.kind != "sum":
        raise NoFormError(f"{node.kind} as code")
    scope = scope._replace(classes={**scope.classes, node.letter: node.size_class})
    product = _factors(node.body)
    factors = [_written(factor, scope) for factor in product.factors]
    below = [_written(factor, scope) for factor in product.below]
    inside = [factor for factor in factors if node.letter in factor.axes]
    if not inside or any(node.letter in factor.axes for factor in below):
        raise NoFormError("a sum over what does not change, or of quotients")
    outside = [factor for factor in factors if node.letter not in factor.axes]
    found = reduce(_times, [*outside, _contracted(inside, node.letter)])
    found = reduce(lambda one, other: _joined("/", one, other), below, found)
    return _minus(found) if product.negative else found


def _times(left: Code, right: Code) -> Code:
    return _joined("*", left, right)


def _contracted(factors: Sequence[Code], letter: str) -> Code:
    """The sum over a letter that all factors have: a first one of other axes meets the product of the rest."""
    first, *rest = factors
    if len({frozenset(factor.axes) for factor in rest}) == 1 < len(rest) and _meet(first, rest[0], letter):
        return matmul(first, reduce(_times, rest), letter)
    for at in reversed(range(1, len(factors))):
        others = reduce(_times, [*factors[:at], *factors[at + 1 :]])
        if _meet(others, factors[at], letter):
            return matmul(others, factors[at], letter)
    return summed(reduce(_times, factors), letter)


def _blocks(node: form.Blocks, scope: Scope) -> Code:
    """Arrays one after another along an axis, or numbers."""
    if not node.place.letter:
        raise NoFormError("a part of several arrays as code")
    letter = node.letter or node.place.letter
    items = []
    for item, size in zip(node.items, node.classes, strict=True):
        items.append(_written(item, scope._replace(classes={**scope.classes, letter: size})))
    if not any(item.axes for item in items) and set(node.classes) == {"#1"}:
        return Code(f"np.array({_listed([item.text for item in items])})", (node.place.letter,))
    axes = items[0].axes
    if letter not in axes or any(set(item.axes) != set(axes) for item in items):
        raise NoFormError("arrays of different axes one after another")
    parts = [broadcast(item, axes, whole=True).text for item in items]
    along = f", axis={axes.index(letter)}" if axes[0] != letter else ""
    found = tuple(node.place.letter if axis == letter else axis for axis in axes)
    return Code(f"np.concatenate({_listed(parts)}{along})", found)


def _listed(items: Sequence[str]) -> str:
    """A list; one item a line where it is long."""
    short = f"[{', '.join(items)}]"
    return short if len(short) <= LONG else "".join(["[\n", *(f"    {item},\n" for item in items), "]"])


def _indicator(node: form.Indicator, scope: Scope) -> Code:
    """The identity matrix, for two letters of one size."""
    one, other = node.left.letter, node.right.letter
    size = scope.classes.get(one)
    if node.relation != "=" or not size or size != scope.classes.get(other) or {one, other} & scope.counted:
        raise NoFormError("a condition as code")
    return Code(f"np.eye({size_name(size)})", (one, other))


def _meet(one: Code, other: Code, letter: str) -> bool:
    """Whether two arrays of one or two axes have this one axis together."""
    return set(one.axes) & set(other.axes) == {letter} and max(len(one.axes), len(other.axes)) < 3


_RULES: dict[type, Callable[[Any, Scope], Code]] = {
    form.Number: lambda node, scope: Code(node.text, ()),
    form.Constant: lambda node, scope: Code(f"np.{node.name}", ()),
    form.Size: _size,
    form.Ref: reference,
    form.Negative: _negative,
    form.Binary: _binary,
    form.Apply: _apply,
    form.Fold: _fold,
    form.Blocks: _blocks,
    form.Indicator: _indicator,
}
