"""Arrays that hold no numbers: from a place on each axis to the expression of the entry there.

Alignment computes with them as with NumPy's. Read at letters they give index form. Axes are renamed, swapped and
shifted by reading at other places, so no expression is ever changed, and no letter captured by mistake.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from tutor.notation.lower.index_form import expressions as form
from tutor.notation.lower.index_form.expressions import Expression
from tutor.notation.lower.index_form.places import Affine
from tutor.notation.scope import Scope

Places = Sequence[Affine]
_OPERATIONS = {np.add: "+", np.subtract: "-", np.multiply: "*", np.true_divide: "/", np.power: "^"}


class IndexArray:
    """``read`` takes one place an axis; ``shape`` is that of an array of numbers with one point."""

    size = 0
    """Nothing is computed, so nothing is spent."""

    def __init__(self, read: Callable[[Places], Expression], shape: tuple[int, ...] = (1,)) -> None:
        self.read = read
        self.shape = shape

    def __len__(self) -> int:
        return 1

    def _from(self, axes: Sequence[int | None]) -> IndexArray:
        """The array whose axes are these of its own, or new ones of size 1 (None), that of points in front."""
        read = self.read
        sources = [axis for axis in axes[1:] if axis is not None]

        def at(places: Places) -> Expression:
            own = dict(zip(axes[1:], places, strict=True)) if len(places) else {}
            return read([own[axis] for axis in sorted(sources)])

        return IndexArray(at, tuple(1 if axis is None else self.shape[axis] for axis in axes))

    def transpose(self, order: Sequence[int]) -> IndexArray:
        """NumPy's."""
        return self._from(order)

    def __getitem__(self, key: tuple[Any, ...]) -> IndexArray:
        """NumPy's, for new axes; nothing is left out."""
        if Ellipsis in key:
            at = key.index(Ellipsis)
            rest = len(self.shape) - sum(part is not None and part is not Ellipsis for part in key)
            key = (*key[:at], *(slice(None),) * rest, *key[at + 1 :])
        own = iter(range(len(self.shape)))
        return self._from([None if part is None else next(own) for part in key])

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any) -> Any:
        if ufunc is np.negative:
            read = self.read
            return IndexArray(lambda places: form.Negative(read(places)), self.shape)
        left, right = inputs
        operation = _OPERATIONS[ufunc]
        shape = np.broadcast_shapes(left.shape, right.shape)
        return IndexArray(lambda places: form.Binary(operation, left.at(places), right.at(places)), shape)

    def at(self, places: Places) -> Expression:
        """The entry at the places, of which an array without axes needs none."""
        return self.read(places if len(self.shape) > 1 else ())


class NamedArrays(dict[str, Any]):
    """The arrays of a scope's names as index arrays; ``sizes`` are those of its axes."""

    def __init__(self, scope: Scope, sizes: Mapping[str, int]) -> None:
        super().__init__()
        self.scope = scope
        self.sizes = sizes

    def __missing__(self, name: str) -> IndexArray:
        declared = self.scope.names[name]
        classes = tuple(self.scope.axes.class_of(letter) for letter in declared.axes)
        shape = (1, *(self.sizes[letter] for letter in declared.axes))
        return IndexArray(lambda places: form.Ref(name, tuple(places), classes, declared.outside), shape)
