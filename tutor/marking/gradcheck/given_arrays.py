"""The given arrays of somebody's own code as those of a problem: their names, their layout, and the choices."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import permutations, product
from typing import Any, NamedTuple

from tutor.errors import TutorError
from tutor.marking.gradcheck.layouts import GivenLayout, block_count
from tutor.marking.gradcheck.rows import Array, real_array
from tutor.marking.mistakes.large_gradients import count_numbers
from tutor.notation.tree_walks import names
from tutor.problems.contract.code_names import flat, given_names, is_library_name
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.formula_values import parsed
from tutor.problems.instances.given_layout import transposed_names, without_single_axes
from tutor.problems.instances.instance import Instance

_MOST_BLOCKS = 4
_MOST_NUMBERS = 200_000
"""Blocks, and numbers of all formulas, up to which every order of the given blocks is tried."""


class Posed(NamedTuple):
    """A problem at somebody's arrays, in which layout these were, and which of them had the name of a library's."""

    instance: Instance
    layout: GivenLayout
    of_library: tuple[str, ...]


def posed(problem: Problem, given: Mapping[str, Any], single: Mapping[str, Any]) -> Posed:
    """The problem at somebody's arrays; ``single`` replaces single ones and makes choices.

    Raises TutorError for names that are not given, for arrays that are left out although the loss depends on them, and
    for shapes that fit in no layout.
    """
    words = {**given, **single}
    chosen = {name: words[name] for name in problem.choices if isinstance(words.get(name), str)}
    problem = problem.variant(chosen)
    arrays, keys = _by_name(problem, {key: value for key, value in given.items() if key not in chosen})
    changed, _ = _by_name(problem, {key: value for key, value in single.items() if key not in chosen})
    arrays |= changed
    _check_all_there(problem, arrays)
    shapes = without_single_axes(problem, {name: array.shape for name, array in arrays.items()})
    turned = transposed_names(problem, shapes)
    fitted = {name: array.reshape(shapes[name]) for name, array in arrays.items()}
    fitted |= {name: fitted[name].T for name in turned}
    of_library = tuple(name for name, key in keys.items() if is_library_name(key))
    return Posed(problem.instance(given=fitted), GivenLayout(turned), of_library)


def _by_name(problem: Problem, handed: Mapping[str, Any]) -> tuple[dict[str, Array], dict[str, str]]:
    """Arrays by the problem's names, and the key of each."""
    known = given_names(problem)
    arrays: dict[str, Array] = {}
    keys: dict[str, str] = {}
    for key, value in flat(handed, gradients=False).items():
        name, array = known.find(key), real_array(key, value)
        if name not in keys:
            arrays[name], keys[name] = array, key
        elif is_library_name(key) and is_library_name(keys[name]) and array.shape == arrays[name].shape:
            arrays[name] = arrays[name] + array  # nn.LSTM adds two biases
        else:
            raise TutorError(f"`{keys[name]}` and `{key}` both name {name}", title="An array given twice")
    return arrays, keys


def fitted_shapes(problem: Problem, shapes: Mapping[str, tuple[int, ...]]) -> None:
    """Refuse shapes of arrays that fit in no layout, before any array is read. Raises TutorError."""
    known = given_names(problem)
    named = {known.find(key): shape for key, shape in shapes.items()}
    transposed_names(problem, without_single_axes(problem, named))


def in_other_layouts(one: Posed) -> Iterator[Posed]:
    """The problem with the arrays of a library in its other layouts, which shapes do not tell.

    Square weights may be transposed, and the blocks of an axis in any order: libraries order gates in their own ways.
    """
    problem = one.instance.problem
    if count_numbers(problem, one.instance.sizes, parsed(problem)) > _MOST_NUMBERS:
        return
    square = tuple(name for name in one.of_library if _is_square(one.instance.given[name]))
    ways = [one]
    if square and not one.layout.transposed:
        given = {**one.instance.given, **{name: one.instance.given[name].T for name in square}}
        ways.append(one._replace(instance=problem.instance(given=given), layout=GivenLayout(square)))
        yield ways[-1]
    letters = {letter for quantity in problem.given for letter in quantity.letters}
    counts = {letter: count for letter in letters if 0 < (count := block_count(problem, letter)) <= _MOST_BLOCKS}
    if len(counts) != 1:
        return
    ((letter, count),) = counts.items()
    for way, order in product(ways, permutations(range(count))):
        if order != tuple(range(count)):
            layout = way.layout._replace(letter=letter, order=order)
            given = {name: layout.in_order(problem, name, array) for name, array in way.instance.given.items()}
            yield way._replace(instance=problem.instance(given=given), layout=layout)


def _is_square(array: Array) -> bool:
    return array.ndim == 2 and array.shape[0] == array.shape[1]


def _check_all_there(problem: Problem, arrays: Mapping[str, Array]) -> None:
    """Refuse what lacks an array: an instance would fill it with numbers, and every gradient would look wrong."""
    formulas = parsed(problem)
    used = {name for value in problem.values for name in names(formulas[value.name].tree)}
    absent = [quantity.name for quantity in problem.given if quantity.name in used and quantity.name not in arrays]
    if absent:
        raise TutorError(
            f"{', '.join(absent)} must be given too: {problem.loss} depends on it", title="An array is missing"
        )
