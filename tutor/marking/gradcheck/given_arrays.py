"""The given arrays of somebody's own code as those of a problem: their names, their layout, and the choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations
from typing import Any, NamedTuple

from tutor.errors import TutorError
from tutor.marking.gradcheck.layouts import GivenLayout, block_count
from tutor.marking.gradcheck.rows import Array, real_array
from tutor.marking.mistakes.large_gradients import count_numbers
from tutor.notation.tree import names
from tutor.problems.contract.code_names import flat, given_names, is_library_name
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.problems.instances.given_layout import transposed_names, without_single_axes
from tutor.problems.instances.instance import Instance

_MOST_BLOCKS = 4
_MOST_NUMBERS = 200_000
"""Blocks, and numbers of all formulas, up to which every order of the given blocks is tried."""


class Posed(NamedTuple):
    """A problem at somebody's arrays, in which layout these were, and whether a name was a library's."""

    instance: Instance
    layout: GivenLayout
    of_library: bool


def posed(problem: Problem, given: Mapping[str, Any], single: Mapping[str, Any]) -> Posed:
    """The problem at somebody's arrays; ``single`` changes single ones and makes choices.

    Raises TutorError for names that are not given, for arrays that are left out although the loss depends on them, and
    for shapes that fit in no layout.
    """
    every = {**given, **single}
    chosen = {name: every.pop(name) for name in problem.choices if isinstance(every.get(name), str)}
    problem = problem.variant(chosen)
    known = given_names(problem)
    arrays: dict[str, Array] = {}
    source: dict[str, str] = {}
    for key, value in flat(every, gradients=False).items():
        name, array = known.find(key), real_array(key, value)
        if name not in source:
            arrays[name], source[name] = array, key
        elif is_library_name(key) and is_library_name(source[name]) and array.shape == arrays[name].shape:
            arrays[name] = arrays[name] + array  # nn.LSTM adds two biases
        else:
            raise TutorError(f"`{source[name]}` and `{key}` both name {name}", title="An array given twice")
    _check_all_there(problem, arrays)
    shapes = without_single_axes(problem, {name: array.shape for name, array in arrays.items()})
    turned = transposed_names(problem, shapes)
    fitted = {name: array.reshape(shapes[name]) for name, array in arrays.items()}
    fitted |= {name: fitted[name].T for name in turned}
    return Posed(problem.instance(given=fitted), GivenLayout(turned), any(map(is_library_name, source.values())))


def fitted_shapes(problem: Problem, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Refuse shapes of arrays that fit in no layout, before any array is read. Raises TutorError."""
    known = given_names(problem)
    named = {known.find(key): shape for key, shape in shapes.items()}
    transposed_names(problem, without_single_axes(problem, named))


def in_other_order(one: Posed) -> Iterator[Posed]:
    """The problem with the blocks of its given arrays in every other order: libraries order gates in their own ways."""
    problem, sizes = one.instance.problem, one.instance.sizes
    letters = {letter for quantity in problem.given for letter in quantity.letters}
    counts = {letter: count for letter in letters if (count := block_count(problem, letter))}
    if len(counts) != 1 or count_numbers(problem, sizes, parsed(problem)) > _MOST_NUMBERS:
        return
    ((letter, count),) = counts.items()
    for order in permutations(range(count)) if count <= _MOST_BLOCKS else ():
        if order != tuple(range(count)):
            layout = one.layout._replace(letter=letter, order=order)
            given = {name: layout.in_order(problem, name, array) for name, array in one.instance.given.items()}
            yield one._replace(instance=problem.instance(given=given), layout=layout)


def _check_all_there(problem: Problem, arrays: Mapping[str, Array]) -> None:
    """Refuse what lacks an array: an instance would fill it with numbers, and every gradient would look wrong."""
    formulas = parsed(problem)
    used = {name for value in problem.values for name in names(formulas[value.name].tree)}
    absent = [quantity.name for quantity in problem.given if quantity.name in used and quantity.name not in arrays]
    if absent:
        raise TutorError(
            f"{', '.join(absent)} must be given too: {problem.loss} depends on it", title="An array is missing"
        )
