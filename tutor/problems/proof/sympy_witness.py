"""The fourth witness: the forward formulas expanded into SymPy symbols and differentiated by ``sympy.diff``.

It shares neither the complex step nor any floating-point number with the other three. Expressions are compared with
fifty digits at the exact fractions of seeded instances.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import mpmath
import numpy as np
import numpy.typing as npt
import sympy

from tutor.notation.eval.sympy_numbers import symbols
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import Integers
from tutor.problems.contract.scope_builder import all_sizes
from tutor.problems.instances.formula_values import compute, lift
from tutor.problems.instances.instance import Instance
from tutor.problems.proof.complex_step import expected
from tutor.problems.proof.proof_report import ConformanceError, Proof, described

Array = npt.NDArray[Any]

DIGITS = 50
TOLERANCE = 1e-45
SMALLEST = 2


def smallest_sizes(problem: Problem) -> dict[str, int]:
    """Every free size as small as it can be without hiding a sum, derived ones still at least two."""
    sizes = {name: size if name in problem.fixed else SMALLEST for name, size in problem.sizes.items()}
    for _ in range(8):
        full = all_sizes(problem, sizes)
        if all(full[name] >= SMALLEST for name in problem.derived):
            break
        grown = max((name for name in sizes if name not in problem.fixed), key=lambda name: _gain(problem, sizes, name))
        sizes[grown] += 1
    return sizes


def _gain(problem: Problem, sizes: Mapping[str, int], name: str) -> int:
    """How much the derived sizes that are too small grow with one of the free ones."""
    now, then = all_sizes(problem, sizes), all_sizes(problem, {**sizes, name: sizes[name] + 1})
    return sum(then[other] - now[other] for other in problem.derived if now[other] < SMALLEST)


def _only(array: Array) -> Array:
    """The one point of an array over points, as an array even when it is one expression."""
    return array[:1].reshape(array.shape[1:])


class SymbolicWitness:
    """A problem at small sizes with a symbol for every given number."""

    def __init__(self, instance: Instance) -> None:
        self.problem = instance.problem
        self.instance = instance
        self.values: dict[Any, Any] = {}
        self.given = {name: self._symbols(name, array) for name, array in instance.given.items()}
        arrays = compute(self.problem, lift(self.given), instance.sizes, field=symbols())
        self.steps = {name: _only(array) for name, array in arrays.items()}

    def _symbols(self, name: str, array: Array) -> Array:
        """A symbol for each entry; the entries of targets and whole numbers, which are not free, as fractions."""
        sample = self.problem.quantity(name).sample
        bound = hasattr(sample, "axis") or isinstance(sample, Integers)
        found = np.empty(array.shape, dtype=object)
        for place in np.ndindex(array.shape):
            number = sympy.Rational(repr(float(array[place])))
            found[place] = number if bound else self._symbol(name, place, number)
        return found

    def _symbol(self, name: str, place: tuple[int, ...], number: Any) -> Any:
        symbol = sympy.Symbol(f"{name}_" + "_".join(str(position + 1) for position in place), real=True)
        self.values[symbol] = number
        return symbol

    def jacobian(
        self, problem: Problem, given: Mapping[str, Array], sizes: Mapping[str, int], top: str, bottom: str
    ) -> Array:
        """The derivative of every entry of ``top`` by every one of ``bottom``: the axes of top, then of bottom."""
        names = [quantity.name for quantity in problem.values]
        if bottom in given:
            by = given[bottom]
            forward = compute(problem, lift(given), sizes, field=symbols(), only=names)
        else:
            shape = tuple(sizes[letter.upper()] for letter in problem.quantity(bottom).letters)
            by = np.empty(shape, dtype=object)
            for place in np.ndindex(shape):
                by[place] = self._symbol(f"nudge_{bottom}", place, sympy.Integer(0))
            forward = compute(problem, lift(given), sizes, field=symbols(), only=names, nudges={bottom: by[None]})
        above = _only(forward[top])
        found = np.empty((*above.shape, *by.shape), dtype=object)
        for place in np.ndindex(above.shape):
            for other in np.ndindex(by.shape):
                found[place + other] = sympy.diff(above[place], by[other])
        return found

    def derivatives(self) -> Iterable[tuple[str, Array, Array]]:
        """For every step that is a derivative its id, what its formula gives, and what ``sympy.diff`` gives."""
        for step in self.problem.formula_steps():
            truth = expected(self.problem, step, self.given, self.instance.sizes, jacobian=self.jacobian)
            if truth is not None:
                yield step.id, self.steps[step.id], np.asarray(truth, dtype=object)

    def numbers(self, arrays: list[Array]) -> list[Array]:
        """Arrays of expressions as numbers of fifty digits, at the fractions of the instance."""
        flat = [entry for array in arrays for entry in array.reshape(-1)]
        modules = [{"Heaviside": lambda z, at=0: mpmath.mpf(z > 0)}, "mpmath"]
        evaluated = sympy.lambdify(list(self.values), flat, modules=modules, cse=True)
        with mpmath.workdps(DIGITS + 10):
            found = evaluated(*(mpmath.mpf(number.p) / number.q for number in self.values.values()))
        results, start = [], 0
        for array in arrays:
            block = np.empty(array.size, dtype=object)
            block[:] = found[start : start + array.size]
            results.append(block.reshape(array.shape))
            start += array.size
        return results


def witness(problem: Problem, proof: Proof, sizes: Mapping[str, int]) -> None:
    """Hold every step that is a derivative against ``sympy.diff``. Raises ConformanceError where one differs."""
    small = {name: size for name, size in smallest_sizes(problem).items() if name not in problem.fixed}
    instance = problem.instance(seed=1, sizes={**small, **sizes})
    symbolic = SymbolicWitness(instance)
    found = list(symbolic.derivatives())
    numbers = iter(symbolic.numbers([array for _, *pair in found for array in pair]))
    for step_id, *_ in found:
        got, wanted = next(numbers), next(numbers)
        if got.shape != wanted.shape:
            shapes = f"{got.shape} by its formula, expected {wanted.shape} by sympy.diff"
            raise ConformanceError(f"{described(instance)}: {step_id} has shape {shapes}")
        scale = max((abs(number) for number in wanted.reshape(-1)), default=0) or 1
        for place in np.ndindex(wanted.shape):
            error = float(abs(got[place] - wanted[place]) / scale)
            if not error <= TOLERANCE:
                entry = f"[{','.join(str(position + 1) for position in place)}]" if place else ""
                pair = f"{mpmath.nstr(got[place], 12)} by its formula, expected {mpmath.nstr(wanted[place], 12)}"
                raise ConformanceError(f"{described(instance)}: {step_id}{entry} is {pair} by sympy.diff")
            proof.note("symbolic", error)
