"""A formula in index form as NumPy code for whole arrays: `dz = dy @ W.T * h * (1 - h)`.

Products that are summed become `@`, other sums `.sum(axis=...)`; axes meet as NumPy's do, aligned from the last. A
neighbour along the first axis is the array moved by one place. What has conditions is no one line of code: it has no
such form.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.write.numpy_axes import ATOM, POWER, PRODUCT, SUM, Code, broadcast, matmul, summed

Names = Callable[[str], str]
"""What an array is called in code; it raises NoFormError where it has no name there."""

_FUNCTIONS = {
    "exp": "np.exp({})", "log": "np.log({})", "tanh": "np.tanh({})", "sqrt": "np.sqrt({})", "sin": "np.sin({})",
    "cos": "np.cos({})", "abs": "np.abs({})", "sigma": "sigmoid({})", "relu": "np.maximum({}, 0)",
    "step": "np.heaviside({}, 0)",
}  # fmt: skip
_SLOPES = {
    "sigma": ("sigmoid({0}) * (1 - sigmoid({0}))", PRODUCT), "tanh": ("1 - np.tanh({0})**2", SUM),
    "relu": ("({0} > 0)", ATOM),
}  # fmt: skip
_LEVELS = {"+": SUM, "-": SUM, "*": PRODUCT, "/": PRODUCT}


class _Scope(NamedTuple):
    """The names of arrays, and the sizes that the letters run over."""

    names: Names
    classes: Mapping[str, str]


def numpy_code(found: IndexForm, names: Names) -> str:
    """The right side of an assignment. Raises NoFormError where it is not one line of code."""
    scope = _Scope(names, dict(zip(found.letters, found.classes, strict=True)))
    return broadcast(_written(found.expression, scope), found.letters, whole=True).text


def _written(node: Expression, scope: _Scope) -> Code:
    rule = _RULES.get(type(node))
    if rule is None:
        raise NoFormError(f"{type(node).__name__} as code")
    return rule(node, scope)


def _ref(node: form.Ref, scope: _Scope) -> Code:
    by = node.places[0].const if node.places else 0
    letters = tuple(place.plus(Affine(const=0 if at else -by)).letter for at, place in enumerate(node.places))
    whole = all(scope.classes.get(letter) == size for letter, size in zip(letters, node.classes, strict=True))
    if not whole or len(set(letters)) < len(letters):
        raise NoFormError("an entry far away, a part of an axis or a diagonal")
    name = scope.names(node.name)
    return Code(_moved(name, by, node.outside and scope.names(node.outside)) if by else name, letters)


def _moved(name: str, by: int, outside: str) -> str:
    """An array moved by one place along its first axis: before and behind it is zero, or what is given there."""
    if by == -1:
        first = f"{outside}[None]" if outside else f"np.zeros_like({name}[:1])"
        return f"np.concatenate([{first}, {name}[:-1]])"
    if by == 1:
        return f"np.concatenate([{name}[1:], np.zeros_like({name}[:1])])"
    raise NoFormError("an entry far away")


def _size(node: form.Size, scope: _Scope) -> Code:
    return Code(node.size_class.removeprefix("#") if node.size_class[0] == "#" else node.size_class.upper(), ())


def _negative(node: form.Negative, scope: _Scope) -> Code:
    return _minus(_written(node.body, scope))


def _minus(code: Code) -> Code:
    return Code(f"-{code.held(PRODUCT)}", code.axes, PRODUCT)


def _binary(node: form.Binary, scope: _Scope) -> Code:
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


def _apply(node: form.Apply, scope: _Scope) -> Code:
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


def _fold(node: form.Fold, scope: _Scope) -> Code:
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
    """The sum over a letter that all factors have."""
    for at in reversed(range(1, len(factors))):
        others = reduce(_times, [*factors[:at], *factors[at + 1 :]])
        if set(others.axes) & set(factors[at].axes) == {letter} and max(len(others.axes), len(factors[at].axes)) < 3:
            return matmul(others, factors[at], letter)
    return summed(reduce(_times, factors), letter)


_RULES: dict[type, Callable[[Any, _Scope], Code]] = {
    form.Number: lambda node, scope: Code(node.text, ()),
    form.Constant: lambda node, scope: Code(f"np.{node.name}", ()),
    form.Size: _size,
    form.Ref: _ref,
    form.Negative: _negative,
    form.Binary: _binary,
    form.Apply: _apply,
    form.Fold: _fold,
}
