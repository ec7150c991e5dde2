"""The arrays of an instance as a page may expect them: vectors as rows or columns, matrices the other way round."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from tutor.problems.contract.samplers import Integers, Labels
from tutor.problems.instances.given_layout import is_weight
from tutor.problems.instances.instance import Instance

PLAIN, ROW, COLUMN = "plain", "row", "column"


class Layout(NamedTuple):
    """How arrays are handed in: which are transposed, and what vectors are, those of weights and those of data."""

    weights: bool = False
    data: bool = False
    biases: str = PLAIN
    vectors: str = PLAIN
    places: bool = False
    """Labels as places from 0, where the problem has numbers from 1, or a row of zeros and a one for each."""
    samples_first: bool = False
    """Samples along the first axis and time along the second, where the problem has time first."""

    def array(self, instance: Instance, name: str, array: Any) -> Any:
        """An array of a quantity in this layout."""
        found = np.asarray(array, float)
        given = name in {quantity.name for quantity in instance.problem.given}
        weight = given and is_weight(instance.problem, name) and not _is_vector_of_data(instance, name)
        if self.places and given and not weight and is_one_hot(found):
            return found.argmax(axis=-1)
        if self.places and given and isinstance(instance.problem.quantity(name).sample, Labels | Integers):
            return found.astype(int) - 1
        if found.ndim == 1:
            kind = self.biases if weight else self.vectors
            return found[None, :] if kind == ROW else found[:, None] if kind == COLUMN else found
        if self.samples_first and is_of_samples_through_time(instance, name):
            return np.swapaxes(found, 0, 1)
        if found.ndim >= 2 and (self.weights if weight else self.data):
            return np.swapaxes(found, -1, -2)
        return found


_LAYOUTS = (
    Layout(),
    Layout(weights=True, vectors=ROW),
    Layout(biases=COLUMN, vectors=COLUMN),
    Layout(weights=True, biases=ROW, vectors=ROW),
    Layout(biases=ROW, vectors=ROW),
    Layout(biases=ROW),
    Layout(biases=COLUMN),
    Layout(weights=True),
    Layout(data=True, weights=True, biases=COLUMN),
    Layout(data=True, biases=COLUMN),
    Layout(weights=True, biases=ROW),
    Layout(data=True, weights=True),
    Layout(weights=True, biases=COLUMN, vectors=COLUMN),
    Layout(vectors=ROW),
    Layout(vectors=COLUMN),
)


_WITH_PLACES = 6
"""Layouts that are tried with labels as places, too."""


def is_one_hot(array: Any) -> bool:
    """Whether every row has a single one and zeros beside it."""
    return array.ndim in (1, 2) and bool(((array == 0) | (array == 1)).all() and (array.sum(axis=-1) == 1).all())


def layouts(instance: Instance) -> Iterator[Layout]:
    """The layouts to be tried, the declared one first; those that hand in the same are left out."""
    seen: set[tuple[Any, ...]] = set()
    numbers = any(isinstance(quantity.sample, Labels) for quantity in instance.problem.given)
    labels = numbers or any(is_one_hot(np.asarray(array)) for array in instance.given.values())
    names = [quantity.name for quantity in (*instance.problem.given, *instance.problem.values)]
    through_time = any(is_of_samples_through_time(instance, name) for name in names)
    samples_first = [Layout(samples_first=True), Layout(weights=True, samples_first=True)] if through_time else []
    for number, layout in enumerate((*_LAYOUTS[:1], *samples_first, *_LAYOUTS[1:])):
        for places in (False, True) if labels and number < _WITH_PLACES else (False,):
            one = layout._replace(places=places)
            shapes = tuple(one.array(instance, name, array).shape for name, array in instance.given.items())
            if (shapes, places) not in seen:
                seen.add((shapes, places))
                yield one


def is_of_samples_through_time(instance: Instance, name: str) -> bool:
    """Whether the first axis of a quantity is time, its second another one, and there are more."""
    problem = instance.problem
    letters = problem.quantities[name].letters if name in problem.quantities else ()
    return len(letters) > 2 and tuple(problem.scope.axes.time_axes(letters)) == (letters[0],)


def _is_vector_of_data(instance: Instance, name: str) -> bool:
    """Whether a vector is no bias: the product of a weight with it is a value, or it is compared with one.

    Biases are named so everywhere.
    """
    quantity = instance.problem.quantity(name)
    return len(quantity.letters) == 1 and not name.lower().startswith(("b", "beta", "gamma"))
