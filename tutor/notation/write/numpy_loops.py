"""A formula in index form as lines of NumPy code: one assignment, or loops as people write them.

What slides over an array is a loop over the places of a window, which are added up, `dK += dY[u, v] * X[u:u + R]`; what
is known after its neighbour is a loop along that axis; products of more than two axes go through the first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import reduce
from textwrap import indent

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm, NoFormError
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.write.numpy_code import numpy_code
from tutor.notation.write.numpy_edges import is_inside, references
from tutor.notation.write.numpy_places import Names, size_name
from tutor.notation.write.numpy_statements import Statements, loop_over, room_for, sums_around
from tutor.notation.write.numpy_windows import over_windows


def in_statements(target: str, found: IndexForm, names: Names, sizes: Mapping[str, int]) -> Statements:
    """The code that makes an array of this name; ``sizes`` by capital letter. Raises NoFormError without such code."""
    inside = is_inside(found.expression, dict(zip(found.letters, found.classes, strict=True)), sizes)
    if inside:
        with suppress(NoFormError):
            return Statements("", (), (f"{target} = {numpy_code(found, names)}",))
    with suppress(NoFormError):
        return over_windows(target, found, names, sizes)
    ways: list[Statements] = []
    for write in (_over_terms, _over_entries) if inside else ():
        with suppress(NoFormError):
            ways.append(write(target, found, names))
    if not ways:
        raise NoFormError(f"{target} as code")
    return min(ways, key=lambda way: way.body[0].count("None"))


def along(target: str, found: IndexForm, names: Names, by: int) -> Statements:
    """The code of what is known after its neighbour along the first axis, ``by`` 1 or -1 places away.

    Raises NoFormError where that neighbour is read in a term that is not zero without it, or another one is.
    """
    letter = found.letters[0]
    loop = loop_over(letter, found.classes[0], backwards=by > 0)
    free, bound = split_terms(found, by)
    entry = f"{target}[{letter}]"
    body = []
    if free:
        body.append(f"{entry} = {_code(found, free, names, letter)}")
    if bound:
        guard = f"if {letter} + 1 < {size_name(found.classes[0])}:" if by > 0 else f"if {letter} > 0:"
        body += [guard, indent(f"{entry} {'+=' if free else '='} {_code(found, bound, names, letter)}", "    ")]
    return Statements(room_for(target, found), (loop,), tuple(body))


def split_terms(found: IndexForm, by: int) -> tuple[Expression | None, Expression | None]:
    """What of a recurrence is there at every place, and what comes from the neighbour; None where nothing does."""
    letter = found.letters[0]
    free: list[Expression] = []
    bound: list[Expression] = []
    for term in _terms(found.expression):
        (bound if _vanishes(term, letter, by) else free).append(term)
    if any(_reads(term, letter, {1, -1}) for term in free) or any(_reads(term, letter, {-by}) for term in bound):
        raise NoFormError("neighbours on both sides")
    return _sum(free) if free else None, _sum(bound) if bound else None


def _code(found: IndexForm, expression: Expression, names: Names, *counted: str) -> str:
    return numpy_code(found.replace(expression=expression), names, counted)


def _terms(node: Expression) -> Iterator[Expression]:
    """What is added up in an expression, with its signs."""
    if isinstance(node, form.Negative):
        yield from (_negated(term) for term in _terms(node.body))
    elif isinstance(node, form.Binary) and node.op in "+-":
        yield from _terms(node.left)
        yield from _terms(node.right) if node.op == "+" else map(_negated, _terms(node.right))
    else:
        yield node


def _negated(node: Expression) -> Expression:
    return node.body if isinstance(node, form.Negative) else form.Negative(node)


def _sum(terms: list[Expression]) -> Expression:
    def joined(one: Expression, other: Expression) -> Expression:
        negative = isinstance(other, form.Negative)
        return form.Binary("-" if negative else "+", one, other.body if isinstance(other, form.Negative) else other)

    return reduce(joined, terms)


def _vanishes(node: Expression, letter: str, by: int) -> bool:
    """Whether a term is zero where the neighbour is outside."""
    if isinstance(node, form.Ref):
        own = bool(node.places) and node.places[0] == Affine(((letter, 1),), const=by)
        return own and not node.outside
    if isinstance(node, form.Negative | form.Fold):
        return _vanishes(node.body, letter, by)
    if isinstance(node, form.Binary):
        one, other = _vanishes(node.left, letter, by), _vanishes(node.right, letter, by)
        return one and other if node.op in "+-" else one or (other and node.op == "*")
    return False


def _reads(node: Expression, letter: str, places: set[int]) -> bool:
    """Whether a neighbour that is zero outside is read, so many places away along the axis of the letter."""
    return any(
        not ref.outside and any(place == Affine(((letter, 1),), const=by) for place in ref.places for by in places)
        for ref in references(node)
    )


def _over_terms(target: str, found: IndexForm, names: Names) -> Statements:
    """A sum whose outermost letter a loop counts."""
    sums = sums_around(found.expression)
    if not sums.letters:
        raise NoFormError("no sum")
    letter, size = next(iter(sums.letters.items()))
    inner = reduce(lambda body, one: form.Fold("sum", one, sums.letters[one], body), [*sums.letters][:0:-1], sums.body)
    right = _code(found, inner, names, letter)
    return Statements(room_for(target, found), (loop_over(letter, size),), (f"{target} {sums.sign}= {right}",))


def _over_entries(target: str, found: IndexForm, names: Names) -> Statements:
    """What is made entry by entry of the first axis."""
    if not found.letters or _reads(found.expression, found.letters[0], {1, -1}):
        raise NoFormError("an array without axes, or with neighbours")
    letter, loop = found.letters[0], loop_over(found.letters[0], found.classes[0])
    right = _code(found, found.expression, names, letter)
    return Statements(room_for(target, found), (loop,), (f"{target}[{letter}] = {right}",))
