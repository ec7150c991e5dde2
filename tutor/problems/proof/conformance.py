"""The conformance kit: proof that a problem is right, for its author and for every stranger's plugin.

    def test_my_problem_conforms():
        tutor.prove(MyProblem())

Three independent things are held together at several sizes and seeds: the NumPy solver, the steps evaluated as
formulas, and the derivative of the forward formulas by complex step, which knows nothing of either. A fourth, the
forward formulas differentiated by SymPy, is called when asked for. A disagreement names quantity, entry, got and
expected.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import partial
from math import inf, prod
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.errors import TutorError, named
from tutor.problems.contract.problem import Problem
from tutor.problems.contract.step import Step
from tutor.problems.contract.target import UPDATE, Target, gradient_id
from tutor.problems.instances.formula_values import compute, environment, evaluated, lift, read
from tutor.problems.instances.instance import Instance
from tutor.problems.instances.value_text import value_text
from tutor.problems.proof.complex_step import expected
from tutor.problems.proof.declaration_checks import check_declaration
from tutor.problems.proof.plot_checks import reason_against_plots
from tutor.problems.proof.proof_report import ConformanceError, Proof, described

Array = npt.NDArray[Any]

TOLERANCE = 1e-9
FAST_SEEDS = tuple(range(5))


def prove(
    problem: Problem,
    *,
    seeds: Iterable[int] = FAST_SEEDS,
    sizes: Iterable[Mapping[str, int]] = (),
    symbolic: bool | Mapping[str, int] = False,
    words: bool = True,
    room: float = inf,
) -> Proof:
    """Check declarations, then hold the witnesses together at the textbook instance and at every seed.

    All of this for every variant of the problem. Each seed brings its own sizes; each of ``sizes`` is tried with it
    too. ``symbolic`` calls the fourth witness, SymPy, at the smallest sizes or at those it gives (0.1 to 20 s). Without
    ``words`` only the answers are proved, not what is said about them. Instances whose largest derivative would have
    more than ``room`` numbers are left out. Raises ConformanceError at the first contradiction.
    """
    check_declaration(problem, words=words)
    proof = Proof(problem.id)
    seeds, sizes = tuple(seeds), tuple(sizes)
    for variant in problem.variants():
        check_declaration(variant, words=words)
        _check_plots(variant)
        for instance in _instances(variant, seeds, sizes):
            if _room_taken(instance) <= room:
                _Witnesses(instance, proof).check()
    if symbolic:
        from tutor.problems.proof.sympy_witness import witness  # SymPy takes 270 ms to import

        witness(problem, proof, {} if symbolic is True else symbolic)
    return proof


def _instances(problem: Problem, seeds: tuple[int, ...], sizes: tuple[Mapping[str, int], ...]) -> Iterator[Instance]:
    """The textbook instance, then every seed at its own sizes and at each of ``sizes``."""
    chosen: list[tuple[int | None, Mapping[str, int]]] = [(None, {})]
    chosen += [(seed, wanted) for seed in seeds for wanted in ({}, *sizes)]
    for seed, wanted in chosen:
        at = f"{problem.id}, {'textbook' if seed is None else f'seed {seed}'}"
        yield _guarded(at, "the samplers", partial(_drawn, problem, seed, wanted))


def _drawn(problem: Problem, seed: int | None, sizes: Mapping[str, int]) -> Instance:
    """An instance whose numbers are there: a seeded one draws them when they are first asked for."""
    instance = problem.instance(seed, sizes)
    _ = instance.given
    return instance


def _check_plots(problem: Problem) -> None:
    reason = reason_against_plots(_guarded(problem.id, "`plots`", problem.plots))
    if reason:
        raise ConformanceError(f"{problem.id}: {reason}")


def _room_taken(instance: Instance) -> int:
    """How many numbers the largest derivative of an instance has: one array moved at each entry of another."""
    entries = [prod(instance.sizes[x.upper()] for x in q.letters) for q in instance.problem.quantities.values()]
    return max(entries) ** 2


def _guarded(at: str, what: str, call: Callable[[], Any]) -> Any:
    """The result of an author's code; what it raises becomes a sentence with the line it came from."""
    try:
        return call()
    except TutorError as error:
        raise ConformanceError(f"{at}: {error}") from None
    except (Exception, SystemExit) as error:
        raise ConformanceError(f"{at}: {what} raised {named(error)}{_place(error)}") from error


def _place(error: BaseException) -> str:
    """The deepest line outside the tutor and what it stands on: the author's. Nothing where none was running."""
    own = [
        f" ({Path(frame.f_code.co_filename).name}, line {line})"
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_globals.get("__name__", "").partition(".")[0] not in ("tutor", "numpy", "functools")
    ]
    return own[-1] if own else ""


class _Witnesses:
    """The comparisons at one instance."""

    def __init__(self, instance: Instance, proof: Proof) -> None:
        self.instance = instance
        self.problem = instance.problem
        self.proof = proof
        self.at = described(instance)
        self.arrays: dict[str, Array] = {}

    def check(self) -> None:
        """The forward pass, every step, and every gradient of the solver."""
        with np.errstate(all="ignore"):  # what is not finite is said in a sentence
            self._check()

    def _check(self) -> None:
        self.check_values()
        solved = self.solver_gradients()
        self.arrays = self.guarded(
            "the formulas", lambda: compute(self.problem, lift(self.instance.given), self.instance.sizes)
        )
        for step in self.problem.formula_steps():
            self.check_step(step, solved)
        for name, gradient in solved.items():
            step = Step(gradient_id(self.problem, name))
            if step.id not in self.problem.steps_by_id:
                derivative = self.derivative(step)
                if derivative is not None:
                    self.compare("solver", step.id, gradient, derivative)

    def guarded(self, what: str, call: Callable[[], Any]) -> Any:
        """The result of an author's code at this instance."""
        return _guarded(self.at, what, call)

    def check_values(self) -> None:
        """The solver's forward pass against the forward formulas."""
        names = [quantity.name for quantity in self.problem.values]
        given = lift(self.instance.given)
        formulas = self.guarded("the formulas", lambda: compute(self.problem, given, self.instance.sizes, only=names))
        before = _copied(self.instance.given)
        values = self.guarded("the solver's forward pass", lambda: self.instance.values)
        self.unchanged("forward", before, self.instance.given)
        for name in names:
            if name not in values:
                raise ConformanceError(f"{self.at}: the solver gives no value {name}")
            self.compare("forward", name, values[name], formulas[name][0])

    def solver_gradients(self) -> dict[str, Array]:
        """The solver's backward pass, which must leave its arguments alone and name quantities."""
        before = _copied({**self.instance.given, **self.instance.values})
        solved: dict[str, Array] = self.guarded("the solver's backward pass", lambda: self.instance.gradients)
        self.unchanged("backward", before, {**self.instance.given, **self.instance.values})
        for name in solved:
            if name not in self.problem.quantities:
                raise ConformanceError(f"{self.at}: the solver gives a gradient of {name}, which is not a quantity")
        return solved

    def unchanged(self, which: str, before: Mapping[str, Array], after: Mapping[str, Array]) -> None:
        """The solver must not write into arrays that are not its own."""
        for name, array in before.items():
            if name not in after:
                raise ConformanceError(f"{self.at}: the solver's {which} pass removes {name} from what it is given")
            if not np.array_equal(array, after[name], equal_nan=True):
                raise ConformanceError(f"{self.at}: the solver's {which} pass changes {name} in place")

    def check_step(self, step: Step, solved: Mapping[str, Array]) -> None:
        """One step: its formula, the solver and its other forms, against the derivative where it is one."""
        array = self.arrays[step.id][0]
        truth = self.derivative(step)
        if truth is not None:
            self.compare("derivative", step.id, array, truth)
        target = self.problem.targets[step.id]
        name = target.by
        if name in self.problem.quantities and target.is_gradient_by(name):
            if name not in solved:
                raise ConformanceError(f"{self.at}: the solver gives no gradient of {name}")
            self.compare("solver", step.id, solved[name], array if truth is None else truth)
        if truth is None and not self.problem.is_value(step) and not self.is_update(target, array):
            self.proof.alone.add(step.id)
        own = [step.formula] if self.problem.is_value(step) and step.formula else []
        for text in (*own, *step.also):
            self.compare("form", f"{step.id} as `{text}`", self.form(step, text), array)

    def derivative(self, step: Step) -> Array | None:
        """What a step that is a derivative must give, by complex step."""
        given, sizes = self.instance.given, self.instance.sizes
        found: Array | None = self.guarded(
            f"the derivative {step.id} of the forward formulas", lambda: expected(self.problem, step, given, sizes)
        )
        return found

    def is_update(self, target: Target, array: Array) -> bool:
        """Whether an update of an array is the array minus one of the given numbers times its gradient."""
        gradient = self.arrays.get(gradient_id(self.problem, target.of))
        if target.kind != UPDATE or gradient is None:
            return False
        before = self.arrays[target.of][0]
        for quantity in self.problem.given:
            rate = self.instance.given[quantity.name]
            if rate.ndim == 0 and _close(array, before - rate * gradient[0]):
                self.compare("update", target.id, array, before - rate * gradient[0])
                return True
        return False

    def form(self, step: Step, text: str) -> Array:
        """Another way of writing a step, evaluated."""
        env = environment(self.problem, self.arrays, self.instance.sizes)
        try:
            return np.asarray(evaluated(read(self.problem, text, step.id), self.problem.axes_of(step), env)[0])
        except TutorError as error:
            raise ConformanceError(f"{self.at}: {step.id} as `{text}` cannot be evaluated: {error}") from None

    def compare(self, kind: str, name: str, got: Array, wanted: Array) -> None:
        """Two witnesses of one array; where they part, the sentence names the worst entry."""
        got, wanted = np.asarray(got), np.asarray(wanted)
        mine, other = _WITNESSES[kind]
        if got.dtype.kind not in "iuf":
            what = "complex numbers" if got.dtype.kind == "c" else value_text(got.tolist())
            raise ConformanceError(f"{self.at}: {name} is {what} {mine}; real numbers are expected")
        if got.shape != wanted.shape:
            clue = "; it is transposed" if got.shape == wanted.shape[::-1] and _close(got.T, wanted) else ""
            shapes = f"{'has shape' if got.shape else 'is'} {_shape(got)} {mine}, expected {_shape(wanted)} {other}"
            raise ConformanceError(f"{self.at}: {name} {shapes}{clue}")
        error = np.abs(got - wanted)
        worst = float(np.max(error, initial=0.0)) / (float(np.max(np.abs(wanted), initial=0.0)) or 1.0)
        if not worst <= TOLERANCE:
            where = np.unravel_index(int(np.argmax(np.where(np.isnan(error), np.inf, error))), error.shape)
            entry = f"[{','.join(str(int(position) + 1) for position in where)}]" if error.ndim else ""
            if not np.isfinite(wanted[where]):
                both = f"{_number(got[where])} {mine}, {_number(wanted[where])} {other}"
                raise ConformanceError(f"{self.at}: {name}{entry} is not a finite number: {both}")
            numbers = f"is {_number(got[where])} {mine}, expected {_number(wanted[where])} {other}"
            raise ConformanceError(f"{self.at}: {name}{entry} {numbers}{_clue(got, wanted)}")
        self.proof.note(kind, worst)


_WITNESSES = {
    "forward": ("by the solver", "by its formula"),
    "solver": ("by the solver", "by differentiating the forward formulas"),
    "derivative": ("by its formula", "by differentiating the forward formulas"),
    "form": ("here", "by the step's formula"),
    "update": ("by its formula", "by the gradient"),
}
"""For each kind of comparison whose number was got and whose is expected."""


def _copied(arrays: Mapping[str, Array]) -> dict[str, Array]:
    return {name: np.array(array) for name, array in arrays.items()}


def _number(number: Any) -> str:
    return f"{complex(number):.12g}" if np.iscomplexobj(number) else f"{float(number) + 0.0:.12g}"


def _shape(array: Array) -> str:
    return "×".join(map(str, array.shape)) if array.shape else "one number"


def _close(got: Array, wanted: Array) -> bool:
    scale = float(np.max(np.abs(wanted), initial=0.0)) or 1.0
    return got.shape == wanted.shape and bool((np.abs(got - wanted) <= TOLERANCE * scale).all())


def _clue(got: Array, wanted: Array) -> str:
    """What the difference looks like, when it is one of the plainest."""
    if not np.isfinite(got).all():
        return "; a number that is not finite"
    if got.dtype in (np.float16, np.float32) and np.allclose(got, wanted, rtol=10 * np.finfo(got.dtype).eps):
        return f"; it is computed in {got.dtype}, and float64 is expected"
    if _close(-got, wanted):
        return "; the sign is the other one"
    if got.ndim == 2 and _close(got.T, wanted):
        return "; it is transposed"
    return ""
