"""A formula that was typed as an answer, in each of its readings at the sampled points."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from functools import cache, partial
from typing import Any

import numpy as np
import numpy.typing as npt

from tutor.lazy import cached_property
from tutor.marking.chain_rule import contracted, diagonals
from tutor.marking.equivalence.agreement import within
from tutor.marking.equivalence.decide import decide
from tutor.marking.equivalence.extreme_numbers import extremes
from tutor.marking.equivalence.higher_precision import Same
from tutor.marking.implied_sums import Summed, with_sums
from tutor.marking.question import Question
from tutor.marking.verdict import as_numbers
from tutor.notation.errors import FitError, LetterError, NotationError
from tutor.notation.eval.evaluate import evaluate
from tutor.notation.eval.number_types import extended_field
from tutor.notation.eval.numpy_arrays import Field
from tutor.notation.lower.align_to_target import Fitted, fit
from tutor.notation.lower.environment import Env
from tutor.notation.lower.value import Value
from tutor.notation.tree import Arrays, Node
from tutor.notation.tree_walks import names
from tutor.problems.instances.formula_values import environment

Array = npt.NDArray[Any]


class FormulaAnswer:
    """An answer compared with the right formula: as declared first, then with nothing running.

    ``fits`` are its values on the axes that are asked for, ``loose`` those that have other axes, and ``misfit`` says
    why a reading does not fit. ``outcome`` is that of the last reading: the first that is not different. ``whole`` are
    the letters that were read as whole axes. Raises NotationError for numbers out of bounds.
    """

    def __init__(self, question: Question, tree: Node) -> None:
        self.question = question
        self.tree = tree
        self.misfit: FitError | None = None
        self.outcome: Same = "different"
        self.fits: list[Fitted] = []
        self.loose: list[Value] = []
        self.whole: tuple[str, ...] = ()
        for env in question.environments(tree, question.points.arrays, question.points.sizes):
            fitted = self._read(env)
            if fitted is None:
                continue
            self.fits.append(fitted)
            self.whole = () if env.running else self._whole_arrays()
            self.outcome = self._compared(self.tree, fitted, env.running)
            if self.outcome != "different":
                break

    @cached_property
    def summed(self) -> Summed | None:
        """The answer with the sums that it leaves out, if it fits in no reading, but does with them, and is right."""
        if self.fits or not self.question.axes or isinstance(self.tree, Arrays):
            return None
        env = next(self.question.environments(self.tree, self.question.points.arrays, self.question.points.sizes))
        fitting: list[tuple[Summed, Fitted]] = []
        chains = contracted(self.tree, self.question.problem.targets, env)
        for ways in ((*with_sums(self.tree, self.question.axes, env.scope), *chains), diagonals(self.tree, env)):
            for way in ways:
                with suppress(FitError):
                    fitting.append((way, fit(evaluate(way.tree, env), self.question.axes, env)))
            if fitting:
                break
        if len(fitting) != 1:
            return None
        way, fitted = fitting[0]
        return way if self._compared(way.tree, fitted, env.running) == "same" else None

    @cached_property
    def later(self) -> list[str]:
        """The names in it that come after the step in the derivation."""
        return sorted(names(self.tree) & self.question.later)

    @cached_property
    def at_instance(self) -> Callable[[], Array | None]:
        """Gives its value at the instance, or None where it has none; holds none of the arrays at the points."""
        return cache(partial(value_at_instance, self.question, self.tree))

    def _read(self, env: Env) -> Fitted | None:
        """Its value in one reading, on the axes that are asked for; None where it has none there."""
        value = None
        try:
            value = evaluate(self.tree, env)
            return fit(value, self.question.axes, env)
        except FitError as error:
            self.misfit = error if self.misfit is None or isinstance(self.misfit, LetterError) else self.misfit
            if value is not None:
                self.loose.append(value)
            return None

    def _whole_arrays(self) -> tuple[str, ...]:
        """The letters that would run in the first reading of an answer, and that its names have axes for."""
        problem = self.question.problem
        declared = problem.scope.names
        axes = {letter for name in names(self.tree) for letter in declared[name].axes}
        return tuple(letter for letter in problem.running if letter in axes)

    def _compared(self, tree: Node, fitted: Fitted, running: tuple[str, ...]) -> Same:
        """Whether a formula is the reference at all points, with more digits where floats leave it open."""
        question = self.question
        typed = extremes(tree)
        doubt = question.doubtful or any(typed)
        if not doubt and within(fitted.array, question.reference, question.margins):
            return "same"
        points, step_id = question.points, question.step.id

        def around(arrays: dict[str, Array], field: Field) -> tuple[Env, Array]:
            env = environment(question.problem, arrays, points.sizes, field=field, room=question.shared.room)
            env.running = running
            return env, question.asked(arrays[step_id])

        return decide(
            lambda env: question.asked(fit(evaluate(tree, env), question.axes, env).array),
            question.asked(fitted.array),
            question.asked(question.reference),
            lambda: around(points.extended(), extended_field()),
            lambda which, field: around(points.precise(which, field), field),
            believe=not typed.large,
            doubt=doubt,
        )


@np.errstate(all="ignore")
def value_at_instance(question: Question, tree: Node) -> Array | None:
    """The value of a formula at the instance in the first reading that has one, shape (*axes); None if none has."""
    for env in question.environments(tree, question.at_instance, question.instance.sizes):
        try:
            array = fit(evaluate(tree, env), question.axes, env).array
        except (FitError, NotationError):
            continue
        return as_numbers(np.broadcast_to(array, (1, *question.shape))[0])
    return None
