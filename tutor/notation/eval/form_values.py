"""The numbers of index form, by the plainest way there is: every letter has an axis of its own.

It takes as many entries as all letters around the innermost part have together: for proofs at small sizes, not for
marking.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tutor.notation.eval import matrix_power
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression, IndexForm
from tutor.notation.lower.index_form.places import Affine, Entry, place_value
from tutor.notation.lower.value import Array

_RELATIONS = {"=": np.equal, "<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}
_UFUNCS = {"+": np.add, "-": np.subtract, "*": np.multiply, "/": np.true_divide}


def form_values(index_form: IndexForm, env: Env) -> Array:
    """The values in the environment of its formula, of shape (points, *letters)."""
    field = env.field
    assert isinstance(field, Field)
    counts = [env.size(size_class) for size_class in index_form.classes]
    places = {
        letter: np.arange(1, count + 1).reshape(-1, *(1,) * (len(counts) - 1 - at))
        for at, (letter, count) in enumerate(zip(index_form.letters, counts, strict=True))
    }
    with np.errstate(all="ignore"):
        found = _Evaluation(env, field, places, len(counts)).value(index_form.expression)
    return np.broadcast_to(found, (len(found), *counts))


class _Evaluation:
    """``places`` are the entries that each letter runs over, along its own axis; the last ``depth`` axes are theirs.

    The axis of points is in front of all, so a letter that is bound inside gets its axis between it and the others.
    """

    def __init__(self, env: Env, field: Field, places: Mapping[str, Array], depth: int) -> None:
        self.env = env
        self.field = field
        self.places = places
        self.depth = depth

    def within(self, letter: str, places: Any, depth: int) -> _Evaluation:
        """The evaluation of a part in which a letter is bound."""
        return _Evaluation(self.env, self.field, {**self.places, letter: places}, depth)

    def over(self, letter: str, size_class: str) -> _Evaluation:
        """The evaluation of a part for all values of a letter, on a new axis."""
        counter = np.arange(1, self.env.size(size_class) + 1)
        return self.within(letter, counter.reshape(-1, *(1,) * self.depth), self.depth + 1)

    def place(self, place: Affine) -> Array:
        """Places as numbers, of shape (points, ..., *letters)."""
        found = np.asarray(place_value(place, self.places, self.env.size, self.label))
        return (
            found if found.ndim == self.depth + 1 else found.reshape(1, *(1,) * (self.depth - found.ndim), *found.shape)
        )

    def label(self, entry: Entry, places: list[Any]) -> Array:
        """The places that labels say, of shape (points, ..., *letters)."""
        found = self.entries(entry.name, [self.full(np.asarray(place)[None]) for place in places])
        return np.real(found).astype(int)

    def entries(self, name: str, places: list[Array]) -> Array:
        """The entries of an array at places; zero outside."""
        array = self.env.arrays[name]
        points = np.arange(len(array)).reshape(-1, *(1,) * self.depth)
        inside = np.ones((1,) * (self.depth + 1), dtype=bool)
        for place, size in zip(places, array.shape[1:], strict=True):
            inside = inside & (place >= 1) & (place <= size)
        return np.where(inside, array[(points, *(np.where(inside, place, 1) - 1 for place in places))], 0)

    def full(self, array: Array) -> Array:
        """An array with all its letters' axes: shape (points, ..., *letters)."""
        missing = self.depth + 1 - array.ndim
        return array.reshape(len(array), *(1,) * missing, *array.shape[1:]) if missing > 0 else array

    def value(self, node: Expression) -> Array:
        """The values of an expression, of shape (points, *letters), or (points,) where it has no letters."""
        found: Array = getattr(self, type(node).__name__.lower())(node)
        return self.full(found)

    def number(self, node: form.Number) -> Array:
        return self.field.literal(node.text)

    def constant(self, node: form.Constant) -> Array:
        return self.field.constant(node.name)

    def size(self, node: form.Size) -> Array:
        return self.field.size(node.size_class, self.env.size(node.size_class))

    def ref(self, node: form.Ref) -> Array:
        places = [self.place(place) for place in node.places]
        found = self.entries(node.name, places)
        return np.where(places[0] == 0, self.entries(node.outside, places[1:]), found) if node.outside else found

    def negative(self, node: form.Negative) -> Array:
        return np.negative(self.value(node.body))

    def binary(self, node: form.Binary) -> Array:
        left, right = self.value(node.left), self.value(node.right)
        if node.op == "max":
            return self.field.larger(left, right)
        return np.asarray(_UFUNCS[node.op](left, right)) if node.op != "^" else self.field.power(left, right, 0)

    def apply(self, node: form.Apply) -> Array:
        return self.field.apply(node.function, node.primes, self.value(node.argument))

    def fold(self, node: form.Fold) -> Array:
        body = self.over(node.letter, node.size_class).value(node.body)
        body = np.broadcast_to(body, (len(body), self.env.size(node.size_class), *body.shape[2:]))
        if node.kind == "max":
            return np.take_along_axis(body, np.argmax(np.real(body), axis=1, keepdims=True), axis=1)[:, 0]
        return np.asarray((np.multiply if node.kind == "prod" else np.add).reduce(body, axis=1))

    def argmax(self, node: form.ArgMax) -> Array:
        body = self.over(node.letter, node.size_class).value(node.body)
        body = np.broadcast_to(body, (len(body), self.env.size(node.size_class), *body.shape[2:]))
        return self.ones(np.argmax(np.real(body), axis=1) + 1 == self.place(node.place))

    def ones(self, holds: Array) -> Array:
        """1 where something holds, else 0."""
        return np.asarray(np.where(holds, self.field.number("1"), self.field.number("0")))

    def holds(self, node: form.Indicator | form.Compare) -> Array:
        """Where a condition does."""
        if isinstance(node, form.Compare):
            return np.asarray(_RELATIONS[node.relation](*map(np.real, map(self.value, (node.left, node.right)))))
        return np.asarray(_RELATIONS[node.relation](self.place(node.left), self.place(node.right)))

    def indicator(self, node: form.Indicator) -> Array:
        return self.ones(self.holds(node))

    def compare(self, node: form.Compare) -> Array:
        return self.ones(self.holds(node))

    def where(self, node: form.Where) -> Array:
        holds: Any = True
        for test in node.conditions:
            holds = holds & self.holds(test)
        return np.where(holds, self.value(node.body), self.value(node.otherwise))

    def softmax(self, node: form.Softmax) -> Array:
        body = self.over(node.letter, node.size_class).value(node.body)
        top = body.max(axis=1) if body.dtype == float else self.field.literal("0")
        exponential = self.field.functions["exp"]
        here = self.within(node.letter, self.place(node.place), self.depth).value(node.body)
        total = exponential(body - self.full(top)[:, None]).sum(axis=1)
        return np.asarray(exponential(here - self.full(top)) / total)

    def blocks(self, node: form.Blocks) -> Array:
        place, start = self.place(node.place), 0
        found: Any = self.field.number("0")
        for item, size_class in zip(node.items, node.classes, strict=True):
            size = self.env.size(size_class)
            own = np.clip(place - start, 1, size)
            value = self.within(node.letter, own, self.depth).value(item)
            found = np.where((place > start) & (place <= start + size), value, found)
            start += size
        return np.asarray(found)

    def matrixpower(self, node: form.MatrixPower) -> Array:
        inner = self.over(node.letters[0], node.size_class).over(node.letters[1], node.size_class)
        size = self.env.size(node.size_class)
        body = inner.value(node.body)  # (points, columns, rows, *letters)
        body = np.broadcast_to(body, (len(body), size, size, *body.shape[3:]))
        power = matrix_power.raised(body, (2, 1), self.value(node.exponent).reshape(-1))
        others = np.ogrid[tuple(slice(count) for count in power.shape[3:])]
        return power[(slice(None), self.place(node.column)[0] - 1, self.place(node.row)[0] - 1, *others)]
