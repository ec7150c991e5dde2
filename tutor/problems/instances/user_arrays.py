"""The user's own numbers and sizes: checked, with a sentence that names what was got and what was expected."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.errors import TutorError, did_you_mean
from tutor.problems.contract.samplers import Labels
from tutor.problems.contract.scope_builder import implied_sizes

if TYPE_CHECKING:
    import numpy.typing as npt

    from tutor.problems.contract.problem import Problem
    from tutor.problems.contract.quantity import Quantity

    Array = npt.NDArray[Any]

MAX_SIZE = 10_000
MAX_ENTRIES = 50_000_000
MAX_SEED = 2**63 - 1
_SHOWN = 40


class InputError(TutorError):
    """Numbers, sizes or seeds that do not suit the problem; the sentence says which, got and expected.

    ``name`` is the array that it is about, if it is about one.
    """

    def __init__(self, message: str, *, title: str = "That did not work", name: str = "") -> None:
        super().__init__(message, title=title)
        self.name = name


def check_seed(seed: object) -> None:
    """Refuse what is no seed."""
    if not _is_whole(seed) or not 0 <= int(seed) <= MAX_SEED:  # type: ignore[call-overload]
        raise InputError(f"the seed {_shown(seed)} is not a whole number from 0 to {MAX_SEED}", title="No such seed")


def _is_whole(number: object) -> bool:
    return isinstance(number, int | np.integer) and not isinstance(number, bool)


def _shown(number: object) -> str:
    """A number as it was given, or about how large it is: Python refuses to write out one of thousands of digits."""
    if isinstance(number, int) and abs(number) >= 10**_SHOWN:
        return f"(a {'negative ' if number < 0 else ''}number of about {int(number.bit_length() * 0.30103)} digits)"
    return str(number)[:_SHOWN]


# -- sizes -----------------------------------------------------------------------------------------------------


def check_wanted_sizes(problem: Problem, sizes: Mapping[str, int]) -> None:
    """Refuse sizes that the problem does not have, that are fixed, or that are no whole numbers."""
    for name, size in sizes.items():
        if name not in problem.sizes:
            raise InputError(_no_size(problem, name), title="No such size")
        if not _is_whole(size):
            raise InputError(f"the size {name}={_shown(size)} is not a whole number", title="No such size")
        if size > MAX_SIZE:
            raise InputError(f"the size {name}={_shown(size)} is more than {MAX_SIZE}", title="A size too large")
        if name in problem.fixed and size != problem.sizes[name]:
            raise InputError(f"{name} is always {problem.sizes[name]} in {problem.id}", title="A fixed size")


def _no_size(problem: Problem, name: str) -> str:
    """What a size that cannot be chosen is made of, or which sizes there are."""
    alike = {letter.upper(): other.upper() for letter, other in problem.like.items()}
    made = problem.derived.get(name) or alike.get(name)
    if made:
        return f"{name} cannot be chosen in {problem.id}: it is {made}"
    free = [name for name in problem.sizes if name not in problem.fixed]
    if not free:
        return f"`{name}` is not a size of {problem.id}; it has none that can be changed"
    choice = f"its sizes are {', '.join(free)}" if len(free) > 1 else f"its only size is {free[0]}"
    hint = did_you_mean(name, problem.sizes)
    return f"`{name}` is not a size of {problem.id}{hint}{'' if hint else f'; {choice}'}"


def check_full_sizes(problem: Problem, sizes: Mapping[str, int]) -> None:
    """Refuse sizes below 1 or beyond what memory allows, derived ones included."""
    for name, size in sizes.items():
        if size < 1:
            made = f" ({name} is {problem.derived[name]})" if name in problem.derived else ""
            raise InputError(
                f"the size {name} would be {_shown(size)}; it must be at least 1{made}", title="A size too small"
            )
        if size > MAX_SIZE and name not in problem.derived:
            raise InputError(f"the size {name}={_shown(size)} is more than {MAX_SIZE}", title="A size too large")
    for quantity in (*problem.given, *problem.values):
        entries = 1
        for letter in quantity.letters:
            entries *= sizes[letter.upper()]
        if entries > MAX_ENTRIES:
            raise InputError(
                f"{quantity.name} would have {entries} entries; the most is {MAX_ENTRIES}", title="Too large"
            )


def sizes_of_arrays(
    problem: Problem, shapes: Mapping[str, tuple[int, ...]], sizes: Mapping[str, int]
) -> dict[str, int]:
    """The free sizes that arrays of these ``shapes`` show; they must agree with each other and with ``sizes``.

    Raises InputError for a name that is not given, a shape that the quantity cannot have, and sizes that disagree.
    """
    found: dict[str, int] = {}
    source: dict[str, str] = {}
    made: dict[str, int] = {}
    for name, shape in shapes.items():
        quantity = _given(problem, name)
        if len(shape) != len(quantity.letters):
            raise InputError(shape_sentence(quantity, shape, None), title="A wrong shape", name=name)
        if 0 in shape:
            raise InputError(
                f"{name} is empty: every axis needs at least one entry", title="A size too small", name=name
            )
        for letter, size in zip(quantity.letters, shape, strict=True):
            capital = problem.like.get(letter, letter).upper()
            if capital not in problem.sizes:
                made[capital] = size
                continue
            if capital in problem.fixed and size != problem.sizes[capital]:
                shown = dict(zip((other.upper() for other in quantity.letters), shape, strict=True))
                expected = {**shown, **{fixed: problem.sizes[fixed] for fixed in problem.fixed}}
                raise InputError(shape_sentence(quantity, shape, expected), title="A wrong shape", name=name)
            if source.get(capital) == name and found[capital] != size:
                got, axes = "×".join(map(str, shape)), ",".join(quantity.letters)
                expected_shape = f"[{axes}] with {letter} as long as {capital.lower()}"
                raise InputError(f"{name} has shape {got}; expected {expected_shape}", title="A wrong shape", name=name)
            if found.get(capital, size) != size:
                raise InputError(
                    f"{name} has {size} along {letter}, but {source[capital]} has {found[capital]}",
                    title="Sizes disagree",
                    name=name,
                )
            if sizes.get(capital, size) != size:
                raise InputError(
                    f"{name} has {size} along {letter}, but {capital}={sizes[capital]} was asked for",
                    title="Sizes disagree",
                    name=name,
                )
            found[capital] = size
            source[capital] = name
    return {**implied_sizes(problem, {**found, **made}), **found} if made else found


# -- arrays ----------------------------------------------------------------------------------------------------


def supplied_array(problem: Problem, name: str, value: Any) -> Array:
    """A user's array as floats of its own, checked for name, numbers, number of axes and what it stands for."""
    quantity = _given(problem, name)
    array = _numbers(name, value)
    if not np.isfinite(array).all():
        where = _entry(np.argwhere(~np.isfinite(array))[0]) if array.ndim else ""
        raise InputError(f"{name} is not finite{where}: every number must be finite", title="Not finite", name=name)
    if array.ndim != len(quantity.letters):
        raise InputError(shape_sentence(quantity, array.shape, None), title="A wrong shape", name=name)
    if array.size == 0:
        raise InputError(f"{name} is empty: every axis needs at least one entry", title="A size too small", name=name)
    objection = getattr(quantity.sample, "objection", None)
    reason = objection(array, quantity.letters) if objection is not None else ""
    if reason:
        raise InputError(f"{name} {reason}", title="Not what it stands for", name=name)
    return array


def _given(problem: Problem, name: str) -> Quantity:
    known = {quantity.name for quantity in problem.given}
    if name not in known:
        hint = did_you_mean(name, known)
        raise InputError(f"`{name}` is not given in {problem.id}{hint}", title="No such quantity", name=name)
    return problem.quantity(name)


def _numbers(name: str, value: Any) -> Array:
    from tutor.problems.instances.real_numbers import as_floats, real_numbers  # the numbers of a textbook need neither

    try:
        return as_floats(real_numbers(name, value))
    except ValueError as error:
        raise InputError(str(error), title="Not an array", name=name) from None


def _entry(position: Array) -> str:
    return f" at [{','.join(str(int(number) + 1) for number in position)}]"


def check_shape(quantity: Quantity, array: Array, sizes: Mapping[str, int]) -> None:
    """Refuse an array whose shape is not that of its axes, and labels beyond the axis that they pick along."""
    if array.shape != tuple(sizes[letter.upper()] for letter in quantity.letters):
        raise InputError(shape_sentence(quantity, array.shape, sizes), title="A wrong shape", name=quantity.name)
    if isinstance(quantity.sample, Labels) and (reason := quantity.sample.sized(sizes).beyond(array)):
        raise InputError(f"{quantity.name} {reason}", title="Not what it stands for", name=quantity.name)


def shape_sentence(quantity: Quantity, got: tuple[int, ...], sizes: Mapping[str, int] | None) -> str:
    """What shape an array has and which was expected; without ``sizes`` only the axes are."""
    shape = f"has shape {'×'.join(map(str, got))}" if got else "is one number"
    if not quantity.letters:
        return f"{quantity.name} {shape}; expected one number"
    letters = ",".join(quantity.letters)
    if sizes is None:
        count = len(quantity.letters)
        return f"{quantity.name} {shape}; expected {count} {'axis' if count == 1 else 'axes'} [{letters}]"
    wanted = "×".join(str(sizes.get(letter.upper(), "?")) for letter in quantity.letters)
    return f"{quantity.name} {shape}; expected [{letters}] = {wanted}"
