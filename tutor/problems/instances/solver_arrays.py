"""What a problem's own solver returned, as arrays of numbers by name."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from tutor.problems.contract.errors import DeclarationError
from tutor.problems.contract.problem import Problem
from tutor.problems.instances.value_text import value_text

if TYPE_CHECKING:
    import numpy.typing as npt

    Array = npt.NDArray[Any]


def solver_arrays(problem: Problem, which: str, returned: Any) -> dict[str, Array]:
    """The arrays that ``forward`` or ``backward`` returned.

    Raises DeclarationError for what is no mapping from names to real numbers.
    """
    solver = f"`{type(problem).__name__}.{which}` of {problem.id}"
    if not isinstance(returned, Mapping):
        forgotten = " (is its `return` missing?)" if returned is None else ""
        raise DeclarationError(
            f"{solver} returned {value_text(returned)}: a mapping from names to arrays is expected{forgotten}"
        )
    return {name: _array(solver, name, array) for name, array in returned.items()}


def _array(solver: str, name: Any, given: Any) -> Array:
    if not isinstance(name, str):
        raise DeclarationError(f"{solver} returned an array under {value_text(name)}: names are expected")
    try:
        array = np.asarray(given)
    except (TypeError, ValueError):
        raise DeclarationError(f"{solver} returned {name} with rows of different lengths") from None
    if array.dtype.kind not in "iuf":
        what = "complex numbers" if array.dtype.kind == "c" else value_text(given)
        raise DeclarationError(f"{solver} returned {what} for {name}: real numbers are expected")
    return array
