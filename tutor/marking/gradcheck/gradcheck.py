"""The gradients, and the values, of somebody's own code held against the truth on their own data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from tutor.errors import TutorError
from tutor.marking.gradcheck.given_arrays import Posed, in_other_layouts, posed
from tutor.marking.gradcheck.layouts import TRANSPOSED, other_layout, stacked
from tutor.marking.gradcheck.rows import (
    GRADIENT,
    VALUE,
    Array,
    Compared,
    Row,
    bound_of,
    checked_tolerance,
    compared,
    real_array,
)
from tutor.marking.gradcheck.search.diagnosed import diagnosed
from tutor.marking.gradcheck.search.follows import followed
from tutor.marking.mistakes.large_gradients import Wrong
from tutor.problems.contract.code_names import flat, gradient_names, is_library_name, value_names
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.target import gradient_id
from tutor.problems.instances.given_layout import is_weight
from tutor.problems.instances.instance import Instance


class _One(NamedTuple):
    """An array that was handed in: under which key, whose it is, and its row so far."""

    key: str
    name: str
    step: str
    got: Array
    compared: Compared


@np.errstate(all="ignore")
def gradcheck(
    problem: Problem,
    given: Mapping[str, Any],
    grads: Mapping[str, Any],
    *,
    values: Mapping[str, Any] | None = None,
    set: Mapping[str, Any] | None = None,
    tolerance: float | None = None,
) -> list[Row]:
    """A row for each of the ``values`` and then for each gradient in ``grads``, in the order given.

    Keys are names as people's code has them (see code_names). ``set`` changes single given numbers and makes choices.
    Without a ``tolerance`` double precision is held to 1e-6 and single precision to 1e-3, relative to the largest
    entry. On large arrays mistakes are searched up to a bound (see large_pass): a rare one may then have no diagnosis.

    Raises TutorError for names that are none of the problem's and for given arrays that do not fit.
    """
    tolerance = checked_tolerance(tolerance)
    one = posed(problem, given, set or {})
    handed = flat(values or {}, gradients=False), flat(grads, gradients=True)
    if not any(handed):
        raise TutorError("there are no gradients to compare", title="Nothing to compare")
    ones = _judged(one, *handed, tolerance)
    if one.of_library and _count(ones) < len(ones):
        for other in in_other_layouts(one):
            again = _judged(other, *handed, tolerance)
            if _count(again) > _count(ones):
                one, ones = other, again
    rows = diagnosed(one.instance, [(each.compared, each.step) for each in ones])
    rows = [replace(row, step=each.step) for row, each in zip(rows, ones, strict=True)]
    return followed(one.instance, rows, [_wrong(each) for each in ones])


def _wrong(one: _One) -> Wrong | None:
    """What was handed in beside what is right, where it is an array of the problem that can be compared."""
    return Wrong(one.step, one.name, *one.compared.wrong) if one.compared.wrong and one.step else None


def _judged(one: Posed, values: Mapping[str, Any], grads: Mapping[str, Any], tolerance: float | None) -> list[_One]:
    ones = [_value(one, key, array, tolerance) for key, array in values.items()]
    ones += [_gradient(one, key, array, tolerance) for key, array in grads.items()]
    return _in_layouts(one, ones)


def _count(ones: list[_One]) -> int:
    return sum(one.compared.row.agrees for one in ones)


def _value(one: Posed, key: str, array: Any, tolerance: float | None) -> _One:
    name = value_names(one.instance.problem).find(key)
    return _compared_as_given(one, key, name, name, real_array(key, array), tolerance, VALUE)


def _gradient(one: Posed, key: str, array: Any, tolerance: float | None) -> _One:
    problem, got = one.instance.problem, real_array(key, array)
    try:
        name = gradient_names(problem, [*one.instance.gradients, *_only_asked(one.instance)]).find(key)
    except TutorError:
        row = _stacked(one.instance, key, got, tolerance, least=1 if is_library_name(key) else 2)
        if row is None:
            raise
        return _One(key, "", "", got, Compared(row))
    found = _compared_as_given(one, key, name, gradient_id(problem, name), got, tolerance, GRADIENT)
    if key != name and key in one.instance.given and _is_given(one.instance, key, found):
        note = f"it is the given {key} itself, not a gradient: passed over"
        return _One(key, "", "", got, Compared(Row(key, True, 0.0, None, None, None, note=note)))
    if found.compared.wrong is not None and found.compared.row.worst is None:
        row = _stacked(one.instance, key, got, tolerance)
        return found if row is None else found._replace(compared=Compared(replace(row, name=name)))
    return found


def _is_given(instance: Instance, key: str, found: _One) -> bool:
    """Whether a wrong array is what is given under its key: what arrives from outside, handed in with all names."""
    given = np.asarray(instance.given[key])
    return found.compared.wrong is not None and found.got.shape == given.shape and np.allclose(found.got, given)


def _only_asked(instance: Instance) -> list[str]:
    """What a step asks the gradient by though no quantity has its name: all blocks of gates together."""
    targets = [instance.problem.targets[step.id] for step in instance.problem.formula_steps()]
    known = instance.problem.quantities
    return [one.by for one in targets if one.is_gradient_by(one.by) and one.by not in known]


def _right_gradient(instance: Instance, name: str) -> Array:
    known = instance.gradients
    return known[name] if name in known else instance.target(gradient_id(instance.problem, name))


def _compared_as_given(
    one: Posed, key: str, name: str, step: str, got: Array, tolerance: float | None, kind: str
) -> _One:
    """An array beside the right one: as it is, or in the layout that the given arrays have."""
    problem = one.instance.problem
    right = one.instance.values[name] if kind == VALUE else _right_gradient(one.instance, name)
    found = compared(name, got, right, tolerance, kind)
    layout = one.layout.kind(problem, name)
    if found.row.agrees or not layout:
        return _One(key, name, step, got, found)
    turned = one.layout.as_network(problem, name, got)
    row, wrong = compared(name, turned, right, tolerance, kind)
    note = "; ".join(filter(None, (row.note, one.layout.sentence(problem, name))))
    row = replace(row, note=note, layout=layout if row.agrees else "")
    return _One(key, name, step, turned, Compared(row, wrong))


def _stacked(instance: Instance, key: str, got: Array, tolerance: float | None, *, least: int = 2) -> Row | None:
    """The row of an array that holds several gradients of given arrays, at ``least`` so many."""
    given = {quantity.name for quantity in instance.problem.given}
    arrays = {name: np.asarray(array, float) for name, array in instance.gradients.items() if name in given}
    return stacked(key, got, arrays, bound_of(got, tolerance), least=least)


def _in_layouts(one: Posed, ones: list[_One]) -> list[_One]:
    """With what is right in another layout: where the given arrays or a library's names have it, or all weights do.

    A single gradient that is transposed while its array was given as declared is a mistake: it cannot be subtracted.
    """
    instance, known = one.instance, bool(one.layout.transposed)
    first = [_in_layout(instance, each, trusted=known or is_library_name(each.key)) for each in ones]
    turned = [each.compared.row.layout == TRANSPOSED for each in first]
    kept = any(
        each.compared.row.agrees and not each.compared.row.layout and _is_oblong_weight(instance.problem, each)
        for each in first
    )
    if any(turned) and not kept:
        alike = [_in_layout(instance, each, trusted=True) for each in first]
        if known or sum(each.compared.row.layout == TRANSPOSED for each in alike) > 1:
            return alike
    return [
        _transposed_by_mistake(old, new) if turns and not (known or is_library_name(old.key)) else new
        for old, new, turns in zip(ones, first, turned, strict=True)
    ]


def _transposed_by_mistake(one: _One, agreeing: _One) -> _One:
    """The wrong array, with what is said of the layout in which it would be right."""
    row = replace(one.compared.row, note=agreeing.compared.row.note)
    return one._replace(compared=one.compared._replace(row=row))


def _is_oblong_weight(problem: Problem, one: _One) -> bool:
    """Whether it is the gradient of a given matrix whose shape tells its layout."""
    oblong = one.got.ndim == 2 and one.got.shape != one.got.shape[::-1]
    return oblong and one.name in problem.quantities and is_weight(problem, one.name)


def _in_layout(instance: Instance, one: _One, *, trusted: bool) -> _One:
    """The array with its row, which agrees if it is right in another layout."""
    if one.compared.wrong is None or one.compared.row.diagnosis:
        return one
    got, wanted, tolerance = one.compared.wrong
    layout = other_layout(instance.problem, one.name, got, wanted, tolerance, trusted=trusted)
    if layout is None and trusted and got.ndim == 2 and got.shape != wanted.shape == got.T.shape:
        # Wrong, but in the layout that others have: the mistake is looked for in the network's.
        row, wrong = compared(one.name, got.T, wanted, tolerance, one.compared.row.kind)
        return one._replace(
            got=got.T, compared=Compared(replace(row, note="its numbers are compared transposed"), wrong)
        )
    if layout is None:
        return one
    row = one.compared.row
    note = "; ".join(filter(None, (row.note, layout.note)))
    agreeing = Row(row.name, True, 0.0, None, None, None, note=note, kind=row.kind, layout=layout.kind)
    return one._replace(compared=Compared(agreeing))
