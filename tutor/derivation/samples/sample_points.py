"""Numbers at which formulas of a problem are held against each other: two instances of different sizes.

Gradients are known there before anything is derived, by complex step: the forward pass is moved by an imaginary
1e-30 at every entry of a quantity, one sampled point each, in one evaluation. Where that gives no number, as for
functions that are not analytic, central differences do.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from functools import partial
from itertools import islice
from math import prod

import numpy as np

from tutor.derivation.samples.sample_sizes import sizes_to_try, small_sizes
from tutor.derivation.samples.small_generator import generator
from tutor.lazy import cached_property
from tutor.notation.derived_names import derivative_name
from tutor.notation.eval.form_values import form_values
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.environment import Env
from tutor.notation.lower.index_form.expressions import IndexForm
from tutor.notation.lower.value import Array
from tutor.notation.read.parser import parse
from tutor.notation.scope import Declared, Scope
from tutor.notation.tree import Call, Neg, Node, Pow
from tutor.notation.tree_walks import walk
from tutor.problems.contract.errors import DeclarationError
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.samplers import Integers, Labels
from tutor.problems.instances.formula_values import compute, environment, evaluated, parsed
from tutor.problems.instances.seeded_arrays import draw
from tutor.problems.proof.complex_step import STEP, expected

DIFFERENCE = 1e-6
"""By how much an entry is moved for a central difference."""
RELATIVE, ABSOLUTE = 1e-8, 1e-11
MOST_TOGETHER = 400
"""So many entries are moved in one evaluation: each is a point, and all arrays have an axis of points."""
NUDGE, NOTICED, MOST_SIZES = 1e-11, 1e-5, 12
"""How far numbers are moved and by how much values change then if a matrix is singular; how many sizes are tried."""
MOST_DRAWS, SEEDS_APART = 30, 1000
"""How often numbers are drawn until all values are finite, and how far apart the seeds of two draws are."""


class SamplePoint(dict[str, Array]):
    """All arrays of a problem at one instance, gradients when first asked for; axis of points in front."""

    def __init__(self, problem: Problem, sizes: Mapping[str, int], seed: int) -> None:
        self.problem = problem
        self.sizes = sizes
        self.slopes: dict[str, dict[str, Array]] = {}
        self.defined = [quantity.name for quantity in problem.values]
        with np.errstate(all="ignore"):
            for attempt in range(MOST_DRAWS):  # a logarithm may have no value
                own = seed + SEEDS_APART * attempt
                self.given = draw(problem, self.sizes, own, points=1, rng=generator(problem, own))
                values = compute(problem, self.given, self.sizes, only=self.defined)
                if all(np.isfinite(values[name]).all() for name in self.defined):
                    break
        super().__init__(values)

    @property
    def is_regular(self) -> bool:
        """Whether values hardly change with the last digits of what is given: of a singular matrix, inverses do."""
        moved = {
            name: array * (1 + NUDGE * np.cos(np.arange(array.size)).reshape(array.shape))
            for name, array in self.given.items()
        }
        with np.errstate(all="ignore"):
            values = compute(self.problem, moved, self.sizes, only=self.defined)
        return all(np.allclose(values[name], self[name], rtol=NOTICED, atol=NOTICED) for name in self.defined)

    def __missing__(self, name: str) -> Array:
        """A derivative or another step. Raises KeyError where there is no such name."""
        found = self._derived(name)
        self[name] = found
        return found

    def _derived(self, name: str) -> Array:
        for top in (self.problem.loss, *self.defined):
            head = derivative_name(top, "")
            if name.startswith(head) and not self.problem.quantity(top).letters:
                bottom = name.removeprefix(head)
                if bottom in self.problem.quantities:
                    return self.gradient(top, bottom)[None]
        step = next((step for step in self.problem.formula_steps() if step.id == name), None)
        if step is None:
            raise KeyError(name)
        array = expected(self.problem, step, {name: array[0] for name, array in self.given.items()}, self.sizes)
        if array is None:
            return compute(self.problem, self.given, self.sizes, only=[name, *self.defined])[name]
        return array[None]

    def gradient(self, of: str, by: str) -> Array:
        """The derivative of one number by all entries of a quantity, on its axes. Not finite where there is none."""
        known = self.slopes.get(by)
        if known is None:
            together = next((names for names in self._together if by in names), (by,))
            self.slopes.update(self._slopes(together))
            known = self.slopes[by]
        return known[of]

    @cached_property
    def _together(self) -> list[tuple[str, ...]]:
        """The quantities that are moved in one evaluation, as many as do not make it a large one; labels left out."""
        found: list[tuple[str, ...]] = [()]
        entries = 0
        for quantity in self.problem.quantities.values():
            if isinstance(quantity.sample, Integers | Labels):
                continue
            own = self[quantity.name].size
            if entries + own > MOST_TOGETHER:
                found.append(())
                entries = 0
            found[-1] += (quantity.name,)
            entries += own
        return found

    def _slopes(self, names: tuple[str, ...]) -> dict[str, dict[str, Array]]:
        """The derivatives of all numbers by each of some quantities, by name and number."""
        moved = self._moved(names, 1j * STEP)
        found: dict[str, dict[str, Array]] = {name: {} for name in names}
        for of in self.defined:
            if self.problem.quantity(of).letters:
                continue
            slopes = moved[of].imag / STEP
            start = 0
            for name in names:
                shape = self[name].shape[1:]
                count = prod(shape)
                own = slopes[start : start + count] if len(slopes) > 1 else slopes
                if not np.isfinite(own).all():
                    ahead, behind = (self._moved((name,), step)[of].real for step in (DIFFERENCE, -DIFFERENCE))
                    own = (ahead - behind) / (2 * DIFFERENCE)
                found[name][of] = np.broadcast_to(own, (count,)).reshape(shape)
                start += count
        return found

    def _moved(self, names: tuple[str, ...], step: complex) -> Mapping[str, Array]:
        """All values at many points, at each with another entry of one of some quantities moved by a step."""
        counts = [prod(self[name].shape[1:]) for name in names]
        arrays = {name: array.astype(type(step)) for name, array in self.given.items()}
        nudges, start = {}, 0
        for name, count in zip(names, counts, strict=True):
            push = np.zeros((sum(counts), count), type(step))
            push[np.arange(start, start + count), np.arange(count)] = step
            nudges[name] = push.reshape(-1, *self[name].shape[1:])
            start += count
        arrays |= {name: arrays[name] + nudges.pop(name) for name in names if name in arrays}
        with np.errstate(all="ignore"):
            return compute(self.problem, arrays, self.sizes, only=self.defined, nudges=nudges)


class SamplePoints:
    """Two sample points of a problem, and the values of formulas there. ``scope`` has the names of gradients too."""

    def __init__(self, problem: Problem, scope: Scope | None = None) -> None:
        self.problem = problem
        self.scope = scope or gradient_scope(problem)
        self.points = _regular_points(problem)
        self.environments = [self._environment(point) for point in self.points]
        self.texts: dict[tuple[str, tuple[str, ...]], list[Array]] = {}

    def _environment(self, point: SamplePoint) -> Env:
        env = environment(self.problem, point, point.sizes)
        return env.but(point, scope=self.scope.sized(point.sizes))

    def value(self, formula: str | Node, axes: tuple[str, ...]) -> list[Array]:
        """The values of a formula at each point, on the axes. Raises TutorError for one that cannot be read."""
        if not isinstance(formula, str):
            return [evaluated(formula, axes, env)[0] for env in self.environments]
        if (formula, axes) not in self.texts:  # a text is held against what is wanted when it is found, and at the end
            self.texts[formula, axes] = self.value(parse(formula, self.scope), axes)
        return self.texts[formula, axes]

    def form_value(self, form: IndexForm) -> list[Array]:
        """The values of index form at each point, by the meaning of its nodes."""
        assert all(isinstance(env.field, Field) for env in self.environments)
        return [form_values(form, env)[0] for env in self.environments]

    def gradient(self, of: str, by: str) -> list[Array]:
        """The derivative of one number by a quantity at each point."""
        name = derivative_name(of, by)
        return [point[name][0] for point in self.points]


def _regular_points(problem: Problem) -> list[SamplePoint]:
    """Two points, at sizes at which every matrix that is inverted has an inverse: ``X^T X`` has none of few rows."""
    inverts = any(_is_inverse(node) for one in problem.values for node in walk(parsed(problem)[one.name].tree))
    if not inverts:
        return _points(problem, small_sizes(problem))
    for sizes in islice(sizes_to_try(problem), MOST_SIZES):
        with suppress(DeclarationError):  # not even rounding leaves an inverse
            points = _points(problem, sizes)
            if all(point.is_regular for point in points):
                return points
    return _points(problem, small_sizes(problem))


def _points(problem: Problem, sizes: tuple[Mapping[str, int], Mapping[str, int]]) -> list[SamplePoint]:
    return [SamplePoint(problem, own, seed) for seed, own in enumerate(sizes, 1)]


def _is_inverse(node: Node) -> bool:
    """Whether a node may be the inverse of a matrix."""
    if isinstance(node, Call):
        return node.function == "inv"
    return isinstance(node, Pow) and isinstance(node.exponent, Neg)


def agree(first: list[Array], second: list[Array]) -> bool:
    """Whether values are the same at each point, up to rounding."""
    return all(_agree(one, other) for one, other in zip(first, second, strict=True))


def _agree(one: Array, other: Array) -> bool:
    if one.shape != other.shape or not np.isfinite(one).all():
        return False
    scale = float(np.abs(other).max(initial=0.0))
    return bool(np.abs(one - other).max(initial=0.0) <= RELATIVE * scale + ABSOLUTE)


def gradient_scope(problem: Problem, of: str = "", more: Mapping[str, Declared] | None = None) -> Scope:
    """The scope of a problem with the gradients of a number by every quantity: of the loss, if nothing is said."""
    top = of or problem.loss
    names = dict(problem.scope.names)
    for quantity in problem.quantities.values():
        name = derivative_name(top, quantity.name)
        if quantity.name != top and name not in names:
            latex = _latex(problem, top, quantity.name)
            shown = partial(problem.display, name)
            names[name] = Declared(name, quantity.letters, quantity.row, latex=latex, display=shown)
    return problem.scope.replace(names={**names, **(more or {})}, loss=top)


def _latex(problem: Problem, top: str, bottom: str) -> str:
    return rf"\frac{{\partial {problem.latex(top)}}}{{\partial {problem.latex(bottom)}}}"
