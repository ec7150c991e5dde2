"""How much memory the numbers of a problem take, told from its sizes alone, before any array is made.

A formula is evaluated once at small sizes, and the axes of everything on the way are noted. The size of an intermediate
at any other sizes is then a product: `sum_n(d[n,h] * x[n,i])` makes N·I·H numbers on its way to I·H.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import lru_cache
from math import prod
from typing import TYPE_CHECKING

from tutor.problems.instances.user_arrays import InputError
from tutor.record import Record

if TYPE_CHECKING:
    from tutor.notation.lower.environment import Env
    from tutor.notation.lower.value import Value
    from tutor.problems.contract.problem import Problem

MOST_BYTES = 4 * 2**30
"""What solving a problem may need at any moment by this estimate; what it takes is about half of that."""
HARMLESS = 16
"""Where no size is larger, no formula of the kind that people write can need much: nothing is measured."""

_NUMBER = 8
_AT_ONCE = 3
"""The two sides of an operation and its result."""
_DRAWING = 5
"""The arrays of a sampler for each that it draws: signs, magnitudes, rounding, and what is still to be redrawn."""

Axes = tuple[str, ...]
"""The axes of one array, each by what it is sized like; its number of entries is the product of their sizes."""


class Footprint(Record):
    """The axes of the arrays that solving a problem makes.

    ``kept`` are the values, gradients and steps, ``working`` the intermediates of each formula by its name, and
    ``windows`` those in which the positions of a kernel are laid out, which a solver in NumPy makes too. ``solved``
    are the names that the problem's own solver gives.
    """

    kept: Mapping[str, Axes]
    working: Mapping[str, frozenset[Axes]]
    windows: frozenset[Axes]
    solved: frozenset[str]


def check_memory(problem: Problem, sizes: Mapping[str, int], *, formulas: bool = False) -> None:
    """Refuse sizes at which solving would need more memory than ``MOST_BYTES``, with the number and where it arises.

    With ``formulas`` every formula is evaluated at these sizes, as for marking there, not only those that the
    problem's own solver does not give. The first call for a problem takes some milliseconds, others microseconds.
    """
    if max(sizes.values(), default=0) <= HARMLESS:
        return
    from tutor.problems.contract.target import gradient_id
    from tutor.problems.instances.gradient_names import gradient_names

    given = {quantity.name: quantity.letters for quantity in problem.given}
    total = _bytes(given.values(), problem, sizes)
    largest = max((_bytes([axes], problem, sizes) for axes in given.values()), default=0)
    _refuse_beyond(problem, sizes, total + _DRAWING * largest, "drawing the given arrays")
    found = _footprint(problem if formulas else problem.as_declared)
    gradients = {gradient_id(problem, name): problem.quantities[name].letters for name in gradient_names(problem)}
    solved = frozenset[str]() if formulas else found.solved
    kept = _bytes({**gradients, **found.kept}.values(), problem, sizes)
    windows = max((_bytes([axes], problem, sizes) for axes in found.windows), default=0)
    needs = {"the forward and backward pass": total + 2 * kept + 2 * windows}
    for name, axes in found.working.items():
        if name not in solved:
            peak = max((_bytes([one], problem, sizes) for one in axes), default=0)
            needs[problem.display(name)] = total + kept + _AT_ONCE * peak
    where, need = max(needs.items(), key=lambda item: item[1])
    _refuse_beyond(problem, sizes, need, where)


def largest_intermediate(problem: Problem, sizes: Mapping[str, int], name: str) -> int:
    """How many numbers the largest array has that is made on the way to what a formula defines."""
    made = _footprint(problem).working[name]
    return max((_bytes([axes], problem, sizes) // _NUMBER for axes in made), default=0)


def _refuse_beyond(problem: Problem, sizes: Mapping[str, int], need: int, where: str) -> None:
    if need > MOST_BYTES:
        shown = ", ".join(f"{name}={sizes[name]}" for name in problem.sizes if name not in problem.fixed)
        raise InputError(
            f"{problem.id} at {shown} would need {in_words(need)} of memory for {where}; "
            f"the most is {in_words(MOST_BYTES)}",
            title="Too large",
        )


def in_words(number: int) -> str:
    """A number of bytes for reading: ``2 GB``, ``1.8 TB``."""
    amount, units = float(number), ["bytes", "KB", "MB", "GB", "TB", "PB"]
    while amount >= 1000 and len(units) > 1:
        amount /= 1024
        units.pop(0)
    return f"{amount:.3g} {units[0]}" if amount < 1e6 else f"{amount:.0e} {units[0]}"


def _bytes(arrays: Iterable[Axes], problem: Problem, sizes: Mapping[str, int]) -> int:
    """What arrays with these axes take, in whole numbers: sizes may be of any magnitude."""
    return _NUMBER * sum(prod(int(axis[1:]) if axis[0] == "#" else sizes[axis.upper()] for axis in a) for a in arrays)


@lru_cache(maxsize=256)
def _footprint(problem: Problem) -> Footprint:
    """Solve the problem at small sizes, all of them different, and note what was made."""
    from tutor.problems.contract.problem import Problem as Declared
    from tutor.problems.contract.scope_builder import all_sizes
    from tutor.problems.contract.target import gradient_id
    from tutor.problems.instances.formula_values import environment, groups, lift, parsed, solve_group
    from tutor.problems.instances.seeded_arrays import draw
    from tutor.problems.instances.seeded_sizes import seeded_sizes
    from tutor.problems.instances.solver_arrays import solver_arrays

    sizes = all_sizes(problem, seeded_sizes(problem, 0))
    given = draw(problem, sizes, 0)
    values = solver_arrays(problem, "forward", problem.forward(given))
    solved = set() if type(problem).forward is Declared.forward else set(values)
    if type(problem).backward is not Declared.backward:
        gradients = solver_arrays(problem, "backward", problem.backward(given, values))
        solved |= {gradient_id(problem, name) for name in gradients}
    env = environment(problem, lift(given), sizes)
    env.results = []
    working: dict[str, frozenset[Axes]] = {}
    windows: set[Axes] = set()
    for group in groups(problem):
        solve_group(group, env, env.arrays, {}, {})  # type: ignore[arg-type]
        made = frozenset(_axes(value, env) for _, value in env.results)
        working.update({formula.name: made for formula in group})
        windows |= {_axes(value, env) for node, value in env.results if _is_window(node, value, env)}
        env.results = []
    return Footprint(
        kept={name: formula.axes for name, formula in parsed(problem).items()},
        working=working,
        windows=frozenset(windows),
        solved=frozenset(solved),
    )


def _axes(value: Value, env: Env) -> Axes:
    """The axes along which a value has all its entries; those that a recurrence goes along have one at a time."""
    lengths = value.array.shape[1:]
    return tuple(known for known, length in zip(value.classes, lengths, strict=True) if length == env.size(known))


def _is_window(node: object, value: Value, env: Env) -> bool:
    """Whether a value is the array of a name with more axes than the name has, as in ``x[i+r-1, j+c-1]``."""
    from tutor.notation.tree import Ref

    return isinstance(node, str) or (isinstance(node, Ref) and len(value.dims) > len(env.scope.names[node.name].axes))
